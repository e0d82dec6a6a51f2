-- Put newly settled identities in the place of the older ones.
INSERT INTO outs (family, day, union, thing, ident, reason, version)
