-- End the INSERTs of this ledger that outlived their client.
KILL QUERY WHERE Settings['log_comment'] = {comment:String} ASYNC
