"""The careful pass: every row, every cell, every fault with its line and column.

The database engine says in a second whether a file is clean. When it is not, this pass explains it, in plain
Python, one row at a time and in bounded memory: faults go to the log, sound rows to ``accepted.csv`` in their clean
form, the others to ``rejects.csv`` with the reason, keys to ``keys.csv`` for the search of duplicates.
"""

# Every identifier and path in the SQL below comes from a layout or a folder and is quoted by engine.name or text.
# ruff: noqa: S608

import csv
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TextIO

from filiere.core import Fault, FaultLog, Text
from filiere.core.numbers import number
from filiere.sources.cross import Cross
from filiere.sources.engine import engine, name, parquet_relation
from filiere.sources.examine import Examination, Progress, lone_return, truncated
from filiere.sources.header import Bound, Shape
from filiere.sources.rules import Context, Judge, Wrong, judge

# In bytes; the rows of official files have some thousand. The database engine is given the same limit.
LONGEST_ROW = 131_072
_COUNTS = re.compile(r"(?:(?:0|[1-9][0-9]{0,8})?;)*")


class Writer(Protocol):
    """What ``csv.writer`` returns."""

    def writerow(self, row: Iterable[object], /) -> object:
        """Write one row."""
        ...


@dataclass
class Scan:
    """What a careful pass found: rows read, set aside, cells made clean, whether a cell is marked as withheld."""

    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    cleaned: int = 0
    suppressed: bool = False
    accepted_path: Path = field(default_factory=Path)
    keys_path: Path = field(default_factory=Path)
    rejects_path: Path = field(default_factory=Path)


@dataclass
class Record:
    """One row as read: its cells, its first line, and a way to the line and column of a cell.

    ``explained`` is the code of the fault that the reader has already told of a row it could not cut into cells.
    """

    cells: Sequence[str]
    line: int
    place: Callable[[int], tuple[int, int]]
    last: bool = False
    explained: str = ""


class _Lines:
    """The physical lines of a file, which can be given back when a stray quotation mark swallowed them."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._pending: deque[str] = deque()
        self.number = 0
        self.taken: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._pending.popleft() if self._pending else next(self._stream)
        self.number += 1
        self.taken.append(line)
        return line

    def give_back(self) -> None:
        """Give back all the lines taken for this record but the first."""
        self._pending.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1
        self.taken = self.taken[:1]


def csv_records(examined: Examination, shape: Shape, log: FaultLog, progress: Progress | None) -> Iterator[Record]:
    """Yield the rows of a CSV after its header, whatever their number of cells."""
    previous_limit = csv.field_size_limit(LONGEST_ROW)
    width = len(shape.headers)
    total = max(examined.lines, 1)
    try:
        with examined.bytes_at.open(encoding=examined.encoding, errors="replace", newline="\n") as stream:
            lines = _Lines(stream)
            next(lines, None)
            reader = csv.reader(lines, delimiter=shape.separator)
            while True:
                lines.taken = []
                start = lines.number + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    cells = []
                if len(lines.taken) > 1 and len(cells) != width:
                    # A quotation mark that is never closed takes the following lines with it: give them back.
                    lines.give_back()
                    reader = csv.reader(lines, delimiter=shape.separator)
                    log.add(_unclosed(examined, start, lines.taken[0]))
                    cut = [lines.taken[0].rstrip("\r\n")]
                    yield Record(cut, start, _nowhere, explained="unclosed-quote")
                    continue
                taken = lines.taken
                whole = "".join(taken)
                if _too_long(whole) or (not cells and whole.strip()):
                    # The reader stops at a field too long and at a return alone.
                    fault = _not_cells(examined, start, whole)
                    log.add(fault)
                    yield Record([whole.rstrip("\r\n")], start, _nowhere, explained=fault.code)
                    continue
                yield Record(
                    cells,
                    start,
                    lambda index, taken=taken, start=start: _place(taken, index, shape.separator, start),  # type: ignore[misc]
                    last=lines.number >= examined.lines,
                )
                if progress is not None and start % 50_000 == 0:
                    progress("check", start, total)
    finally:
        csv.field_size_limit(previous_limit)


def _nowhere(_index: int) -> tuple[int, int]:
    """The place of a cell in a row that was not cut into cells."""
    return 0, 0


def _place(lines: Sequence[str], index: int, separator: str, start: int) -> tuple[int, int]:
    """Return line and column, in characters from 1, of the cell ``index`` of a record."""
    fields, quoted = 0, False
    if index == 0:
        return start, 1
    if len(lines) == 1 and '"' not in lines[0]:
        return start, len(separator.join(lines[0].split(separator, index)[:index])) + 2
    for offset, line in enumerate(lines):
        for place, character in enumerate(line):
            if character == '"':
                quoted = not quoted
            elif character == separator and not quoted:
                fields += 1
                if fields == index:
                    return start + offset, place + 2
    return start, len(lines[0])


def scan(
    records: Iterable[Record],
    examined: Examination,
    shape: Shape,
    context: Context,
    log: FaultLog,
    folder: Path,
    *,
    keep: bool,
) -> Scan:
    """Check every record; write ``accepted.csv``, ``rejects.csv`` and ``keys.csv`` into ``folder``.

    Without ``keep``, the file is lost at the first fault, and sound rows are no longer written from there on.
    """
    done = Scan(
        accepted_path=folder / "accepted.csv", keys_path=folder / "keys.csv", rejects_path=folder / "rejects.csv"
    )
    with (
        done.accepted_path.open("w", encoding="utf-8", newline="") as accepted,
        done.keys_path.open("w", encoding="utf-8", newline="") as keys,
        done.rejects_path.open("w", encoding="utf-8", newline="") as rejects,
    ):
        pass_ = _Pass(
            examined, shape, context, log, done, csv.writer(accepted), csv.writer(keys), csv.writer(rejects), keep
        )
        for record in records:
            pass_.row(record)
    return done


class _Pass:
    """The state of one careful pass."""

    def __init__(
        self,
        examined: Examination,
        shape: Shape,
        context: Context,
        log: FaultLog,
        done: Scan,
        accepted: Writer,
        keys: Writer,
        rejects: Writer,
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
        self.others: list[tuple[Bound, Judge]] = [
            (b, judge(b.column, shape.layout, context))
            for b in shape.bound
            if b.column.type != "count" and (b.column.required or b.column.part not in ("label", "ignored"))
        ]
        self.count_judges = [(b, judge(b.column, shape.layout, context)) for b in self.counts]
        self.key = [next((b for b in shape.bound if b.column.field == name), None) for name in shape.layout.key]
        self.key_index = max((b.index for b in self.key if b is not None), default=0)
        self.cross = Cross(shape, context)
        accepted.writerow(["_line", *(b.header for b in shape.bound)])
        keys.writerow(["_line", "_column", *shape.layout.key])
        rejects.writerow(["line", "codes", "raison", "reason", *shape.headers])

    def row(self, record: Record) -> None:
        cells = record.cells
        if record.explained:
            self.done.rows += 1
            self._reject(record, [])
            return
        if not any(cell.strip() for cell in cells) and not (record.last and not cells):
            self.done.rows += 1
            self._reject(record, [self._fault(record, None, _empty_row(cells))])
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

    def _cell(self, record: Record, clean: list[str], bound: Bound, verdict: Judge) -> Fault | None:
        written = clean[bound.index]
        value, wrong = verdict(written)
        if value != written:
            clean[bound.index] = value
            self.done.cleaned += wrong is None
        if wrong is not None:
            return self._fault(record, bound, wrong)
        if value == "s" and bound.column.part == "measure":
            self.done.suppressed = True
        return None

    def _write_key(self, record: Record, clean: Sequence[str]) -> None:
        values = [clean[b.index] if b is not None else "" for b in self.key]
        if any(values) and None not in self.key:
            self.keys.writerow([record.line, record.place(self.key_index)[1], *values])

    def _reject(self, record: Record, faults: Sequence[Fault]) -> None:
        self.done.rejected += 1
        for fault in faults:
            self.log.add(fault)
        if not self.keep:
            return
        codes = " ".join(dict.fromkeys(fault.code for fault in faults)) or record.explained
        french = " ".join(fault.message.fr for fault in faults)
        english = " ".join(fault.message.en for fault in faults)
        self.rejects.writerow([record.line, codes, french, english, *record.cells])

    def _fault(self, record: Record, bound: Bound | None, wrong: Wrong) -> Fault:
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

    def _field_count(self, record: Record) -> Fault:
        if record.last and self.examined.last_line and len(record.cells) < self.width:
            return truncated(self.examined.path, record.line)
        found = len(record.cells)
        last = min(found, self.width) - 1
        line, column = record.place(max(last, 0))
        return Fault(
            code="field-count",
            message=Text(
                fr=f"La ligne a {found} cases au lieu de {self.width}.",
                en=f"The line has {found} cells instead of {self.width}.",
            ),
            remedy=Text(
                fr="Cherchez un séparateur en trop ou manquant, ou un texte qui en contient un sans guillemets.",
                en="Look for a separator too many or missing, or a text that contains one without quotation marks.",
            ),
            file=self.file,
            line=line,
            column=column,
        )


def _empty_row(cells: Sequence[str]) -> Wrong:
    what = (
        ("Une ligne vide", "An empty line")
        if len(cells) <= 1
        else ("Une ligne de seuls séparateurs", "A line of separators only")
    )
    return Wrong(
        "empty-row",
        Text(fr=f"{what[0]} ne dit rien.", en=f"{what[1]} says nothing."),
        Text(fr="Supprimez la ligne.", en="Delete the line."),
    )


def _too_long(line: str) -> bool:
    # A character takes four bytes at most: few lines need to be counted.
    return len(line) * 4 > LONGEST_ROW and len(line.encode()) > LONGEST_ROW


def _not_cells(examined: Examination, line: int, text: str) -> Fault:
    """Why the CSV reader gave up on a line."""
    place = text.rstrip("\r\n").find("\r") + 1
    if place and '"' not in text[:place]:
        return lone_return(examined.path, line, place)
    return Fault(
        code="row-too-long",
        message=Text(
            fr=f"La ligne dépasse {number(LONGEST_ROW, 'fr')} octets.",
            en=f"The line exceeds {number(LONGEST_ROW, 'en')} bytes.",
        ),
        remedy=Text(
            fr="Cherchez un guillemet droit qui s’ouvre et ne se ferme pas, ou un texte collé par erreur.",
            en="Look for a quotation mark that opens and does not close, or a text pasted by mistake.",
        ),
        file=str(examined.path),
        line=line,
        column=1,
    )


def _unclosed(examined: Examination, line: int, text: str) -> Fault:
    return Fault(
        code="unclosed-quote",
        message=Text(
            fr="Un guillemet droit s’ouvre sur cette ligne et ne se ferme pas.",
            en="A quotation mark opens on this line and does not close.",
        ),
        remedy=Text(
            fr="Fermez le guillemet, ou doublez-le s’il fait partie du texte.",
            en="Close the quotation mark, or double it if it belongs to the text.",
        ),
        file=str(examined.path),
        line=line,
        column=text.rfind('"') + 1 or 1,
    )


def parquet_records(path: Path, headers: Sequence[str], progress: Progress | None) -> Iterator[Record]:
    """Yield the rows of a Parquet file as text; the line is that of the same row in a CSV, the column its rank."""
    with engine() as connection:
        total = connection.execute(f"SELECT count(*) FROM {parquet_relation(path)}").fetchone() or (0,)
        columns = ", ".join(f"coalesce(CAST({name(header)} AS VARCHAR), '')" for header in headers)
        cursor = connection.execute(f"SELECT {columns} FROM {parquet_relation(path)}")
        line = 1
        while rows := cursor.fetchmany(5_000):
            for row in rows:
                line += 1
                yield Record(row, line, lambda index, line=line: (line, index + 1))  # type: ignore[misc]
            if progress is not None:
                progress("check", line, int(total[0]))
