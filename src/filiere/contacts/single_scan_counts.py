"""Counts made in passing: rows that meet a condition, counted by a reading of their table that is made anyway.

To read twenty million contacts takes seconds, whatever is counted of them. Whoever will want a count says so in the
context before the readings begin; a reading of that very table counts it beside its own sums, and notes it. What no
reading passed by has to be read for.
"""

from collections.abc import Mapping
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from filiere.contacts.computation_context import Context

_COLUMN_PREFIX = "passing_"


def register_count(context: Context, rows: ir.Table, condition: ir.BooleanValue) -> None:
    """Say that the rows of a table which meet a condition will be counted."""
    wanted = context.kept.setdefault(("in_passing", rows.op()), {})
    wanted.setdefault(condition.op(), (f"{_COLUMN_PREFIX}{len(wanted)}", condition))


def mark_conditions(context: Context, rows: ir.Table) -> ir.Table:
    """Return a table with a column for each condition that was foretold of it."""
    conditions = dict(_registered_conditions(context, rows).values())
    return rows.mutate(**conditions) if conditions else rows


def count_aggregates(table: ir.Table) -> Mapping[str, ir.IntegerScalar]:
    """Return the counts for a reading to make beside its own sums, of what was :func:`mark_conditions`."""
    return {name: table.count(where=table[name]) for name in table.columns if name.startswith(_COLUMN_PREFIX)}


def record_counts(context: Context, rows: ir.Table, found: pa.Table) -> None:
    """Keep the counts that a reading made; in several groups they add up."""
    for condition, (name, _) in _registered_conditions(context, rows).items():
        if name in found.column_names:
            context.kept["counted", rows.op(), condition] = pc.sum(found[name]).as_py() or 0


def recorded_count(context: Context, rows: ir.Table, condition: ir.BooleanValue) -> int | None:
    """Return a count that a reading has made, else None."""
    count: int | None = context.kept.get(("counted", rows.op(), condition.op()))
    return count


def _registered_conditions(context: Context, rows: ir.Table) -> Mapping[Any, tuple[str, ir.BooleanValue]]:
    wanted: Mapping[Any, tuple[str, ir.BooleanValue]] = context.kept.get(("in_passing", rows.op()), {})
    return wanted
