"""The rows of a Parquet file, whose bytes may be damaged and whose columns may hold what is no cell.

A file is checked by its end when it is opened; its pages are read, and may turn out to be damaged, only afterwards. Its
texts are any bytes, since nobody checked them when they were written: a row whose text is not UTF-8, or holds a NUL
byte, is refused as it would be in a CSV.
"""

from collections.abc import Callable, Iterator, Sequence

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import compute

from filiere.contacts.importing.csv_rows import nul_byte_refusal, wrong_encoding_refusal
from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.faults import fault
from filiere.contacts.importing.heading_limits import check_columns
from filiere.contacts.importing.protocol import RefusedRecord
from filiere.core import Fault, Faults, Text

_SEND_AGAIN_REMEDY = Text(fr="Exportez ou transférez le fichier de nouveau.", en="Export or transfer the file again.")


def open_parquet(file: DeliveredFile) -> pq.ParquetFile:
    """Open a Parquet file; raise :class:`Faults` when it is none, or its end is missing."""
    try:
        found = pq.ParquetFile(file.path)
        names = found.schema_arrow.names
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise Faults.one(
            code="not-parquet",
            message=Text(
                fr=f"Le fichier n’est pas un Parquet entier : {error}.",
                en=f"The file is not a complete Parquet file: {error}.",
            ),
            remedy=_SEND_AGAIN_REMEDY,
            file=str(file.path),
        ) from None
    check_columns(names, str(file.path))
    return found


def iter_parquet_rows(
    file: DeliveredFile,
    content: pq.ParquetFile,
    *,
    batch: int,
    plain: Callable[[pa.Array], pa.Array],
    skip: Sequence[str],
) -> Iterator[pa.Table | RefusedRecord]:
    """Yield tables of the columns of a file, each made ``plain``, and ``raw_line``; and the rows that are no text.

    The columns named by ``skip`` are unknown in every row, and may be of any type. A Parquet file has no lines: a row
    has the one that it would have in a CSV, whose first is the header. Raises :class:`Faults` for a page that is
    damaged, and for a column whose values are no cells: lists, structures, bytes, instants that no calendar has.
    """
    names = list(content.schema_arrow.names)
    line = 2
    pages = content.iter_batches(batch_size=batch)
    while (found := _read_next_page(pages, file, line)) is not None:
        columns = []
        for name, column in zip(names, found.columns, strict=True):
            if name in skip:
                columns.append(pa.nulls(found.num_rows, pa.string()))
                continue
            try:
                columns.append(plain(column))
            except (pa.ArrowException, ValueError, OverflowError):
                last = line + found.num_rows - 1
                raise Faults([_unreadable_column_fault(file, name, column.type, line, last)]) from None
        lines = pa.array(range(line, line + found.num_rows), pa.int64())
        line += found.num_rows
        file.progress("read", line - 2, content.metadata.num_rows)
        yield from _split_undecodable_rows(pa.table([*columns, lines], names=[*names, "raw_line"]))


def _read_next_page(pages: Iterator[pa.RecordBatch], file: DeliveredFile, line: int) -> pa.RecordBatch | None:
    try:
        return next(pages, None)
    except (pa.ArrowException, OSError) as error:
        raise Faults.one(
            code="damaged-parquet",
            message=Text(
                fr=f"Le fichier Parquet est endommagé à partir de la ligne {line} ; rien n’a été importé : {error}.",
                en=f"The Parquet file is damaged from line {line} onwards; nothing was imported: {error}.",
            ),
            remedy=_SEND_AGAIN_REMEDY,
            file=str(file.path),
            line=line,
        ) from None


def _split_undecodable_rows(table: pa.Table) -> Iterator[pa.Table | RefusedRecord]:
    """Yield the rows whose texts are texts, and a refusal for each of the others."""
    wrong: dict[int, RefusedRecord] = {}
    lines = table.column("raw_line")
    for column in table.columns:
        if not pa.types.is_string(column.type):
            continue
        for row in compute.indices_nonzero(compute.fill_null(compute.match_substring(column, "\0"), False)).to_pylist():
            wrong.setdefault(row, nul_byte_refusal(lines[row].as_py()))
        try:
            column.validate(full=True)
        except pa.ArrowInvalid:
            for row in _find_undecodable_rows(column):
                wrong.setdefault(row, wrong_encoding_refusal(lines[row].as_py()))
    if wrong:
        yield from (wrong[row] for row in sorted(wrong))
        table = table.take(pa.array([row for row in range(table.num_rows) if row not in wrong], pa.int64()))
    yield table


def _find_undecodable_rows(column: pa.ChunkedArray) -> Iterator[int]:
    for row, text in enumerate(column.cast(pa.binary()).to_pylist()):
        try:
            (text or b"").decode("utf-8")
        except UnicodeDecodeError:
            yield row


def _unreadable_column_fault(file: DeliveredFile, name: str, kind: pa.DataType, first: int, last: int) -> Fault:
    return fault("unreadable-column", name=name, kind=kind, first=first, last=last).at(
        file=str(file.path), line=first, key=name
    )
