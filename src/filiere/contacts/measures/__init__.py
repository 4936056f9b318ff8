"""The measures by name: what an indicator of a definition says it measures.

    base            what a measure is, and what it is given
    tally           sums over facts, many indicators at a time
    waits           accessibility, abandonment, service level, speed of answer, blocked calls, transfers
    percentiles     exact percentiles
    dense           many short periods, where rows are in this process, counted by place (counting)
    handling        handling time
    resolution      contacts that settled their matter
    returns         the same where rows are in this process, with one sort a scope
    delays          the clock, the cohort and the unanswered of what is answered in hours or days
    written         delays of e-mail, chat, social networks and letters
    cases           complaints
    voices          surveys, reviews of quality, mystery contacts
    overlap         time shared out over periods
    stretches       time of which overlaps count once, where rows are in this process
    load            backlog, workload, occupancy, availability
    forecast        how well contacts were foreseen
    staff           turnover, absence, training

A family of measures is a module here that names its own in a ``MEASURES``; this list is their union.
"""

from collections.abc import Mapping

from filiere.contacts.measures import (
    async_channels,
    complaints,
    forecast,
    handling_time,
    percentiles,
    resolution,
    staff,
    surveys,
    waits,
    workload,
)
from filiere.contacts.measures.base import Context, Indicator, Measure, StoreFiles

_FAMILIES = (
    waits,
    percentiles,
    handling_time,
    resolution,
    async_channels,
    complaints,
    surveys,
    forecast,
    workload,
    staff,
)

MEASURES: Mapping[str, Measure] = {name: one for family in _FAMILIES for name, one in family.MEASURES.items()}
"""Every measure by the name that definitions give it."""

__all__ = ["MEASURES", "Context", "Indicator", "Measure", "StoreFiles"]
