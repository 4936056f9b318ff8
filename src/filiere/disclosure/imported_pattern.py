"""A pattern that another tool made, audited as one of ours: which cells its table withholds, against the same data.

read_pattern()    the cells withheld, from a file of cells
audit_pattern()   what each attacker learns of the table, by the rules and the slack of a specification
"""

import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

import numpy as np

from filiere.core import Fault, FaultLog
from filiere.disclosure.audit import ATTACKERS, DisclosureAuditReport, audit_folder
from filiere.disclosure.folder import PublishedTable, write_inputs
from filiere.disclosure.inputs import Inputs, read_inputs
from filiere.disclosure.inputs.fault_builders import MOST_TOLD_PER_CODE, fault, note, raise_faults
from filiere.disclosure.inputs.tabular_files import read_sheet
from filiere.disclosure.system import Bools

STATUS_COLUMN = "status"
KNOWN_STATUSES = {"published": False, "withheld": True, "primary": True, "secondary": True}
"""Words of a column ``status`` that need no explaining, and whether they withhold; others must be said."""


@dataclass(frozen=True, eq=False)
class ImportedPattern:
    """Which cells of the data are withheld (``hidden``), and what whoever reads the result should know (``notes``)."""

    hidden: Bools
    notes: tuple[Fault, ...]


def audit_pattern(
    cells: Path,
    spec: Path,
    data: Path | None = None,
    *,
    published: Collection[str] = (),
    attackers: Sequence[str] = ATTACKERS,
) -> tuple[DisclosureAuditReport, tuple[Fault, ...]]:
    """Audit the table of another tool; return what was found, and notes on how the file was read.

    ``data`` are the rows or cells from which that table was made; without them ``cells`` must hold the values of the
    withheld cells too, their counts and their largest, as a specification of cells asks. ``published`` are the words of
    its column ``status`` that mean published. Raises :class:`filiere.core.Faults` with all that is wrong.
    """
    inputs = read_inputs(data or cells, spec)
    found = read_pattern(cells, inputs, published=published)
    with tempfile.TemporaryDirectory(prefix="filiere-audit-") as name:
        folder = Path(name)
        write_inputs(folder, inputs, PublishedTable(inputs.system.values, found.hidden))
        report = audit_folder(folder, attackers)
    # The folder was ours for a moment: what is wrong is so in the file that was given.
    faults = tuple(replace(one, file=str(cells), line=None) for one in report.faults)
    return replace(report, faults=faults), (*inputs.notes, *found.notes)


def read_pattern(path: Path, inputs: Inputs, *, published: Collection[str] = ()) -> ImportedPattern:
    """Read which cells a file withholds: by its column ``status``, else where its value is empty.

    A cell that the file does not have is withheld. Raises :class:`filiere.core.Faults` for a code, a status or a value
    that the data do not know.
    """
    log, system = FaultLog(keep=MOST_TOLD_PER_CODE), inputs.system
    sheet = read_sheet(path, log)
    columns = [cut.column for cut in system.cuts]
    value = inputs.spec.response
    has_status = sheet is not None and STATUS_COLUMN in sheet.header
    wanted = columns if has_status else [*columns, value]
    missing = [name for name in wanted if sheet is not None and not sheet.has(name, log)]
    if sheet is None or missing:
        raise_faults(log)
        raise AssertionError(path)
    values = sheet.column(value) if value in sheet.header else None
    withholds = _parse_statuses(path, sheet.column(STATUS_COLUMN), published, log) if has_status else None
    hidden = np.ones(len(system), dtype=np.bool_)
    seen: dict[tuple[str, ...], int] = {}
    for row, codes in enumerate(zip(*(sheet.column(name) for name in columns), strict=True)):
        line, name = sheet.line(row), ", ".join(map("=".join, zip(columns, codes, strict=True)))
        text = values[row] if values is not None else ""
        gone = withholds[row] if withholds is not None else not text
        if codes in seen:
            log.add(fault("cell-twice", file=str(path), line=line, cell=name, other=seen[codes]))
            continue
        seen[codes] = line
        cell = system.number.get(codes)
        if cell is None:
            if not gone and _parse_amount(text) != 0:
                log.add(fault("pattern-no-cell", file=str(path), line=line, cell=name))
            continue
        hidden[cell] = gone
        if not gone and text and _parse_amount(text) != Decimal(int(system.values[cell])) / system.scale:
            log.add(fault("pattern-value", file=str(path), line=line, cell=name))
    raise_faults(log)
    return ImportedPattern(
        hidden, tuple(_iter_notes(path, len(system) - sum(codes in system.number for codes in seen)))
    )


def _parse_statuses(path: Path, words: Sequence[str], published: Collection[str], log: FaultLog) -> list[bool]:
    known = dict.fromkeys(published, False) if published else KNOWN_STATUSES
    if not published:
        for word in sorted(set(words) - KNOWN_STATUSES.keys()):
            log.add(fault("pattern-status", file=str(path), line=words.index(word) + 2, found=word[:40]))
    elif not set(words) & known.keys():
        log.add(fault("pattern-none-published", file=str(path), words=", ".join(sorted(published))))
    return [known.get(word, True) for word in words]


def _parse_amount(text: str) -> Decimal | None:
    with suppress(InvalidOperation):
        value = Decimal(text)
        # What is no number is no amount of any cell, and cannot even be compared.
        return value if value.is_finite() else None
    return None


def _iter_notes(path: Path, missing: int) -> Iterator[Fault]:
    if missing:
        yield note("pattern-cells-missing", file=str(path), count=missing)
