-- Which contents have these identities (hexadecimal), and where do they count?
SELECT DISTINCT ident, content, voiding, family, day, union, union_to, thing, person
FROM identity
WHERE ident IN (SELECT toFixedString(unhex(arrayJoin({nodes:Array(String)})), 16))
