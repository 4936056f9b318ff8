"""A table to the four files that readers ask for: CSV, XLSX, JSON, Parquet.

The bytes depend on the table alone: no clock, no random part, so that two downloads of the same table are the
same file and can be compared by their hash.

CSV follows the habits of the reader's spreadsheet: in French the separator is ``;`` and the decimal mark a comma,
in English ``,`` and a point. It opens with a byte order mark, without which the most common spreadsheet reads
accents wrongly; every CSV library reads it under the name ``utf-8-sig``. Numbers carry no thousands separator.
The notes are not in the CSV file, which must stay one rectangle; the source and the fictitious mark are, as last
columns, because a row is often copied away from its file. Parquet has the mark as a last column for the same reason.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import duckdb
import xlsxwriter

from filiere.core import Lang
from filiere.publication.tables import Column, Table, localize_cell, rows_as_lists, spreadsheet_text

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
"""The column of a Parquet file that says on every row that it is made up; files of real data have none."""

_SQL_TYPES = {
    "text": "VARCHAR",
    "link": "VARCHAR",
    "integer": "BIGINT",
    "year": "INTEGER",
    "decimal": "DOUBLE",
    "percent": "DOUBLE",
}


def to_csv(table: Table, lang: Lang) -> bytes:
    """UTF-8 with byte order mark, CRLF lines (RFC 4180), every text protected against formula injection."""
    french = lang == "fr"
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if french else ",", lineterminator="\r\n")
    writer.writerow([*map(spreadsheet_text, table.header(lang)), "Source", *_fictitious_head(table, lang)])
    source = spreadsheet_text(table.source.get(lang))
    tail = [source, *(["oui" if french else "yes"] if table.fictitious else [])]
    for cells in rows_as_lists(table, lang):
        writer.writerow([*(_csv_cell(cell, lang) for cell in cells), *tail])
    return buffer.getvalue().encode("utf-8-sig")


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
    for position, label in enumerate(table.header(lang)):
        data.write_string(top, position, label, head)
        data.set_column(position, position, _column_width(table, position, lang))
    for line, cells in enumerate(rows_as_lists(table, lang), start=top + 1):
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
    typed = [f'"{column.key}" {_SQL_TYPES[column.kind]}' for column in table.columns]
    tail = [True] if table.fictitious else []
    columns = ", ".join([*typed, f'"{FICTITIOUS_COLUMN}" BOOLEAN'] if table.fictitious else typed)
    marks = ", ".join("?" for _ in [*typed, *tail])
    facts = {
        "title": table.title.get(lang),
        "source": table.source.get(lang),
        "fictitious": "true" if table.fictitious else "false",
    }
    metadata = ", ".join("{}: '{}'".format(key, words.replace("'", "''")) for key, words in facts.items())
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:", config={"threads": 1}) as connection:
        connection.execute(f"CREATE TABLE data ({columns})")
        rows = [[*(_parquet_cell(cell, lang) for cell in cells), *tail] for cells in rows_as_lists(table, lang)]
        if rows:
            connection.executemany(f"INSERT INTO data VALUES ({marks})", rows)  # noqa: S608 - only "?" is put in.
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


def _fictitious_head(table: Table, lang: Lang) -> list[str]:
    return [("Données fictives" if lang == "fr" else "Fictitious data")] if table.fictitious else []


def _cell_words(cell: object, lang: Lang) -> str:
    if isinstance(cell, bool):
        return {("fr", True): "oui", ("fr", False): "non", ("en", True): "yes", ("en", False): "no"}[lang, cell]
    return str(cell)


def _csv_cell(cell: str | int | Decimal | bool | None, lang: Lang) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _cell_words(cell, lang)
    if isinstance(cell, (int, Decimal)):
        written = format(cell, "f") if isinstance(cell, Decimal) else str(cell)
        return written.replace(".", ",") if lang == "fr" else written
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


def _column_width(table: Table, position: int, lang: Lang) -> int:
    """Column width in characters: the longest of the first rows, between 8 and 60."""
    longest = len(table.header(lang)[position])
    for cells in rows_as_lists(table, lang)[:200]:
        longest = max(longest, len(str(cells[position])) if cells[position] is not None else 0)
    return min(60, max(8, longest + 2))
