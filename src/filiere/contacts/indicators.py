"""Indicators of a store under definitions: sums by measure, divided once, held back where they rest on too little.

    sets of definitions ──▶ plan: which sums can be made by one reading
                              │
    store ── engine ──────────▶ sums: whole numbers by group and period
                              │
                              ▼
                            rows: value, what it was computed from, status and reason

What a value may be published on is in docs/reference/contact-indicators.md, § 10.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

import pyarrow as pa

from filiere.contacts.computation_context import Context, StoreFiles
from filiere.contacts.cube_store import CubeStore
from filiere.contacts.data_quality_checks import GateReport, check_store
from filiere.contacts.definitions.records import DefinitionSet, Indicator
from filiere.contacts.engines import Engine, open_engine, read_files_span
from filiere.contacts.indicator_rows import GROUP_NAMES, IndicatorRow, PeriodInterval, RowStatus
from filiere.contacts.measures import MEASURES, Measure
from filiere.contacts.periods import Periods
from filiere.contacts.query_planning import averaged_interval, compute_planned_sums
from filiere.contacts.schema import CONTACT_EVENT, TABLES
from filiere.core import Fault, Faults, Text
from filiere.core.spelling import close_words


@dataclass(frozen=True, slots=True)
class AskedIndicator:
    """One indicator of one set, whose seal is computed once for all its rows, and its place in the answer."""

    definition: DefinitionSet
    indicator: Indicator
    sha256: str

    @property
    def measure(self) -> Measure:
        """What it measures."""
        return MEASURES[self.indicator.measure]


def compute_indicators(
    store: StoreFiles,
    sets: Sequence[DefinitionSet],
    *,
    by: Sequence[str] = (),
    interval: PeriodInterval = "all",
    engine: Engine | None = None,
    today: date | None = None,
    gates: GateReport | None = None,
    cubes: CubeStore | None = None,
) -> list[IndicatorRow]:
    """Return every indicator of ``sets``, one row a group and period, in the order of the sets and their indicators,
    then of periods, then of groups.

    ``by`` names the groups that rows are told apart by. An indicator of which there is nothing gives one row without
    data. Without ``engine``, DuckDB is opened for the call. ``gates`` is the report of :func:`check_store` on this
    store, made here when it is not given. ``cubes`` are those of the store, if its rows need not be read where they
    answer as well: the rows are the same.
    """
    if engine is None:
        with open_engine() as opened:
            return compute_indicators(
                store, sets, by=by, interval=interval, engine=opened, today=today, gates=gates, cubes=cubes
            )
    with engine.holding():
        context = build_context(store, engine, by=by, interval=interval, today=today)
        return compute_in_context(context, sets, gates=gates or check_store(context), cubes=cubes)


def compute_in_context(
    context: Context, sets: Sequence[DefinitionSet], *, gates: GateReport, cubes: CubeStore | None = None
) -> list[IndicatorRow]:
    """Return the rows of :func:`compute_indicators` in a context, which keeps what other computations in it can use."""
    # The seal of a set takes milliseconds: once a set, not once a row.
    asked = [AskedIndicator(one, each, sha256) for one in sets for sha256 in [one.sha256] for each in one.indicators]
    rows: dict[int, list[IndicatorRow]] = {}
    for index, sums in compute_planned_sums(context, [(one.measure, one.indicator) for one in asked], cubes):
        lost = "" if isinstance(sums, str) or _is_time_conserved(context, asked[index], sums) else "time_conservation"
        rows[index] = list(_build_rows(context, asked[index], sums, gates, lost=lost))
    return [row for index in range(len(asked)) for row in rows[index]]


def build_context(
    store: StoreFiles,
    engine: Engine,
    *,
    by: Sequence[str] = (),
    interval: PeriodInterval = "all",
    today: date | None = None,
) -> Context:
    """Return what sums of a store are made in."""
    return Context(
        engine=engine, store=store, periods=build_periods(store), by=tuple(by), interval=interval, today=today
    )


def parse_groups(words: Sequence[str]) -> tuple[str, ...]:
    """Return the groups that words name, in their published order; raise :class:`Faults` with every word that names
    none."""
    if unknown := [one for one in words if one not in GROUP_NAMES]:
        raise Faults(_unknown_group_fault(one) for one in unknown)
    return tuple(one for one in GROUP_NAMES if one in words)


def _unknown_group_fault(word: str) -> Fault:
    near = close_words(word, GROUP_NAMES)
    return Fault(
        code="unknown-group",
        message=Text(
            fr=f"« {word} » ne distingue pas de lignes." + (f" Vouliez-vous dire « {near[0]} » ?" if near else ""),
            en=f"“{word}” tells no rows apart." + (f" Did you mean “{near[0]}”?" if near else ""),
        ),
        remedy=Text(fr=f"Choix : {', '.join(GROUP_NAMES)}.", en=f"Choices: {', '.join(GROUP_NAMES)}."),
    )


def build_periods(store: StoreFiles) -> Periods:
    """Return the periods of a store: its zones, and the span of every instant in it, events left out."""
    instants = {column.stored_name for table in TABLES.values() for column in table.columns if column.kind == "time"}
    # Events are kept as they came, and no figure is made of them: a pack leaves them out.
    tables = ("contact", *(table for table in TABLES if table != CONTACT_EVENT.name))
    spans = [found for table in tables if (found := read_files_span(store.files(table), sorted(instants)))]
    first, last = (min(one[0] for one in spans), max(one[1] for one in spans)) if spans else (0, 0)
    return Periods(zones=tuple(store.zones()), default=store.zone, first_us=first, last_us=last)


def _is_time_conserved(context: Context, asked: AskedIndicator, sums: pa.Table) -> bool:
    """Whether the time shared out over groups and periods is all the time there was; true of what shares none out."""
    parted = replace(context, part=averaged_interval(context, asked.measure, asked.indicator))
    expected = asked.measure.total(parted, asked.indicator)
    if expected is None:
        return True
    whole = context.engine.fetch(expected).to_pylist()[0]
    return all(sum(value or 0 for value in sums[name].to_pylist()) == total for name, total in whole.items())


def _build_rows(
    context: Context, asked: AskedIndicator, sums: pa.Table | str, gates: GateReport, *, lost: str = ""
) -> Iterator[IndicatorRow]:
    """Return the rows of an indicator from its sums, or from the reason why there are none.

    ``lost`` is the reason why none of them can be published though there are sums.
    """
    if isinstance(sums, str):
        yield _build_row(_build_row_identity(asked), context, {}, "all", reason=sums)
        return
    found = sums.to_pylist()
    if "part" in sums.column_names:
        found = _average_ratios(found, context)
    # A group and period of which the indicator counts nothing is no row: another indicator's contacts were there.
    found = [one for one in found if one["n"]]
    if not found:
        yield _build_row(_build_row_identity(asked), context, {}, "all")
    # What is the same for many rows is told once: there are thousands of them, and sums of them are made in less time.
    told, names = _build_row_identity(asked), [name for name in GROUP_NAMES if name in context.by]
    labels = {period: context.periods.label(period, context.interval) for period in {one["period"] for one in found}}
    months = {period: context.periods.months(period, context.interval) for period in labels}
    reasons: dict[tuple[Any, ...], str] = {}
    for item in sorted(found, key=lambda one: (one["period"], *(one.get(name) or "" for name in names))):
        place = (item.get("organisation"), item.get("channel"))
        key = (*place, months[item["period"]])
        if key not in reasons:
            reasons[key] = lost or gates.row_reason(asked.indicator, *key)
        reason = "calendar" if item.get("uncovered") else reasons[key]
        yield _build_row(told, context, item, labels[item["period"]], reason=reason)


@dataclass(frozen=True, slots=True)
class _RowIdentity:
    """What all the rows of an indicator say, read once."""

    measure: Measure
    minimum: int
    words: Mapping[str, Any]


def _build_row_identity(asked: AskedIndicator) -> _RowIdentity:
    words = {
        "definition": asked.definition.id,
        "version": str(asked.definition.version),
        "sha256": asked.sha256,
        "indicator": asked.indicator.key,
        "unit": asked.indicator.unit,
    }
    return _RowIdentity(asked.measure, asked.measure.minimum(asked.indicator), words)


def _build_row(
    told: _RowIdentity, context: Context, sums: Mapping[str, Any], label: str, *, reason: str = ""
) -> IndicatorRow:
    measure, n = told.measure, sums.get("n") or 0
    if not reason and n < told.minimum:
        reason = "effectif"
    status: RowStatus = "no_data" if n == 0 and reason in {"", "effectif"} else "withheld" if reason else "published"
    value = _compute_value(measure, sums) if status == "published" else None
    shown = value is not None and "mean" not in sums
    groups = {name: sums.get(name) if name in context.by else None for name in GROUP_NAMES}
    words: Mapping[str, Any] = {**told.words, **groups}
    return IndicatorRow(
        **words,
        interval=label,
        value=value,
        numerator=sums.get("numerator") if shown else None,
        denominator=sums.get("denominator") if shown else None,
        n=n,
        status=status,
        reason="" if status == "no_data" else reason,
    )


def _compute_value(measure: Measure, sums: Mapping[str, Any]) -> float:
    if "mean" in sums:
        return float(measure.scale * sums["mean"])
    if measure.observed:
        return float(measure.scale * sums["value"])
    if measure.counted:
        return float(measure.scale * sums["numerator"])
    return measure.value(sums["numerator"], sums["denominator"])


def _average_ratios(parts: Sequence[Mapping[str, Any]], context: Context) -> list[dict[str, Any]]:
    """Return one row a group and period: the mean of the ratios of its parts, exact, as ``mean``."""
    whole: dict[tuple[Any, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for part in parts:
        whole[tuple(part[name] for name in context.keys)].append(part)
    found = []
    for key, members in whole.items():
        # Numerators over the same denominator are added first: a sum of few fractions of large terms is slow.
        numerators: dict[int, int] = defaultdict(int)
        count = 0
        for member in members:
            if member["denominator"]:
                numerators[member["denominator"]] += member["numerator"]
                count += 1
        total = sum((Fraction(top, bottom) for bottom, top in numerators.items()), Fraction(0))
        row = dict(zip(context.keys, key, strict=True))
        row |= {"n": sum(one["n"] for one in members), "uncovered": sum(one.get("uncovered") or 0 for one in members)}
        found.append(row | ({"mean": total / count} if count else {}))
    return found
