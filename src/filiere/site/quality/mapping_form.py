"""The page on which a mapping is written, as one form: what each column of the file is, and the YAML that says it.

Its fields follow the file, so that it is no Django form: they are read from what was sent, with a proposal of ours
where nothing was. The YAML is checked by the importer itself; nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from filiere.contacts import TABLES, Column, DeliveredFile, FileSpec, Table
from filiere.core import Fault, Faults, Text
from filiere.site.quality.file_head import FileColumn, guess_separator, read_columns
from filiere.site.quality.mapping_guess import TIME_FORMS, guess_columns, guess_form, guess_word

IGNORED_COLUMN = ""
FLAG_WORDS = ("true", "false")
ENCODINGS = ("utf-8", "windows-1252", "iso-8859-15", "utf-16")
SEPARATORS: Mapping[str, Text] = {
    ",": Text(fr="virgule", en="comma"),
    ";": Text(fr="point-virgule", en="semicolon"),
    "\t": Text(fr="tabulation", en="tab"),
    "|": Text(fr="barre verticale", en="vertical bar"),
}
_KIND_AS_READ = {"count": "count", "number": "number", "day": "day"}


@dataclass(frozen=True, slots=True)
class WordRow:
    """A word of the file, and the canonical word that it says."""

    field: str
    read: str
    chosen: str


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column of the file on the form: what it becomes, how its instants are written, what its words say."""

    number: int
    column: FileColumn
    becomes: str
    form: str
    is_time: bool
    words: tuple[WordRow, ...]
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConstantRow:
    """A required column that no column of the file gives: always the same value."""

    column: Column
    chosen: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MappingForm:
    """The whole form as it stands."""

    name: str
    table: Table
    zone: str
    encoding: str
    separator: str
    skip: int
    sheet: str
    rows: tuple[ColumnRow, ...] = ()
    constants: tuple[ConstantRow, ...] = field(default=())

    @property
    def layout(self) -> dict[str, Any]:
        """How the file is laid out, as a mapping says it."""
        said: dict[str, Any] = {"encoding": self.encoding, "separator": self.separator}
        if self.skip:
            said["skip_lines"] = self.skip
        if self.sheet:
            said["sheet"] = self.sheet
        return said


def build_layout(sent: Mapping[str, str], *, name: str, zone: str, separator: str) -> MappingForm:
    """The layout that was sent, or the one proposed for a file."""
    table = TABLES.get(sent.get("table", ""), TABLES["contact_leg"])
    skip = sent.get("skip", "")
    chosen = sent.get("separator", "")
    encoding = sent.get("encoding", "")
    return MappingForm(
        name=sent.get("name", name)[:40],
        table=table,
        zone=sent.get("zone", zone)[:60],
        encoding=encoding if encoding in ENCODINGS else ENCODINGS[0],
        separator=chosen if chosen in SEPARATORS else separator,
        skip=min(int(skip), 1000) if skip.isascii() and skip.isdigit() and len(skip) < 5 else 0,
        sheet=sent.get("sheet", "").strip()[:100],
    )


def build_form(
    file: DeliveredFile, kind: str, sent: Mapping[str, str], *, name: str, zone: str
) -> tuple[MappingForm, tuple[Fault, ...]]:
    """The form for a file of a kind, with its columns; its layout alone, and why, when the file cannot be read so."""
    layout = build_layout(sent, name=name, zone=zone, separator=",")
    try:
        separator = guess_separator(file) if kind.startswith("csv") else ","
        layout = build_layout(sent, name=name, zone=zone, separator=separator)
        return fill_columns(layout, read_columns(file, FileSpec(**layout.layout)), sent), ()
    except OSError:
        gone = Text(fr="Le fichier n’est plus là.", en="The file no longer exists.")
        again = Text(fr="Déposez-le de nouveau.", en="Deliver it again.")
        return layout, (Fault(code="delivery-file-gone", message=gone, remedy=again),)
    except Faults as wrong:
        return layout, wrong.faults


def fill_columns(layout: MappingForm, columns: Sequence[FileColumn], sent: Mapping[str, str]) -> MappingForm:
    """The form with its columns: what was sent for each, or what each probably is."""
    guesses = guess_columns(columns, layout.table) if "c0" not in sent else {}
    rows = tuple(_build_column_row(layout.table, number, one, sent, guesses) for number, one in enumerate(columns))
    given = {row.becomes for row in rows}
    constants = tuple(
        ConstantRow(one, sent.get(f"k-{one.name}", _usual_value(one)), FLAG_WORDS if one.kind == "flag" else one.words)
        for one in layout.table.columns
        if one.name not in given and one.name != "organisation" and one.kind not in ("time", "key")
        and (one.required or one.name == "transferred")
    )  # fmt: skip
    return MappingForm(
        layout.name, layout.table, layout.zone, layout.encoding, layout.separator, layout.skip, layout.sheet,
        rows, constants,
    )  # fmt: skip


def _build_column_row(
    table: Table, number: int, one: FileColumn, sent: Mapping[str, str], guesses: Mapping[str, str]
) -> ColumnRow:
    becomes = sent.get(f"c{number}", guesses.get(one.name, IGNORED_COLUMN))
    target = table.by_name.get(becomes)
    form = sent.get(f"f{number}", "")
    if form not in TIME_FORMS:
        form = guess_form(one.samples)
    choices = FLAG_WORDS if target is not None and target.kind == "flag" else target.words if target is not None else ()
    words = tuple(
        WordRow(f"w{number}-{rank}", read, sent.get(f"w{number}-{rank}", guess_word(read, choices)))
        for rank, read in enumerate(one.words if choices else ())
    )
    is_time = target is not None and target.kind == "time"
    return ColumnRow(number, one, becomes if target is not None else IGNORED_COLUMN, form, is_time, words, choices)


def _usual_value(column: Column) -> str:
    """What a column that the file does not give usually is: one leg, inbound, not transferred, by telephone."""
    usual = {"leg": "1", "direction": "inbound", "transferred": "false", "channel": "phone"}
    return usual.get(column.name, "")


def write_mapping_yaml(form: MappingForm, version: int, title: str) -> str:
    """The mapping file that the form says, as YAML."""
    fields: dict[str, Any] = {}
    columns: dict[str, Any] = {}
    ignored: list[str] = []
    for row in form.rows:
        if not row.becomes:
            ignored.append(row.column.name)
            continue
        fields[row.column.name] = _field_entry(row, form.table.by_name[row.becomes])
        translated = {one.read: one.chosen for one in row.words if one.chosen}
        columns[row.becomes] = {"field": row.column.name, "words": translated} if row.choices else row.column.name
    columns |= {one.column.name: {"constant": one.chosen} for one in form.constants if one.chosen}
    content: dict[str, Any] = {
        "id": form.name,
        "version": str(version),
        "title": {"fr": title, "en": title},
        "table": form.table.name,
        "zone": form.zone,
        "file": form.layout,
        "fields": fields,
        "ignored": ignored,
        "columns": columns,
    }
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)


def _field_entry(row: ColumnRow, target: Column) -> Any:
    if row.is_time:
        if row.form.startswith("epoch-"):
            return {"kind": "epoch", "unit": row.form.removeprefix("epoch-")}
        return "time" if row.form == "iso" else {"kind": "time", "format": row.form}
    return _KIND_AS_READ.get(target.kind, "text")
