"""Rows written by organisation and month: sorted, in files of their own, whose names no other delivery has."""

# Every identifier and path in SQL comes from the canonical tables or a folder, and is quoted by quoted or text.
# ruff: noqa: S608

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from filiere.contacts.importing.database import (
    list_identifiers,
    parquet_sql,
    quote_identifier,
    quote_text,
    rows_per_group,
)
from filiere.contacts.importing.local_time import EPOCH, epoch_us
from filiere.contacts.schema import Column
from filiere.contacts.store import partition_folder
from filiere.contacts.zone_offsets import DAY_US

MOST_OPEN_PARTITIONS = 48
"""Up to so many partitions, each is filtered out of the whole, which the statistics of the files make cheap; for more,
the rows are first dealt out into one folder a partition."""


@dataclass(frozen=True, slots=True)
class Partition:
    """The rows of one organisation in one month, UTC, or at any time for a table without moment (``month`` empty)."""

    organisation: str
    month: str

    def condition(self, moment: Column | None) -> str:
        """Return the SQL that says which rows these are: bounds, which the engine compares with the statistics of a
        file before it reads it."""
        organisation = f"organisation = {quote_text(self.organisation)}"
        if moment is None:
            return organisation
        if moment.kind != "time":
            return f"{organisation} AND starts_with({quote_identifier(moment.stored_name)}, {quote_text(self.month)})"
        year, month = map(int, self.month.split("-"))
        start = epoch_us(datetime(year, month, 1, tzinfo=UTC))
        end = epoch_us(datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC))
        return (
            f"{organisation} AND {quote_identifier(moment.stored_name)} >= {start} AND "
            f"{quote_identifier(moment.stored_name)} < {end}"
        )


def write_partitions(
    connection: duckdb.DuckDBPyConnection,
    select: str,
    *,
    moment: Column | None,
    order: Sequence[str],
    columns: Sequence[str],
    folder: Path,
    table: str,
    name: str,
) -> dict[str, int]:
    """Write rows to ``folder``, sorted within each organisation and month, and return the files and their rows.

    ``select`` gives ``columns``, which are written, and what ``order`` names, which need not be. The engine's own
    partitioned writing keeps no order when it uses two threads; one file at a time does.
    """
    found = _find_partitions(connection, select, moment)
    piles = folder / "staging" / "piles"
    if len(found) > MOST_OPEN_PARTITIONS:
        _deal_rows(connection, select, found, moment, piles)
    written: dict[str, int] = {}
    for rank, partition in enumerate(found):
        target = f"{partition_folder(table, partition.organisation, partition.month)}/{name}.parquet"
        source = f"({select}) WHERE {partition.condition(moment)}"
        if len(found) > MOST_OPEN_PARTITIONS:
            source = parquet_sql(sorted((piles / f"_pile={rank}").glob("*.parquet")))
        query = f"SELECT {list_identifiers(columns)} FROM {source} ORDER BY {list_identifiers(order)}"
        written[target] = write_file(connection, query, folder / target)
    shutil.rmtree(piles, ignore_errors=True)
    return written


def _find_partitions(connection: duckdb.DuckDBPyConnection, select: str, moment: Column | None) -> list[Partition]:
    if moment is None:
        step = "''"
    elif moment.kind == "time":
        # Whole days are cheap to tell apart, and few to turn into months here.
        step = f"{quote_identifier(moment.stored_name)} // {DAY_US}"
    else:
        step = f"left({quote_identifier(moment.stored_name)}, 7)"
    found = connection.execute(f"SELECT DISTINCT organisation, {step} FROM ({select})").fetchall()
    return sorted(
        {Partition(key, _month_of_step(step)) for key, step in found}, key=lambda one: (one.organisation, one.month)
    )


def _month_of_step(step: int | str) -> str:
    return step if isinstance(step, str) else f"{EPOCH + timedelta(days=step):%Y-%m}"


def _deal_rows(
    connection: duckdb.DuckDBPyConnection,
    select: str,
    partitions: Sequence[Partition],
    moment: Column | None,
    piles: Path,
) -> None:
    """Deal the rows out into one folder a partition, named by its rank."""
    shutil.rmtree(piles, ignore_errors=True)
    piles.parent.mkdir(parents=True, exist_ok=True)
    month = "''"
    if moment is not None:
        stored = quote_identifier(moment.stored_name)
        month = f"strftime(make_timestamp({stored}), '%Y-%m')" if moment.kind == "time" else f"left({stored}, 7)"
    ranks = pa.table(
        {
            "_key": [one.organisation for one in partitions],
            "_month": [one.month for one in partitions],
            "_pile": list(range(len(partitions))),
        }
    )
    connection.register("ranks", ranks)
    connection.execute(
        f"COPY (SELECT dealt.*, _pile FROM ({select}) dealt JOIN ranks ON _key = organisation AND _month = {month}) "
        f"TO {quote_text(str(piles))} (FORMAT parquet, PARTITION_BY (_pile))"
    )
    connection.unregister("ranks")


def write_file(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    """Write the rows of a query in their order, and return how many they are; without rows, no file stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    form = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {rows_per_group(connection)}"
    connection.execute(f"COPY ({query}) TO {quote_text(str(path))} ({form})")
    rows = int(pq.read_metadata(path).num_rows)
    if not rows:
        path.unlink()
    return rows
