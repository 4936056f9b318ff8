"""What is to be said with a figure wherever it is quoted: that nobody has counted what it gives."""

from filiere.core.text import Text
from filiere.figures.records import Figure

ESTIMATE = "estimate"
"""The nature of an order of magnitude that its source gives without a count."""
_COUNTABLE = frozenset(
    {"job", "employee", "person", "fte", "position", "seat", "centre", "company", "establishment", "organisation"}
)

UNCOUNTED = Text(
    fr="Ordre de grandeur donné sans décompte : personne ne l’a compté.",
    en="An order of magnitude given without a count: nobody has counted it.",
)


def find_reservation(figure: Figure) -> Text | None:
    """Return what a number of people, jobs or places is to be said with when its source gives it without a count, None
    for what was counted, computed, or cannot be."""
    uncounted = figure.nature == ESTIMATE and figure.derived is None and figure.unit in _COUNTABLE
    return UNCOUNTED if uncounted else None
