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

from filiere.contacts.comparison.contact_contributions import ContactParts, GroupKey, MovedCounts, select_month
from filiere.contacts.comparison.edit_path import ChoiceChange, build_edit_path
from filiere.contacts.comparison.moved_contacts_file import MovedContactsFile
from filiere.contacts.computation_context import Context, StoreFiles
from filiere.contacts.data_quality_checks import GateReport, check_store
from filiere.contacts.definitions import DefinitionSet, Indicator
from filiere.contacts.engines import Engine, open_engine
from filiere.contacts.indicators import build_periods
from filiere.contacts.measures import MEASURES
from filiere.contacts.query_planning import averaged_interval
from filiere.contacts.unrecorded_measures import RecordsByMonth

LISTED_CONTACTS = 20
"""How many contacts of a step are given with it, unless another number is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathLevel:
    """What an indicator comes to at one place of the way: ``value`` is None where there is nothing to divide by.

    ``numerator`` and ``denominator`` are None where the value is not their ratio: a percentile, a mean of ratios.
    """

    value: Fraction | None
    numerator: int | None
    denominator: int | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStep:
    """One change and what it does: the levels before and after it, the contacts that it moves, and how many contacts
    are left out once it is made, by reason, in the whole of the store."""

    change: ChoiceChange
    before: PathLevel
    after: PathLevel
    moved: MovedCounts
    exclusions: Mapping[str, int]

    @property
    def term(self) -> Fraction:
        """By how much the value moves. Raises ``ValueError`` where one of its sides has no value."""
        if self.before.value is None or self.after.value is None:
            raise ValueError(f"no value on one side of {self.change.name}")
        return self.after.value - self.before.value


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionGap:
    """The way from one definition to another in one group.

    ``status`` is ``withheld`` where a figure of the way would be, at its ends or between them: too few observations, no
    calendar, or a check made before anything is published (``reason``); and ``no_data`` where a place of the way has
    nothing to divide by. Values are then not to be shown, and the contacts are.
    """

    start: DefinitionSet
    start_indicator: Indicator
    end: DefinitionSet
    end_indicator: Indicator
    group: Mapping[str, str | None]
    first: PathLevel
    last: PathLevel
    steps: tuple[PathStep, ...]
    status: Literal["published", "withheld", "no_data"]
    reason: str = ""

    @property
    def gap(self) -> Fraction:
        """The value at the end less that at the start; the sum of the terms, exactly."""
        return sum((step.term for step in self.steps), Fraction(0))


type IndicatorSide = tuple[DefinitionSet, Indicator]


def compare_definitions(
    store: StoreFiles,
    start: IndicatorSide,
    end: IndicatorSide,
    *,
    by: Sequence[str] = (),
    month: str | None = None,
    first: int = LISTED_CONTACTS,
    listing: MovedContactsFile | None = None,
    engine: Engine | None = None,
    untold: RecordsByMonth | None = None,
) -> list[DefinitionGap]:
    """Return the gap between two indicators of one measure, one for each group of ``by``, groups in order.

    ``month`` (``2026-03``) is the one compared, all that the store holds without it; what is left out is then not
    counted. ``first`` is how many contacts of each step are returned with it; ``listing`` is given every one of them.
    ``untold`` counts what the files of the store do not tell, for whoever knows them.
    Without ``engine``, DuckDB is opened for the call. Raises ``ValueError`` for indicators of two measures.
    """
    if engine is None:
        with open_engine() as opened:
            return compare_definitions(
                store, start, end, by=by, month=month, first=first, listing=listing, engine=opened, untold=untold
            )
    context = Context(
        engine=engine,
        store=store,
        periods=build_periods(store),
        by=tuple(by),
        interval="month" if month is not None else "all",
    )
    gates = check_store(context, untold=untold)
    changes = build_edit_path(start[1], end[1])
    places = [start[1], *(change.indicator for change in changes)]
    levels = [_compute_levels(context, indicator, month) for indicator in places]
    moves = _find_moves(ContactParts(context, month), changes, places, levels, first=first, listing=listing)
    # Of what is left out nobody knows the month.
    left_out = [_count_exclusions(context, change.indicator) if month is None else {} for change in changes]
    found = []
    for group in sorted({key for one in levels for key in one}, key=lambda key: tuple(part or "" for part in key)):
        at = [one.get(group, _EMPTY_LEVEL) for one in levels]
        steps = tuple(
            PathStep(
                change=change,
                before=at[place].level,
                after=at[place + 1].level,
                moved=moves[place].get(group, MovedCounts()),
                exclusions=left_out[place],
            )
            for place, change in enumerate(changes)
        )
        names = dict(zip(context.group_columns, group, strict=True))
        status, reason = _gap_status(at, places, _find_gate_reason(gates, places, names, month))
        found.append(
            DefinitionGap(
                start=start[0],
                start_indicator=start[1],
                end=end[0],
                end_indicator=end[1],
                group=names,
                first=at[0].level,
                last=at[-1].level,
                steps=steps,
                status=status,
                reason=reason,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class _FoundLevel:
    """A level, and how many of its observations no calendar covers."""

    level: PathLevel
    uncovered: int = 0


_EMPTY_LEVEL = _FoundLevel(PathLevel(value=None, numerator=None, denominator=None, n=0))


def _compute_levels(context: Context, indicator: Indicator, month: str | None) -> Mapping[GroupKey, _FoundLevel]:
    """Return what an indicator comes to, by group."""
    measure = MEASURES[indicator.measure]
    if measure.refusal(context, indicator):
        return {}
    asked = replace(context, part=averaged_interval(context, measure, indicator))
    parts: dict[GroupKey, list[Mapping[str, Any]]] = defaultdict(list)
    sums = context.engine.fetch(select_month(context, measure.sums(asked, indicator), month))
    for row in sums.to_pylist():
        parts[tuple(row[name] for name in context.group_columns)].append(row)
    return {group: _build_level(indicator, rows, mean=asked.part is not None) for group, rows in parts.items()}


def _build_level(indicator: Indicator, rows: Sequence[Mapping[str, Any]], *, mean: bool) -> _FoundLevel:
    measure = MEASURES[indicator.measure]
    n = sum(row["n"] or 0 for row in rows)
    uncovered = sum(row.get("uncovered") or 0 for row in rows)
    if mean:
        ratios = [Fraction(row["numerator"], row["denominator"]) for row in rows if row["denominator"]]
        value = measure.scale * sum(ratios, Fraction(0)) / len(ratios) if ratios else None
        return _FoundLevel(PathLevel(value=value, numerator=None, denominator=None, n=n), uncovered)
    (row,) = rows
    if measure.observed:
        value = None if row["value"] is None else measure.scale * row["value"]
        return _FoundLevel(PathLevel(value=value, numerator=None, denominator=None, n=n), uncovered)
    numerator, denominator = row["numerator"] or 0, None if measure.counted else row["denominator"]
    if measure.counted:
        return _FoundLevel(
            PathLevel(value=measure.scale * numerator, numerator=numerator, denominator=None, n=n), uncovered
        )
    value = measure.scale * Fraction(numerator, denominator) if denominator else None
    return _FoundLevel(PathLevel(value=value, numerator=numerator, denominator=denominator or 0, n=n), uncovered)


def _find_moves(
    parts: ContactParts,
    changes: Sequence[ChoiceChange],
    places: Sequence[Indicator],
    levels: Sequence[Mapping[GroupKey, _FoundLevel]],
    *,
    first: int,
    listing: MovedContactsFile | None,
) -> list[Mapping[GroupKey, MovedCounts]]:
    """Return the contacts that each change moves, by group; the parts of contacts are held two places at a time."""
    moves = []
    before = _check_parts(parts, places[0], levels[0]) if changes else None
    for place, change in enumerate(changes):
        after = _check_parts(parts, change.indicator, levels[place + 1])
        assert before is not None  # noqa: S101 - made for the first change
        differing = parts.differing(before, after)
        moves.append(parts.count_moved_contacts(differing, first))
        if listing is not None:
            listing.add(place + 1, change.name, parts.list_differing_contacts(differing))
        parts.drop_oldest()
        before = after
    if changes:
        parts.drop_oldest()
    return moves


def _check_parts(parts: ContactParts, indicator: Indicator, levels: Mapping[GroupKey, _FoundLevel]) -> Any:
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


def _count_exclusions(context: Context, indicator: Indicator) -> Mapping[str, int]:
    table = MEASURES[indicator.measure].exclusions(context, indicator)
    if table is None:
        return {}
    rows = context.engine.fetch(table).to_pylist()
    return {row["reason"]: row["n"] for row in sorted(rows, key=lambda row: row["reason"])}


def _find_gate_reason(
    gates: GateReport, places: Sequence[Indicator], group: Mapping[str, str | None], month: str | None
) -> str:
    """Return why a figure of the way may not be published, as its row may not; empty when all may."""
    months = None if month is None else (month, month)
    reasons = (gates.row_reason(one, group.get("organisation"), group.get("channel"), months) for one in places)
    return next(filter(None, reasons), "")


def _gap_status(
    at: Sequence[_FoundLevel], places: Sequence[Indicator], gate_reason: str
) -> tuple[Literal["published", "withheld", "no_data"], str]:
    if any(one.uncovered for one in at):
        return "withheld", "calendar"
    if gate_reason:
        return "withheld", gate_reason
    if any(one.level.value is None for one in at):
        return "no_data", ""
    if any(found.level.n < MEASURES[one.measure].minimum(one) for found, one in zip(at, places, strict=True)):
        return "withheld", "effectif"
    return "published", ""
