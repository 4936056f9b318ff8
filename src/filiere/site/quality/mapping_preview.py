"""The first rows of a file as a mapping would read them: what a person looks at before they save it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from filiere.contacts import (
    TABLES,
    CanonicalBatch,
    DeliveredFile,
    MappedSource,
    RefusedRecord,
    SourceContext,
    load_mapping,
)
from filiere.core import Lang, Text
from filiere.core.text import shorten

MAX_ROWS = 10
_MAX_CELL_LENGTH = 200
PERSON_LABEL = Text(fr="gardé en empreinte", en="kept as a hash")


@dataclass(frozen=True, slots=True)
class Preview:
    """Ten rows as they would be read, under the columns that the mapping fills, and the first that would be refused."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    refused: tuple[RefusedRecord, ...]


def parse_mapping(text: str) -> MappedSource:
    """The mapping that a YAML text says; raise ``Faults`` with all that is wrong in it, by line."""
    with tempfile.TemporaryDirectory(prefix="mapping-") as folder:
        path = Path(folder) / "mapping.yaml"
        path.write_text(text, encoding="utf-8")
        return load_mapping(path)


def check_mapping(text: str) -> None:
    """Raise ``Faults`` with all that is wrong in the YAML text of a mapping, by line."""
    parse_mapping(text)


def preview_text(text: str, file: DeliveredFile, code: Lang) -> Preview:
    """The first rows of a file under a YAML text; raise ``Faults`` for what is wrong in either."""
    return preview_rows(parse_mapping(text), file, code)


def preview_rows(mapped: MappedSource, file: DeliveredFile, code: Lang) -> Preview:
    """Read the first rows; raise ``Faults`` for a file whose columns are not those of the mapping."""
    mapping = mapped.mapping
    table = TABLES[mapping.table]
    header = tuple(one.name for one in table.columns if one.name in mapping.columns)
    kinds = {one.name: one.kind for one in table.columns}
    rows: list[tuple[str, ...]] = []
    refused: list[RefusedRecord] = []
    for item in mapped.read(file, SourceContext(organisation=None, zone=mapping.zone, options={})):
        if isinstance(item, CanonicalBatch):
            rows += _format_rows(item.rows.slice(0, MAX_ROWS - len(rows)), header, kinds, mapping.zone, code)
        elif isinstance(item, RefusedRecord) and len(refused) < MAX_ROWS:
            refused.append(item)
        if len(rows) >= MAX_ROWS:
            break
    return Preview(header, tuple(rows[:MAX_ROWS]), tuple(refused))


def _format_rows(
    rows: pa.Table, header: Sequence[str], kinds: Mapping[str, str], zone: str, code: Lang
) -> list[tuple[str, ...]]:
    return [tuple(_format_cell(row.get(name), kinds[name], zone, code) for name in header) for row in rows.to_pylist()]


def _format_cell(value: Any, kind: str, zone: str, code: Lang) -> str:
    if value is None or value == "":
        return "–"
    if kind == "key":
        return PERSON_LABEL.get(code)
    if kind == "time" and isinstance(value, int):
        moment = datetime.fromtimestamp(value / 1_000_000, tz=UTC).astimezone(ZoneInfo(zone))
        return moment.isoformat(sep=" ", timespec="seconds")
    return shorten(str(value), _MAX_CELL_LENGTH)
