-- The last board of this owner and period at or before {at}; of one cause, if {cause} is given.
SELECT owner, period, cause, at, seq, epoch, body
FROM board
WHERE owner = {owner:String} AND period = {period:String} AND at <= fromUnixTimestamp64Micro({at:Int64}, 'UTC')
  AND ({cause:String} = '' OR cause = {cause:String})
ORDER BY owner DESC, period DESC, board.at DESC, seq DESC
LIMIT 1
