"""Writing the directory: CSV and XLSX that read back exactly, and that no spreadsheet runs as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime

import xlsxwriter

from filiere.core import Lang, Text
from filiere.publication.table_model import spreadsheet_text
from filiere.site.members.directory.columns import COLUMNS, KINDS
from filiere.site.members.directory.records import ContactLine, OrganisationLine

Cell = str | int | date | bool | None

MEDIA: dict[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def build_cells(organisation: OrganisationLine, contact: ContactLine | None, lang: Lang) -> list[Cell]:
    """The cells of one line, in the order of the columns."""
    kind = KINDS.get(organisation.kind)
    values: dict[str, Cell] = {
        "key": organisation.key,
        "version": organisation.version,
        "name": organisation.name,
        "siren": organisation.siren,
        "country": organisation.country,
        "kind": kind.get(lang) if kind else organisation.kind,
        "group": organisation.group,
        "since": organisation.since,
        "until": organisation.until,
        "fee_paid_until": organisation.fee_paid_until,
        "fictitious": organisation.fictitious,
    }
    if contact is not None:
        values |= {
            "contact_number": contact.number,
            "contact_name": contact.name,
            "contact_job": contact.job,
            "contact_email": contact.email,
            "contact_phone": contact.phone,
            "contact_since": contact.since,
            "contact_until": contact.until,
        }
    return [values.get(column.key) for column in COLUMNS]


def _build_lines(organisations: Iterable[OrganisationLine], lang: Lang) -> Iterator[list[Cell]]:
    for organisation in organisations:
        for contact in organisation.contacts or (None,):
            yield build_cells(organisation, contact, lang)


def escape_formula(words: str) -> str:
    """Words with an apostrophe in front when a spreadsheet would run them, or when they begin with one already.

    The second case is what makes the reading exact: an apostrophe at the head of a cell is always one of ours.
    """
    return f"'{words}" if words.startswith("'") else spreadsheet_text(words)


def unescape_formula(words: str) -> str:
    """What :func:`escape_formula` was given; words that it never wrote are left as they are."""
    inner = words[1:]
    return inner if words.startswith("'") and escape_formula(inner) == words else words


def _format_cell(cell: Cell, lang: Lang) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return Text(fr="oui" if cell else "non", en="yes" if cell else "no").get(lang)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def write_csv(organisations: Iterable[OrganisationLine], lang: Lang) -> bytes:
    """UTF-8 with byte order mark, CRLF lines; ``;`` in French, ``,`` in English, as spreadsheets expect; ISO dates."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if lang == "fr" else ",", lineterminator="\r\n")
    writer.writerow([column.label.get(lang) for column in COLUMNS])
    for line in _build_lines(organisations, lang):
        writer.writerow([escape_formula(_format_cell(cell, lang)) for cell in line])
    return buffer.getvalue().encode("utf-8-sig")


def write_xlsx(organisations: Iterable[OrganisationLine], lang: Lang) -> bytes:
    """A workbook of two sheets: the directory, then what each column takes. Strings stay strings, dates are dates."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    # A constant date: the same directory gives the same bytes.
    book.set_properties({"title": "Filière", "author": "Filière", "created": datetime(2000, 1, 1)})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("Annuaire" if lang == "fr" else "Directory")
    for place, column in enumerate(COLUMNS):
        sheet.write_string(0, place, column.label.get(lang), head)
        sheet.set_column(place, place, 14 if column.kind != "text" else 28, None if column.kind == "date" else text)
    for number, line in enumerate(_build_lines(organisations, lang), 1):
        for place, cell in enumerate(line):
            if isinstance(cell, bool) or (isinstance(cell, str) and cell):
                sheet.write_string(number, place, _format_cell(cell, lang), text)
            elif isinstance(cell, int):
                sheet.write_number(number, place, cell)
            elif isinstance(cell, date):
                sheet.write_datetime(number, place, datetime(cell.year, cell.month, cell.day), day)
    sheet.freeze_panes(1, 3)
    notes = book.add_worksheet("Notes")
    notes.set_column(0, 0, 28)
    notes.set_column(1, 1, 100)
    for number, column in enumerate(COLUMNS):
        notes.write_string(number, 0, column.label.get(lang), head)
        notes.write_string(number, 1, column.about.get(lang) if column.about else "")
    taken = ", ".join(words.get(lang) for words in KINDS.values())
    notes.write_string(len(COLUMNS) + 1, 0, "Catégories" if lang == "fr" else "Categories", head)
    notes.write_string(len(COLUMNS) + 1, 1, taken)
    book.close()
    return buffer.getvalue()
