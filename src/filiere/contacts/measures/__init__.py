"""The measures by name: what an indicator of a definition says it measures.

    base            what a measure is, and what it is given
    tally           sums over facts, many indicators at a time
    waits           accessibility, abandonment, service level, speed of answer, blocked calls, transfers
    percentiles     exact percentiles
    handling        handling time
    resolution      contacts that settled their matter
    voices          surveys, reviews of quality, mystery contacts
    staff           turnover, absence, training

A family of measures is a module here that names its own in a ``MEASURES``; this list is their union.
"""

from collections.abc import Mapping

from filiere.contacts.measures import (
    handling,
    percentiles,
    resolution,
    staff,
    voices,
    waits,
)
from filiere.contacts.measures.base import Context, Files, Indicator, Measure

_FAMILIES = (waits, percentiles, handling, resolution, voices, staff)

MEASURES: Mapping[str, Measure] = {name: one for family in _FAMILIES for name, one in family.MEASURES.items()}
"""Every measure by the name that definitions give it."""

__all__ = ["MEASURES", "Context", "Files", "Indicator", "Measure"]
