-- The rejected rows that arrived last.
SELECT src, offset, offset_end, toInt8(status), record_time, reason, detail, payload, source, id, type, subject, corrects, family,
       ident, content, corrects_ident, voids_ident, time, happened, union, union_to, thing, person,
       channel, service, case_kind, outcome, agent, due, families, upto, data
FROM ledger
WHERE status = 'rejected'
ORDER BY arrived DESC, src, offset DESC
LIMIT {limit:UInt64}
