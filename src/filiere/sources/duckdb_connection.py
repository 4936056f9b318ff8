"""The database engine at work: one connection in memory, a bounded appetite, and a quick verdict on a file.

DuckDB reads the file as text, never guessing a type, and keeps what does not fit in memory in a folder that goes
away with the load. The verdict is only *clean* or *not clean*: see :mod:`filiere.sources.row_scan` for the explanation.
"""

# Every identifier and path in the SQL below comes from a layout or a folder and is quoted by engine.name or text.
# ruff: noqa: S608

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from filiere.sources.cell_rules import CLEAN_PATTERNS, LoadContext, make_judge
from filiere.sources.connector_catalogue import SourceColumn
from filiere.sources.header import BoundColumn, FileShape
from filiere.sources.row_rules import RowRules

MEMORY_LIMIT = "512MB"
# What the engine takes by default; written out, for the size of the buffer would follow that of the line.
LONGEST_LINE = 2_000_000
BUFFER_SIZE = 16 * LONGEST_LINE
# These are tested by expression: as many values as rows would pass through Python otherwise.
_BY_EXPRESSION = frozenset({"siret", "siren", "number"})
_STORED_TYPES = {"count": "INTEGER", "number": "DOUBLE", "date": "DATE", "year": "SMALLINT"}


@contextmanager
def open_database(
    temporary: Path | None = None, *, memory_limit: str = MEMORY_LIMIT
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection in memory; what exceeds ``memory_limit`` goes to ``temporary``."""
    settings: dict[str, Any] = {"memory_limit": memory_limit, "threads": 2}
    if temporary is not None:
        settings["temp_directory"] = str(temporary)
    connection = duckdb.connect(":memory:", config=settings)
    try:
        yield connection
    finally:
        connection.close()


def quote_identifier(identifier: str) -> str:
    """Quote an identifier for SQL."""
    return '"' + identifier.replace('"', '""') + '"'


def quote_text(value: str) -> str:
    """Quote a string for SQL."""
    return "'" + value.replace("'", "''") + "'"


def quote_path(path: Path) -> str:
    """Quote the path of a file to read for SQL: that very file, whatever its name looks like.

    The engine takes ``ok[1].csv`` for a pattern and reads ``ok1.csv`` when there is one; a pattern character between
    square brackets stands for itself.
    """
    return quote_text(re.sub(r"[\[*?]", lambda found: f"[{found[0]}]", str(path)))


def csv_relation(path: Path, headers: Sequence[str], separator: str, *, longest: int = LONGEST_LINE) -> str:
    """Return the SQL of a CSV file read strictly, every column as text; no line may exceed ``longest`` bytes."""
    columns = ", ".join(f"{quote_text(header)}: 'VARCHAR'" for header in headers)
    return (
        f"read_csv({quote_path(path)}, delim={quote_text(separator)}, quote='\"', escape='\"', header=true, "
        f"auto_detect=false, strict_mode=true, null_padding=false, hive_partitioning=false, max_line_size={longest}, "
        f"buffer_size={BUFFER_SIZE}, columns={{{columns}}})"
    )


def parquet_relation(*paths: Path) -> str:
    """Return the SQL of a Parquet file, or of several that are parts of one table."""
    # A folder named "year=2008" would otherwise add a column "year".
    listed = ", ".join(quote_path(path) for path in paths)
    return f"read_parquet([{listed}], union_by_name=true, hive_partitioning=false)"


def list_part_files(folder: Path) -> list[Path]:
    """Return the Parquet files of the parts of a version, sorted."""
    return sorted((folder / "parts").glob("*.parquet"))


def parquet_headers(path: Path) -> list[str]:
    """Return the column names of a Parquet file; raise :class:`duckdb.Error` when it cannot be read."""
    with open_database() as connection:
        rows = connection.execute(f"DESCRIBE SELECT * FROM {parquet_relation(path)}").fetchall()
    return [row[0] for row in rows]


def stored_field(bound: BoundColumn) -> str:
    """The column of the wide table that holds a column of the file."""
    base = bound.column.field or f"ignored_{bound.index}"
    return base if bound.value is None else f"{base}_{bound.value}"


def stored_type(column: SourceColumn) -> str:
    """The SQL type in which a column is kept."""
    return _STORED_TYPES.get(column.type, "VARCHAR")


def create_wide_table(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    shape: FileShape,
    *,
    lenient: bool,
    order: Sequence[str],
    decimal: str = ".",
) -> None:
    """Create the table ``wide``: the kept columns under their field names, measures as numbers, in key order.

    Without ``lenient``, a value that is not a number stops the query with :class:`duckdb.Error`; with it, the mark
    of a withheld value is kept apart, in a column ``<field>_withheld``. ``decimal`` is the mark of its numbers.
    """
    parts = []
    digits = []
    for bound in shape.bound:
        if bound.column.part == "ignored":
            continue
        source, target = f"CAST({quote_identifier(bound.header)} AS VARCHAR)", quote_identifier(stored_field(bound))
        kind = stored_type(bound.column)
        if kind == "VARCHAR":
            parts.append(f"nullif({source}, '') AS {target}")
            continue
        if kind == "DOUBLE" and decimal == ",":
            source = f"translate({source}, '.,', ',.')"
        cast = "TRY_CAST" if lenient else "CAST"
        parts.append(f"{cast}({source} AS {kind}) AS {target}")
        if lenient and bound.column.part == "measure":
            parts.append(f"coalesce({source} = 's', false) AS {quote_identifier(stored_field(bound) + '_withheld')}")
        if bound.column.type == "count":
            digits.append(source)
    # A cast is more tolerant than the rules ("1e3", " 5"): the digits are tested apart.
    sound = f"NOT regexp_matches(concat({', '.join(digits)}), '[^0-9]')" if digits and not lenient else "true"
    by = ", ".join(quote_identifier(field) for field in order)
    connection.execute(
        f"CREATE OR REPLACE TABLE wide AS SELECT {', '.join(parts)}, {sound} AS sound FROM {relation}"
        + (f" ORDER BY {by}" if by else "")
    )


def is_clean(connection: duckdb.DuckDBPyConnection, shape: FileShape, context: LoadContext, rows: int | None) -> bool:
    """Say whether the table ``wide`` has no fault at all; ``rows`` is how many the file should give, when known."""
    kept = [bound for bound in shape.bound if bound.column.part != "ignored"]
    checks = ["count(*)", "coalesce(bool_and(sound), true)"]
    for bound in kept:
        column = quote_identifier(stored_field(bound))
        if bound.column.required:
            checks.append(f"count({column}) = count(*)")
        if bound.column.type in _BY_EXPRESSION and bound.column.type != "number":
            checks.append(
                f"coalesce(bool_and(regexp_full_match({column}, {quote_text(CLEAN_PATTERNS[bound.column.type])})), "
                f"true)"
            )
        if bound.column.type == "number":
            least = f"coalesce(bool_and(isfinite({column})), true)"
            checks.append(least if bound.column.negative else f"{least} AND coalesce(min({column}) >= 0, true)")
    employees = {b.value: b for b in kept if b.column.field == "employees" and b.value is not None}
    for bound in kept:
        if bound.column.field == "establishments" and bound.value in employees:
            people = quote_identifier(stored_field(employees[bound.value]))
            checks.append(
                f"NOT coalesce(bool_or({people} > 0 AND coalesce({quote_identifier(stored_field(bound))}, 0) = 0), "
                f"false)"
            )
    fields = {stored_field(bound) for bound in kept}
    if {"start", "end"} <= fields:
        checks.append('NOT coalesce(bool_or("end" < "start"), false)')
    found = connection.execute(f"SELECT {', '.join(checks)} FROM wide").fetchone() or (0,)
    if (rows is not None and found[0] != rows) or not all(found[1:]):
        return False
    keys = ", ".join(quote_identifier(field) for field in shape.layout.key if field in fields)
    if connection.execute(f"SELECT 1 FROM wide GROUP BY {keys} HAVING count(*) > 1 LIMIT 1").fetchone():
        return False
    return _are_values_clean(connection, kept, shape, context) and _are_places_clean(connection, shape, context, fields)


def _are_values_clean(
    connection: duckdb.DuckDBPyConnection, kept: Sequence[BoundColumn], shape: FileShape, context: LoadContext
) -> bool:
    for bound in kept:
        if bound.column.type in _BY_EXPRESSION or bound.column.type in {"count", "text"}:
            continue
        verdict = make_judge(bound.column, shape.layout, context)
        column = quote_identifier(stored_field(bound))
        cursor = connection.execute(f"SELECT DISTINCT CAST({column} AS VARCHAR) FROM wide WHERE {column} IS NOT NULL")
        while rows := cursor.fetchmany(10_000):
            for (value,) in rows:
                judged, wrong = verdict(value)
                if wrong is not None or judged != value:
                    return False
    return True


def _are_places_clean(
    connection: duckdb.DuckDBPyConnection, shape: FileShape, context: LoadContext, fields: set[str]
) -> bool:
    cross = RowRules(shape, context)
    wanted = [field for field in cross.place_fields if field in fields]
    if len(wanted) < 2:
        return True
    indices = {b.column.field: b.index for b in shape.bound if b.value is None}
    cursor = connection.execute(f"SELECT DISTINCT {', '.join(quote_identifier(field) for field in wanted)} FROM wide")
    cells = [""] * len(shape.headers)
    while rows := cursor.fetchmany(10_000):
        for row in rows:
            for field, value in zip(wanted, row, strict=True):
                cells[indices[field]] = value or ""
            if any(True for _ in cross.places(cells)):
                return False
    return True
