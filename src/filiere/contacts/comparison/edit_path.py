"""The way from one indicator to another: what tells them apart, one change at a time, in the published order.

Whom the indicator is of comes first (its channel), then its threshold or its rank, then the choices in the order of
:data:`~filiere.contacts.definitions.CHOICE_ORDER`. A choice that cannot move the measure is no step of the way. The
order is part of the answer: each step is the effect of its change on top of those before it, and another order would
share the same gap otherwise.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from filiere.contacts.definitions import CHOICE_ORDER, DefinitionSet, Indicator
from filiere.contacts.definitions import choice_narrative as definition_words
from filiere.contacts.definitions.choices import RollUp, ShortAbandon
from filiere.contacts.definitions.measure_catalogue import is_read
from filiere.contacts.faults import fault
from filiere.core.faults import Fault, Faults
from filiere.core.text import Text

EXTRA_FIELDS = ("channel", "threshold_seconds", "percentile")
"""What stands beside the choices, and comes before them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceChange:
    """One change: its name (a choice, or one of :data:`EXTRA_FIELDS`), the values before and after it, and the
    indicator as it is once it is made."""

    name: str
    before: Any
    after: Any
    indicator: Indicator

    @property
    def title(self) -> Text:
        """What changes, in words."""
        return definition_words.choice_title(self.name)

    @property
    def sentence(self) -> Text:
        """From what to what, in words."""
        return definition_words.describe_change(self.name, self.before, self.after)


def build_edit_path(start: Indicator, end: Indicator) -> tuple[ChoiceChange, ...]:
    """Return the changes that lead from one indicator to another of the same measure, in the published order.

    Raises ``ValueError`` for two measures: their difference has no explanation by choices.
    """
    if start.measure != end.measure:
        raise ValueError(f"{start.measure} is not {end.measure}")
    return tuple(_iter_changes(start, end))


def _iter_changes(start: Indicator, end: Indicator) -> Iterator[ChoiceChange]:
    current = start
    for name in EXTRA_FIELDS:
        before, after = getattr(start, name), getattr(end, name)
        if before != after:
            current = current.model_copy(update={name: after})
            yield ChoiceChange(name=name, before=before, after=after, indicator=current)
    for name in CHOICE_ORDER:
        before, after = (_fill_implied_parts(getattr(one.choices, name)) for one in (start, end))
        ends = [one for one in (start, end) if is_read(one.measure, one.choices, name)]
        if ends and _normalise_choice(name, before, ends) != _normalise_choice(name, after, ends):
            current = current.with_choices(current.choices.model_copy(update={name: after}))
            yield ChoiceChange(name=name, before=before, after=after, indicator=current)


def _fill_implied_parts(value: Any) -> Any:
    """A choice with what it leaves unsaid: a mean of ratios that names no interval is that of days, and a ratio of
    sums has none."""
    if isinstance(value, RollUp):
        interval = None if value.method == "ratio_of_sums" else value.interval or "day"
        return value.model_copy(update={"interval": interval})
    return value


def _normalise_choice(name: str, value: Any, ends: Sequence[Indicator]) -> Any:
    """A choice as far as it means anything to one of the ends: outcomes are a set, whatever the order in which they
    were written, and a part that the measure does not read is none."""
    if isinstance(value, BaseModel):
        said = {**value.model_dump(), **({"edge": value.edge or "at_most"} if isinstance(value, ShortAbandon) else {})}
        return {
            part: one
            for part, one in said.items()
            if any(is_read(end.measure, end.choices, name, part) for end in ends)
        }
    return frozenset(value) if isinstance(value, tuple) else value


def find_counterparts(
    start: DefinitionSet, end: DefinitionSet, *, named: str | None, end_named: str | None = None
) -> tuple[Indicator, Indicator]:
    """Return the indicator of each set that are compared.

    ``named`` is a key or a measure; without it the first service level of ``start`` is meant. In ``end`` it is the
    indicator of key ``end_named`` if given, else that of the same key and measure, else the one of the same measure
    that is nearest: same channel, then same threshold and percentile, the first of those. Raises :class:`Faults` where
    there is none.
    """
    wanted = named or "service_level"
    found = next((one for one in start.indicators if wanted in (one.key, one.measure)), None)
    if found is None:
        raise Faults([_no_indicator_fault(start, wanted)])
    if end_named is not None:
        chosen = [one for one in end.indicators if one.key == end_named]
    else:
        chosen = [one for one in end.indicators if one.measure == found.measure]
    if not chosen:
        raise Faults([_no_indicator_fault(end, end_named or found.measure)])
    if chosen[0].measure != found.measure:
        raise Faults([_other_measure_fault(found, chosen[0])])
    return found, min(chosen, key=lambda one: _indicator_distance(found, one))


def _indicator_distance(this: Indicator, other: Indicator) -> tuple[bool, ...]:
    return (this.key != other.key, *(getattr(this, name) != getattr(other, name) for name in EXTRA_FIELDS))


def _no_indicator_fault(definition: DefinitionSet, wanted: str) -> Fault:
    known = ", ".join(dict.fromkeys(one.key for one in definition.indicators)) or "–"
    return fault("gap-no-indicator", id=definition.id, wanted=wanted, known=known)


def _other_measure_fault(start: Indicator, end: Indicator) -> Fault:
    return fault("gap-other-measure", key=start.key, measure=start.measure, end_key=end.key, end_measure=end.measure)
