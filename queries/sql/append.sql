-- One batch of the log. The columns are those of ledgerColumns in ledger.go.
INSERT INTO ledger
      (arrived, day,
       src, offset, offset_end, status, record_time, reason, detail, payload, source, id, type, subject, corrects, family,
       ident, content, corrects_ident, voids_ident, time, happened, union, union_to, thing, person,
       channel, service, case_kind, outcome, agent, due, families, upto, data)
