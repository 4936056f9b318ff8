"""Reading the import report of a delivery strictly: what an import writes, and nothing else.

The reports of a store are its own; those of a pack come from somebody, and say where every row went.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from filiere.contacts.sealed.manifest import NaturalNumber, RowCounts, Sha256, ZoneName
from filiere.core.bounded_json import load_json
from filiere.core.text import StrictModel, Text

VERDICT_NAMES = ("accepted", "repaired", "rejected", "duplicates", "superseded")
"""What becomes of a row received: exactly one of these."""
COUNT_NAMES = ("rows", *VERDICT_NAMES, "supersedes")
"""The counts that a report and the manifest both give of a table of a delivery."""
LineNumber = Annotated[int, Field(ge=0)]


class RawRecords(StrictModel):
    """The records of the file, and those that made no row: refused, or of a kind that is not used."""

    records: NaturalNumber
    refused: NaturalNumber
    refusals: Mapping[str, NaturalNumber]
    unused: Mapping[str, NaturalNumber]


class LineConflict(StrictModel):
    """Two lines that contradict each other."""

    line: LineNumber
    corrected_by_line: LineNumber


class CrossRowFault(StrictModel):
    """What is wrong between rows."""

    code: str
    line: LineNumber | None
    key: str | None
    message: Text
    remedy: Text


class RejectionCount(StrictModel):
    """How many rows were rejected for one reason, in one column."""

    code: str
    column: str | None
    rows: NaturalNumber


class DefectCount(StrictModel):
    """How many rows have a defect, with the lines of the first."""

    rows: NaturalNumber
    lines: tuple[LineNumber, ...]
    meaning: Text | None


class InstantInformation(StrictModel):
    """What the instants of the rows are like."""

    crossing_midnight: NaturalNumber
    first_us: int | None
    last_us: int | None
    smallest_step_us: int | None


class ImportedTable(RowCounts):
    """What became of the rows of one table of the file."""

    reconciles: bool
    conflicting: NaturalNumber
    conflicts: tuple[LineConflict, ...]
    across: tuple[CrossRowFault, ...]
    across_counts: Mapping[str, NaturalNumber] = {}
    rejections: tuple[RejectionCount, ...]
    repairs: Mapping[str, NaturalNumber]
    defects: Mapping[str, DefectCount]
    information: InstantInformation


class FaultWords(StrictModel):
    """What a code of the report means, and what to do."""

    message: Text
    remedy: Text | None = None


class ImportReport(StrictModel):
    """The report of one file."""

    format: Literal[1]
    file: str
    sha256: Sha256
    bytes: NaturalNumber
    source: str
    mapping_sha256: Sha256 | None
    organisation: str | None
    zone: ZoneName
    loaded_on: str
    raw: RawRecords
    tables: Mapping[str, ImportedTable]
    codes: Mapping[str, FaultWords]
    rejects: str


class InvalidImportReport(ValueError):
    """Raised for what no import writes; ``words`` say why."""

    def __init__(self, fr: str, en: str) -> None:
        super().__init__(en)
        self.words = Text(fr=fr, en=en)


def read_import_report(raw: bytes) -> ImportReport:
    """Read a report; raise :class:`InvalidImportReport` for what is not in its form, and for what contradicts
    itself."""
    try:
        content = load_json(raw)
    except ValueError:
        raise InvalidImportReport("ce n’est pas du JSON", "it is not JSON") from None
    if json.dumps(content, ensure_ascii=False, indent=1).encode() != raw:
        raise InvalidImportReport("il n’est pas dans sa forme", "it is not in its form")
    try:
        found = ImportReport.model_validate_json(raw, strict=True)
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"])) or "?"
        raise InvalidImportReport(f"« {place} » n’est pas ce qu’il faut", f"“{place}” is not right") from None
    _check_consistency(found)
    return found


def _check_consistency(report: ImportReport) -> None:
    if report.raw.refused != sum(report.raw.refusals.values()):
        raise InvalidImportReport("ses refus ne font pas leur somme", "its refusals do not add up")
    for name, table in report.tables.items():
        if not table.reconciles or table.rows != sum(getattr(table, verdict) for verdict in VERDICT_NAMES):
            raise InvalidImportReport(
                f"les verdicts de « {name} » n’y font pas leur somme", f"verdicts of “{name}” do not add up"
            )
        reasons = [each.rows for each in table.rejections]
        # A row is rejected for one reason or more, and counted once under each.
        if not max(reasons, default=0) <= table.rejected <= sum(reasons):
            raise InvalidImportReport(
                f"« {name} » a des rejets que ses raisons n’expliquent pas",
                f"“{name}” has rejections that its reasons do not explain",
            )
        if table.repaired > sum(table.repairs.values()):
            raise InvalidImportReport(f"« {name} » est réparée sans règle", f"“{name}” is repaired by no rule")
