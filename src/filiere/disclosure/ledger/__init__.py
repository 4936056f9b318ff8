"""Releases through time: a cell withheld today must not be found with what was published yesterday, or elsewhere.

Ledger              the releases that went out, and the totals that others publish
augment()           a new table tied to all of them: what an attacker really sees
told_exactly()      what a total published elsewhere gives away, by name
as_bytes()          a release as one file, kept inside; from_bytes() reads it again
"""

from filiere.disclosure.ledger.augmented_table import AugmentedTable, augment_table, find_cells_told_exactly
from filiere.disclosure.ledger.release_protection import ProtectedRelease, protect_release
from filiere.disclosure.ledger.releases import ExternalTotal, Ledger, Release, Subject, compute_rows_digest
from filiere.disclosure.ledger.serialization import parse_release, serialize_release
from filiere.disclosure.linked_tables.cell_coordinates import Coordinates

__all__ = [
    "AugmentedTable",
    "Coordinates",
    "ExternalTotal",
    "Ledger",
    "ProtectedRelease",
    "Release",
    "Subject",
    "augment_table",
    "compute_rows_digest",
    "find_cells_told_exactly",
    "parse_release",
    "protect_release",
    "serialize_release",
]
