"""From the files of a system to the store: every row accepted, repaired by a named rule, or rejected with its reason.

protocol      what a source of rows is, which each importer follows
canonical     the canonical tables as CSV and as Parquet
rules         the repairs, each one named, and the reasons to reject
people        customers and agents as keyed hashes
intake        rows to typed parts, judged by set operations
merging       a delivery against itself and the store: repeats, corrections, files
contacts      the derived table, one row a contact
run           all of it for one file, whole or not at all
"""
