"""From the checked rows to the stored table: long form, sorted for the look-ups that pages make.

A wide file has one column a year, which is good for a reader and bad for a question. The stored table has one row
for each key and year, with the state of the cell written out: *known*, *unknown* or *suppressed*, so that no later
query has to remember what a blank means.
"""

# Every identifier and path in the SQL below comes from a layout or a folder and is quoted by engine.name or text.
# ruff: noqa: S608

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from filiere.sources.connector_catalogue import Connector, Layout
from filiere.sources.duckdb_connection import parquet_relation, quote_identifier, quote_text, stored_field
from filiere.sources.header import BoundColumn, FileShape

PARQUET_OPTIONS = "(FORMAT parquet, COMPRESSION zstd)"
CELL_STATES = ("known", "suppressed", "unknown")


@dataclass
class CellCounts:
    """How many cells the stored table has, by state, and what else the report says of it."""

    rows: int = 0
    values: int = 0
    known: int = 0
    unknown: int = 0
    suppressed: int = 0
    more: dict[str, Any] = field(default_factory=dict)


def kept_columns(shape: FileShape, *parts: str) -> list[BoundColumn]:
    """Return the columns of the file that are kept, of the given parts."""
    return [bound for bound in shape.bound if bound.column.part in parts]


def storage_order(layout: Layout) -> tuple[str, ...]:
    """The order in which the rows are stored: the activity first, since pages ask for one activity at a time."""
    first = tuple(column for column in layout.key if column == "ape")
    return (*first, *(column for column in layout.key if column not in first))


def write_stored_table(
    connection: duckdb.DuckDBPyConnection, connector: Connector, shape: FileShape, folder: Path, *, withheld: bool
) -> CellCounts:
    """Write the stored table of the rows in ``wide``; return the counts of its cells.

    ``withheld`` says that the wide table has the columns of withheld values.
    """
    layout = shape.layout
    target = folder / "parts" / f"{layout.id}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    if layout.spread_columns or _has_indicators(shape):
        _create_enums(connection, _stored_dimensions(shape))
        select = _long_query(shape, withheld)
    else:
        select = _flat_query(shape, withheld)
    part = f"{quote_text(layout.id)} AS part, " if connector.multipart else ""
    constants = "".join(f"{quote_text(value)} AS {quote_identifier(key)}, " for key, value in layout.constants.items())
    connection.execute(
        f"COPY (SELECT {part}{constants}* FROM ({select})) TO {quote_text(str(target))} {PARQUET_OPTIONS}"
    )
    if layout.nested_places and layout.spread_columns:
        _write_dimensions(connection, shape, folder)
        _write_totals(connection, shape, folder, withheld)
    return _count_cells(connection, shape, target, folder, withheld)


def _has_indicators(shape: FileShape) -> bool:
    return any(bound.column.indicator for bound in shape.bound)


def _stored_dimensions(shape: FileShape) -> list[str]:
    """The dimensions repeated on every stored row: the key alone where the file is spread over years."""
    fields = [b.column.field for b in kept_columns(shape, "dimension") if b.value is None and b.column.field]
    if any(column.spread == "year" for column in shape.layout.spread_columns):
        return [column for column in shape.layout.key if column in fields]
    return list(dict.fromkeys(fields))


def state_field(measure: str, measures: Sequence[str]) -> str:
    """The column that gives the state of a measure in a table of one row a key: ``state`` when it has one measure."""
    return "state" if len(measures) == 1 else f"{measure}_state"


def _flat_query(shape: FileShape, withheld: bool) -> str:
    """The SQL of a table of one row a key: its columns as they are, and the state of each measure."""
    fields = [b.column.field for b in shape.bound if b.column.part != "ignored" and b.column.field]
    columns = ", ".join(quote_identifier(column) for column in dict.fromkeys(fields))
    order = ", ".join(quote_identifier(column) for column in storage_order(shape.layout) if column in fields)
    measures = [stored_field(b) for b in kept_columns(shape, "measure")]
    known, suppressed, unknown = (quote_text(state) for state in CELL_STATES)
    states = "".join(
        f", CASE WHEN {quote_identifier(measure)} IS NOT NULL THEN {known} "
        + (f"WHEN {quote_identifier(f'{measure}_withheld')} THEN {suppressed} " if withheld else "")
        + f"ELSE {unknown} END AS {quote_identifier(state_field(measure, measures))}"
        for measure in measures
    )
    return f"SELECT {columns}{states} FROM wide ORDER BY {order}"


def _long_query(shape: FileShape, withheld: bool) -> str:
    """The SQL that turns columns into rows; the wide table is already in key order, and the order is kept."""
    fields = _stored_dimensions(shape)
    spreading = shape.layout.spread_columns
    if spreading:
        axis = spreading[0].spread or "value"
        values = list(shape.values())
        literal = ", ".join(value if axis == "year" else quote_text(value) for value in values)
        lists = [f"unnest([{literal}])::{'SMALLINT' if axis == 'year' else 'VARCHAR'} AS {quote_identifier(axis)}"]
        measures = list(dict.fromkeys(column.field or "" for column in spreading))
        lists += [
            f"unnest([{', '.join(quote_identifier(f'{measure}_{v}') for v in values)}]) AS {quote_identifier(measure)}"
            for measure in measures
        ]
        counted = shape.layout.counted or measures[-1]
        flags = ", ".join(quote_identifier(f"{counted}_{v}_withheld") if withheld else "false" for v in values)
        lists.append(f"unnest([{flags}]) AS withheld")
        columns = ", ".join([quote_identifier(axis), *(quote_identifier(measure) for measure in measures)])
    else:
        axis = "indicator"
        measures_bound = [b for b in kept_columns(shape, "measure") if b.column.indicator]
        literal = ", ".join(quote_text(b.column.indicator or "") for b in measures_bound)
        lists = [f"unnest([{literal}]) AS indicator"]
        lists.append(f"unnest([{', '.join(quote_identifier(stored_field(b)) for b in measures_bound)}]) AS value")
        flags = ", ".join(
            quote_identifier(f"{stored_field(b)}_withheld") if withheld else "false" for b in measures_bound
        )
        lists.append(f"unnest([{flags}]) AS withheld")
        counted, columns = "value", "indicator, value"
    known, suppressed, unknown = (f"'{state}'::state_enum" for state in CELL_STATES)
    state = (
        f"CASE WHEN {quote_identifier(counted)} IS NOT NULL THEN {known} WHEN withheld THEN {suppressed} ELSE "
        f"{unknown} END"
    )
    prefix = "".join(f"{quote_identifier(column)}, " for column in fields)
    coded = "".join(
        f"{quote_identifier(column)}::{quote_identifier(column + '_enum')} AS {quote_identifier(column)}, "
        for column in fields
    )
    return f"SELECT {prefix}{columns}, {state} AS state FROM (SELECT {coded}{', '.join(lists)} FROM wide)"


def _create_enums(connection: duckdb.DuckDBPyConnection, fields: Sequence[str]) -> None:
    """Give each dimension of the long form a type of its own values: a repeated number is written, not a string.

    It halves the time of writing; the file is read back as text all the same.
    """
    connection.execute(f"CREATE TYPE state_enum AS ENUM ({', '.join(quote_text(state) for state in CELL_STATES)})")
    for column in fields:
        values = (
            f"SELECT DISTINCT {quote_identifier(column)} FROM wide WHERE {quote_identifier(column)} IS NOT NULL "
            f"ORDER BY 1"
        )
        connection.execute(f"CREATE TYPE {quote_identifier(column + '_enum')} AS ENUM ({values})")


def _write_dimensions(connection: duckdb.DuckDBPyConnection, shape: FileShape, folder: Path) -> None:
    """Write one row a commune, with all that holds it and the names, and one row an activity.

    All rows of a commune agree on its places; its names are those of its first row.
    """
    fields = {b.column.field for b in kept_columns(shape, "dimension", "label") if b.value is None and b.column.field}
    for key, target in (("commune", "communes"), ("ape", "activities")):
        others = [f"{key}_name"] if key == "ape" else sorted(fields - {"commune", "ape", "ape_name"})
        columns = "".join(
            f", trim({quote_identifier(column)}) AS {quote_identifier(column)}" for column in others if column in fields
        )
        connection.execute(
            f"COPY (SELECT {quote_identifier(key)}{columns} FROM wide "
            f"WHERE rowid IN (SELECT min(rowid) FROM wide GROUP BY {quote_identifier(key)}) ORDER BY 1) "
            f"TO {quote_text(str(folder / f'{target}.parquet'))} {PARQUET_OPTIONS}"
        )


def _write_totals(connection: duckdb.DuckDBPyConnection, shape: FileShape, folder: Path, withheld: bool) -> None:
    """Write one row a commune and year, all activities added up: what every total of the file is drawn from."""
    parts = []
    for value in shape.values():
        employees, establishments = quote_identifier(f"employees_{value}"), quote_identifier(f"establishments_{value}")
        suppressed = f"count(*) FILTER ({quote_identifier(f'employees_{value}_withheld')})" if withheld else "0"
        parts.append(
            f"{{'year': {value}::SMALLINT, 'establishments': sum({establishments})::BIGINT, "
            f"'known_establishments': sum({establishments}) FILTER ({employees} IS NOT NULL)::BIGINT, "
            f"'employees': sum({employees})::BIGINT, 'cells': count(*), 'known_cells': count({employees}), "
            f"'suppressed_cells': {suppressed}}}"
        )
    connection.execute(
        "COPY (SELECT commune, total.*, total.cells - total.known_cells - total.suppressed_cells AS unknown_cells "
        f"FROM (SELECT commune, unnest([{', '.join(parts)}]) AS total FROM wide GROUP BY commune) "
        f"ORDER BY commune, total.year) TO {quote_text(str(folder / 'totals.parquet'))} {PARQUET_OPTIONS}"
    )


def _count_cells(
    connection: duckdb.DuckDBPyConnection, shape: FileShape, target: Path, folder: Path, withheld: bool
) -> CellCounts:
    counted = CellCounts()
    counted.rows = _fetch_integer(connection, "SELECT count(*) FROM wide")
    totals = folder / "totals.parquet"
    if totals.is_file():
        row = connection.execute(
            "SELECT sum(known_cells), sum(unknown_cells), sum(suppressed_cells), sum(cells) "
            f"FROM {parquet_relation(totals)}"
        ).fetchone() or (0, 0, 0, 0)
        counted.known, counted.unknown, counted.suppressed, counted.values = (int(one or 0) for one in row)
        pairs = " + ".join(
            f"count(*) FILTER ({quote_identifier(f'establishments_{v}')} > 0 AND "
            f"{quote_identifier(f'employees_{v}')} IS NULL)"
            for v in shape.values()
        )
        counted.more["establishments_without_headcount"] = _fetch_integer(connection, f"SELECT {pairs} FROM wide")
    elif shape.layout.spread_columns or _has_indicators(shape):
        relation = parquet_relation(target)
        states = dict(connection.execute(f"SELECT state, count(*) FROM {relation} GROUP BY state").fetchall())
        counted.known, counted.suppressed, counted.unknown = (states.get(state, 0) for state in CELL_STATES)
        counted.values = sum(states.values())
    else:
        measures = [stored_field(b) for b in kept_columns(shape, "measure")]
        counted.values = counted.rows * len(measures)
        known = " + ".join(f"count({quote_identifier(measure)})" for measure in measures) or "0"
        counted.known = _fetch_integer(connection, f"SELECT {known} FROM wide")
        marked = " + ".join(f"count(*) FILTER ({quote_identifier(f'{one}_withheld')})" for one in measures)
        if withheld and measures:
            counted.suppressed = _fetch_integer(connection, f"SELECT {marked} FROM wide")
        counted.unknown = counted.values - counted.known - counted.suppressed
    return counted


def _fetch_integer(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row and row[0] is not None else 0
