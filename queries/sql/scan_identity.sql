-- Every accepted row, copies included, with the rows of one identity together.
SELECT src, offset, offset_end, toInt8(status), record_time, reason, detail, payload, source, id, type, subject, corrects, family,
       ident, content, corrects_ident, voids_ident, time, happened, union, union_to, thing, person,
       channel, service, case_kind, outcome, agent, due, families, upto, data
FROM ledger
WHERE status = 'accepted'
ORDER BY ident
