"""Releases through time: a cell withheld today must not be found with what was published yesterday, or elsewhere.

Ledger              the releases that went out, and the totals that others publish
augment()           a new table tied to all of them: what an attacker really sees
told_exactly()      what a total published elsewhere gives away, by name
as_bytes()          a release as one file, kept inside; from_bytes() reads it again
"""

from filiere.disclosure.comparing.crossed import Crossing
from filiere.disclosure.ledger.augmented import Augmented, augment, told_exactly
from filiere.disclosure.ledger.files import as_bytes, from_bytes
from filiere.disclosure.ledger.protecting import Guarded, protect_release
from filiere.disclosure.ledger.releases import Ledger, Outside, Release, Subject, rows_digest

__all__ = [
    "Augmented",
    "Crossing",
    "Guarded",
    "Ledger",
    "Outside",
    "Release",
    "Subject",
    "as_bytes",
    "augment",
    "from_bytes",
    "protect_release",
    "rows_digest",
    "told_exactly",
]
