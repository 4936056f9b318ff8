"""The first rows of a received file, for the page on which a mapping is written: its columns and what they hold."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import pyarrow as pa

from filiere.contacts import DeliveredFile, FileSpec, TabularFile
from filiere.core import Faults, Text

MAX_ROWS = 2000
"""Rows looked at: enough for the words of an outcome to show, little enough to read at once."""
MAX_SAMPLES = 3
_SEPARATORS = ",;\t|"
SAMPLED_LINES = 50
MOST_WORDS = 40
"""Different words of a column beyond which it is no list of words: a name, a number, an instant."""


DECODED_BYTES = 64 << 20
"""Bytes looked at to tell an encoding: letters with accents come sooner in any log."""
_UNDECODED = re.compile(r"\\udc[89a-f][0-9a-f]")
"""A byte of a heading that the encoding does not know, as it is written where it must be legible."""


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of the file: its name, its first values, its different words when they are few, and whether no two of
    its values are the same."""

    name: str
    samples: tuple[str, ...]
    words: tuple[str, ...]
    distinct: bool = False


def guess_encoding(file: DeliveredFile) -> str:
    """The encoding of a text file: UTF-16 by its mark or its NUL bytes, UTF-8 where every byte is of it, else that of
    Windows, or of ISO 8859-15 where a byte has no meaning in Windows."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    known, read = True, 0
    with file.open() as stream:
        head = stream.read(4)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if len(head) == 4 and head[1:2] == b"\0":
            return "utf-16-le"
        if len(head) == 4 and head[:1] == b"\0":
            return "utf-16-be"
        block = head
        while block and read < DECODED_BYTES:
            read += len(block)
            if known:
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    known = False
            if not known and _NO_WINDOWS_LETTER.search(block):
                return "iso-8859-15"
            block = stream.read(1 << 20)
    return "utf-8" if known else "windows-1252"


_NO_WINDOWS_LETTER = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def guess_separator(file: DeliveredFile, encoding: str = "utf-8") -> str:
    """The separator that the first lines of a CSV file seem to use; a comma when nothing tells."""
    with file.open() as stream:
        head = stream.read(16_384).decode(encoding, "replace")
    lines = [line for line in head.splitlines()[:SAMPLED_LINES] if line.strip()]
    if head and not head.endswith(("\n", "\r")):
        # The last line may be cut.
        lines = lines[:-1] or lines
    found = {one: _count_cells(lines, one) for one in _SEPARATORS}
    # That which cuts the most lines into the same number of cells, then into the most cells.
    return max(_SEPARATORS, key=lambda one: found[one])


def _count_cells(lines: Sequence[str], separator: str) -> tuple[int, int]:
    """How many lines are cut into the same number of cells, and into how many; one cell is no table."""
    try:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=separator) if len(cells) > 1)
    except csv.Error:
        return 0, 0
    width, lines_so_wide = max(widths.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
    return lines_so_wide, width


def read_columns(file: DeliveredFile, spec: FileSpec) -> list[FileColumn]:
    """The columns of a file with what its first rows hold; raise ``Faults`` for a file that cannot be read so."""
    tables = TabularFile(file, spec)
    if any(_UNDECODED.search(name) for name in tables.header):
        raise Faults.one(
            code="heading-encoding",
            message=Text(
                fr="Les titres des colonnes ne se lisent pas dans cet encodage.",
                en="The column headings cannot be read in this encoding.",
            ),
            remedy=Text(
                fr="Choisissez un autre encodage : un tableur français écrit le plus souvent en Windows-1252.",
                en="Choose another encoding: spreadsheets in Western Europe mostly write Windows-1252.",
            ),
        )
    rows = list(islice(_iterate_rows(tables), MAX_ROWS))
    found = []
    for name in tables.header:
        values = [str(row[name]).strip() for row in rows if row.get(name) not in (None, "")]
        different = list(dict.fromkeys(values))
        words = tuple(sorted(different)) if len(different) <= MOST_WORDS else ()
        distinct = len(different) == len(values) > 0
        found.append(FileColumn(name, tuple(different[:MAX_SAMPLES]), words, distinct))
    return found


def _iterate_rows(tables: TabularFile) -> Iterator[dict[str, object]]:
    for piece in tables:
        if isinstance(piece, pa.Table):
            yield from piece.slice(0, MAX_ROWS).to_pylist()
