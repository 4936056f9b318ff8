"""The measures by name: what an indicator of a definition says it measures.

    base                      what a measure is, and what it is given
    shared_sums               sums over facts, many indicators at a time
    inbound_calls             accessibility, abandonment, service level, speed of answer, blocked calls, transfers
    percentiles               exact percentiles
    numpy_sums                many short periods, where rows are in this process, counted by place (counting)
    handling_time             handling time
    resolution                contacts that settled their matter
    numpy_repeat_contacts     the same where rows are in this process, with one sort a scope
    delays                    the clock, the cohort and the unanswered of what is answered in hours or days
    async_channels            delays of e-mail, chat, social networks and letters
    complaints                complaints
    surveys_and_reviews       surveys, reviews of quality, mystery contacts
    period_overlap            time shared out over periods
    numpy_time_union          time of which overlaps count once, where rows are in this process
    workload                  backlog, workload, occupancy, availability
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
    inbound_calls,
    percentiles,
    resolution,
    surveys_and_reviews,
    workload,
)
from filiere.contacts.measures.base import Context, Indicator, Measure, StoreFiles

_FAMILIES = (
    inbound_calls,
    percentiles,
    handling_time,
    resolution,
    async_channels,
    complaints,
    surveys_and_reviews,
    forecast,
    workload,
    human_resources,
)

MEASURES: Mapping[str, Measure] = {name: one for family in _FAMILIES for name, one in family.MEASURES.items()}
"""Every measure by the name that definitions give it."""

__all__ = ["MEASURES", "Context", "Indicator", "Measure", "StoreFiles"]
