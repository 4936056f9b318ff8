"""Which choices do not go together, and what an indicator must say or must not.

Each rule finds what cannot be computed, or what would be computed into something nobody means: a rate above 100 %, a
delay counted from the very moment it ends, an outcome that another choice has done away with. A finding is a key below
the choices or the indicator, and a fault without a place; the checker puts it where the file says it.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from pydantic import BaseModel

from filiere.contacts.definitions.choices import Choices
from filiere.contacts.definitions.effective_choices import effective_choices
from filiere.contacts.definitions.faults import build_fault, find_close_words
from filiere.contacts.definitions.measure_catalogue import MEASURES, is_read, reads_channel
from filiere.contacts.definitions.records import Indicator, Target, merge_choices
from filiere.core.faults import Fault
from filiere.core.yaml_documents import Key

Finding = tuple[Key, Fault]

_DURATION_UNITS = ("minutes", "hours", "days")
_SHARE_UNITS = ("per_thousand", "ratio")
# Shares that may pass 100 or fall below zero: what happened against what was there, not a part of a whole.
_UNBOUNDED_MEASURES = ("complaint_rate", "turnover", "turnover_exits", "absenteeism")


def check_choices(choices: Choices) -> Iterator[Finding]:
    """Yield what is wrong between the choices of one set, or of one indicator."""
    yield from _check_short_abandon(choices)
    if choices.ring == "excluded" and choices.clock_start == "offer":
        yield ("ring",), build_fault("ring-after-offer")
    for name in ("denominator", "front_door"):
        yield from _check_outcomes(choices, name)
    if "abandoned" not in choices.denominator and choices.abandon_in_threshold != "negative":
        yield ("abandon_in_threshold",), build_fault("abandoned-not-counted", value=choices.abandon_in_threshold)
    if choices.roll_up.method == "mean_of_ratios" and choices.roll_up.interval is None:
        yield ("roll_up", "interval"), build_fault("mean-without-interval")
    if choices.roll_up.method == "ratio_of_sums" and choices.roll_up.interval is not None:
        yield ("roll_up", "interval"), build_fault("interval-without-mean", value=choices.roll_up.interval)


def _check_short_abandon(choices: Choices) -> Iterator[Finding]:
    short = choices.short_abandon
    if short.seconds is None and not short.by_queue and short.effect != "none":
        yield ("short_abandon", "seconds"), build_fault("short-without-seconds", effect=short.effect)
    if short.effect == "none" and (short.seconds is not None or short.by_queue):
        yield ("short_abandon", "effect"), build_fault("short-without-effect")
    if short.effect == "success" and "abandoned" not in choices.denominator:
        yield ("short_abandon", "effect"), build_fault("abandoned-not-counted", value="success")


def _check_outcomes(choices: Choices, name: str) -> Iterator[Finding]:
    outcomes = choices.denominator if name == "denominator" else choices.front_door
    if "answered" not in outcomes:
        yield (name,), build_fault("share-without-answered", name=name)
    for index, outcome in enumerate(outcomes):
        if outcome in outcomes[:index]:
            yield (name, index), build_fault("outcome-twice", name=name, value=outcome)
        if outcome == "callback" and choices.callback in ("excluded", "abandoned"):
            yield (name, index), build_fault("outcome-gone", name=name, value=outcome, choice=choices.callback)


def check_indicator(indicator: Indicator) -> Iterator[Finding]:
    """Yield what is wrong in what an indicator says, apart from its choices."""
    facts = MEASURES.get(indicator.measure)
    if facts is None:
        yield (
            ("measure",),
            build_fault("unknown-measure", value=indicator.measure, near=find_close_words(indicator.measure, MEASURES)),
        )
    else:
        for key, wanted, given in (
            ("threshold_seconds", facts.threshold, indicator.threshold_seconds),
            ("percentile", facts.percentile, indicator.percentile),
            ("channel", facts.channel, indicator.channel),
        ):
            if wanted and given is None:
                yield (key,), build_fault("indicator-needs", measure=facts.key, name=key)
            if given is not None and not wanted and key != "channel":
                yield (key,), build_fault("indicator-takes-no", measure=facts.key, name=key)
        if indicator.published_in is not None and indicator.published_in not in (
            _DURATION_UNITS if facts.unit == "seconds" else _SHARE_UNITS if facts.unit == "percent" else ()
        ):
            yield ("published_in",), build_fault("unit-mismatch-series", value=indicator.published_in, unit=facts.unit)
        share = facts.unit == "percent" and facts.key not in _UNBOUNDED_MEASURES
        yield from _check_targets(indicator.targets, share=share)
    if indicator.threshold_seconds == 0:
        yield ("threshold_seconds",), build_fault("threshold-zero")


def check_channel(indicator: Indicator, choices: Choices | None) -> Iterator[Finding]:
    """Yield that an indicator names a channel which its measure does not read, or not under these choices."""
    if indicator.channel is not None and MEASURES[indicator.measure].undivided:
        yield ("channel",), build_fault("indicator-takes-no", measure=indicator.measure, name="channel")
    elif indicator.channel is not None and choices is not None and not reads_channel(indicator.measure, choices):
        yield ("channel",), build_fault("override-without-effect", name="channel", key=indicator.key)


def _check_targets(targets: tuple[Target, ...], *, share: bool) -> Iterator[Finding]:
    earlier = _PeriodIndex()
    for index, target in enumerate(targets):
        if target.to is not None and target.to < target.start:
            yield ("targets", index, "to"), build_fault("days-reversed", start=target.start, to=target.to)
        if share and not 0 <= target.value <= 100:
            yield ("targets", index, "value"), build_fault("target-beyond-share", value=target.value)
        last = target.to or date.max
        if (other := earlier.meeting(target.start, last)) is not None:
            yield ("targets", index, "from"), build_fault("targets-overlap", start=target.start, other=other)
        earlier.add(target.start, last)


class _PeriodIndex:
    """Periods of days, and one that a new period has days with: found without going through them all."""

    def __init__(self) -> None:
        self._starts: list[date] = []
        # Of the periods, those that end later than every one that starts before: both lists only rise.
        self._far: tuple[list[date], list[date]] = ([], [])

    def meeting(self, start: date, last: date) -> date | None:
        """The first day of a period with days in common, None without one."""
        starts, ends = self._far
        before = bisect_right(starts, start)
        if before and ends[before - 1] >= start:
            return starts[before - 1]
        after = bisect_right(self._starts, start)
        return self._starts[after] if after < len(self._starts) and self._starts[after] <= last else None

    def add(self, start: date, last: date) -> None:
        """Add a period."""
        insort(self._starts, start)
        starts, ends = self._far
        place = bisect_right(starts, start)
        if place and ends[place - 1] >= last:
            return
        stop = max(place, bisect_right(ends, last))
        starts[place:stop], ends[place:stop] = [start], [last]


def check_overrides(indicator: Indicator, general: Choices) -> Iterator[Finding]:
    """Yield what an indicator says of the choices of its set without any effect on its numbers."""
    choices = merge_choices(general, indicator.overrides)
    effect = effective_choices(indicator.with_choices(choices))
    for name, part, value in _list_overrides(indicator):
        key: Key = ("choices", name, part) if part else ("choices", name)
        said = f"{name}.{part}" if part else name
        # A target is no part of a number: it says with what the number is compared.
        targeted = name == "target" and bool(indicator.targets)
        if not targeted and not is_read(indicator.measure, choices, name, part):
            yield key, build_fault("override-ignored", measure=indicator.measure, name=said)
            continue
        before = getattr(getattr(general, name), part) if part else getattr(general, name)
        whole = getattr(choices, name).model_copy(update={part: before}) if part else before
        without = indicator.with_choices(choices.model_copy(update={name: whole}))
        if value == before:
            yield key, build_fault("override-same", name=said, key=indicator.key)
        elif not targeted and effective_choices(without) == effect:
            yield key, build_fault("override-without-effect", name=said, key=indicator.key)


def _list_overrides(indicator: Indicator) -> Iterator[tuple[str, str, Any]]:
    """Give each choice, or part of one, that an indicator says itself, with its value."""
    said = indicator.overrides
    names: Iterable[str] = said.model_fields_set if said else ()
    for name in names:
        value = getattr(said, name)
        if isinstance(value, BaseModel):
            yield from ((name, part, getattr(value, part)) for part in value.model_fields_set)
        else:
            yield name, "", value


def check_indicator_choices(indicator: Indicator, choices: Choices) -> Iterator[Finding]:
    """Yield what is wrong between an indicator and the choices it is computed by."""
    limits = (choices.short_abandon.seconds, *choices.short_abandon.by_queue.values())
    longest = max((one for one in limits if one is not None), default=None)
    if (
        indicator.measure == "service_level"
        and choices.short_abandon.effect == "success"
        and indicator.threshold_seconds is not None
        and longest is not None
        and longest > indicator.threshold_seconds
    ):
        yield (
            ("choices", "short_abandon", "seconds"),
            build_fault("short-beyond-threshold", short=longest, threshold=indicator.threshold_seconds),
        )
