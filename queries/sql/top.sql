-- Which is the latest stamp of arrival in the ledger?
SELECT max(arrived) FROM ledger
