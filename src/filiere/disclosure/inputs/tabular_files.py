"""Files of rows as columns of texts that know their lines, so that a code keeps its zeros and a fault its place."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from filiere.core import Fault, FaultLog, Faults
from filiere.disclosure.inputs.fault_builders import fault, find_near_names

if TYPE_CHECKING:
    import _csv

_SEPARATORS = (",", ";", "\t")
MOST_COLUMNS = 1_000
MOST_VALUES = 200_000_000
"""Values of a Parquet file, whose weight tells nothing of them: a million equal ones take a few bytes."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A file read: its header, and a column of texts by name. An empty text is a value that is not there."""

    path: Path
    header: tuple[str, ...]
    rows: int
    _texts: dict[str, list[str]] = field(repr=False)
    _lines: Sequence[int] | None = field(repr=False)
    _table: pa.Table | None = field(repr=False, default=None)

    def line(self, row: int) -> int:
        """Return where a row stands in its file: the line of a CSV (the header is line 1), the row of a Parquet."""
        if self._table is not None:
            return row + 1
        return self._lines[row] if self._lines is not None else row + 2

    def column(self, name: str) -> list[str]:
        """Return the texts of a column; a number of a Parquet is written so that reading it again gives the same.

        Raises :class:`filiere.core.Faults` for a column of a Parquet whose values have no text: an instant that no
        calendar has.
        """
        if name not in self._texts and self._table is not None:
            try:
                self._texts[name] = _as_texts(self._column(name))
            except (pa.ArrowException, ValueError, OverflowError) as error:
                raise Faults([_unreadable_fault(self.path, error, key=name)]) from None
        return self._texts[name]

    def can_hold_codes(self, name: str) -> bool:
        """Whether a column can hold codes: texts or whole numbers; 1.0 may have been 01."""
        if self._table is None:
            return True
        kind = self._column(name).type
        return not (pa.types.is_floating(kind) or pa.types.is_nested(kind) or _is_bytes(kind))

    def _column(self, name: str) -> pa.ChunkedArray:
        assert self._table is not None  # noqa: S101  Whoever asks has looked.
        return self._table.column(self.header.index(name))

    def has(self, name: str, log: FaultLog, *, key: str | None = None) -> bool:
        """Whether the file has a column; a fault names the nearest when it has not."""
        if name in self.header:
            return True
        words = {"known": ", ".join(self.header), "near": find_near_names(name, self.header)}
        log.add(fault("column-missing", file=str(self.path), line=1, key=key, column=name, **words))
        return False


def read_sheet(path: Path, log: FaultLog) -> Sheet | None:
    """Read a ``.csv`` (comma, semicolon or tab, as the header has it) or a ``.parquet``; None if it cannot be."""
    kind = path.suffix.lower()
    if kind not in (".csv", ".parquet"):
        log.add(fault("data-format", file=str(path), found=path.suffix or path.name))
        return None
    try:
        sheet = _read_parquet(path, log) if kind == ".parquet" else _read_csv(path, log)
    except UnicodeDecodeError:
        log.add(fault("data-encoding", file=str(path)))
        return None
    except csv.Error:
        return None
    except (OSError, pa.ArrowException) as error:
        log.add(_unreadable_fault(path, error))
        return None
    if sheet is not None and not sheet.rows:
        log.add(fault("data-empty", file=str(path)))
        return None
    return sheet


def _read_csv(path: Path, log: FaultLog) -> Sheet | None:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        first = stream.readline()
        stream.seek(0)
        separator = max(_SEPARATORS, key=first.count)
        reader = csv.reader(stream, delimiter=separator, strict=True)
        read = _iter_quoted_rows(reader, path, log)
        header = tuple(next(read, ()))
        if _has_too_many_columns(path, len(header), log):
            return None
        rows: list[list[str]] = []
        lines: list[int] = []
        ragged = False
        for row in read:
            if len(row) != len(header):
                if not row:
                    continue
                ragged = True
                log.add(fault("data-ragged", file=str(path), line=reader.line_num, found=len(row), wanted=len(header)))
                continue
            rows.append(row)
            lines.append(reader.line_num)
    _report_duplicate_columns(path, header, log)
    if not rows and ragged:
        return None
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    texts = {name: list(column) for name, column in zip(header, columns, strict=True)}
    straight = not lines or lines[-1] == len(rows) + 1
    return Sheet(path, header, len(rows), texts, None if straight else lines)


def _iter_quoted_rows(reader: "_csv.Reader", path: Path, log: FaultLog) -> Iterator[list[str]]:
    """Yield the rows of a reader; where its quotes make no sense there is a fault, and nothing more can be read."""
    try:
        yield from reader
    except csv.Error:
        log.add(fault("data-quotes", file=str(path), line=reader.line_num))
        raise


def _has_too_many_columns(path: Path, found: int, log: FaultLog) -> bool:
    if found > MOST_COLUMNS:
        log.add(fault("columns-too-many", file=str(path), line=1, found=found, most=MOST_COLUMNS))
    return found > MOST_COLUMNS


def _report_duplicate_columns(path: Path, header: Sequence[str], log: FaultLog) -> None:
    for name in sorted(name for name, times in Counter(header).items() if times > 1):
        log.add(fault("column-twice", file=str(path), line=1, column=name))


def _unreadable_fault(path: Path, error: Exception, *, key: str | None = None) -> Fault:
    lines = (getattr(error, "strerror", None) or str(error) or type(error).__name__).splitlines()
    return fault("data-unreadable", file=str(path), key=key, reason=lines[0][:200])


def _read_parquet(path: Path, log: FaultLog) -> Sheet | None:
    # Arrow refuses a damaged file with an error of its own, where other readers end the process.
    with pq.ParquetFile(path) as content:
        header = tuple(content.schema_arrow.names)
        if _has_too_many_columns(path, len(header), log):
            return None
        values = len(header) * content.metadata.num_rows
        if values > MOST_VALUES:
            log.add(fault("data-too-large", file=str(path), found=values, most=MOST_VALUES))
            return None
        table = content.read()
    # Texts are any bytes and places of texts any numbers until somebody has looked.
    table.validate(full=True)
    _report_duplicate_columns(path, header, log)
    return Sheet(path, header, table.num_rows, {}, None, table)


def _is_bytes(kind: pa.DataType) -> bool:
    return any(
        one(kind)
        for one in (
            pa.types.is_binary,
            pa.types.is_large_binary,
            pa.types.is_fixed_size_binary,
            pa.types.is_binary_view,
        )
    )


def _as_texts(column: pa.ChunkedArray) -> list[str]:
    if pa.types.is_floating(column.type):
        # Python writes the shortest decimal that reads back as the same number; the file's own digits are those.
        return ["" if value is None else repr(float(value)) for value in column.to_pylist()]
    return ["" if value is None else str(value) for value in column.to_pylist()]
