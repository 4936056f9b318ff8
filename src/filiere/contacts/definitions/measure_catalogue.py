"""The measures that an indicator may be of: what each needs to be said, and which of the 22 choices can move it.

:data:`CHOICES_THAT_MATTER` is the one table of which choices matter to which measure. The engine, the explanation of a
gap and the rule of succession all read it, so that a choice that can change a value is never passed over by one of
them. It errs on the side of too much: a choice is named as soon as it can move the value on some contacts, be it only
by making a wait negative, which sets the contact aside.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from filiere.contacts.definitions.choices import CHOICE_ORDER, Choices

Unit = Literal["percent", "seconds", "count", "points", "hours"]
Direction = Literal["up", "down", "context"]
"""Whether more is better (``up``), less is (``down``), or neither: a mean handling time is read, never pursued."""

# What decides that a unit is counted at all, and in which interval; whether units are legs or contacts is apart, since
# handling says it for itself and resolution is always of contacts.
_CHOICES_OF_PLACE = (
    *("clock_start", "ring", "clock_stop", "short_abandon", "callback", "out_of_hours"),
    *("attribution", "holidays"),
)
_CHOICES_OF_COUNT = (*_CHOICES_OF_PLACE, "transfers")
# What is answered in hours or days is placed by its cohort, and nobody rings for it.
_CHOICES_OF_DELAY = (
    *("clock_start", "clock_stop", "denominator", "transfers", "callback", "out_of_hours"),
    *("written_clock", "reopened", "holidays", "cohort"),
)
_CHOICES_OF_CASE = ("clock_start", "written_clock", "holidays", "cohort")
_CHOICES_OF_SURVEY = ("attribution",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a measure is: its unit, which way is better, and what an indicator of it must say.

    ``threshold``: it is a share within a delay, and the indicator gives the delay. ``percentile``: the indicator gives
    a rank from 1 to 99. ``channel``: the indicator names a channel, since the measure means nothing across channels;
    ``undivided``: it names none, since what is measured is of people or systems, and of no channel.
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
    undivided: bool = False

    @property
    def rate(self) -> bool:
        """Whether the value is a share in percent."""
        return self.unit == "percent"


def _build_measure(
    key: str,
    unit: Unit,
    direction: Direction,
    *choices: str,
    threshold: bool = False,
    percentile: bool = False,
    channel: bool = False,
    undivided: bool = False,
) -> Measure:
    matters = tuple(one for one in CHOICE_ORDER if one in choices)
    return Measure(
        key=key,
        unit=unit,
        direction=direction,
        matters=matters,
        threshold=threshold,
        percentile=percentile,
        channel=channel,
        undivided=undivided,
    )


_ALL_MEASURES = (
    _build_measure("contacts", "count", "context", *_CHOICES_OF_COUNT, "front_door"),
    _build_measure("accessibility", "percent", "up", *_CHOICES_OF_COUNT, "front_door", "roll_up"),
    _build_measure("abandonment", "percent", "down", *_CHOICES_OF_COUNT, "front_door", "roll_up"),
    _build_measure("blocked_rate", "percent", "down", *_CHOICES_OF_COUNT, "front_door", "roll_up"),
    _build_measure(
        "service_level",
        "percent",
        "up",
        *_CHOICES_OF_COUNT,
        "abandon_in_threshold",
        "denominator",
        "comparison",
        "roll_up",
        threshold=True,
    ),
    _build_measure("speed_of_answer_mean", "seconds", "down", *_CHOICES_OF_COUNT, "wait_population", "roll_up"),
    _build_measure(
        "speed_of_answer_percentile", "seconds", "down", *_CHOICES_OF_COUNT, "wait_population", percentile=True
    ),
    _build_measure("handling_time_mean", "seconds", "context", *_CHOICES_OF_PLACE, "handling", "roll_up"),
    _build_measure("handling_time_percentile", "seconds", "context", *_CHOICES_OF_PLACE, "handling", percentile=True),
    _build_measure("transfer_rate", "percent", "down", *_CHOICES_OF_COUNT, "roll_up"),
    _build_measure("contact_resolution", "percent", "up", *_CHOICES_OF_PLACE, "resolution", "roll_up"),
    _build_measure(
        "delay_within", "percent", "up", *_CHOICES_OF_DELAY, "comparison", "roll_up", threshold=True, channel=True
    ),
    _build_measure("delay_mean", "seconds", "down", *_CHOICES_OF_DELAY, "roll_up", channel=True),
    _build_measure("delay_percentile", "seconds", "down", *_CHOICES_OF_DELAY, percentile=True, channel=True),
    _build_measure("complaint_rate", "percent", "down", *_CHOICES_OF_COUNT, "front_door", "roll_up"),
    _build_measure("complaints_per_thousand", "count", "down", *_CHOICES_OF_COUNT, "front_door", "roll_up"),
    _build_measure(
        "complaint_acknowledged_within", "percent", "up", *_CHOICES_OF_CASE, "comparison", "roll_up", threshold=True
    ),
    _build_measure(
        "complaint_closed_within",
        "percent",
        "up",
        *_CHOICES_OF_CASE,
        "reopened",
        "comparison",
        "roll_up",
        threshold=True,
    ),
    _build_measure("complaint_closing_percentile", "seconds", "down", *_CHOICES_OF_CASE, "reopened", percentile=True),
    _build_measure("satisfaction", "percent", "up", *_CHOICES_OF_SURVEY, "roll_up"),
    _build_measure("satisfaction_low", "percent", "up", *_CHOICES_OF_SURVEY),
    _build_measure("satisfaction_high", "percent", "up", *_CHOICES_OF_SURVEY),
    _build_measure("response_rate", "percent", "up", "roll_up"),
    _build_measure("net_promoter_score", "points", "up", *_CHOICES_OF_SURVEY, "roll_up"),
    _build_measure("customer_effort", "points", "up", *_CHOICES_OF_SURVEY, "roll_up"),
    _build_measure("quality_score", "percent", "up", "roll_up"),
    _build_measure("mystery_score", "percent", "up", "roll_up"),
    _build_measure("mystery_passed", "percent", "up", "roll_up"),
    _build_measure("forecast_accuracy", "percent", "up", *_CHOICES_OF_COUNT, "front_door", "roll_up"),
    _build_measure("availability", "percent", "up", "out_of_hours", "holidays", "roll_up", undivided=True),
    _build_measure("occupancy", "percent", "context", "handling", "occupancy", "roll_up"),
    _build_measure("backlog", "count", "down", *_CHOICES_OF_COUNT, "front_door", "roll_up"),
    _build_measure("workload", "hours", "context", "handling", "occupancy"),
    _build_measure("turnover", "percent", "down", "roll_up", undivided=True),
    _build_measure("turnover_exits", "percent", "down", "roll_up", undivided=True),
    _build_measure("absenteeism", "percent", "down", "roll_up", undivided=True),
    _build_measure("training_hours", "hours", "up", "roll_up", undivided=True),
    _build_measure("employee_satisfaction", "percent", "up", "roll_up", undivided=True),
)

MEASURES: Mapping[str, Measure] = MappingProxyType({one.key: one for one in _ALL_MEASURES})
"""Every measure by its key, in the order in which a catalogue is read: reach, wait, handling, delays, voices, work."""

CHOICES_THAT_MATTER: Mapping[str, tuple[str, ...]] = MappingProxyType({one.key: one.matters for one in _ALL_MEASURES})
"""The choices that can move the value of each measure, in the published order.

``target`` is in none of them: it says which target a value is compared with, never what the value is.
"""

_READ_PARTS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("workload", "handling"): ("parts",),
    ("workload", "occupancy"): ("overlaps",),
    ("occupancy", "handling"): ("parts",),
}


def reads_channel(measure: str, choices: Choices) -> bool:
    """Whether a channel that an indicator names can move the value of a measure under these choices."""
    return not MEASURES[measure].undivided and (measure != "occupancy" or choices.occupancy.work == "contacts")


def is_read(measure: str, choices: Choices, name: str, part: str = "") -> bool:
    """Whether a measure reads a choice, or a part of one, of an indicator that makes these choices.

    Whoever asks for a choice as a whole leaves ``part`` empty. Raises ``KeyError`` for a measure that is none.
    """
    if name not in CHOICES_THAT_MATTER[measure]:
        return False
    if measure == "abandonment" and name == "front_door":
        return choices.short_abandon.share_of == "offered"
    if measure == "occupancy" and name == "handling" and choices.occupancy.work != "contacts":
        return False
    if name == "short_abandon" and part == "share_of":
        return measure == "abandonment"
    return part in _READ_PARTS.get((measure, name), (part,)) or not part
