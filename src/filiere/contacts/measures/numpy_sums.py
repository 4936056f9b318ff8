"""Sums and exact percentiles of many short periods, where the rows are in this process.

A year has 17,520 half-hours and a store some hundred groups: millions of small groups, which an engine's aggregation
finds by hashing words. Here the engine only reads, and gives each unit one whole number for its group and period, the
*cell*, one for its kind, and its durations. Cells are few enough to be counted by place, and the percentiles of all of
them come from one sort of whole numbers.

A store's rows are in the order of arrival, so that a month of them touches a month of cells: each is counted within
the processor's cache, and no more than a month is held. Every sum is one of int64.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from filiere.contacts.computation_context import Context
from filiere.contacts.definitions.records import Indicator
from filiere.contacts.engines import read_file_span, read_files_span
from filiere.contacts.fact_signatures import UNKNOWN_DURATION, FactSignatures
from filiere.contacts.measures.numpy_counting import (
    WIDE_BITS,
    CellCounts,
    CellOverflow,
    CountRequest,
    DurationSum,
    IntArray,
    RankedDurations,
    count_cells,
)
from filiere.contacts.measures.percentiles import ObservedMeasure
from filiere.contacts.measures.shared_sums import SummedMeasure, Tally, TallyPlan, plan_tallies
from filiere.contacts.periods import INTERVAL_LENGTHS_US
from filiere.contacts.unit_classification import IndicatorConditions, UnitClock, build_facts
from filiere.contacts.zone_offsets import DAY_US

CELLS_PER_BATCH = 1 << 21
"""About how many cells are counted at once: what stays in the processor's cache."""
_MOST_CELLS = 1 << 26
_MOST_NAMES = 2_000

type GroupValues = Mapping[str, list[str | None]]


def can_sum_in_numpy(context: Context, clock: UnitClock) -> bool:
    """Whether sums can be made this way, and are better so: short periods, placed by arrival, few enough groups.

    Local periods must begin where universal ones do, as they do wherever offsets are multiples of their length.
    """
    if not context.engine.local or context.part is not None or context.interval not in INTERVAL_LENGTHS_US:
        return False
    length = INTERVAL_LENGTHS_US[context.interval]
    if clock.attribution != "arrival" or clock.hours != "counted" or not context.periods.is_aligned(length):
        return False
    names = _read_asked_values(context, clock)
    month_of_cells = _group_count(names) * 31 * DAY_US // length
    return max(map(len, names.values()), default=0) <= _MOST_NAMES and month_of_cells <= _MOST_CELLS


@dataclass(frozen=True, slots=True)
class _SumRequest:
    """What is asked of units, and where its answers go: tallies by name, and for each observed indicator its population
    and the place of its percentile in it."""

    planned: TallyPlan
    asked: CountRequest
    counted: Sequence[str]
    added: Sequence[str]
    places: Sequence[tuple[int, int]]

    @property
    def amounts(self) -> set[str]:
        """The durations that are added or ranked, or that kinds are told apart by."""
        return {"wait", *(one.amount for one in self.asked.sums), *(one.amount for one in self.asked.ranks)}


def read_numpy_sums(
    context: Context,
    clock: UnitClock,
    summed: Sequence[tuple[SummedMeasure, Indicator]],
    observed: Sequence[tuple[ObservedMeasure, Indicator]],
) -> tuple[list[pa.Table], list[pa.Table]]:
    """Return the sums of some indicators of a clock, and the observed values of others, as measures give them."""
    asking = _build_request(context, summed, observed)
    table = _count_files(context, clock, asking)
    missing = pa.nulls(table.num_rows, pa.int64())
    values = [
        pa.table(
            {key: table[key] for key in context.keys}
            | {"numerator": missing, "denominator": missing, "n": table[f"n{rank}"], "value": table[f"v{rank}_{which}"]}
        )
        for rank, which in asking.places
    ]
    return asking.planned.split_by_indicator(table, context.keys), values


def _build_request(
    context: Context,
    summed: Sequence[tuple[SummedMeasure, Indicator]],
    observed: Sequence[tuple[ObservedMeasure, Indicator]],
) -> _SumRequest:
    indicators = [indicator for _, indicator in (*summed, *observed)]
    amounts = {one.amount(indicator) for one, indicator in observed}
    examples = FactSignatures.of(indicators, others=("talk", "handle")).examples(context)
    planned = plan_tallies(examples, summed, settle=False)
    amounts |= {one.amount for one in planned.tallies.values() if one.amount}
    # Kinds are told apart by the durations that are asked for alone, which are those that will be read.
    kinds = FactSignatures.of(indicators, others=sorted(amounts - {"wait"}))
    examples = kinds.examples(context)
    planned = plan_tallies(examples, summed, settle=False)
    populations: dict[tuple[object, str], tuple[ir.BooleanValue, list[int]]] = {}
    places = []
    for measure, indicator in observed:
        amount, percentile = measure.amount(indicator), indicator.percentile or 0
        condition = measure.population(IndicatorConditions(rows=examples, indicator=indicator)) & (
            examples[f"{amount}_us"] >= 0
        )
        _, percentiles = populations.setdefault((condition.op(), amount), (condition, []))
        if percentile not in percentiles:
            percentiles.append(percentile)
        places.append((list(populations).index((condition.op(), amount)), percentiles.index(percentile)))
    conditions = [_ranking_condition(examples, one) for one in planned.tallies.values()]
    truths = kinds.answers(context, examples, [*conditions, *(condition for condition, _ in populations.values())])
    of_tallies = dict(zip(planned.tallies, truths, strict=False))
    added = {name: one.amount for name, one in planned.tallies.items() if one.added and one.amount}
    counted = [name for name in planned.tallies if name not in added]
    ranked = zip(populations.items(), truths[len(of_tallies) :], strict=True)
    asked = CountRequest(
        kinds=kinds,
        counts=[of_tallies[name] for name in counted],
        sums=[DurationSum(of_tallies[name], amount) for name, amount in added.items()],
        ranks=[RankedDurations(truth, amount, percentiles) for ((_, amount), (_, percentiles)), truth in ranked],
    )
    return _SumRequest(planned=planned, asked=asked, counted=counted, added=[*added], places=places)


def _ranking_condition(examples: ir.Table, tally: Tally) -> ir.BooleanValue:
    """Return what a unit must meet, its amount being known and not below 0."""
    return tally.condition if tally.amount is None else tally.condition & (examples[f"{tally.amount}_us"] >= 0)


def read_group_values(context: Context, table: str, names: Sequence[str]) -> GroupValues:
    """Return the values of columns of words, an unknown one last."""
    rows = context.table(table)
    for name in names:
        if ("names", table, name) not in context.kept:
            context.kept["names", table, name] = sorted(
                context.engine.fetch(rows.select(name).distinct())[name].to_pylist(),
                key=lambda one: (one is None, one or ""),
            )
    return {name: context.kept["names", table, name] for name in names}


def _read_asked_values(context: Context, clock: UnitClock) -> GroupValues:
    """Return the values of each group that is asked for."""
    return read_group_values(context, clock.tables[0], context.group_columns)


def _group_count(names: GroupValues) -> int:
    return prod(len(values) for values in names.values())


def _count_files(context: Context, clock: UnitClock, asking: _SumRequest) -> pa.Table:
    """Return ``context.keys``, the tallies, and for each population ``n0`` …, ``v0_0`` …"""
    names = _read_asked_values(context, clock)
    length, groups = INTERVAL_LENGTHS_US[context.interval], _group_count(names)
    files = context.store.files(clock.tables[0])
    first, last = (instant // length for instant in read_files_span(files, ["arrived_us"]) or (0, 0))
    rows = build_facts(context, clock)
    cell = (rows.arrived_us // length - first) * groups + group_code(rows, names)
    asked = rows.select(
        cell=cell.cast("int32" if (last - first + 1) * groups < 1 << 31 else "int64"),
        base=asking.asked.kinds.base(rows).cast(
            "int16" if asking.asked.kinds.count // asking.asked.kinds.sides < 1 << 15 else "int64"
        ),
        **{amount: rows[f"{amount}_us"].fill_null(UNKNOWN_DURATION) for amount in sorted(asking.amounts)},
    )
    query = context.engine.connection.compile(asked)
    parts = []
    for some, begin, until in _batch_files(files, groups, length):
        with context.engine.restrict_files(clock.tables[0], files, some):
            found = _count_batch(
                context, query, asking, first=(begin - first) * groups, cells=(until - begin + 1) * groups
            )
        parts.append(
            pa.table(_key_columns(found.cells, names, first=first, length=length) | _cell_columns(found, asking))
        )
    return pa.concat_tables(parts) if parts else _empty_result(context, asking)


def _count_batch(context: Context, query: str, asking: _SumRequest, *, first: int, cells: int) -> CellCounts:
    try:
        return count_cells(context.engine.blocks(query), asking.asked, first=first, cells=cells)
    except CellOverflow:
        return count_cells(context.engine.blocks(query), asking.asked, first=first, cells=cells, width=WIDE_BITS)


def group_code(rows: ir.Table, names: GroupValues) -> ir.IntegerValue:
    """Return the rank of a row's group among all combinations of the values of each."""
    code: ir.IntegerValue = ibis.literal(0, "int64")
    for name, values in names.items():
        known = [value for value in values if value is not None]
        # A search in a list is made once for each entry of a dictionary, and not for each row.
        rank = ibis.array(known).index(rows[name]).fill_null(len(known)) if known else ibis.literal(0, "int64")
        code = code * len(values) + rank
    return code


def _batch_files(files: Sequence[Path], groups: int, length: int) -> Iterator[tuple[list[Path], int, int]]:
    """Give the files in batches such that no period is in two, each of about :data:`CELLS_PER_BATCH` cells or as few as
    can be, with the first and the last period of each, counted from 1970.

    Files of a month and organisation may overlap, as deliveries do; months do not, and are batches apart.
    """
    spans = sorted((found, path) for path in files if (found := read_file_span(path, ("arrived_us",))))
    batch: list[Path] = []
    begin = until = -1
    for (first, last), path in spans:
        slot = first // length
        if batch and slot > until and (until - begin) * groups >= CELLS_PER_BATCH:
            yield batch, begin, until
            batch = []
        if not batch:
            begin, until = slot, slot
        batch.append(path)
        until = max(until, last // length)
    if batch:
        yield batch, begin, until


def _cell_columns(found: CellCounts, asking: _SumRequest) -> dict[str, pa.Array]:
    """Return the numbers of the cells of one batch."""
    columns = dict(zip(asking.counted, map(pa.array, found.counts), strict=True))
    columns |= dict(zip(asking.added, map(pa.array, found.sums), strict=True))
    for index, (counts, values) in enumerate(found.ranks):
        columns[f"n{index}"] = pa.array(counts)
        columns |= {f"v{index}_{which}": pa.array(value) for which, value in enumerate(values)}
    return columns


def _key_columns(cells: IntArray, names: GroupValues, *, first: int, length: int) -> dict[str, pa.Array]:
    slot, code = np.divmod(cells, _group_count(names))
    return {**decode_groups(code, names), "period": pa.array((slot + first) * length)}


def decode_groups(code: IntArray, names: GroupValues) -> dict[str, pa.Array]:
    """Return the groups that :func:`group_code` gave numbers."""
    columns: dict[str, pa.Array] = {}
    for name, values in reversed([*names.items()]):
        code, rank = np.divmod(code, len(values))
        known = pa.array([value for value in values if value is not None], pa.string())
        columns[name] = pa.DictionaryArray.from_arrays(pa.array(rank.astype(np.int32), mask=rank == len(known)), known)
    return {name: columns[name] for name in names}


def _empty_result(context: Context, asking: _SumRequest) -> pa.Table:
    numbers = [*asking.planned.tallies]
    for rank, ranked_durations in enumerate(asking.asked.ranks):
        numbers += [f"n{rank}", *(f"v{rank}_{which}" for which in range(len(ranked_durations.percentiles)))]
    schema = [(name, pa.string()) for name in context.group_columns] + [
        (name, pa.int64()) for name in ("period", *numbers)
    ]
    return pa.schema(schema).empty_table()
