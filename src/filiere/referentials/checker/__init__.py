"""The fifteen checks of a referential, all faults at once, each at its line.

1 form and unknown keys, 2 both languages, 3 names, 4 units, 5 dated parameters, 6 weights, 7 circles, 8 levels that can
be reached, 9 guards of the procedure, 10 proof of knock-outs, 11 nothing in vain, 12 mappings, 13 migrations,
14 golden cases, 15 seal, 16 values below the law. Checks 1 and 15 are made while reading.

:func:`check_path` takes a release, a referential, a mapping or a whole folder of content. The rules of writing of our
own content, which other referentials need not follow, are :func:`question_faults` and :func:`size_faults`.
"""

from filiere.referentials.checker.award_reachability import find_witness
from filiere.referentials.checker.completeness import sum_theme_weights
from filiere.referentials.checker.release_checks import release_faults
from filiere.referentials.checker.runner import CheckReport, check_path
from filiere.referentials.checker.wording import question_faults, size_faults

__all__ = [
    "CheckReport",
    "check_path",
    "find_witness",
    "question_faults",
    "release_faults",
    "size_faults",
    "sum_theme_weights",
]
