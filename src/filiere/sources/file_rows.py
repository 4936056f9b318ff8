"""The rows of a file, whatever their form: cells as text, and the place of each cell.

A CSV that went through many hands has rows that no reader cuts into cells: a quotation mark never closed, an endless
line. They are told here, and the rows after them are read all the same.
"""

# Every identifier and path in the SQL below comes from a layout or a folder and is quoted by engine.name or text.
# ruff: noqa: S608

import csv
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from filiere.core import Fault, FaultLog, Text
from filiere.core.numbers import format_number
from filiere.sources.byte_scan import Examination, ProgressCallback, lone_return_fault
from filiere.sources.duckdb_connection import open_database, parquet_relation, quote_identifier
from filiere.sources.faults import CATALOGUE
from filiere.sources.header import FileShape

# In bytes; the rows of official files have some thousand. The database engine is given the same limit.
LONGEST_ROW = 131_072


@dataclass
class FileRecord:
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


def csv_records(
    examined: Examination, shape: FileShape, log: FaultLog, progress: ProgressCallback | None
) -> Iterator[FileRecord]:
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
                    log.add(_unclosed_quote_fault(examined, start, lines.taken[0]))
                    cut = [lines.taken[0].rstrip("\r\n")]
                    yield FileRecord(cut, start, _no_place, explained="unclosed-quote")
                    continue
                taken = lines.taken
                whole = "".join(taken)
                if _is_too_long(whole) or (not cells and whole.strip()):
                    # The reader stops at a field too long and at a return alone.
                    fault = _unreadable_row_fault(examined, start, whole)
                    log.add(fault)
                    yield FileRecord([whole.rstrip("\r\n")], start, _no_place, explained=fault.code)
                    continue
                yield FileRecord(
                    cells,
                    start,
                    lambda index, taken=taken, start=start: _locate_cell(taken, index, shape.separator, start),  # type: ignore[misc]
                    last=lines.number >= examined.lines,
                )
                if progress is not None and start % 50_000 == 0:
                    progress("check", start, total)
    finally:
        csv.field_size_limit(previous_limit)


def _no_place(_index: int) -> tuple[int, int]:
    """The place of a cell in a row that was not cut into cells."""
    return 0, 0


def _locate_cell(lines: Sequence[str], index: int, separator: str, start: int) -> tuple[int, int]:
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


def _is_too_long(line: str) -> bool:
    # A character takes four bytes at most: few lines need to be counted.
    return len(line) * 4 > LONGEST_ROW and len(line.encode()) > LONGEST_ROW


def _unreadable_row_fault(examined: Examination, line: int, text: str) -> Fault:
    """Why the CSV reader gave up on a line."""
    place = text.rstrip("\r\n").find("\r") + 1
    if place and '"' not in text[:place]:
        return lone_return_fault(examined.path, line, place)
    return Fault(
        code="row-too-long",
        message=Text(
            fr=f"La ligne dépasse {format_number(LONGEST_ROW, 'fr')} octets.",
            en=f"The line exceeds {format_number(LONGEST_ROW, 'en')} bytes.",
        ),
        remedy=Text(
            fr="Cherchez un guillemet droit qui s’ouvre et ne se ferme pas, ou un texte collé par erreur.",
            en="Look for a quotation mark that opens but does not close, or text pasted by mistake.",
        ),
        file=str(examined.path),
        line=line,
        column=1,
    )


def _unclosed_quote_fault(examined: Examination, line: int, text: str) -> Fault:
    return CATALOGUE.build("unclosed-quote").at(file=str(examined.path), line=line, column=text.rfind('"') + 1 or 1)


def parquet_records(path: Path, headers: Sequence[str], progress: ProgressCallback | None) -> Iterator[FileRecord]:
    """Yield the rows of a Parquet file as text; the line is that of the same row in a CSV, the column its rank."""
    with open_database() as connection:
        total = connection.execute(f"SELECT count(*) FROM {parquet_relation(path)}").fetchone() or (0,)
        columns = ", ".join(f"coalesce(CAST({quote_identifier(header)} AS VARCHAR), '')" for header in headers)
        cursor = connection.execute(f"SELECT {columns} FROM {parquet_relation(path)}")
        line = 1
        while rows := cursor.fetchmany(5_000):
            for row in rows:
                line += 1
                yield FileRecord(row, line, lambda index, line=line: (line, index + 1))  # type: ignore[misc]
            if progress is not None:
                progress("check", line, int(total[0]))
