"""The day cube: what a store amounts to, day by day, so that another definition need not read its rows again.

Under one clock (:class:`~filiere.contacts.unit_classification.UnitClock`) most of what definitions differ by are
conditions on how a unit ended, on the side of a few bounds on which its wait lies, and on its group. A *cell* is all
units of one local day and one group of which no such condition can tell one from another: it keeps how many they are,
and what their durations add up to. Sums of whole numbers over cells are then those over rows, to the integer.

    covered         every measure that sums over facts (accessibility, abandonment, service level, blocked, transferred,
                    mean speed of answer, mean handling time, contacts, those that complaints are over), by any group,
                    by day or longer, for thresholds among the bounds of the cube, whichever form the comparison has
    not covered     percentiles, which need each wait; periods within the day; returns of customers; what is not
                    computed from facts

Cells of whole months are kept beside those of days, for periods of a month or longer. The wait of a cell is the longest
that its side of the bounds admits, as an example is of its kind (:mod:`filiere.contacts.fact_signatures`): every
condition holds on the cell as it does on each of its units.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow.compute as pc
import pyarrow.parquet as pq

from filiere.contacts.computation_context import Context
from filiere.contacts.definitions.records import Indicator
from filiere.contacts.fact_signatures import condition_bounds
from filiere.contacts.indicator_rows import GROUP_NAMES
from filiere.contacts.measures.shared_sums import HasTerms, SummedMeasure, Tally, TallyPlan, plan_tallies
from filiere.contacts.periods import INTERVAL_LENGTHS_US
from filiere.contacts.unit_classification import UnitClock, build_facts
from filiere.contacts.zone_offsets import SECOND_US

COMMON_THRESHOLDS = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300)
"""Thresholds that every cube has, beside those that were asked for: the usual ones of service levels."""
MOST_BOUNDS = 64
"""Beyond so many bounds, cells are hardly fewer than rows."""
_BATCH_BYTES = 64 << 20
_CELL_AMOUNTS = ("talk", "handle")


def can_answer(context: Context, measure: Any, clock: UnitClock) -> bool:
    """Whether a cube can have the sums of a measure for the groups and periods asked, its bounds set apart; never of
    chats that divide the time of their agent, which other legs than those of the unit decide."""
    lengths = (context.interval, context.part)
    return (
        context.engine.local
        and clock.shared is None
        and isinstance(measure, SummedMeasure)
        and not any(one in INTERVAL_LENGTHS_US for one in lengths)
    )


def choose_bounds(indicators: Sequence[Indicator]) -> tuple[int, ...]:
    """Return the bounds that a cube for indicators is made with."""
    usual = {seconds * SECOND_US for seconds in COMMON_THRESHOLDS}
    return tuple(sorted(usual.union(condition_bounds(indicators))))


def build_cells(context: Context, clock: UnitClock, bounds: Sequence[int]) -> ir.Table:
    """Return the cells of all inbound units under a clock; ``day`` is their local day, or the first of their month."""
    rows = build_facts(context, clock)
    sides = [(rows.wait_us.isnull(), ibis.null("int64")), *((rows.wait_us <= bound, bound) for bound in bounds)]
    cell = {
        **{name: rows[name] for name in GROUP_NAMES},
        "day": context.periods.start(rows.moment_us, rows.zone, "day"),
        "ending": rows.ending.cast("int8"),
        "queued": rows.queued,
        "transferred": rows.transferred.fill_null(False),
        "closed": rows.closed,
        "uncovered": rows.uncovered,
        "wait_us": ibis.cases(*sides, else_=bounds[-1] + 1).cast("int64"),
    }
    none = ibis.null("int64")
    # What no sum takes in is unknown from here on.
    amounts = {name: (rows[f"{name}_us"] >= 0).ifelse(rows[f"{name}_us"], none) for name in ("wait", *_CELL_AMOUNTS)}
    found = rows.select(**cell, **amounts)
    sums = {"units": found.count(), "wait": found.wait.sum().fill_null(0)}
    for name in _CELL_AMOUNTS:
        sums |= {f"{name}_units": found[name].count(), name: found[name].sum().fill_null(0)}
    return found.group_by([*cell]).aggregate(**sums)


def write_day_cube(context: Context, clock: UnitClock, bounds: Sequence[int], into: Path) -> int:
    """Write the cells of a store to one Parquet file, and return how many units they hold.

    The store is read some files at a time, and only as many cells as these give are in memory at once: a cell that
    comes back with later files is written again, and its parts add up.
    """
    table = clock.tables[0]
    files = context.store.files(table)
    expression = build_cells(context, clock, bounds)
    units = 0
    with pq.ParquetWriter(into, expression.schema().to_pyarrow(), compression="zstd") as writer:
        for some in _batch_files(files):
            with context.engine.restrict_files(table, files, some):
                found = context.engine.fetch(expression, many=True)
            units += pc.sum(found["units"]).as_py() or 0
            writer.write_table(found)
    return units


def write_month_cube(context: Context, days: Path, into: Path) -> None:
    """Write the cells of whole months, made of those of days: a tenth as many, for periods of a month or longer."""
    rows = context.engine.cells(days)
    sums = [
        name
        for name in rows.columns
        if name in {"units", "wait", *_CELL_AMOUNTS, *(f"{one}_units" for one in _CELL_AMOUNTS)}
    ]
    keys = [name for name in rows.columns if name not in sums]
    rows = rows.mutate(day=context.periods.of_day(rows.day, "month"))
    pq.write_table(
        context.engine.fetch(rows.group_by(keys).aggregate(**{name: rows[name].sum().cast("int64") for name in sums})),
        into,
        compression="zstd",
    )


def can_answer_by_month(context: Context) -> bool:
    """Whether cells of months answer for the periods asked."""
    return all(one in ("month", "year", "all", None) for one in (context.interval, context.part))


def _batch_files(files: Sequence[Path]) -> Iterator[list[Path]]:
    """Give files in batches of about as many bytes, whole files each."""
    batch: list[Path] = []
    size = 0
    for path in files:
        batch.append(path)
        size += path.stat().st_size
        if size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def plan_cube_tallies(
    context: Context, file: Path, wanted: Sequence[tuple[HasTerms, Indicator]], *, hours: bool
) -> TallyPlan:
    """Return the tallies of indicators over the cells of a file, which have ``context.keys``."""
    rows = context.engine.cells(file)
    placed: Mapping[str, ir.IntegerValue] = {"period": context.periods.of_day(rows.day, context.interval)}
    if context.part is not None:
        placed = {**placed, "part": context.periods.of_day(rows.day, context.part)}
    return plan_tallies(rows.mutate(**placed), wanted, hours=hours)


def sum_cube_tallies(context: Context, planned: TallyPlan) -> ir.Table:
    """Return the tallies of a plan over cells by ``context.keys``, each cell counted as the units that it holds."""
    table = planned.rows
    sums = {name: _weighted_tally_expr(table, tally) for name, tally in planned.tallies.items()}
    return table.group_by(**{name: table[name] for name in context.keys}).aggregate(**sums)


def _weighted_tally_expr(table: ir.Table, tally: Tally) -> ir.IntegerScalar:
    condition, amount = tally.condition, tally.amount
    if amount == "wait":
        # The wait of a cell is below 0, or unknown, where that of each of its units is.
        condition = condition & (table.wait_us >= 0)
    if amount is None or (amount == "wait" and not tally.added):
        column = table.units
    else:
        column = table[amount] if tally.added else table[f"{amount}_units"]
    return column.sum(where=condition).fill_null(0).cast("int64")
