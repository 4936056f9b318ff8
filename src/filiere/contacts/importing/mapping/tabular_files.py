"""CSV, Excel and Parquet as tables of texts, so that a mapping reads all three in one way.

A workbook gives dates and numbers rather than texts; they are written in ISO form and without needless decimals, which
is what a mapping of one should declare.
"""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from filiere.contacts.importing.canonical_sources import to_plain_cells
from filiere.contacts.importing.csv_rows import CsvPiece, CsvRows, position_names
from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.faults import fault
from filiere.contacts.importing.heading_limits import MAX_COLUMNS
from filiere.contacts.importing.mapping.records import FileSpec
from filiere.contacts.importing.parquet_rows import iter_parquet_rows, open_parquet
from filiere.core import Faults, Text
from filiere.core.workbook_limits import ARCHIVE_ERRORS, BadSheet, SheetLimits, measure_workbook

PARQUET_MAGIC, ZIP_MAGIC = b"PAR1", b"PK\x03\x04"
MOST_BYTES = 1 << 30
"""A workbook that unpacks to more than a gibibyte is not read: it would be held in memory whole."""
PIECE_ROWS = 50_000
SHEET_LIMITS = SheetLimits(rows=1 << 20, columns=MAX_COLUMNS, cells=20_000_000, area=30_000_000)
"""A sheet is laid out as a full rectangle, empty cells too: one of thirty columns may have a million rows."""


class TabularFile:
    """A file as a header and pieces: tables of texts named by it, with ``raw_line``, or records that are no rows.

    ``has_typed_cells``: some of its texts may have been dates or hours, written out in ISO form.
    The columns named by ``skip`` need not be texts: those of a Parquet file may be of any type, and are left unknown.
    """

    def __init__(self, file: DeliveredFile, spec: FileSpec, *, skip: Sequence[str] = ()) -> None:
        self._file, self._spec, self._skip = file, spec, skip
        with file.path.open("rb") as stream:
            head = stream.read(4)
        self.has_typed_cells = head == ZIP_MAGIC
        if head == PARQUET_MAGIC:
            self.header, self._pieces = self._parquet()
        elif head == ZIP_MAGIC:
            self.header, self._pieces = self._workbook()
        else:
            rows = CsvRows(
                file, separator=spec.separator, encoding=spec.encoding, skip=spec.skip_lines, headed=spec.header
            )
            self.header, self._pieces = [one.strip() for one in rows.header], iter(rows)

    def __iter__(self) -> Iterator[CsvPiece]:
        for piece in self._pieces:
            yield piece.rename_columns([*self.header, "raw_line"]) if isinstance(piece, pa.Table) else piece

    def _parquet(self) -> tuple[list[str], Iterator[CsvPiece]]:
        content = open_parquet(self._file)
        header = list(content.schema_arrow.names)

        def pieces() -> Iterator[CsvPiece]:
            with content:
                yield from iter_parquet_rows(
                    self._file, content, batch=PIECE_ROWS, plain=_to_text_column, skip=self._skip
                )

        return header, pieces()

    def _workbook(self) -> tuple[list[str], Iterator[CsvPiece]]:
        try:
            with zipfile.ZipFile(self._file.path) as archive:
                weight = sum(one.file_size for one in archive.infolist())
                if weight > MOST_BYTES:
                    raise ValueError(f"{weight} octets / bytes")
                measure_workbook(archive, SHEET_LIMITS)
            book = CalamineWorkbook.from_path(str(self._file.path))
            name = self._spec.sheet or book.sheet_names[0]
        except BadSheet as bad:
            raise Faults.one(
                code="workbook-too-wide",
                message=Text(
                    fr=f"Une feuille du classeur s’étend trop loin, ou porte trop de cellules ({bad.place or '?'}) : "
                    "elle remplirait la mémoire.",
                    en=(
                        f"A sheet in the workbook extends too far, or has too many cells ({bad.place or '?'}): it "
                        "would fill the memory."
                    ),
                ),
                remedy=Text(
                    fr="Effacez ce qui est loin du tableau, ou enregistrez la feuille en CSV.",
                    en="Delete what lies far from the table, or save the sheet as CSV.",
                ),
                file=str(self._file.path),
            ) from None
        except (CalamineError, IndexError, *ARCHIVE_ERRORS) as error:
            raise Faults([fault("not-a-workbook", error=error).at(file=str(self._file.path))]) from None
        if name not in book.sheet_names:
            raise Faults(
                [fault("no-such-sheet", name=name, book=", ".join(book.sheet_names)).at(file=str(self._file.path))]
            )
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)[self._spec.skip_lines :]
        if not self._spec.header:
            header = position_names(len(rows[0]) if rows else 0)
            return header, self._cells(rows, header, self._spec.skip_lines + 1)
        header = [str(one).strip() for one in rows[0]] if rows else []
        return header, self._cells(rows[1:], header, self._spec.skip_lines + 2)

    def _cells(self, rows: Sequence[Sequence[Any]], header: Sequence[str], first: int) -> Iterator[CsvPiece]:
        for start in range(0, len(rows), PIECE_ROWS):
            chunk = rows[start : start + PIECE_ROWS]
            columns = [
                pa.array([_cell_to_text(row[rank]) for row in chunk], pa.string()) for rank in range(len(header))
            ]
            numbers = pa.array(range(first + start, first + start + len(chunk)), pa.int64())
            self._file.progress("read", start + len(chunk), len(rows))
            yield pa.table([*columns, numbers], names=[*header, "raw_line"])


def _to_text_column(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        # What Python has for an instant holds no nanoseconds: they are left in the text, for the mapping to cut.
        return to_plain_cells(column)
    if pa.types.is_timestamp(column.type):
        return pa.array([_cell_to_text(one) for one in column.to_pylist()], pa.string())
    return column.cast(pa.string())


def _cell_to_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
