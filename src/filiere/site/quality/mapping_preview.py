"""A file as a mapping would read it, before anything is imported: its first rows, what becomes of all of them, and the
service level that they give, so that a mapping that reads them wrongly shows at once."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
from pyarrow import compute

# Named where they are used: what counts contacts takes a third of a second to load, and every command starts here.
from filiere import contacts
from filiere.core import Lang, Text
from filiere.core.dates import format_day
from filiere.core.numbers import format_number
from filiere.core.text import shorten
from filiere.site.quality.mapping_targets import WAIT, MappingTarget, list_targets, word_title

MAX_ROWS = 10
MAX_COUNTED_ROWS = 200_000
"""Rows counted before the import: a larger file is told by its first rows, and the import counts them all."""
_MAX_CELL_LENGTH = 200
PERSON_LABEL = Text(fr="gardé en empreinte", en="kept as a hash")


@dataclass(frozen=True, slots=True)
class EndingCount:
    """How many rows of the file end in one way, and the first of them: its line and what is read of it."""

    code: str
    title: Text
    rows: int
    line: int
    example: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it would be read: ten rows under the titles of what the mapping fills, the first that would be refused,
    how many rows end in each way, and the share that an indicator gives, where the rows are queue visits."""

    header: tuple[Text, ...]
    rows: tuple[tuple[str, ...], ...]
    refused: tuple[contacts.RefusedRecord, ...]
    counted: int = 0
    partial: bool = False
    endings: tuple[EndingCount, ...] = ()
    share: contacts.DeliveredShare | None = None

    @property
    def missing_targets(self) -> tuple[MappingTarget, ...]:
        """What the file would have to give for the share to be one: any of these, where no answered row tells its wait.

        A share none of whose rows could be in time is no share of 0 %.
        """
        if self.share is None or not self.share.unknown or self.share.numerator:
            return ()
        return tuple(one for one in list_targets(contacts.TABLES["contact_leg"]) if one.name in (WAIT, "answered_at"))


def parse_mapping(text: str) -> contacts.MappedSource:
    """The mapping that a YAML text says; raise ``Faults`` with all that is wrong in it, by line."""
    with tempfile.TemporaryDirectory(prefix="mapping-") as folder:
        path = Path(folder) / "mapping.yaml"
        path.write_text(text, encoding="utf-8")
        return contacts.load_mapping(path)


def check_mapping(text: str) -> None:
    """Raise ``Faults`` with all that is wrong in the YAML text of a mapping, by line."""
    parse_mapping(text)


def preview_text(
    text: str, file: contacts.DeliveredFile, code: Lang, indicator: contacts.Indicator | None = None
) -> Preview:
    """A file under a YAML text, with the share of an indicator; raise ``Faults`` for what is wrong in either."""
    return preview_rows(parse_mapping(text), file, code, indicator)


def preview_rows(
    mapped: contacts.MappedSource, file: contacts.DeliveredFile, code: Lang, indicator: contacts.Indicator | None = None
) -> Preview:
    """Read a file; raise ``Faults`` for one whose columns are not those of the mapping."""
    mapping = mapped.mapping
    table = contacts.TABLES[mapping.table]
    rules = mapping.columns
    shown = [one for one in table.columns if one.name in rules and rules[one.name].constant is None]
    batches: list[pa.Table] = []
    refused: list[contacts.RefusedRecord] = []
    read = refusals = 0
    for item in mapped.read(file, contacts.SourceContext(organisation=None, zone=mapping.zone, options={})):
        if isinstance(item, contacts.CanonicalBatch) and item.rows.num_rows:
            batches.append(item.rows)
            read += item.rows.num_rows
        elif isinstance(item, contacts.RefusedRecord):
            refusals += 1
            if len(refused) < MAX_ROWS:
                refused.append(item)
        if read + refusals >= MAX_COUNTED_ROWS:
            break
    rows = pa.concat_tables(batches, promote_options="default") if batches else pa.table({})
    numbered = {name for name, spec in mapping.fields.items() if spec.kind == "line"}
    kinds = {one.name: "line" if mapping.columns[one.name].field in numbered else str(one.kind) for one in shown}
    first = rows.slice(0, MAX_ROWS).to_pylist()
    is_visit = table.name == "contact_leg"
    share = (
        contacts.count_delivered_share(rows, indicator)
        if is_visit and indicator is not None and rows.num_rows
        else None
    )
    return Preview(
        header=tuple(one.meaning for one in shown),
        rows=tuple(
            tuple(_format_cell(row.get(name), kind, mapping.zone, code) for name, kind in kinds.items())
            for row in first
        ),
        refused=tuple(refused),
        counted=read + refusals,
        partial=read + refusals >= MAX_COUNTED_ROWS,
        endings=(
            *(_count_endings(rows, mapping.zone, code) if is_visit else ()),
            *_count_refusals(refused, refusals),
        ),
        share=share,
    )


def _count_endings(rows: pa.Table, zone: str, code: Lang) -> list[EndingCount]:
    if not rows.num_rows or "outcome" not in rows.column_names:
        return []
    outcomes = rows.column("outcome").combine_chunks()
    found = []
    for outcome in sorted(compute.value_counts(outcomes).to_pylist(), key=lambda one: -one["counts"]):
        row = rows.slice(compute.index(outcomes, outcome["values"]).as_py(), 1).to_pylist()[0]
        found.append(
            EndingCount(
                str(outcome["values"]),
                word_title(str(outcome["values"])),
                outcome["counts"],
                row["raw_line"],
                _describe_visit(row, zone, code),
            )
        )
    return found


def _count_refusals(refused: Sequence[contacts.RefusedRecord], rows: int) -> list[EndingCount]:
    if not refused:
        return []
    title = Text(fr="illisible, et rejeté", en="unreadable, and rejected")
    return [EndingCount("refused", title, rows, refused[0].line, "")]


def _describe_visit(row: Mapping[str, Any], zone: str, code: Lang) -> str:
    """When a visit came and how long it waited: « 3 février 2026, 14:05:00, attente de 6,5 s »."""
    told = [_format_cell(row.get("arrived_at"), "time", zone, code)]
    start = row.get("queued_at") or row.get("offered_at")
    end = row.get("answered_at") if row.get("outcome") == "answered" else row.get("ended_at")
    if start is None or end is None:
        told.append(Text(fr="attente inconnue", en="unknown wait").get(code))
    else:
        seconds = format_number(round((end - start) / 1_000_000, 3), lang=code)
        told.append(Text(fr=f"attente de {seconds}\u00a0s", en=f"wait of {seconds}\u00a0s").get(code))
    return ", ".join(told)


def _format_cell(value: Any, kind: str, zone: str, code: Lang) -> str:
    if value is None or value == "":
        return "–"
    if kind == "key":
        return PERSON_LABEL.get(code)
    if kind == "line":
        return str(value).rpartition("-")[2]
    if kind == "time" and isinstance(value, int):
        moment = datetime.fromtimestamp(value / 1_000_000, tz=UTC).astimezone(ZoneInfo(zone))
        return f"{format_day(moment.date(), code)}, {moment:%H:%M:%S}"
    if kind in ("word", "flag"):
        return word_title(str(value)).get(code)
    return shorten(str(value), _MAX_CELL_LENGTH)
