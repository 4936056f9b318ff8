"""The register of published figures: read, checked, searched, compared, cited, corrected.

Nobody else keeps concurrent figures with their scope, source and method; this package does, and hides none of them.
"""

from filiere.figures.amendments import Amendment, Retention, Version
from filiere.figures.checker import check
from filiere.figures.comparing import Difference, differences
from filiere.figures.filters import query_faults
from filiere.figures.model import (
    FORESEEN,
    Break,
    Category,
    Contradiction,
    Derivation,
    Figure,
    FigureEntry,
    Indicator,
    Retained,
    Series,
    Term,
    Unit,
)
from filiere.figures.register import Register, load_register
from filiere.figures.searching import FACETS, SORTS, FacetValue, Query
from filiere.figures.series import Point

__all__ = [
    "FACETS",
    "FORESEEN",
    "SORTS",
    "Amendment",
    "Break",
    "Category",
    "Contradiction",
    "Derivation",
    "Difference",
    "FacetValue",
    "Figure",
    "FigureEntry",
    "Indicator",
    "Point",
    "Query",
    "Register",
    "Retained",
    "Retention",
    "Series",
    "Term",
    "Unit",
    "Version",
    "check",
    "differences",
    "load_register",
    "query_faults",
]
