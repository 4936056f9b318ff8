"""A table as a page shows it: the same table as its download, in fewer columns and with links.

Nothing is computed here that the download does not hold; a page may only merge columns, hide some, and lead from a
cell to the page that explains it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from filiere.core import Text, source_language
from filiere.core.dates import format_day
from filiere.core.numbers import UNKNOWN_MARK, format_number, format_percent
from filiere.publication import Column, Table
from filiere.publication.table_model import Row, localize_cell
from filiere.site.kit.bilingual_text import bilingual

CellWriter = Callable[[Row], str]
CellAddress = Callable[[Row], str | None]


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell: words, whether they are a number, where they lead, and a smaller second line."""

    words: str
    numeric: bool = False
    heading: bool = False
    url: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """One row; `marked` is the retained value or the subject of the page, `id` what a mark of the chart leads to."""

    cells: tuple[CellView, ...]
    marked: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """One column head; `sort` is the address that sorts by it, `sorted` the current order."""

    words: str
    numeric: bool
    sort: str | None = None
    sorted: str | None = None


@dataclass(frozen=True, slots=True)
class Download:
    """One file of a table: its extension in capitals, its address, its words."""

    format: str
    url: str
    words: str


@dataclass(frozen=True, slots=True)
class TableView:
    """The template of tables shows it."""

    id: str
    caption: str
    heads: tuple[ColumnHead, ...]
    rows: tuple[RowView, ...]
    notes: tuple[str, ...]
    downloads: tuple[Download, ...]
    fictitious: bool = False


_FILES: tuple[tuple[Text | str, str, dict[str, str], Text], ...] = (
    (bilingual("CSV tableur", "Spreadsheet CSV"), "csv", {"for": "excel"},
     bilingual("le tableau, pour un tableur", "the table, for spreadsheets")),
    ("CSV", "csv", {}, bilingual("le tableau, pour un programme", "the table, for programs")),
    ("XLSX", "xlsx", {}, bilingual("le tableau et une feuille de notes : définitions, source, licence",
                                   "the table with a notes sheet: definitions, source, licence")),
    ("JSON", "json", {},
     bilingual("le tableau et ses notes, pour un programme", "the table and its notes, machine-readable")),
    ("Parquet", "parquet", {},
     bilingual("le tableau typé, pour un outil d’analyse", "the typed table, for analysis tools")),
)  # fmt: skip
"""The files of a table: how each is called, its extension, what its address says more, and its words."""


def list_downloads(table: str, query: Mapping[str, Any] | None = None) -> tuple[Download, ...]:
    """The files of a table of the registry (see `exported_tables`), in the language of the page."""
    shared = {"lang": source_language(), **(query or {})}
    return tuple(
        Download(
            str(name),
            f"{reverse('data:export', args=(table, extension))}?{urlencode(shared | more, doseq=True)}",
            str(words),
        )
        for name, extension, more, words in _FILES
    )


def format_cell(column: Column, cell: Any) -> str:
    """A cell as people read it; a dash when it is unknown."""
    lang = source_language()
    value = localize_cell(cell, lang)
    if value is None:
        return UNKNOWN_MARK
    if isinstance(value, bool):
        return {"fr": ("non", "oui"), "en": ("no", "yes")}[lang][value]
    if column.kind == "year":
        return str(value)
    if column.kind == "percent" and isinstance(value, (int, Decimal)):
        return format_percent(value, digits=column.digits)
    if isinstance(value, (int, Decimal)):
        return format_number(value, digits=column.digits)
    # Files keep the order of ISO 8601; a page writes a day as anywhere else.
    return format_day(date.fromisoformat(value)) if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else value


def build_table_view(
    table: Table,
    *,
    columns: Iterable[str] | None = None,
    heading: str | None = None,
    render: Mapping[str, CellWriter] | None = None,
    links: Mapping[str, CellAddress] | None = None,
    details: Mapping[str, CellWriter] | None = None,
    sorts: Mapping[str, tuple[str, str | None]] | None = None,
    heads: Mapping[str, str] | None = None,
    query: Mapping[str, Any] | None = None,
    rows: slice = slice(None),
    ids: CellWriter | None = None,
) -> TableView:
    """The table for a page.

    `columns` are the keys to show, in order; `heading` the one that names the row. `render` writes a cell from the
    whole row (a range from its two ends, say), `links` gives its address, `details` its smaller second line, `heads`
    another head, `ids` its anchor. `sorts` maps a column to its sorting address and current order. `query` completes
    the download.
    """
    by_key = {column.key: column for column in table.columns}
    keys = list(columns) if columns is not None else [column.key for column in table.columns]
    first = heading or keys[0]
    shown_heads = []
    for key in keys:
        words = (heads or {}).get(key) or str(by_key[key].label)
        address, order = (sorts or {}).get(key, (None, None))
        shown_heads.append(ColumnHead(words, by_key[key].is_numeric, address, order))
    shown_rows = []
    for position, row in list(enumerate(table.rows))[rows]:
        cells = tuple(
            CellView(
                render[key](row) if render and key in render else format_cell(by_key[key], row.get(key)),
                by_key[key].is_numeric and by_key[key].kind != "year",
                key == first,
                links[key](row) if links and key in links else None,
                details[key](row) if details and key in details else "",
            )
            for key in keys
        )
        shown_rows.append(RowView(cells, position in table.marked, ids(row) if ids else ""))
    return TableView(
        table.id,
        str(table.title),
        tuple(shown_heads),
        tuple(shown_rows),
        tuple(str(note) for note in table.notes),
        list_downloads(table.id, query),
        table.fictitious,
    )
