-- Every accepted row, copies included, thing by thing in the order of events.
SELECT src, offset, offset_end, toInt8(status), record_time, reason, detail, payload, source, id, type, subject, corrects, family,
       ident, content, corrects_ident, voids_ident, time, happened, union, union_to, thing, person,
       channel, service, case_kind, outcome, agent, due, families, upto, data
FROM ledger
WHERE status = 'accepted'
ORDER BY toString(family), toString(union), thing, person, time, id, toString(source)
