"""The gap between two definitions on the same contacts, explained one change at a time.

    start ── change 1 ── value ── change 2 ── value ── … ── end

Values are exact fractions, so that the terms sum exactly to the gap; what is rounded is only ever what is printed. Each
step names the contacts that it moves, and what they add before and after it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from filiere.contacts.comparison.by_contact import Group, Moved, Parts
from filiere.contacts.comparison.listing import Listing
from filiere.contacts.comparison.way import Change, way
from filiere.contacts.context import Context, Files
from filiere.contacts.definitions import DefinitionSet, Indicator
from filiere.contacts.engines import Engine, open_engine
from filiere.contacts.indicators import periods_of
from filiere.contacts.measures import MEASURES
from filiere.contacts.planning import part_of

FIRST = 20
"""How many contacts of a step are given with it, unless another number is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What an indicator comes to at one place of the way: ``value`` is None where there is nothing to divide by.

    ``numerator`` and ``denominator`` are None where the value is not their ratio: a percentile, a mean of ratios.
    """

    value: Fraction | None
    numerator: int | None
    denominator: int | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change and what it does: the levels before and after it, the contacts that it moves, and how many contacts
    are left out once it is made, by reason, in the whole of the store."""

    change: Change
    before: Level
    after: Level
    moved: Moved
    exclusions: Mapping[str, int]

    @property
    def term(self) -> Fraction:
        """By how much the value moves. Raises ``ValueError`` where one of its sides has no value."""
        if self.before.value is None or self.after.value is None:
            raise ValueError(f"no value on one side of {self.change.name}")
        return self.after.value - self.before.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The way from one definition to another in one group.

    ``status`` is ``withheld`` where one end rests on too few observations or a calendar is wanting (``reason``), and
    ``no_data`` where a place of the way has nothing to divide by: values are then not to be shown, and the contacts
    are.
    """

    start: DefinitionSet
    start_indicator: Indicator
    end: DefinitionSet
    end_indicator: Indicator
    group: Mapping[str, str | None]
    first: Level
    last: Level
    steps: tuple[Step, ...]
    status: Literal["published", "withheld", "no_data"]
    reason: str = ""

    @property
    def gap(self) -> Fraction:
        """The value at the end less that at the start; the sum of the terms, exactly."""
        return sum((step.term for step in self.steps), Fraction(0))


type Side = tuple[DefinitionSet, Indicator]


def compare(
    store: Files,
    start: Side,
    end: Side,
    *,
    by: Sequence[str] = (),
    first: int = FIRST,
    listing: Listing | None = None,
    engine: Engine | None = None,
) -> list[Gap]:
    """Return the gap between two indicators of one measure, one for each group of ``by``, groups in order.

    ``first`` is how many contacts of each step are returned with it; ``listing`` is given every one of them. Without
    ``engine``, DuckDB is opened for the call. Raises ``ValueError`` for indicators of two measures.
    """
    if engine is None:
        with open_engine() as opened:
            return compare(store, start, end, by=by, first=first, listing=listing, engine=opened)
    context = Context(engine=engine, store=store, periods=periods_of(store), by=tuple(by))
    changes = way(start[1], end[1])
    places = [start[1], *(change.indicator for change in changes)]
    levels = [_levels(context, indicator) for indicator in places]
    moves = _moves(context, changes, places, levels, first=first, listing=listing)
    left_out = [_exclusions(context, change.indicator) for change in changes]
    found = []
    for group in sorted({key for one in levels for key in one}, key=lambda key: tuple(part or "" for part in key)):
        at = [one.get(group, _NOTHING) for one in levels]
        steps = tuple(
            Step(
                change=change,
                before=at[place].level,
                after=at[place + 1].level,
                moved=moves[place].get(group, Moved()),
                exclusions=left_out[place],
            )
            for place, change in enumerate(changes)
        )
        status, reason = _status(at, places)
        found.append(
            Gap(
                start=start[0],
                start_indicator=start[1],
                end=end[0],
                end_indicator=end[1],
                group=dict(zip(context.asked, group, strict=True)),
                first=at[0].level,
                last=at[-1].level,
                steps=steps,
                status=status,
                reason=reason,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class _Found:
    """A level, and how many of its observations no calendar covers."""

    level: Level
    uncovered: int = 0


_NOTHING = _Found(Level(value=None, numerator=None, denominator=None, n=0))


def _levels(context: Context, indicator: Indicator) -> Mapping[Group, _Found]:
    """Return what an indicator comes to, by group."""
    measure = MEASURES[indicator.measure]
    if measure.refusal(context, indicator):
        return {}
    asked = replace(context, part=part_of(context, measure, indicator))
    parts: dict[Group, list[Mapping[str, Any]]] = defaultdict(list)
    for row in context.engine.fetch(measure.sums(asked, indicator)).to_pylist():
        parts[tuple(row[name] for name in context.asked)].append(row)
    return {group: _level(indicator, rows, mean=asked.part is not None) for group, rows in parts.items()}


def _level(indicator: Indicator, rows: Sequence[Mapping[str, Any]], *, mean: bool) -> _Found:
    measure = MEASURES[indicator.measure]
    n = sum(row["n"] or 0 for row in rows)
    uncovered = sum(row.get("uncovered") or 0 for row in rows)
    if mean:
        ratios = [Fraction(row["numerator"], row["denominator"]) for row in rows if row["denominator"]]
        value = measure.scale * sum(ratios, Fraction(0)) / len(ratios) if ratios else None
        return _Found(Level(value=value, numerator=None, denominator=None, n=n), uncovered)
    (row,) = rows
    if measure.observed:
        value = None if row["value"] is None else measure.scale * row["value"]
        return _Found(Level(value=value, numerator=None, denominator=None, n=n), uncovered)
    numerator, denominator = row["numerator"] or 0, None if measure.counted else row["denominator"]
    if measure.counted:
        return _Found(Level(value=measure.scale * numerator, numerator=numerator, denominator=None, n=n), uncovered)
    value = measure.scale * Fraction(numerator, denominator) if denominator else None
    return _Found(Level(value=value, numerator=numerator, denominator=denominator or 0, n=n), uncovered)


def _moves(
    context: Context,
    changes: Sequence[Change],
    places: Sequence[Indicator],
    levels: Sequence[Mapping[Group, _Found]],
    *,
    first: int,
    listing: Listing | None,
) -> list[Mapping[Group, Moved]]:
    """Return the contacts that each change moves, by group; the parts of contacts are held two places at a time."""
    parts = Parts(context)
    moves = []
    before = _checked(parts, places[0], levels[0]) if changes else None
    for place, change in enumerate(changes):
        after = _checked(parts, change.indicator, levels[place + 1])
        assert before is not None  # noqa: S101 - made for the first change
        differing = parts.differing(before, after)
        moves.append(parts.moved(differing, first))
        if listing is not None:
            listing.add(place + 1, change.name, parts.listed(differing))
        parts.drop_oldest()
        before = after
    if changes:
        parts.drop_oldest()
    return moves


def _checked(parts: Parts, indicator: Indicator, levels: Mapping[Group, _Found]) -> Any:
    """Return the parts of contacts, which sum to the figure or are not shown at all.

    Raises ``ArithmeticError`` when they do not: a list of contacts that does not explain its figure is a defect here.
    """
    made = parts.of(indicator)
    measure = MEASURES[indicator.measure]
    if not measure.observed:
        totals = parts.totals(made)
        for group, found in levels.items():
            said = (found.level.numerator, found.level.denominator or 0)
            if said[0] is not None and totals.get(group, (0, 0)) != said:
                raise ArithmeticError(f"{indicator.key}: contacts sum to {totals.get(group)}, the figure to {said}")
    return made


def _exclusions(context: Context, indicator: Indicator) -> Mapping[str, int]:
    table = MEASURES[indicator.measure].exclusions(context, indicator)
    if table is None:
        return {}
    rows = context.engine.fetch(table).to_pylist()
    return {row["reason"]: row["n"] for row in sorted(rows, key=lambda row: row["reason"])}


def _status(
    at: Sequence[_Found], places: Sequence[Indicator]
) -> tuple[Literal["published", "withheld", "no_data"], str]:
    if any(one.uncovered for one in at):
        return "withheld", "calendar"
    if any(one.level.value is None for one in at):
        return "no_data", ""
    fewest = (MEASURES[one.measure].minimum(one) for one in (places[0], places[-1]))
    if any(one.level.n < least for one, least in zip((at[0], at[-1]), fewest, strict=True)):
        return "withheld", "effectif"
    return "published", ""
