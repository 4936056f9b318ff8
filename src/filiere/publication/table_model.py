"""The one form of a table that leaves the house, whatever the file format.

A page, a download and a test all read the same :class:`Table`, so that what is downloaded is what is shown, and
so that definitions, source, licence and the fictitious mark travel with the numbers::

    Table                   an identifier, a title, columns, rows, notes, source, fictitious or not
    └── Column              key (in JSON and Parquet), label (for people), kind, unit, definition
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from filiere.core import Lang, Text

ColumnKind = Literal["text", "integer", "decimal", "percent", "year", "link"]
Cell = str | int | Decimal | bool | Text | None
Row = Mapping[str, Cell]

NUMERIC_KINDS: frozenset[ColumnKind] = frozenset({"integer", "decimal", "percent", "year"})
"""Kinds whose cells are numbers; a percentage is held as points, 12.5 for 12.5 %."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``unit`` and ``definition`` go to the notes sheet; ``digits`` fixes the decimals shown on a page."""

    key: str
    label: Text
    kind: ColumnKind = "text"
    unit: Text | None = None
    definition: Text | None = None
    digits: int | None = None

    @property
    def is_numeric(self) -> bool:
        """Whether the cells are numbers: aligned right, never escaped as text."""
        return self.kind in NUMERIC_KINDS


@dataclass(frozen=True, slots=True)
class Table:
    """A table with all that is needed to read it away from its page.

    A row is a mapping from column keys to cells; a missing key is an unknown cell, never a zero. ``rows`` are in
    reading order. ``marked`` holds the positions of the rows to point out (the retained value).
    """

    id: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    source: Text
    notes: tuple[Text, ...] = ()
    licence: Text | None = None
    address: str | None = None
    fictitious: bool = False
    marked: frozenset[int] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if len(set(keys)) != len(keys):
            raise ValueError(f"table {self.id}: two columns share a key")
        unknown = {key for row in self.rows for key in row} - set(keys)
        if unknown:
            raise ValueError(f"table {self.id}: rows hold keys that no column declares: {sorted(unknown)}")

    def header(self, lang: Lang) -> list[str]:
        """Column labels, with the unit in brackets when there is one; a label given again bears its rank."""
        heads: list[str] = []
        seen: Counter[str] = Counter()
        for column in self.columns:
            label = column.label.get(lang)
            head = f"{label} ({column.unit.get(lang)})" if column.unit else label
            seen[head] += 1
            heads.append(head if seen[head] == 1 else f"{head} ({seen[head]})")
        return heads

    def all_notes(self, lang: Lang) -> list[tuple[str, str]]:
        """Heading and text of every note: mark, source, licence, definitions, remarks; the order of reading."""
        french = lang == "fr"
        lines: list[tuple[str, str]] = []
        if self.fictitious:
            lines.append(
                ("Données fictives", "Fichier généré pour la démonstration : rien n’y est observé.")
                if french
                else ("Fictitious data", "File generated for the demonstration: nothing in it was observed.")
            )
        lines.append(("Source", self.source.get(lang)))
        if self.licence is not None:
            lines.append(("Licence", self.licence.get(lang)))
        if self.address is not None:
            lines.append(("Adresse" if french else "Address", self.address))
        lines += [
            (column.label.get(lang), column.definition.get(lang))
            for column in self.columns
            if column.definition is not None
        ]
        lines += [("Note", note.get(lang)) for note in self.notes]
        return lines


def localize_cell(cell: Cell, lang: Lang) -> str | int | Decimal | bool | None:
    """A cell with its text in one language."""
    return cell.get(lang) if isinstance(cell, Text) else cell


def spreadsheet_text(words: str) -> str:
    """Words that a spreadsheet will not run as a formula.

    A cell that begins with ``= + - @``, a tab or a carriage return is executed by common spreadsheets when a CSV
    file is opened (OWASP, "CSV injection"), even after spaces; an apostrophe in front makes it text.
    """
    if words.lstrip(" \u00a0\u202f")[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"}:
        return f"'{words}"
    return words


def spreadsheet_cell(value: object) -> object:
    """A cell of a CSV file: words as `spreadsheet_text` writes them, anything else as it is."""
    return spreadsheet_text(value) if isinstance(value, str) else value


def rows_as_lists(table: Table, lang: Lang) -> Sequence[list[str | int | Decimal | bool | None]]:
    """Cells in column order, texts in one language; what a row does not hold is None."""
    return [[localize_cell(row.get(column.key), lang) for column in table.columns] for row in table.rows]
