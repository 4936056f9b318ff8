"""The measures by name: what an indicator of a definition says it measures.

    base                      what a measure is, and what it is given
    shared_sums               sums over facts, many indicators at a time
    waits                     accessibility, abandonment, service level, speed of answer, blocked calls, transfers
    percentiles               exact percentiles
    numpy_sums                many short periods, where rows are in this process, counted by place (counting)
    handling_time             handling time
    resolution                contacts that settled their matter
    numpy_repeat_contacts     the same where rows are in this process, with one sort a scope
    delays                    the clock, the cohort and the unanswered of what is answered in hours or days
    async_channels            delays of e-mail, chat, social networks and letters
    complaints                complaints
    surveys                   surveys, reviews of quality, mystery contacts
    period_overlap            time shared out over periods
    numpy_time_union          time of which overlaps count once, where rows are in this process
    time_measures             backlog, workload, occupancy, availability
    forecast                  how well contacts were foreseen
    human_resources           turnover, absence, training

A family of measures is a module here that names its own in a ``MEASURES``; this list is their union.
"""

from collections.abc import Mapping

from filiere.contacts.measures import (
    async_channels,
    complaints,
    forecast,
    handling_time,
    human_resources,
    percentiles,
    resolution,
    surveys,
    time_measures,
    waits,
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
    time_measures,
    human_resources,
)

MEASURES: Mapping[str, Measure] = {name: one for family in _FAMILIES for name, one in family.MEASURES.items()}
"""Every measure by the name that definitions give it."""

__all__ = ["MEASURES", "Context", "Indicator", "Measure", "StoreFiles"]
