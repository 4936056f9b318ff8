"""What an indicator's choices come to: those that can move its value, each in the one form that its effect has.

Two definitions may be written differently and compute the same thing: a short abandonment that has no effect has no
length either, the calendar of a queue is nothing to a delay in calendar hours, a call back left out and a call back of
its own outcome are one where the denominator counts neither. Succession compares effects, not spellings. A contact that
a choice makes defective, by a negative wait, is left aside here: it is a fault of the data, told by its gate.
"""

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import BaseModel

from filiere.contacts.definitions.choices import Choices
from filiere.contacts.definitions.measure_catalogue import CHOICES_THAT_MATTER, is_read, reads_channel
from filiere.contacts.definitions.records import Indicator

_WAIT_MEASURES = ("service_level", "speed_of_answer_mean", "speed_of_answer_percentile")
EXTRA_FIELDS = ("threshold_seconds", "percentile", "channel")
"""What tells two indicators apart besides the choices."""
# Measures of contacts that were answered: what becomes of the others is nothing to them.
_ANSWERED_MEASURES = ("handling_time_mean", "handling_time_percentile", "transfer_rate", "contact_resolution")
_DELAY_MEASURES = (
    *("delay_within", "delay_mean", "delay_percentile"),
    *("complaint_acknowledged_within", "complaint_closed_within", "complaint_closing_percentile"),
)


def effective_choices(indicator: Indicator) -> Mapping[str, Any]:
    """Return what decides the value of an indicator, by name: its choices that have an effect, then what it says
    itself (``threshold_seconds``, ``percentile``, ``channel``). What has no effect is not there."""
    choices = indicator.choices
    measure = indicator.measure
    found = {
        name: _dump_read_parts(measure, choices, name)
        for name in CHOICES_THAT_MATTER[measure]
        if is_read(measure, choices, name)
    }
    if "denominator" in found:
        found["denominator"] = frozenset(choices.denominator)
    if "front_door" in found:
        found["front_door"] = frozenset(choices.front_door)
    _reduce_short_abandon(found, measure, choices)
    _reduce_callback(found, measure, choices)
    _drop_wait_choices(found, measure, choices)
    _reduce_choice_parts(found, indicator)
    found |= {name: value for name in EXTRA_FIELDS if (value := getattr(indicator, name)) is not None}
    if not reads_channel(measure, choices):
        found.pop("channel", None)
    return found


def differing_names(old: Indicator, new: Indicator) -> tuple[str, ...]:
    """Return the names by which two indicators of one measure differ in effect, in the published order.

    A choice written alike in both is not named, even where another choice gives it an effect in one of them only: it
    is the other that is. An indicator of all channels is that of each channel when it is read by channel, so that it
    continues one of a single channel without a difference.
    """
    before, after = effective_choices(old), effective_choices(new)
    return tuple(
        name
        for name in (*CHOICES_THAT_MATTER[old.measure], *EXTRA_FIELDS)
        if before.get(name) != after.get(name)
        and stated_value(old, name) != stated_value(new, name)
        and not (name == "channel" and new.channel is None)
    )


def stated_value(indicator: Indicator, name: str) -> Any:
    """Return what an indicator says by a name: one of its choices, or its threshold, percentile or channel."""
    return getattr(indicator if name in EXTRA_FIELDS else indicator.choices, name)


def _dump_read_parts(measure: str, choices: Choices, name: str) -> Any:
    value = getattr(choices, name)
    if not isinstance(value, BaseModel):
        return value
    return {part: one for part, one in value.model_dump().items() if is_read(measure, choices, name, part)}


def _reduce_short_abandon(found: dict[str, Any], measure: str, choices: Choices) -> None:
    rule = choices.short_abandon
    moves = {"excluded"}
    if measure == "service_level":
        moves = {"excluded", "success"} if "abandoned" in choices.denominator else set()
    elif measure == "abandonment":
        moves = {"excluded", "excluded_from_abandoned"}
    elif measure in _ANSWERED_MEASURES or (measure in _WAIT_MEASURES and choices.wait_population == "answered"):
        moves = set()
    if "short_abandon" not in found:
        return
    if rule.effect in moves:
        found["short_abandon"]["edge"] = rule.edge or "at_most"
    elif measure == "abandonment" and rule.share_of != "queued":
        found["short_abandon"] = {"share_of": rule.share_of}
    else:
        del found["short_abandon"]


def _reduce_callback(found: dict[str, Any], measure: str, choices: Choices) -> None:
    if found.get("callback") not in ("own_outcome", "excluded", "abandoned"):
        return
    share: Collection[str] | None = {"service_level": choices.denominator, "accessibility": choices.front_door}.get(
        measure
    )
    if measure == "abandonment" and choices.short_abandon.share_of != "queued":
        bases = {"offered": choices.front_door, "answered_and_abandoned": ("answered", "abandoned")}
        share = bases.get(choices.short_abandon.share_of)
    of_answered = measure in _ANSWERED_MEASURES or (
        measure in _WAIT_MEASURES[1:] and choices.wait_population == "answered"
    )
    if of_answered or (share is not None and "callback" not in share and found["callback"] == "own_outcome"):
        found["callback"] = "excluded"


def _drop_wait_choices(found: dict[str, Any], measure: str, choices: Choices) -> None:
    """Take out what places a wait, where no wait is looked at."""
    waits = measure in _WAIT_MEASURES or measure in _DELAY_MEASURES
    if not waits and "edge" not in found.get("short_abandon", ()):
        if found.get("attribution") != "queue":
            # That moment is where the wait begins, wherever that is.
            found.pop("clock_start", None)
        if found.get("out_of_hours") == "from_opening":
            found["out_of_hours"] = "counted"
    if not waits:
        # Ringing is part of the wait of the answered alone, and the short were not answered.
        found.pop("ring", None)
    if found.get("out_of_hours") == "counted":
        del found["out_of_hours"]
    opening = "out_of_hours" in found or (measure in _DELAY_MEASURES and choices.written_clock.hours != "calendar")
    if not opening and measure != "availability":
        found.pop("holidays", None)


def _reduce_choice_parts(found: dict[str, Any], indicator: Indicator) -> None:
    """Take out the parts of a choice to which another of its parts leaves nothing."""
    if "written_clock" in found and found["written_clock"]["hours"] == "calendar":
        del found["written_clock"]["calendar_of"]
    if "handling" in found and indicator.channel not in (None, "chat"):
        found["handling"].pop("concurrency", None)
    if "resolution" in found and found["resolution"]["method"] != "no_repeat":
        found["resolution"] = {name: found["resolution"][name] for name in ("method", "base")}
    if "comparison" in found and indicator.threshold_seconds is None:
        del found["comparison"]
