"""The append-only, hash-chained journal of acts, kept in the database in the transaction of each act."""
