"""The register of published figures: read, checked, searched, compared, cited, corrected.

Nobody else keeps concurrent figures with their scope, source and method; this package does, and hides none of them.
"""

from filiere.figures.amendments import Amendment, Retention, Version
from filiere.figures.checker import check
from filiere.figures.concurrent_figures import AxisDifference, list_differences
from filiere.figures.figure_search import FACETS, SORTS, FacetValue, Query
from filiere.figures.model import (
    FORESEEN_NATURES,
    Break,
    Category,
    Contradiction,
    Derivation,
    Figure,
    FigureEntry,
    Indicator,
    RetainedFigure,
    Series,
    Term,
    Unit,
)
from filiere.figures.query_validation import find_query_faults
from filiere.figures.register import Register, load_register
from filiere.figures.series import SeriesEntry

__all__ = [
    "FACETS",
    "FORESEEN_NATURES",
    "SORTS",
    "Amendment",
    "AxisDifference",
    "Break",
    "Category",
    "Contradiction",
    "Derivation",
    "FacetValue",
    "Figure",
    "FigureEntry",
    "Indicator",
    "Query",
    "Register",
    "RetainedFigure",
    "Retention",
    "Series",
    "SeriesEntry",
    "Term",
    "Unit",
    "Version",
    "check",
    "find_query_faults",
    "list_differences",
    "load_register",
]
