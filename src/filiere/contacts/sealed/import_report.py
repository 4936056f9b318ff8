"""Reading the import report of a delivery strictly: what an import writes, and nothing else.

The reports of a store are its own; those of a pack come from somebody, and say where every row went.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from filiere.contacts.sealed.manifest import Count, RowCounts, Sha256, Zone
from filiere.core.nesting import load_json
from filiere.core.text import StrictModel, Text

VERDICTS = ("accepted", "repaired", "rejected", "duplicates", "superseded")
"""What becomes of a row received: exactly one of these."""
COUNTS = ("rows", *VERDICTS, "supersedes")
"""The counts that a report and the manifest both give of a table of a delivery."""
Line = Annotated[int, Field(ge=0)]


class Raw(StrictModel):
    """The records of the file, and those that made no row: refused, or of a kind that is not used."""

    records: Count
    refused: Count
    refusals: Mapping[str, Count]
    unused: Mapping[str, Count]


class Conflict(StrictModel):
    """Two lines that contradict each other."""

    line: Line
    corrected_by_line: Line


class Across(StrictModel):
    """What is wrong between rows."""

    code: str
    line: Line | None
    key: str | None
    message: Text
    remedy: Text


class Rejection(StrictModel):
    """How many rows were rejected for one reason, in one column."""

    code: str
    column: str | None
    rows: Count


class Defective(StrictModel):
    """How many rows have a defect, with the lines of the first."""

    rows: Count
    lines: tuple[Line, ...]
    meaning: Text | None


class Information(StrictModel):
    """What the instants of the rows are like."""

    crossing_midnight: Count
    first_us: int | None
    last_us: int | None
    smallest_step_us: int | None


class ImportedTable(RowCounts):
    """What became of the rows of one table of the file."""

    reconciles: bool
    conflicting: Count
    conflicts: tuple[Conflict, ...]
    across: tuple[Across, ...]
    across_counts: Mapping[str, Count] = {}
    rejections: tuple[Rejection, ...]
    repairs: Mapping[str, Count]
    defects: Mapping[str, Defective]
    information: Information


class Words(StrictModel):
    """What a code of the report means, and what to do."""

    message: Text
    remedy: Text | None = None


class ImportReport(StrictModel):
    """The report of one file."""

    format: Literal[1]
    file: str
    sha256: Sha256
    bytes: Count
    source: str
    mapping_sha256: Sha256 | None
    organisation: str | None
    zone: Zone
    loaded_on: str
    raw: Raw
    tables: Mapping[str, ImportedTable]
    codes: Mapping[str, Words]
    rejects: str


class NotAReport(ValueError):
    """Raised for what no import writes; ``words`` say why."""

    def __init__(self, fr: str, en: str) -> None:
        super().__init__(en)
        self.words = Text(fr=fr, en=en)


def read_import(raw: bytes) -> ImportReport:
    """Read a report; raise :class:`NotAReport` for what is not in its form, and for what contradicts itself."""
    try:
        content = load_json(raw)
    except ValueError:
        raise NotAReport("ce n’est pas du JSON", "it is not JSON") from None
    if json.dumps(content, ensure_ascii=False, indent=1).encode() != raw:
        raise NotAReport("il n’est pas dans sa forme", "it is not in its form")
    try:
        found = ImportReport.model_validate_json(raw, strict=True)
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"])) or "?"
        raise NotAReport(f"« {place} » n’est pas ce qu’il faut", f"“{place}” is not right") from None
    _consistent(found)
    return found


def _consistent(report: ImportReport) -> None:
    if report.raw.refused != sum(report.raw.refusals.values()):
        raise NotAReport("ses refus ne font pas leur somme", "its refusals do not add up")
    for name, one in report.tables.items():
        if not one.reconciles or one.rows != sum(getattr(one, verdict) for verdict in VERDICTS):
            raise NotAReport(
                f"les verdicts de « {name} » n’y font pas leur somme", f"verdicts of “{name}” do not add up"
            )
        reasons = [each.rows for each in one.rejections]
        # A row is rejected for one reason or more, and counted once under each.
        if not max(reasons, default=0) <= one.rejected <= sum(reasons):
            raise NotAReport(f"« {name} » a d’autres rejets que leurs raisons", f"“{name}” has not the rejections told")
        if one.repaired > sum(one.repairs.values()):
            raise NotAReport(f"« {name} » est réparée sans règle", f"“{name}” is repaired by no rule")
