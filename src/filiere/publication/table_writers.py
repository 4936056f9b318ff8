"""A table to the four files that readers ask for: CSV, XLSX, JSON, Parquet.

The bytes depend on the table alone: no clock, no random part, so that two downloads of the same table are the
same file and can be compared by their hash.

CSV is written in two ways. For a spreadsheet, it follows the habits of its reader: in French the separator is ``;``
and the decimal mark a comma, in English ``,`` and a point; it opens with a byte order mark, without which the most
common spreadsheet reads accents wrongly. For programs, it is the same in both languages: ``,``, a point, ``true`` and
``false``, no mark, so that a library reads it by its address with nothing set. Numbers carry no thousands separator.
The notes are not in the CSV file, which must stay one rectangle; the source and the fictitious mark are, as last
columns, because a row is often copied away from its file. Parquet has the mark as a last column for the same reason.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import duckdb
import xlsxwriter

from filiere.core import Lang, Text
from filiere.publication.table_model import Column, Table, localize_cell, rows_as_lists, spreadsheet_text

Format = Literal["csv", "xlsx", "json", "parquet"]

CREATION_TIME = datetime(2000, 1, 1)
"""The creation date written in every workbook: a constant, for equal tables must give equal bytes."""

MEDIA: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}

FICTITIOUS_COLUMN = "fictitious_data"
"""The key of the column that says on every row that it is made up; files of real data have none."""
SOURCE_COLUMN = "table_source"
"""The key of the column of a CSV file that gives on every row the source of the whole table."""
_TAIL_HEADS = {
    SOURCE_COLUMN: Text(fr="Source du tableau", en="Source of the table"),
    FICTITIOUS_COLUMN: Text(fr="Données fictives", en="Fictitious data"),
}

_SQL_TYPES = {
    "text": "VARCHAR",
    "link": "VARCHAR",
    "integer": "BIGINT",
    "year": "INTEGER",
    "decimal": "DOUBLE",
    "percent": "DOUBLE",
}


def to_csv(table: Table, lang: Lang, *, plain: bool = False, keys: bool = False) -> bytes:
    """UTF-8, CRLF lines (RFC 4180), every text protected against formula injection.

    It is written for a spreadsheet, or ``plain`` for programs; with ``keys``, columns are named by their keys, which
    are the same in both languages and stay when labels change.
    """
    french = lang == "fr" and not plain
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if french else ",", lineterminator="\r\n")
    tail = {SOURCE_COLUMN: spreadsheet_text(table.source.get(lang))}
    if table.fictitious:
        tail[FICTITIOUS_COLUMN] = _csv_cell(True, lang, plain)
    if keys:
        writer.writerow([*(column.key for column in table.columns), *tail])
    else:
        heads = [*table.header(lang), *(_TAIL_HEADS[key].get(lang) for key in tail)]
        writer.writerow([spreadsheet_text(head) for head in heads])
    for cells in rows_as_lists(table, lang):
        writer.writerow([*(_csv_cell(cell, lang, plain) for cell in cells), *tail.values()])
    return buffer.getvalue().encode("utf-8" if plain else "utf-8-sig")


def to_xlsx(table: Table, lang: Lang) -> bytes:
    """A workbook of two sheets: the data, then the notes (definitions, source, licence, fictitious mark)."""
    buffer = io.BytesIO()
    # A string is written as a string: neither "=..." becomes a formula nor "http..." a link by guesswork.
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": table.title.get(lang), "author": "Filière", "created": CREATION_TIME})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
    bold = book.add_format({"bold": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    data = book.add_worksheet("Données" if lang == "fr" else "Data")
    formats = [book.add_format({"num_format": _number_format(column)}) for column in table.columns]
    top = 0
    if table.fictitious:
        data.write_string(0, 0, table.all_notes(lang)[0][0], bold)
        top = 1
    rows = rows_as_lists(table, lang)
    for position, label in enumerate(table.header(lang)):
        data.write_string(top, position, label, head)
        data.set_column(position, position, _column_width(label, [cells[position] for cells in rows[:200]]))
    for line, cells in enumerate(rows, start=top + 1):
        for position, cell in enumerate(cells):
            if cell is None:
                continue
            if isinstance(cell, (int, Decimal)) and not isinstance(cell, bool):
                data.write_number(line, position, float(cell), formats[position])
            elif table.columns[position].kind == "link" and str(cell).startswith(("http://", "https://")):
                data.write_url(line, position, str(cell))
            else:
                data.write_string(line, position, _cell_words(cell, lang))
    data.freeze_panes(top + 1, 1)
    notes = book.add_worksheet("Notes")
    notes.set_column(0, 0, 28)
    notes.set_column(1, 1, 100)
    notes.write_string(0, 0, table.title.get(lang), bold)
    for line, (heading, words) in enumerate(table.all_notes(lang), start=2):
        notes.write_string(line, 0, heading, wrap)
        notes.write_string(line, 1, words, wrap)
    book.close()
    return buffer.getvalue()


def to_json(table: Table, lang: Lang) -> bytes:
    """An object: table, title, columns, rows (by column key), notes, source, fictitious. Numbers are JSON numbers."""
    content = {
        "table": table.id,
        "title": table.title.get(lang),
        "language": lang,
        "fictitious": table.fictitious,
        "source": table.source.get(lang),
        "licence": table.licence.get(lang) if table.licence else None,
        "columns": [
            {
                "key": column.key,
                "label": column.label.get(lang),
                "kind": column.kind,
                "unit": column.unit.get(lang) if column.unit else None,
                "definition": column.definition.get(lang) if column.definition else None,
            }
            for column in table.columns
        ],
        "rows": [
            {column.key: _json_cell(localize_cell(row.get(column.key), lang)) for column in table.columns}
            for row in table.rows
        ],
        "notes": [note.get(lang) for note in table.notes],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def to_parquet(table: Table, lang: Lang) -> bytes:
    """One Parquet file, columns named by their keys, typed; title, source and mark are in the file's metadata.

    Fictitious data bears its mark on every row too, for metadata stay behind as soon as rows are copied.
    """
    typed = [(column.key, _SQL_TYPES[column.kind]) for column in table.columns]
    rows = [[_parquet_cell(cell, lang) for cell in cells] for cells in rows_as_lists(table, lang)]
    values = [[row[position] for row in rows] for position in range(len(typed))]
    if table.fictitious:
        typed.append((FICTITIOUS_COLUMN, "BOOLEAN"))
        values.append([True] * len(rows))
    # One statement whose parameters are the columns: a statement a row costs thirty times as much.
    columns = ", ".join(f'unnest(?::{kind}[]) AS "{key}"' for key, kind in typed)
    facts = {
        "title": table.title.get(lang),
        "source": table.source.get(lang),
        "fictitious": "true" if table.fictitious else "false",
    }
    metadata = ", ".join("{}: '{}'".format(key, words.replace("'", "''")) for key, words in facts.items())
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:", config={"threads": 1}) as connection:
        connection.execute(f"CREATE TABLE data AS SELECT {columns}", values)
        path = Path(folder) / "table.parquet"
        connection.execute(f"COPY data TO '{path}' (FORMAT parquet, KV_METADATA {{{metadata}}})")
        return path.read_bytes()


WRITERS: dict[Format, Callable[[Table, Lang], bytes]] = {
    "csv": to_csv,
    "xlsx": to_xlsx,
    "json": to_json,
    "parquet": to_parquet,
}
"""Writer of each format; the keys are the extensions offered on every page."""


def _cell_words(cell: object, lang: Lang) -> str:
    if isinstance(cell, bool):
        return {("fr", True): "oui", ("fr", False): "non", ("en", True): "yes", ("en", False): "no"}[lang, cell]
    return str(cell)


def _csv_cell(cell: str | int | Decimal | bool | None, lang: Lang, plain: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower() if plain else _cell_words(cell, lang)
    if isinstance(cell, (int, Decimal)):
        written = format(cell, "f") if isinstance(cell, Decimal) else str(cell)
        return written.replace(".", ",") if lang == "fr" and not plain else written
    return spreadsheet_text(cell)


def _json_cell(cell: Any) -> Any:
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    return cell


def _parquet_cell(cell: Any, lang: Lang) -> Any:
    if isinstance(cell, Decimal):
        return float(cell)
    return _cell_words(cell, lang) if isinstance(cell, bool) else cell


def _number_format(column: Column) -> str:
    if column.kind == "year":
        return "0"
    if column.kind == "integer":
        return "#,##0"
    if column.kind in {"decimal", "percent"}:
        return "#,##0" + ("." + "0" * column.digits if column.digits else ".##" if column.digits is None else "")
    return "General"


def _column_width(label: str, cells: Iterable[object]) -> int:
    """Return the width of a column in characters: its longest word or number, between 8 and 60."""
    return min(60, max(8, 2 + max([len(label), *(len(str(cell)) for cell in cells if cell is not None)])))
