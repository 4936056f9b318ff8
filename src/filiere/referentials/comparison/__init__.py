"""Comparison of two releases: typed differences, each a matter of words or a rule, and the proof of a patch.

::

    for change in compare(library.release("lrs@2027.1"), library.release("lrs@2029.1")):
        change.kind, change.scope, change.text.get("fr")
    is_patch(before, after)          # only words differ: every result is the same

The order in which questions are shown is a matter of words. The life of a release (number, status, dates, votes) is
not compared.
"""

from filiere.referentials.comparison.changes import ReleaseChange, compare_releases
from filiere.referentials.comparison.narrative import format_value
from filiere.referentials.comparison.rules_and_wording import is_patch, rules_fingerprint

__all__ = [
    "ReleaseChange",
    "compare_releases",
    "format_value",
    "is_patch",
    "rules_fingerprint",
]
