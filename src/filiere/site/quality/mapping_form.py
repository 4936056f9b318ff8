"""The page on which a mapping is written, as one form: what each column of the file is, and the YAML that says it.

Its fields follow the file, so that it is no Django form: they are read from what was sent, with a proposal of ours
where nothing was. The YAML is checked by the importer itself; nothing is judged here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from filiere.contacts import TABLES, Column, DeliveredFile, FileSpec, Table
from filiere.core import Fault, Faults, Text
from filiere.core.text import fold_text
from filiere.site.quality.file_head import FileColumn, guess_separator, read_columns
from filiere.site.quality.mapping_duration_rules import LINE_FIELD, build_rules
from filiere.site.quality.mapping_guess import (
    DURATION_UNITS,
    FORMS_BY_KIND,
    guess_columns,
    guess_form,
    guess_unit,
    guess_word,
)
from filiere.site.quality.mapping_targets import DURATION_KIND, MappingTarget, list_targets, word_title

IGNORED_COLUMN = ""
MAX_NAME_LENGTH = 40
FLAG_WORDS = ("true", "false")
ENCODINGS: Mapping[str, Text] = {
    "utf-8": Text.same("UTF-8"),
    "windows-1252": Text(fr="Windows-1252 (Excel français)", en="Windows-1252 (Excel)"),
    "iso-8859-15": Text(fr="ISO 8859-15 (latin-9)", en="ISO 8859-15 (Latin-9)"),
    "utf-16": Text.same("UTF-16"),
    "utf-16-le": Text(fr="UTF-16 sans marque, petit-boutiste", en="UTF-16 without a mark, little-endian"),
    "utf-16-be": Text(fr="UTF-16 sans marque, gros-boutiste", en="UTF-16 without a mark, big-endian"),
}
SEPARATORS: Mapping[str, Text] = {
    ",": Text(fr="virgule", en="comma"),
    ";": Text(fr="point-virgule", en="semicolon"),
    "\t": Text(fr="tabulation", en="tab"),
    "|": Text(fr="barre verticale", en="vertical bar"),
}
UNIT_TITLES: Mapping[str, Text] = {
    "second": Text(fr="en secondes, ou mm:ss", en="in seconds, or mm:ss"),
    "minute": Text(fr="en minutes, ou mm:ss", en="in minutes, or mm:ss"),
    "millisecond": Text(fr="en millisecondes", en="in milliseconds"),
}
_KIND_AS_READ = {"count": "count", "number": "number", "day": "day", "clock": "clock"}


@dataclass(frozen=True, slots=True)
class WordRow:
    """A word of the file, and the canonical word that it says."""

    field: str
    read: str
    chosen: str


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column of the file on the form: what it becomes, how its values are written, what its words say.

    ``form`` is one of ``forms``: the form of an instant, a day or a time of day, or the unit of a duration.
    """

    number: int
    column: FileColumn
    becomes: str
    form: str
    forms: Mapping[str, str | Text]
    words: tuple[WordRow, ...]
    choices: tuple[str, ...]
    kind: str = ""

    @property
    def titled_choices(self) -> tuple[tuple[str, Text], ...]:
        """The words that its own may say, each with its title."""
        return tuple((one, word_title(one)) for one in self.choices)


@dataclass(frozen=True, slots=True)
class ConstantRow:
    """A required column that no column of the file gives: always the same value."""

    column: Column
    chosen: str
    choices: tuple[str, ...]

    @property
    def titled_choices(self) -> tuple[tuple[str, Text], ...]:
        """The values that it may have, each with its title."""
        return tuple((one, word_title(one)) for one in self.choices)


@dataclass(frozen=True, slots=True)
class MappingForm:
    """The whole form as it stands.

    ``numbered`` is whether rows are identified by their number in the file, for want of a column that does;
    ``unqueued`` whether no column says when a visit entered its queue, and ``from_arrival`` whether the wait is then
    counted from the arrival.
    """

    name: str
    table: Table
    zone: str
    encoding: str
    separator: str
    skip: int
    sheet: str
    rows: tuple[ColumnRow, ...] = ()
    constants: tuple[ConstantRow, ...] = field(default=())
    guessed_encoding: str = ""
    numbered: bool = False
    unqueued: bool = False
    from_arrival: bool = True

    @property
    def targets(self) -> tuple[MappingTarget, ...]:
        """What a column may become."""
        return list_targets(self.table)

    @property
    def layout(self) -> dict[str, Any]:
        """How the file is laid out, as a mapping says it."""
        said: dict[str, Any] = {"encoding": self.encoding, "separator": self.separator}
        if self.skip:
            said["skip_lines"] = self.skip
        if self.sheet:
            said["sheet"] = self.sheet
        return said


def fold_name(words: str) -> str:
    """A name as mappings have them, of what somebody or a file calls it: “Mes appels_août” is ``mes-appels-aout``."""
    return re.sub(r"[^a-z0-9]+", "-", fold_text(words).replace("œ", "oe")).strip("-")


def build_layout(sent: Mapping[str, str], *, name: str, zone: str, separator: str, encoding: str) -> MappingForm:
    """The layout that was sent, or the one proposed for a file."""
    table = TABLES.get(sent.get("table", ""), TABLES["contact_leg"])
    skip = sent.get("skip", "")
    chosen = sent.get("separator", "")
    written = sent.get("encoding", "")
    return MappingForm(
        name=fold_name(sent.get("name", name)),
        table=table,
        zone=sent.get("zone", zone),
        encoding=written if written in ENCODINGS else encoding,
        separator=chosen if chosen in SEPARATORS else separator,
        skip=min(int(skip), 1000) if skip.isascii() and skip.isdigit() and len(skip) < 5 else 0,
        sheet=sent.get("sheet", "").strip(),
        guessed_encoding=encoding,
        from_arrival=sent.get("queue_from", "arrival") == "arrival",
    )


def build_form(
    file: DeliveredFile, kind: str, sent: Mapping[str, str], *, name: str, zone: str
) -> tuple[MappingForm, tuple[Fault, ...]]:
    """The form for a file of a kind, with its columns; its layout alone, and why, when the file cannot be read so."""
    layout = build_layout(sent, name=name, zone=zone, separator=",", encoding="utf-8")
    try:
        if kind.startswith("csv"):
            encoding = file.guess_encoding()
            chosen = sent.get("encoding", "")
            separator = guess_separator(file, chosen if chosen in ENCODINGS else encoding)
            layout = build_layout(sent, name=name, zone=zone, separator=separator, encoding=encoding)
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
    targets = {one.name: one for one in layout.targets}
    rows = tuple(_build_column_row(targets, number, one, sent, guesses) for number, one in enumerate(columns))
    rules = build_rules({row.becomes: row.column.name for row in rows}, from_arrival=layout.from_arrival)
    given = {row.becomes for row in rows} | set(rules)
    identity = find_numbered_column(layout.table)
    constants = tuple(
        ConstantRow(one, sent.get(f"k-{one.name}", _usual_value(one)), FLAG_WORDS if one.kind == "flag" else one.words)
        for one in layout.table.columns
        if one.name not in given and one.name not in ("organisation", identity) and one.kind not in ("time", "key")
        and (one.required or one.name == "transferred")
    )  # fmt: skip
    return replace(
        layout,
        rows=rows,
        constants=constants,
        numbered=identity is not None and identity not in given,
        unqueued=layout.table.name == "contact_leg"
        and "answered_at" in {row.becomes for row in rows}
        and not {"queued_at", "offered_at", "wait_time"} & {row.becomes for row in rows},
    )


def find_numbered_column(table: Table) -> str | None:
    """The column that identifies the rows of a table, which the number of a row may fill; never a constant may."""
    return next(
        (one.name for one in table.columns
         if one.required and one.kind == "name" and one.name in table.identity and one.name.endswith("_id")),
        None,
    )  # fmt: skip


def _build_column_row(
    targets: Mapping[str, MappingTarget],
    number: int,
    file_column: FileColumn,
    sent: Mapping[str, str],
    guesses: Mapping[str, str],
) -> ColumnRow:
    becomes = sent.get(f"c{number}", guesses.get(file_column.name, IGNORED_COLUMN))
    target = targets.get(becomes)
    if target is None:
        return ColumnRow(number, file_column, IGNORED_COLUMN, "", {}, (), ())
    form = sent.get(f"f{number}", "")
    forms: Mapping[str, str | Text] = FORMS_BY_KIND.get(target.kind, {})
    if target.kind == DURATION_KIND:
        forms = UNIT_TITLES
        form = form if form in DURATION_UNITS else guess_unit(file_column.name)
    elif forms and form not in forms:
        form = guess_form(file_column.samples, target.kind)
    choices = FLAG_WORDS if target.kind == "flag" else target.words
    words = tuple(
        WordRow(f"w{number}-{rank}", read, sent.get(f"w{number}-{rank}", guess_word(read, choices, file_column.name)))
        for rank, read in enumerate(file_column.words if choices else ())
    )
    return ColumnRow(number, file_column, becomes, form, forms, words, choices, target.kind)


def _usual_value(column: Column) -> str:
    """What a column that the file does not give usually is: one leg, inbound, by telephone."""
    usual = {"leg": "1", "direction": "inbound", "channel": "phone"}
    return usual.get(column.name, "")


def write_mapping_yaml(form: MappingForm, version: int, title: str) -> str:
    """The mapping file that the form says, as YAML."""
    fields: dict[str, Any] = {}
    columns: dict[str, Any] = {}
    ignored: list[str] = []
    endings: dict[str, list[str]] = {"answered": [], "others": []}
    for row in form.rows:
        if not row.becomes:
            ignored.append(row.column.name)
            continue
        fields[row.column.name] = _field_entry(row)
        translated = {one.read: one.chosen for one in row.words if one.chosen}
        if row.becomes == "outcome":
            for read, chosen in translated.items():
                endings["answered" if chosen == "answered" else "others"].append(read)
        if row.becomes in form.table.by_name:
            worded = {"field": row.column.name, "words": translated}
            columns[row.becomes] = worded if row.choices else row.column.name
    columns |= {one.column.name: {"constant": one.chosen} for one in form.constants if one.chosen}
    rules = build_rules(
        {row.becomes: row.column.name for row in form.rows},
        answered=endings["answered"], others=endings["others"], from_arrival=form.from_arrival,
    )  # fmt: skip
    columns |= {name: rule for name, rule in rules.items() if name not in columns}
    if form.numbered and (identity := find_numbered_column(form.table)) is not None:
        fields[LINE_FIELD] = "line"
        columns[identity] = LINE_FIELD
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


def _field_entry(row: ColumnRow) -> Any:
    if row.kind == DURATION_KIND:
        return {"kind": "duration", "unit": row.form}
    if row.kind in FORMS_BY_KIND and row.forms:
        if row.form.startswith("epoch-"):
            return {"kind": "epoch", "unit": row.form.removeprefix("epoch-")}
        return "time" if row.form == "iso" else {"kind": row.kind, "format": row.form}
    return _KIND_AS_READ.get(row.kind, "text")
