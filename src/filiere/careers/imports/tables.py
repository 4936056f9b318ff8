"""The tables of a delivery: CSV, Parquet or XLSX read as rows of texts under their column names, a row at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from filiere.careers.imports.delivery import Member, open_member
from filiere.careers.imports.faults import CATALOGUE
from filiere.careers.rome_tables import clean_value
from filiere.core.faults import Fault, Faults
from filiere.core.workbook_limits import ARCHIVE_ERRORS, BadSheet, BadXml, SheetLimits, measure_workbook

Encoding = Literal["utf-8", "iso-8859-15", "cp1252"]
MOST_TABLE_BYTES = 512 * 1024 * 1024
"""A workbook or a Parquet file is held whole: a larger one is none that is read here."""
SHEET_LIMITS = SheetLimits(rows=200_000, columns=100, cells=5_000_000, area=8_000_000)
_SEPARATORS = (";", "\t", ",")
_BATCH = 20_000

NumberedRow = tuple[int, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose columns are known: its name, where it stands, its columns, and the member that its rows come from.

    ``sheet`` is the sheet of a workbook that holds it.
    """

    name: str
    place: str
    columns: tuple[str, ...]
    member: Member
    encoding: Encoding
    sheet: str = ""

    def iter_rows(self) -> Iterator[NumberedRow]:
        """Yield the line of each row, from 1 for the header, and its values by column; raises :class:`Faults`."""
        if self.sheet:
            yield from _iter_sheet(self)
        elif self.member.suffix == ".parquet":
            yield from _iter_parquet(self)
        else:
            yield from _iter_csv(self)


def list_tables(members: Sequence[Member], *, encoding: Encoding = "utf-8") -> tuple[list[Table], list[Fault]]:
    """Return the tables of members with their columns, and what is wrong with those that cannot be read."""
    tables: list[Table] = []
    faults: list[Fault] = []
    for member in members:
        try:
            if member.suffix == ".csv":
                tables.append(_head_csv(member, encoding))
            elif member.suffix == ".parquet":
                tables.append(_head_parquet(member, encoding))
            elif member.suffix == ".xlsx":
                tables += _head_workbook(member, encoding)
        except Faults as found:
            faults += found.faults
    return tables, faults


@contextmanager
def open_text(member: Member, encoding: Encoding) -> Iterator[io.TextIOWrapper]:
    """Open the text of a member; bytes that are no text of this encoding become a fault that names the other."""
    with open_member(member) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="")
        try:
            yield text
        except UnicodeDecodeError as error:
            byte = f"{error.object[error.start]:02x}"
            raise Faults([CATALOGUE.build("import-encoding", byte=byte).at(file=member.place)]) from None
        finally:
            text.detach()


def _head_csv(member: Member, encoding: Encoding) -> Table:
    with open_text(member, encoding) as text:
        header = text.readline()
        try:
            cells = next(csv.reader([header], delimiter=_find_separator(header)), [])
        except csv.Error:
            raise Faults([CATALOGUE.build("import-csv-broken").at(file=member.place, line=1)]) from None
    if encoding != "utf-8" and _is_utf8(member):
        raise Faults([CATALOGUE.build("import-encoding-said", said=encoding.upper()).at(file=member.place)])
    return Table(member.stem, member.place, tuple(name.strip() for name in cells), member, encoding)


def _is_utf8(member: Member) -> bool:
    """Whether the bytes are UTF-8 with signs beyond ASCII: a text of one byte a sign would hardly read as such."""
    with open_member(member) as stream:
        head = stream.read(1 << 22)
    try:
        # A sign of several bytes may be cut at the end of what is read.
        return not head.isascii() and bool(head[: head.rfind(b"\n") + 1].decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _find_separator(header: str) -> str:
    counts = {mark: header.count(mark) for mark in _SEPARATORS}
    return max(_SEPARATORS, key=lambda mark: counts[mark])


def _iter_csv(table: Table) -> Iterator[NumberedRow]:
    with open_text(table.member, table.encoding) as text:
        header = text.readline()
        reader = csv.reader(chain([header], text), delimiter=_find_separator(header), strict=True)
        faults: list[Fault] = []
        try:
            next(reader, None)
            for cells in reader:
                if len(cells) == len(table.columns):
                    yield reader.line_num, dict(zip(table.columns, map(clean_value, cells), strict=True))
                elif any(cell.strip() for cell in cells):
                    widths = {"found": len(cells), "expected": len(table.columns)}
                    faults.append(_place(table, CATALOGUE.build("import-row-width", **widths), reader.line_num))
        except csv.Error:
            faults.append(_place(table, CATALOGUE.build("import-csv-broken"), max(1, reader.line_num)))
        if faults:
            raise Faults(faults)


def _place(table: Table, fault: Fault, line: int) -> Fault:
    return fault.at(file=table.place, line=line)


def _read_whole(member: Member) -> bytes:
    if member.size > MOST_TABLE_BYTES:
        sizes = {"size": member.size, "most": MOST_TABLE_BYTES}
        raise Faults([CATALOGUE.build("import-file-too-large", **sizes).at(file=member.place)])
    with open_member(member) as stream:
        return stream.read()


def _open_parquet(member: Member) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(io.BytesIO(_read_whole(member)))
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise Faults([_not_a_table("Parquet", error).at(file=member.place)]) from None


def _head_parquet(member: Member, encoding: Encoding) -> Table:
    content = _open_parquet(member)
    return Table(member.stem, member.place, tuple(content.schema_arrow.names), member, encoding)


def _iter_parquet(table: Table) -> Iterator[NumberedRow]:
    content = _open_parquet(table.member)
    line = 1
    try:
        for batch in content.iter_batches(batch_size=_BATCH):
            columns = [column.to_pylist() for column in batch.columns]
            for values in zip(*columns, strict=True):
                line += 1
                yield line, dict(zip(table.columns, map(clean_value, values), strict=True))
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise Faults([_not_a_table("Parquet", error).at(file=table.place)]) from None


def _open_workbook(member: Member) -> CalamineWorkbook:
    data = io.BytesIO(_read_whole(member))
    try:
        with ZipFile(data) as archive:
            measure_workbook(archive, SHEET_LIMITS)
        data.seek(0)
        return CalamineWorkbook.from_filelike(data)
    except (CalamineError, BadSheet, BadXml, *ARCHIVE_ERRORS) as error:
        raise Faults([_not_a_table("Excel", error).at(file=member.place)]) from None


def _head_workbook(member: Member, encoding: Encoding) -> list[Table]:
    book = _open_workbook(member)
    tables = []
    for sheet in book.sheet_names:
        rows = book.get_sheet_by_name(sheet).to_python(nrows=1)
        if header := [str(one).strip() for one in (rows[0] if rows else [])]:
            tables.append(Table(sheet, f"{member.place}#{sheet}", tuple(header), member, encoding, sheet))
    return tables


def _iter_sheet(table: Table) -> Iterator[NumberedRow]:
    rows = _open_workbook(table.member).get_sheet_by_name(table.sheet).to_python()
    for line, cells in enumerate(rows[1:], 2):
        if any(cell not in (None, "") for cell in cells):
            yield line, dict(zip(table.columns, map(_write_cell, cells), strict=False))


def _write_cell(value: Any) -> str:
    return clean_value(int(value) if isinstance(value, float) and value.is_integer() else value)


def _not_a_table(form: str, error: BaseException) -> Fault:
    return CATALOGUE.build("import-not-a-table", form=form, why=str(error)[:120] or type(error).__name__)
