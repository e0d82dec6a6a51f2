-- How many INSERTs of this ledger still run? One that is marked as cancelled and idle is counted too.
SELECT count() FROM system.processes WHERE Settings['log_comment'] = {comment:String}
