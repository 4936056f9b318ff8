"""The measures that an indicator may be of: what each needs to be said, and which of the 22 choices can move it.

:data:`MATTERS` is the one table of which choices matter to which measure. The engine, the explanation of a gap and the
rule of succession all read it, so that a choice that can change a value is never passed over by one of them. It errs on
the side of too much: a choice is named as soon as it can move the value on some contacts, be it only by making a wait
negative, which sets the contact aside.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from filiere.contacts.definitions.choices import ORDER

Unit = Literal["percent", "seconds", "count", "points", "hours"]
Direction = Literal["up", "down", "context"]
"""Whether more is better (``up``), less is (``down``), or neither: a mean handling time is read, never pursued."""

# What decides that a unit is counted at all, and in which interval; whether units are legs or contacts is apart, since
# handling says it for itself and resolution is always of contacts.
_PLACED = (
    *("clock_start", "ring", "clock_stop", "short_abandon", "callback", "out_of_hours"),
    *("attribution", "holidays"),
)
_COUNTED = (*_PLACED, "transfers")
# What is answered in hours or days is placed by its cohort, and nobody rings for it.
_DELAY = (
    *("clock_start", "clock_stop", "denominator", "transfers", "callback", "out_of_hours"),
    *("written_clock", "reopened", "holidays", "cohort"),
)
_CASE = ("clock_start", "written_clock", "holidays", "cohort")
_ASKED = ("attribution",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a measure is: its unit, which way is better, and what an indicator of it must say.

    ``threshold``: it is a share within a delay, and the indicator gives the delay. ``percentile``: the indicator gives
    a rank from 1 to 99. ``channel``: the indicator names a channel, since the measure means nothing across channels.
    ``matters``: the choices that can move its value, in the published order. ``rate``: it is a share, of which 30
    observations are the fewest that are published.
    """

    key: str
    unit: Unit
    direction: Direction
    matters: tuple[str, ...]
    threshold: bool = False
    percentile: bool = False
    channel: bool = False

    @property
    def rate(self) -> bool:
        """Whether the value is a share in percent."""
        return self.unit == "percent"


def _measure(
    key: str,
    unit: Unit,
    direction: Direction,
    *choices: str,
    threshold: bool = False,
    percentile: bool = False,
    channel: bool = False,
) -> Measure:
    matters = tuple(one for one in ORDER if one in choices)
    return Measure(
        key=key,
        unit=unit,
        direction=direction,
        matters=matters,
        threshold=threshold,
        percentile=percentile,
        channel=channel,
    )


_ALL = (
    _measure("contacts", "count", "context", *_COUNTED, "front_door"),
    _measure("accessibility", "percent", "up", *_COUNTED, "front_door", "roll_up"),
    _measure("abandonment", "percent", "down", *_COUNTED, "roll_up"),
    _measure("blocked_rate", "percent", "down", *_COUNTED, "front_door", "roll_up"),
    _measure(
        "service_level",
        "percent",
        "up",
        *_COUNTED,
        "abandon_in_threshold",
        "denominator",
        "comparison",
        "roll_up",
        threshold=True,
    ),
    _measure("speed_of_answer_mean", "seconds", "down", *_COUNTED, "wait_population", "roll_up"),
    _measure("speed_of_answer_percentile", "seconds", "down", *_COUNTED, "wait_population", percentile=True),
    _measure("handling_time_mean", "seconds", "context", *_PLACED, "handling", "roll_up"),
    _measure("handling_time_percentile", "seconds", "context", *_PLACED, "handling", percentile=True),
    _measure("transfer_rate", "percent", "down", *_COUNTED, "roll_up"),
    _measure("contact_resolution", "percent", "up", *_PLACED, "resolution", "roll_up"),
    _measure("delay_within", "percent", "up", *_DELAY, "comparison", "roll_up", threshold=True, channel=True),
    _measure("delay_mean", "seconds", "down", *_DELAY, "roll_up", channel=True),
    _measure("delay_percentile", "seconds", "down", *_DELAY, percentile=True, channel=True),
    _measure("complaint_rate", "percent", "down", *_COUNTED, "front_door", "roll_up"),
    _measure("complaints_per_thousand", "count", "down", *_COUNTED, "front_door", "roll_up"),
    _measure("complaint_acknowledged_within", "percent", "up", *_CASE, "comparison", "roll_up", threshold=True),
    _measure("complaint_closed_within", "percent", "up", *_CASE, "reopened", "comparison", "roll_up", threshold=True),
    _measure("complaint_closing_percentile", "seconds", "down", *_CASE, "reopened", percentile=True),
    _measure("satisfaction", "percent", "up", *_ASKED, "roll_up"),
    _measure("satisfaction_low", "percent", "up", *_ASKED),
    _measure("satisfaction_high", "percent", "up", *_ASKED),
    _measure("response_rate", "percent", "up", "roll_up"),
    _measure("net_promoter_score", "points", "up", *_ASKED, "roll_up"),
    _measure("customer_effort", "points", "up", *_ASKED, "roll_up"),
    _measure("quality_score", "percent", "up", "roll_up"),
    _measure("mystery_score", "percent", "up", "roll_up"),
    _measure("mystery_passed", "percent", "up", "roll_up"),
    _measure("forecast_accuracy", "percent", "up", *_COUNTED, "front_door", "roll_up"),
    _measure("availability", "percent", "up", "out_of_hours", "holidays", "roll_up"),
    _measure("occupancy", "percent", "context", "occupancy", "roll_up"),
    _measure("backlog", "count", "down", *_COUNTED, "front_door", "roll_up"),
    _measure("workload", "hours", "context", "handling", "occupancy"),
    _measure("turnover", "percent", "down", "roll_up"),
    _measure("turnover_exits", "percent", "down", "roll_up"),
    _measure("absenteeism", "percent", "down", "roll_up"),
    _measure("training_hours", "hours", "up", "roll_up"),
    _measure("employee_satisfaction", "percent", "up", "roll_up"),
)

MEASURES: Mapping[str, Measure] = MappingProxyType({one.key: one for one in _ALL})
"""Every measure by its key, in the order in which a catalogue is read: reach, wait, handling, delays, voices, work."""

MATTERS: Mapping[str, tuple[str, ...]] = MappingProxyType({one.key: one.matters for one in _ALL})
"""The choices that can move the value of each measure, in the published order.

``target`` is in none of them: it says which target a value is compared with, never what the value is.
"""
