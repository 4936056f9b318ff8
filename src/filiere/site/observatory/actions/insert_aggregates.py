"""Inserting many aggregates at once: a national file gives hundreds of thousands, and models would take minutes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import batched
from typing import Any

from django.db import connection

from filiere.site.observatory.headcount_suppression import CellKey
from filiere.site.observatory.models import Aggregate

COLUMNS = (
    "version_id",
    "territory",
    "kind",
    "year",
    "ape",
    "establishments",
    "employees",
    "cells",
    "unknown_cells",
    "suppressed_cells",
    "withheld",
)
BATCH_SIZE = 20_000


def insert_aggregates(
    version_id: int,
    rows: Iterable[dict[str, Any]],
    withheld: Collection[CellKey] = frozenset(),
    progress: Callable[[int], None] | None = None,
) -> int:
    """Insert the rows under a version, in the transaction that is open; return how many there were.

    The headcounts of ``withheld`` are not kept.
    """
    table = connection.ops.quote_name(Aggregate._meta.db_table)
    marks = ", ".join(["%s"] * len(COLUMNS))
    # The names are those of the model, quoted by the database's own rule; values go as parameters.
    statement = f"INSERT INTO {table} ({', '.join(COLUMNS)}) VALUES ({marks})"  # noqa: S608
    count = 0
    with connection.cursor() as cursor:
        for batch in batched(_aggregate_values(version_id, rows, withheld), BATCH_SIZE):
            cursor.executemany(statement, batch)
            count += len(batch)
            if progress is not None:
                progress(count)
    return count


def _aggregate_values(
    version_id: int, rows: Iterable[dict[str, Any]], withheld: Collection[CellKey]
) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        hidden = (row["territory"], row["ape"], row["year"]) in withheld
        yield (
            version_id,
            row["territory"],
            row["kind"],
            row["year"],
            row["ape"],
            row["establishments"],
            None if hidden else row["employees"],
            row["cells"],
            row["unknown_cells"],
            row["suppressed_cells"],
            hidden,
        )
