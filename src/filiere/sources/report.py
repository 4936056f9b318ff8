"""The report of a load: what was read, what it adds up to, and what changed since the version in use."""

# Every identifier and path in the SQL below comes from a layout or a folder and is quoted by engine.name or text.
# ruff: noqa: S608

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.sources.byte_scan import Examination
from filiere.sources.connector_catalogue import Connector
from filiere.sources.duckdb_connection import open_database, parquet_relation, quote_identifier
from filiere.sources.header import FileShape
from filiere.sources.row_scan import ScanResult
from filiere.sources.stored_table_writer import CellCounts

METROPOLITAN_DEPARTMENTS = 96
# Columns that a note names; the report itself has them all.
MOST_NAMED_COLUMNS = 6


def read_report(folder: Path) -> dict[str, Any]:
    """Return the report of a version; an empty one when the folder has none."""
    path = folder / "report.json"
    if not path.is_file():
        return {}
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def build_report(
    source: Connector,
    shape: FileShape,
    examined: Examination,
    done: ScanResult,
    counted: CellCounts,
    faults: Mapping[str, int],
    today: date,
    version: str,
    parts: Mapping[str, str],
    fictitious: bool,
    folder: Path,
    previous: Path | None,
) -> dict[str, Any]:
    """Return the content of ``report.json``.

    ``rows``, ``accepted`` and ``rejected`` count rows of the file; ``values``, ``known``, ``unknown`` and
    ``suppressed`` count cells; ``cleaned_columns`` gives, by column, how many cells were rewritten and the first of
    them; ``faults`` counts by code; ``totals`` adds up the known cells of each year.
    """
    content: dict[str, Any] = {
        "source": source.name,
        "version": version,
        "layout": shape.layout.id,
        "file": examined.path.name,
        "format": examined.kind,
        "sha256": examined.sha256,
        "size": examined.size,
        "loaded_on": today.isoformat(),
        "fictitious": fictitious,
        "rows": done.rows,
        "accepted": done.accepted,
        "rejected": done.rejected,
        "cleaned": sum(column.cells for column in done.cleaned.values()),
        "cleaned_columns": {
            header: {"cells": column.cells, "written": column.written, "value": column.value}
            for header, column in sorted(done.cleaned.items())
        },
        "values": counted.values,
        "known": counted.known,
        "unknown": counted.unknown,
        "suppressed": counted.suppressed,
        **counted.more,
        "faults": dict(sorted(faults.items())),
        "parts": dict(parts),
        "years": [int(value) for value in shape.values() if value.isdigit()],
        "differences": None,
    }
    table = folder / "parts" / f"{shape.layout.id}.parquet"
    with open_database(folder) as connection:
        if (folder / "communes.parquet").is_file():
            content |= _count_coverage(connection, folder)
            content["totals"] = _yearly_totals(connection, folder)
        before = None if previous is None else previous / "parts" / f"{shape.layout.id}.parquet"
        if previous is not None and before is not None and before.is_file():
            content["differences"] = _compare_versions(connection, shape, before, table) | {
                "previous": read_report(previous).get("version", previous.name)
            }
    content["notes"] = [note.model_dump() for note in _list_notes(content)]
    return content


def _count_coverage(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, Any]:
    row = connection.execute(
        "SELECT count(*), count(DISTINCT department), count(DISTINCT zone), "
        "count(DISTINCT department) FILTER (length(department) = 2) "
        f"FROM {parquet_relation(folder / 'communes.parquet')}"
    ).fetchone() or (0, 0, 0, 0)
    activities = connection.execute(
        f"SELECT count(*) FROM {parquet_relation(folder / 'activities.parquet')}"
    ).fetchone() or (0,)
    return {
        "communes": row[0],
        "departments": row[1],
        "zones": row[2],
        "activities": activities[0],
        # Overseas departments, whose codes have three digits, do not stand for missing ones of the mainland.
        "national": row[3] >= METROPOLITAN_DEPARTMENTS,
    }


def _yearly_totals(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[dict[str, Any]]:
    cursor = connection.execute(
        "SELECT year, sum(establishments)::BIGINT AS establishments, sum(employees)::BIGINT AS employees, "
        "sum(known_cells)::BIGINT AS known, sum(unknown_cells)::BIGINT AS unknown, "
        "sum(suppressed_cells)::BIGINT AS suppressed "
        f"FROM {parquet_relation(folder / 'totals.parquet')} GROUP BY year ORDER BY year"
    )
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _compare_versions(
    connection: duckdb.DuckDBPyConnection, shape: FileShape, before: Path, now: Path
) -> dict[str, Any]:
    """Count the rows added, removed and changed, by key and year; and the totals by year on both sides."""
    old, new = (parquet_relation(path) for path in (before, now))
    columns = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {new}").fetchall()]
    others = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {old}").fetchall()]
    spread = {column.spread for column in shape.layout.spread_columns if column.spread}
    wanted = [*shape.layout.key, *spread, "indicator"]
    keys = [column for column in columns if column in wanted and column in others]
    values = [column for column in columns if column not in keys and column in others]
    match = " AND ".join(f"o.{quote_identifier(key)} IS NOT DISTINCT FROM n.{quote_identifier(key)}" for key in keys)
    differ = (
        " OR ".join(f"o.{quote_identifier(value)} IS DISTINCT FROM n.{quote_identifier(value)}" for value in values)
        or "false"
    )
    row = connection.execute(
        f"SELECT count(*) FILTER (o.one IS NULL), count(*) FILTER (n.one IS NULL), "
        f"count(*) FILTER (o.one = 1 AND n.one = 1 AND ({differ})) "
        f"FROM (SELECT *, 1 AS one FROM {old}) o FULL JOIN (SELECT *, 1 AS one FROM {new}) n ON {match}"
    ).fetchone() or (0, 0, 0)
    found: dict[str, Any] = {"added": row[0], "removed": row[1], "changed": row[2]}
    folders = (before.parent.parent, now.parent.parent)
    if all((folder / "totals.parquet").is_file() for folder in folders):
        earlier, later = ({line["year"]: line for line in _yearly_totals(connection, folder)} for folder in folders)
        found["totals"] = [
            {
                "year": year,
                "employees_before": earlier.get(year, {}).get("employees"),
                "employees": later.get(year, {}).get("employees"),
                "establishments_before": earlier.get(year, {}).get("establishments"),
                "establishments": later.get(year, {}).get("establishments"),
            }
            for year in sorted({*earlier, *later})
        ]
    return found


def _list_notes(content: Mapping[str, Any]) -> list[Text]:
    notes = []
    if content["fictitious"]:
        notes.append(
            Text(
                fr="Données fictives : les nombres de ce fichier sont inventés.",
                en="Fictitious data: the numbers in this file are made up.",
            )
        )
    if content.get("national") is False:
        notes.append(
            Text(
                fr="Ce fichier ne couvre pas toute la France : aucun total national n’en est tiré.",
                en="This file does not cover the whole of France: no national total is derived from it.",
            )
        )
    if content["cleaned"]:
        notes.append(_rewritten_words(content["cleaned_columns"]))
    return notes


def _rewritten_words(columns: Mapping[str, Mapping[str, Any]]) -> Text:
    """Name the columns in which cells were rewritten, those with most cells first, each with its first cell."""
    most = sorted(columns.items(), key=lambda item: -item[1]["cells"])
    french, english = [], []
    for header, column in most[:MOST_NAMED_COLUMNS]:
        cells, written, value = column["cells"], column["written"], column["value"]
        became = Text(
            fr=f"« {written} » écrit {f'« {value} »' if value else 'vide'}",
            en=f"“{written}” written {f'“{value}”' if value else 'blank'}",
        )
        if written.strip() == value:
            # A blank at the end cannot be seen between quotation marks.
            became = Text(fr=f"espaces retirées autour de « {value} »", en=f"spaces removed around “{value}”")
        french.append(f"{header} ({format_number(cells, 'fr')} {'case' if cells == 1 else 'cases'}, {became.fr})")
        english.append(f"{header} ({format_number(cells, 'en')} {'cell' if cells == 1 else 'cells'}, {became.en})")
    if more := len(most) - MOST_NAMED_COLUMNS if len(most) > MOST_NAMED_COLUMNS else 0:
        french.append(f"et d’autres colonnes : {more}")
        english.append(f"and other columns: {more}")
    return Text(
        fr=f"Des cases ont été écrites autrement sans changer de sens : {' ; '.join(french)}.",
        en=f"Cells were rewritten without a change of meaning: {'; '.join(english)}.",
    )
