"""The register of published figures: read, checked, searched, compared, cited, corrected.

Nobody else keeps concurrent figures with their scope, source and method; this package does, and hides none of them.
"""

from filiere.figures.amendments import Amendment, Retention, Version
from filiere.figures.checker import check
from filiere.figures.cited_publication import COUNTED_KINDS, Publication
from filiere.figures.concurrent_figures import AxisDifference, list_differences
from filiere.figures.confidence import list_ceilings
from filiere.figures.data_gaps import GAP_YEARS, Gap
from filiere.figures.figure_search import FACETS, SORTS, FacetValue, Query
from filiere.figures.query_validation import find_query_faults
from filiere.figures.records import (
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
from filiere.figures.register import Register, load_register
from filiere.figures.reviews import Review
from filiere.figures.series import SeriesEntry

__all__ = [
    "COUNTED_KINDS",
    "FACETS",
    "FORESEEN_NATURES",
    "GAP_YEARS",
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
    "Gap",
    "Indicator",
    "Publication",
    "Query",
    "Register",
    "RetainedFigure",
    "Retention",
    "Review",
    "Series",
    "SeriesEntry",
    "Term",
    "Unit",
    "Version",
    "check",
    "find_query_faults",
    "list_ceilings",
    "list_differences",
    "load_register",
]
