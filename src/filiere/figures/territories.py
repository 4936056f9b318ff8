"""Territory codes: which are known, what they are called, and which may be compared.

A figure names its territory by code. The geography knows the official ones; areas with no official code and loose
areas (*offshore*, *abroad*) are declared in the vocabulary with their label.
"""

from collections.abc import Collection, Mapping

from filiere import geography
from filiere.core.faults import Faults
from filiere.core.text import Text

# The same people are meant by both in nearly every source of the sector, which rarely counts overseas.
_SAME = {"FR-M": "FR"}


def is_known(code: str, declared: Collection[str]) -> bool:
    """Tell whether a code is declared in the vocabulary or known to the geography."""
    return code in declared or geography.is_known_code(code)


def are_comparable(this: str, other: str) -> bool:
    """Tell whether figures on two territories may stand side by side: the same, or France with and without overseas."""
    return _SAME.get(this, this) == _SAME.get(other, other)


def territory_label(code: str, declared: Mapping[str, Text]) -> Text:
    """Return the name of a territory; the code itself when nothing names it."""
    if code in declared:
        return declared[code]
    try:
        return geography.territory(code).label
    except Faults:
        return Text.same(code)
