-- The first board of this owner and period (of one cause, if {cause} is given) after {at}: there is none before.
SELECT toUnixTimestamp64Micro(minIf(at, at > fromUnixTimestamp64Micro({at:Int64}, 'UTC')))
FROM board
WHERE owner = {owner:String} AND period = {period:String} AND ({cause:String} = '' OR cause = {cause:String})
