"""The first rows of a received file, for the page on which a mapping is written: its columns and what they hold."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import pyarrow as pa

from filiere.contacts import DeliveredFile, FileSpec, TabularFile

MAX_ROWS = 2000
"""Rows looked at: enough for the words of an outcome to show, little enough to read at once."""
MAX_SAMPLES = 3
_SEPARATORS = ",;\t|"
SAMPLED_LINES = 50
MOST_WORDS = 40
"""Different words of a column beyond which it is no list of words: a name, a number, an instant."""


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of the file: its name, its first values, its different words when they are few, and whether no two of
    its values are the same."""

    name: str
    samples: tuple[str, ...]
    words: tuple[str, ...]
    distinct: bool = False


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
