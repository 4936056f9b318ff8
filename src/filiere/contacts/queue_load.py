"""Calls as they arrive in a week, and how long one takes: what a team is sized from.

These are not the figures of an indicator: no definition has a part in them. Each inbound queue visit that entered a
queue counts where it did, in local time; handling runs from the answer to the end of the wrap-up.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import ibis

from filiere.contacts.engines import Engine
from filiere.contacts.measures.base import StoreFiles
from filiere.contacts.periods import Periods
from filiere.contacts.zone_offsets import DAY_US, SECOND_US

HALF_HOUR = 1800 * SECOND_US
_EPOCH_WEEKDAY = 3
"""1970-01-01, counted from Monday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLoad:
    """Calls of a mean week.

    ``calls`` gives, by (weekday from Monday = 0, half-hour of the day from 0), the mean number of calls of such a
    half-hour; ``days`` how many days of each weekday had a call, which the means are over: a closed day counts for
    nothing. ``handling`` is the mean time that an answered call takes, in seconds, over ``answered`` of them; None
    where none is known.
    """

    calls: Mapping[tuple[int, int], float]
    days: Mapping[int, int]
    handling: float | None
    answered: int


def count_queue_load(
    engine: Engine, store: StoreFiles, periods: Periods, *, channel: str | None = "phone", queue: str | None = None
) -> QueueLoad:
    """Count the inbound queue visits of a store by weekday and half-hour; of one channel or queue if asked.

    Cost: two scans of the legs.
    """
    legs = engine.read("contact_leg", store.files("contact_leg"))
    asked = {"channel": channel, "queue": queue, "direction": "inbound"}
    for name, value in asked.items():
        if value is not None:
            legs = legs.filter(legs[name] == value)
    legs = legs.filter(legs.queued_us.notnull())
    local = legs.queued_us + periods.offset(legs.queued_us, legs.zone)
    counted = (
        legs.mutate(day=local // DAY_US, half=(local % DAY_US) // HALF_HOUR)
        .group_by("day", "half")
        .agg(calls=lambda t: t.count())
    )
    sums: Counter[tuple[int, int]] = Counter()
    seen: set[int] = set()
    for row in engine.fetch(counted).to_pylist():
        seen.add(row["day"])
        sums[_weekday_of_day(row["day"]), row["half"]] += row["calls"]
    days = Counter(_weekday_of_day(day) for day in seen)
    took = ibis.coalesce(legs.wrap_ended_us, legs.ended_us) - legs.answered_us
    known = legs.filter((legs.outcome == "answered") & took.notnull() & (took >= 0)).mutate(took=took)
    (handled,) = engine.fetch(known.aggregate(spent=known.took.sum(), n=known.count())).to_pylist()
    return QueueLoad(
        calls={key: number / days[key[0]] for key, number in sorted(sums.items())},
        days=dict(sorted(days.items())),
        handling=handled["spent"] / handled["n"] / SECOND_US if handled["n"] else None,
        answered=handled["n"],
    )


def _weekday_of_day(day: int) -> int:
    return (day + _EPOCH_WEEKDAY) % 7
