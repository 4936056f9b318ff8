"""The careful pass: every row, every cell, every fault with its line and column.

The database engine says in a second whether a file is clean. When it is not, this pass explains it, in plain
Python, one row at a time and in bounded memory: faults go to the log, sound rows to ``accepted.csv`` in their clean
form, the others to ``rejects.csv`` with the reason, keys to ``keys.csv`` for the search of duplicates.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from filiere.core import Fault, FaultLog, Text
from filiere.sources.byte_scan import Examination, truncated_file_fault
from filiere.sources.cell_rules import CellFault, CellJudge, LoadContext, make_judge
from filiere.sources.faults import CATALOGUE
from filiere.sources.file_rows import FileRecord
from filiere.sources.header import BoundColumn, FileShape
from filiere.sources.row_rules import RowRules

_COUNTS = re.compile(r"(?:(?:0|[1-9][0-9]{0,8})?;)*")


class CsvWriter(Protocol):
    """What ``csv.writer`` returns."""

    def writerow(self, row: Iterable[object], /) -> object:
        """Write one row."""
        ...


@dataclass
class RewrittenCells:
    """Cells of one column written otherwise without a change of meaning: how many, and the first one."""

    cells: int
    written: str
    value: str


@dataclass
class ScanResult:
    """What a careful pass found: rows read, set aside, cells made clean, whether a cell is marked as withheld."""

    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    cleaned: dict[str, RewrittenCells] = field(default_factory=dict)
    """By header of the column."""
    suppressed: bool = False
    accepted_path: Path = field(default_factory=Path)
    keys_path: Path = field(default_factory=Path)
    rejects_path: Path = field(default_factory=Path)


def scan_records(
    records: Iterable[FileRecord],
    examined: Examination,
    shape: FileShape,
    context: LoadContext,
    log: FaultLog,
    folder: Path,
    *,
    keep: bool,
) -> ScanResult:
    """Check every record; write ``accepted.csv``, ``rejects.csv`` and ``keys.csv`` into ``folder``.

    Without ``keep``, the file is lost at the first fault, and sound rows are no longer written from there on.
    """
    done = ScanResult(
        accepted_path=folder / "accepted.csv", keys_path=folder / "keys.csv", rejects_path=folder / "rejects.csv"
    )
    with (
        done.accepted_path.open("w", encoding="utf-8", newline="") as accepted,
        done.keys_path.open("w", encoding="utf-8", newline="") as keys,
        done.rejects_path.open("w", encoding="utf-8", newline="") as rejects,
    ):
        pass_ = _ScanPass(
            examined, shape, context, log, done, csv.writer(accepted), csv.writer(keys), csv.writer(rejects), keep
        )
        for record in records:
            pass_.row(record)
    return done


class _ScanPass:
    """The state of one careful pass."""

    def __init__(
        self,
        examined: Examination,
        shape: FileShape,
        context: LoadContext,
        log: FaultLog,
        done: ScanResult,
        accepted: CsvWriter,
        keys: CsvWriter,
        rejects: CsvWriter,
        keep: bool,
    ) -> None:
        self.file = str(examined.path)
        self.examined = examined
        self.width = len(shape.headers)
        self.log = log
        self.keep = keep
        self.done = done
        self.accepted, self.keys, self.rejects = accepted, keys, rejects
        self.bound = shape.bound
        self.counts = [b for b in shape.bound if b.column.type == "count"]
        self.count_indices = [b.index for b in self.counts]
        # A name can hold anything, and what is not kept is not looked at.
        self.others: list[tuple[BoundColumn, CellJudge]] = [
            (b, make_judge(b.column, shape.layout, context))
            for b in shape.bound
            if b.column.type != "count" and (b.column.required or b.column.part not in ("label", "ignored"))
        ]
        self.count_judges = [(b, make_judge(b.column, shape.layout, context)) for b in self.counts]
        self.key = [next((b for b in shape.bound if b.column.field == name), None) for name in shape.layout.key]
        self.key_index = max((b.index for b in self.key if b is not None), default=0)
        self.cross = RowRules(shape, context)
        accepted.writerow(["_line", *(b.header for b in shape.bound)])
        keys.writerow(["_line", "_column", *shape.layout.key])
        rejects.writerow(["line", "codes", "raison", "reason", *shape.headers])

    def row(self, record: FileRecord) -> None:
        cells = record.cells
        if record.explained:
            self.done.rows += 1
            self._reject(record, [])
            return
        if not any(cell.strip() for cell in cells) and not (record.last and not cells):
            self.done.rows += 1
            self._reject(record, [self._fault(record, None, _empty_row_fault(cells))])
            return
        if not cells:
            return
        self.done.rows += 1
        if len(cells) != self.width:
            self._reject(record, [self._field_count(record)])
            return
        clean = list(cells)
        faults = []
        faulty = set()
        for bound, verdict in self.others:
            if (fault := self._cell(record, clean, bound, verdict)) is not None:
                faults.append(fault)
                faulty.add(bound.column.field)
        joined = ";".join([cells[index] for index in self.count_indices]) + ";"
        if not _COUNTS.fullmatch(joined):
            for bound, verdict in self.count_judges:
                if (fault := self._cell(record, clean, bound, verdict)) is not None:
                    faults.append(fault)
        for bound, wrong in self.cross.check(clean, faulty):
            faults.append(self._fault(record, bound, wrong))
        self._write_key(record, clean)
        if faults:
            self._reject(record, faults)
            return
        self.done.accepted += 1
        if self.keep or not self.done.rejected:
            self.accepted.writerow([record.line, *(clean[b.index] for b in self.bound)])

    def _cell(self, record: FileRecord, clean: list[str], bound: BoundColumn, verdict: CellJudge) -> Fault | None:
        written = clean[bound.index]
        value, wrong = verdict(written)
        if value != written:
            clean[bound.index] = value
            if wrong is None:
                self.done.cleaned.setdefault(bound.header, RewrittenCells(0, written, value)).cells += 1
        if wrong is not None:
            return self._fault(record, bound, wrong)
        if value == "s" and bound.column.part == "measure":
            self.done.suppressed = True
        return None

    def _write_key(self, record: FileRecord, clean: Sequence[str]) -> None:
        values = [clean[b.index] if b is not None else "" for b in self.key]
        if any(values) and None not in self.key:
            self.keys.writerow([record.line, record.place(self.key_index)[1], *values])

    def _reject(self, record: FileRecord, faults: Sequence[Fault]) -> None:
        self.done.rejected += 1
        for fault in faults:
            self.log.add(fault)
        if not self.keep:
            return
        codes = " ".join(dict.fromkeys(fault.code for fault in faults)) or record.explained
        french = " ".join(fault.message.fr for fault in faults)
        english = " ".join(fault.message.en for fault in faults)
        self.rejects.writerow([record.line, codes, french, english, *record.cells])

    def _fault(self, record: FileRecord, bound: BoundColumn | None, wrong: CellFault) -> Fault:
        line, column = record.place(bound.index) if bound is not None else (record.line, 1)
        return Fault(
            code=wrong.code,
            message=wrong.message,
            remedy=wrong.remedy,
            file=self.file,
            line=line,
            column=column,
            key=bound.header if bound is not None else None,
        )

    def _field_count(self, record: FileRecord) -> Fault:
        if record.last and self.examined.last_line and len(record.cells) < self.width:
            return truncated_file_fault(self.examined.path, record.line)
        found = len(record.cells)
        last = min(found, self.width) - 1
        line, column = record.place(max(last, 0))
        return CATALOGUE.build("field-count", found=found, width=self.width).at(
            file=self.file, line=line, column=column
        )


def _empty_row_fault(cells: Sequence[str]) -> CellFault:
    what = (
        ("Une ligne vide", "An empty line")
        if len(cells) <= 1
        else ("Une ligne de seuls séparateurs", "A line of separators only")
    )
    return CellFault(
        "empty-row",
        Text(fr=f"{what[0]} ne dit rien.", en=f"{what[1]} contains nothing."),
        Text(fr="Supprimez la ligne.", en="Delete the line."),
    )
