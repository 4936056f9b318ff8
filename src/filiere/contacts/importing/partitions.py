"""Rows written by organisation and month: sorted, in files of their own, whose names no other delivery has."""

# Every identifier and path in SQL comes from the canonical tables or a folder, and is quoted by quoted or text.
# ruff: noqa: S608

import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from filiere.contacts.importing.database import ROW_GROUP, listed, parquet, text
from filiere.contacts.store import place

WIDEST = 48
"""Up to so many partitions, each is filtered out of the whole, which the statistics of the parts make cheap; for more,
the rows are first dealt out into one folder a partition."""


def write_partitions(
    connection: duckdb.DuckDBPyConnection,
    select: str,
    *,
    order: Sequence[str],
    columns: Sequence[str],
    folder: Path,
    table: str,
    name: str,
) -> dict[str, int]:
    """Write rows to ``folder``, sorted within each organisation and month, and return the files and their rows.

    ``select`` gives ``columns``, which are written, and ``_month`` and what ``order`` names, which need not be. The
    engine's own partitioned writing keeps no order when it uses two threads; one file at a time does.
    """
    found = connection.execute(f"SELECT DISTINCT organisation, _month FROM ({select}) ORDER BY ALL").fetchall()
    piles = folder / "staging" / "piles"
    if len(found) > WIDEST:
        _deal(connection, select, piles)
    written: dict[str, int] = {}
    for rank, (organisation, month) in enumerate(found):
        target = f"{place(table, organisation, month)}/{name}.parquet"
        source = f"({select}) WHERE organisation = {text(organisation)} AND _month = {text(month)}"
        if len(found) > WIDEST:
            source = parquet(sorted((piles / f"_pile={rank}").glob("*.parquet")))
        query = f"SELECT {listed(columns)} FROM {source} ORDER BY {listed(order)}"
        written[target] = write_file(connection, query, folder / target)
    shutil.rmtree(piles, ignore_errors=True)
    return written


def _deal(connection: duckdb.DuckDBPyConnection, select: str, piles: Path) -> None:
    """Deal the rows out into one folder a partition, numbered in the order of organisation and month."""
    shutil.rmtree(piles, ignore_errors=True)
    piles.parent.mkdir(parents=True, exist_ok=True)
    connection.execute(
        f"""
        COPY (
            SELECT dealt.*, _pile FROM ({select}) dealt JOIN (
                SELECT organisation, _month, row_number() OVER (ORDER BY organisation, _month) - 1 AS _pile
                FROM (SELECT DISTINCT organisation, _month FROM ({select}))
            ) USING (organisation, _month)
        ) TO {text(str(piles))} (FORMAT parquet, PARTITION_BY (_pile))
        """
    )


def write_file(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    """Write the rows of a query in their order, and return how many they are; without rows, no file stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection.execute(
        f"COPY ({query}) TO {text(str(path))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
    )
    rows = int(pq.read_metadata(path).num_rows)
    if not rows:
        path.unlink()
    return rows
