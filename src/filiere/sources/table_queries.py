"""Reading a loaded version: a table by any dimensions, and the aggregates that pages keep in the database.

A sum adds the known cells only, and stands beside the number of cells known, unknown and withheld; when no cell is
known, the sum is unknown too, never zero.
"""

# Every identifier and path in the SQL below comes from a layout or a folder and is quoted by engine.name or text.
# ruff: noqa: S608

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from filiere.core import Faults
from filiere.sources.connector_catalogue import Connector, SourceColumn, connector
from filiere.sources.duckdb_connection import (
    list_part_files,
    open_database,
    parquet_relation,
    quote_identifier,
    quote_text,
)
from filiere.sources.faults import fault
from filiere.sources.report import read_report

SECTOR_APES = ("8220Z",)

_KINDS = (
    ("commune", "commune", "COM-"),
    ("department", "department", "DEP-"),
    ("zone", "zone", "ZE-"),
    ("region22", "region22", "R22-"),
    ("region13", "region", "REG-"),
)


@contextmanager
def _open_version(folder: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, list[str]]]:
    """Open a version as the view ``loaded``, its places joined; give the connection and the columns."""
    with open_database() as connection:
        relation = parquet_relation(*list_part_files(folder))
        query = f"SELECT * FROM {relation}"
        if (folder / "communes.parquet").is_file():
            places = parquet_relation(folder / "communes.parquet")
            labels = parquet_relation(folder / "activities.parquet")
            query = (
                f"SELECT * FROM {relation} AS cell LEFT JOIN {places} AS place USING (commune) "
                f"LEFT JOIN {labels} AS activity USING (ape)"
            )
        connection.execute(f"CREATE VIEW loaded AS {query}")
        described = connection.execute("DESCRIBE loaded").fetchall()
        yield connection, [row[0] for row in described]


def list_measures(source: Connector, columns: Sequence[str]) -> list[str]:
    """Return the columns that are measures: those of the layouts, and ``value`` where indicators are rows."""
    named = [field for layout in source.layouts for field in layout.fields("measure")]
    return [column for column in dict.fromkeys([*named, "value"]) if column in columns]


def _measure_columns(source: Connector, field: str) -> list[SourceColumn]:
    return [c for layout in source.layouts for c in layout.columns if c.part == "measure" and c.field == field]


def can_sum_measure(source: Connector, field: str) -> bool:
    """Say whether a measure may be summed: a number of people may, a rate or a rank may not."""
    columns = _measure_columns(source, field)
    return bool(columns) and all(column.adds for column in columns)


def _is_whole(source: Connector, field: str) -> bool:
    columns = _measure_columns(source, field)
    return bool(columns) and all(column.type == "count" for column in columns)


def _summable_indicators(source: Connector) -> set[str]:
    """The indicators that may be summed."""
    indicators = {c.indicator for layout in source.layouts for c in layout.columns if c.indicator and c.adds}
    constants = {
        layout.constants["indicator"]
        for layout in source.layouts
        if "indicator" in layout.constants and all(column.adds for column in layout.spread_columns)
    }
    return indicators | constants


def table(
    source_name: str,
    folder: Path,
    by: Sequence[str] = (),
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> list[dict[str, Any]]:
    """Return a loaded version added up by dimensions, one dict a row, in the order of the dimensions.

    ``by`` names the dimensions to keep; without any, the rows come as they are. A rate, a rank or a median is given
    where it is alone in its group and is None otherwise: such measures have no sum. Nor is anything added across
    the levels of the source, such as two years. ``where`` keeps the rows whose
    dimension has one of the given values. Beside each sum stand ``known``, ``unknown`` and ``suppressed``, the
    numbers of cells, and ``communes`` where places are counted. An unknown dimension raises :class:`Faults`.
    """
    source = connector(source_name)
    with _open_version(folder) as (connection, columns):
        counted = list_measures(source, columns)
        states = {"state", *(f"{measure}_state" for measure in counted)}
        dimensions = [column for column in columns if column not in {*counted, *states}]
        _check_dimensions([*by, *(where or {})], dimensions, source)
        conditions, parameters = _where_clause(where or {})
        if by:
            keys = ", ".join(quote_identifier(column) for column in by)
            select = f"{keys}, {', '.join(_sum_expressions(source, counted, columns, by))}"
            tail = f"GROUP BY {keys} ORDER BY {keys}"
        else:
            select, tail = (
                "*",
                f"ORDER BY {', '.join(quote_identifier(column) for column in dimensions)}" if dimensions else "",
            )
        query = f"SELECT {select} FROM loaded {conditions} {tail}"
        return list(_iter_dicts(connection.execute(query, parameters)))


def _sum_expressions(source: Connector, counted: Sequence[str], columns: Sequence[str], by: Sequence[str]) -> list[str]:
    sums = []
    single = "".join(
        f" AND count(DISTINCT {quote_identifier(level)}) <= 1"
        for level in source.levels
        if level in columns and level not in by
    )
    for measure in counted:
        column = quote_identifier(measure)
        if measure == "value" and "indicator" in columns:
            may_add = (
                f"bool_and(indicator IN ({', '.join(quote_text(one) for one in sorted(_summable_indicators(source)))}))"
            )
        else:
            may_add = "true" if can_sum_measure(source, measure) else "false"
        # A rate, a rank or a median is shown when it stands alone in its group, and never added.
        total = f"CASE WHEN count({column}) = 1 THEN min({column}) WHEN {may_add}{single} THEN sum({column}) END"
        sums.append(f"({total})::{'BIGINT' if _is_whole(source, measure) else 'DOUBLE'} AS {column}")
    if "commune" in columns and "commune" not in by:
        sums.append("count(DISTINCT commune) AS communes")
    sums.append("count(*) AS cells")
    # Of several measures on a row, the first is counted.
    state_column = next((one for one in ("state", *(f"{one}_state" for one in counted)) if one in columns), None)
    if state_column is not None:
        states = ("known", "unknown", "suppressed")
        sums += [f"count(*) FILTER ({quote_identifier(state_column)} = '{state}') AS {state}" for state in states]
    elif counted:
        sums.append(f"count({quote_identifier(counted[0])}) AS known")
        sums.append(f"count(*) - count({quote_identifier(counted[0])}) AS unknown")
        sums.append("0 AS suppressed")
    return sums


def _where_clause(where: Mapping[str, str | Sequence[str]]) -> tuple[str, list[str]]:
    clauses, parameters = [], []
    for column, wanted in where.items():
        values = [wanted] if isinstance(wanted, str) else list(wanted)
        clauses.append(f"CAST({quote_identifier(column)} AS VARCHAR) IN ({', '.join('?' for _ in values)})")
        parameters += [str(value) for value in values]
    return ("WHERE " + " AND ".join(clauses) if clauses else "", parameters)


def _check_dimensions(wanted: Sequence[str], dimensions: Sequence[str], source: Connector) -> None:
    known = ", ".join(dimensions)
    faults = [
        fault("unknown-dimension", name=source.name, column=column, known=known).at(key=column)
        for column in wanted
        if column not in dimensions
    ]
    if faults:
        raise Faults(faults)


def _iter_dicts(cursor: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    columns = [column[0] for column in cursor.description or ()]
    while rows := cursor.fetchmany(5_000):
        for row in rows:
            values = (value.isoformat() if hasattr(value, "isoformat") else value for value in row)
            yield dict(zip(columns, values, strict=True))


def aggregates(source_name: str, folder: Path, apes: Sequence[str] = SECTOR_APES) -> Iterator[dict[str, Any]]:
    """Yield the sums that pages show: each commune, department, zone, old and new region, and France, by year.

    A row has ``territory`` (Filière's code), ``kind``, ``year``, ``ape`` (one of ``apes``, or ``ALL``),
    ``establishments``, ``known_establishments`` (those of cells whose headcount is known), ``employees`` (None when no
    cell is known), ``cells``, ``unknown_cells`` and ``suppressed_cells``. A commune has its ``ALL`` row only when it
    has one of ``apes``. France has a row only when the file covers the metropolitan departments. A source without
    places yields nothing.
    """
    with _open_placed_counts(source_name, folder, apes) as connection:
        if connection is None:
            return
        for kind, column, prefix in _KINDS:
            yield from _iter_dicts(connection.execute(_aggregate_query(kind, f"'{prefix}' || {column}", apes)))
        if read_report(folder).get("national"):
            yield from _iter_dicts(connection.execute(_aggregate_query("country", "'FR'", apes)))


def crossings(source_name: str, folder: Path, apes: Sequence[str] = SECTOR_APES) -> Iterator[dict[str, Any]]:
    """Yield the same sums for what each department and each zone have in common: no page shows them, and subtraction
    finds them. ``territory`` joins the two codes, as ``DEP-18&ZE-2405``.
    """
    with _open_placed_counts(source_name, folder, apes) as connection:
        if connection is not None:
            both = "'DEP-' || department || '&ZE-' || zone"
            yield from _iter_dicts(connection.execute(_aggregate_query("crossing", both, apes)))


@contextmanager
def _open_placed_counts(
    source_name: str, folder: Path, apes: Sequence[str]
) -> Iterator[duckdb.DuckDBPyConnection | None]:
    """Open the counts of communes, of ``apes`` and of all activities, as a view ``placed``; None without places."""
    connector(source_name)
    if not (folder / "communes.parquet").is_file():
        yield None
        return
    listed = _quote_list(apes)
    with _open_version(folder) as (connection, _):
        # The totals by commune were drawn at the load; of the table itself, only the activities asked for are read.
        totals = parquet_relation(folder / "totals.parquet")
        known = ""
        if "known_establishments" not in _relation_columns(connection, totals):
            # A version loaded before totals kept this count: it is drawn from the whole table, once.
            known = (
                " JOIN (SELECT commune, year, sum(establishments) FILTER (employees IS NOT NULL)::BIGINT AS "
                f"known_establishments FROM {parquet_relation(*list_part_files(folder))} GROUP BY ALL) USING "
                f"(commune, year)"
            )
        connection.execute(
            "CREATE TABLE small AS SELECT commune, year, ape, sum(establishments)::BIGINT AS establishments, "
            "sum(establishments) FILTER (employees IS NOT NULL)::BIGINT AS known_establishments, "
            "sum(employees)::BIGINT AS employees, count(*) AS cells, "
            "count(*) FILTER (state = 'unknown') AS unknown_cells, "
            "count(*) FILTER (state = 'suppressed') AS suppressed_cells "
            f"FROM {parquet_relation(*list_part_files(folder))} WHERE ape IN ({listed}) GROUP BY ALL "
            f"UNION ALL BY NAME SELECT *, 'ALL' AS ape FROM (SELECT * EXCLUDE known_cells FROM {totals}){known}"
        )
        connection.execute(
            "CREATE VIEW placed AS SELECT * FROM small "
            f"JOIN {parquet_relation(folder / 'communes.parquet')} AS place USING (commune)"
        )
        yield connection


def _quote_list(apes: Sequence[str]) -> str:
    return ", ".join(quote_text(ape) for ape in apes)


def places(source_name: str, folder: Path) -> list[dict[str, Any]]:
    """Return the communes of a loaded version with all that holds each, one dict a commune, in the order of codes.

    A source without places, or a folder that was pruned, has none.
    """
    connector(source_name)
    path = folder / "communes.parquet"
    if not path.is_file():
        return []
    with open_database() as connection:
        return list(_iter_dicts(connection.execute(f"SELECT * FROM {parquet_relation(path)} ORDER BY commune")))


def _relation_columns(connection: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    return [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()]


def _aggregate_query(kind: str, territory: str, apes: Sequence[str]) -> str:
    sums = "".join(
        f", sum({column})::BIGINT AS {column}"
        for column in (
            "establishments",
            "known_establishments",
            "employees",
            "cells",
            "unknown_cells",
            "suppressed_cells",
        )
    )
    only = (
        f"WHERE commune IN (SELECT commune FROM small WHERE ape IN ({_quote_list(apes)}))" if kind == "commune" else ""
    )
    return (
        f"SELECT {territory} AS territory, '{kind}' AS kind, year, ape{sums} FROM placed {only} "
        "GROUP BY ALL ORDER BY territory, ape, year"
    )
