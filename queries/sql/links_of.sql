-- Which corrections and voids have one of these identities (hexadecimal) as an end?
SELECT DISTINCT node, peer, naming, voiding, toUnixTimestamp64Micro(time) AS at, id
FROM link
WHERE node IN (SELECT toFixedString(unhex(arrayJoin({nodes:Array(String)})), 16))
