"""Keys given twice, found by the engine: a set of all keys of a large file would not fit in bounded memory."""

# Every identifier and path in the SQL below comes from a layout or a folder and is quoted by engine.name or text.
# ruff: noqa: S608

import csv

import duckdb

from filiere.core import FaultLog
from filiere.sources.byte_scan import Examination
from filiere.sources.duckdb_connection import csv_relation, quote_identifier
from filiere.sources.faults import fault
from filiere.sources.header import FileShape
from filiere.sources.row_scan import ScanResult


def find_duplicates(
    connection: duckdb.DuckDBPyConnection,
    done: ScanResult,
    examined: Examination,
    shape: FileShape,
    log: FaultLog,
    *,
    keep: bool,
) -> None:
    """Find the rows whose key an earlier row has; log them and create the table ``doubles`` of their lines.

    The search is made by the engine on the file of keys, since a set of all keys would not fit in bounded memory.
    """
    fields = list(shape.layout.key)
    keys = csv_relation(done.keys_path, ["_line", "_column", *fields], ",")
    by = ", ".join(quote_identifier(one) for one in fields)
    shown = ", ".join(f"coalesce({quote_identifier(one)}, '')" for one in fields)
    connection.execute(
        "CREATE OR REPLACE TABLE doubles AS SELECT line, place, first, shown FROM ("
        f"SELECT CAST(_line AS BIGINT) AS line, CAST(_column AS BIGINT) AS place, "
        f"min(CAST(_line AS BIGINT)) OVER (PARTITION BY {by}) AS first, "
        f"concat_ws(' × ', {shown}) AS shown FROM {keys}) WHERE line > first ORDER BY line"
    )
    cursor = connection.execute("SELECT line, place, first, shown FROM doubles ORDER BY line")
    header = " × ".join(b.header for b in shape.bound if b.column.field in fields and b.value is None)
    while rows := cursor.fetchmany(5_000):
        for line, place, first, value in rows:
            log.add(
                fault("duplicate-key", value=value, first=first).at(
                    file=str(examined.path), line=line, column=place or None, key=header
                )
            )
    if keep:
        _reject_doubles(connection, done, shape)


def _reject_doubles(connection: duckdb.DuckDBPyConnection, done: ScanResult, shape: FileShape) -> None:
    """Set the later rows of each key aside, beside those the careful pass set aside."""
    headers = [bound.header for bound in shape.bound]
    accepted = csv_relation(done.accepted_path, ["_line", *headers], ",")
    columns = ", ".join(f"accepted.{quote_identifier(header)}" for header in headers)
    cursor = connection.execute(
        f"SELECT line, first, {columns} FROM {accepted} AS accepted "
        "JOIN doubles ON line = CAST(accepted._line AS BIGINT)"
    )
    order = {bound.header: place for place, bound in enumerate(shape.bound)}
    with done.rejects_path.open("a", encoding="utf-8", newline="") as stream:
        rejects = csv.writer(stream)
        while rows := cursor.fetchmany(5_000):
            for line, first, *cells in rows:
                reasons = (f"Doublon de la ligne {first}.", f"Duplicate of line {first}.")
                full = [cells[order[header]] if header in order else "" for header in shape.headers]
                rejects.writerow([line, "duplicate-key", *reasons, *full])
                done.accepted -= 1
                done.rejected += 1
