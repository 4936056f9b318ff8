"""From the files of a system to the store: every row accepted, repaired by a named rule, or rejected with its reason.

protocol               what a source of rows is, which each importer follows
canonical_sources      the canonical tables as CSV and as Parquet
cell_repairs           the repairs, each one named, and the reasons to reject
pseudonymisation       customers and agents as keyed hashes
row_validation         rows to typed parts, judged by set operations
delivery_merge         a delivery against itself and the store: repeats, corrections, files
contact_derivation     the derived table, one row a contact
import_job             all of it for one file, whole or not at all
"""
