"""The canonical tables themselves, as CSV and as Parquet: a file is recognised by its header."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
from pyarrow import compute

from filiere.contacts.importing.csv_rows import CsvRows
from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.faults import fault, suggest_word
from filiere.contacts.importing.parquet_rows import iter_parquet_rows, open_parquet
from filiere.contacts.importing.protocol import CanonicalBatch, RefusedRecord, SourceContext, SourceItem
from filiere.contacts.schema import TABLES, Table
from filiere.core import Fault, Faults, Text
from filiere.core.spelling import close_words

SEPARATORS = (",", ";", "\t")
BATCH_ROWS = 65_536


@dataclass(frozen=True)
class CanonicalCsv:
    """A canonical table as CSV in UTF-8, compressed by gzip or not. Its columns may come in any order, but all must be
    there and no other; a semicolon or a tabulation is taken for a separator as well as the comma."""

    name: str = "canonical-csv"
    mapping_sha256: str | None = None

    def read(self, file: DeliveredFile, context: SourceContext) -> Iterator[SourceItem]:  # noqa: ARG002
        """Yield the rows of the file; raise :class:`Faults` when its header is that of no canonical table."""
        rows, table = self._recognise_rows(file)
        # A file without rows is a delivery too: its table is told by an empty batch.
        yield CanonicalBatch(table.name, pa.table({"raw_line": pa.array([], pa.int64())}))
        for piece in rows:
            if isinstance(piece, pa.Table):
                yield CanonicalBatch(table.name, piece.rename_columns([*rows.header, "raw_line"]))
            else:
                yield replace(piece, table=table.name) if isinstance(piece, RefusedRecord) else piece

    def _recognise_rows(self, file: DeliveredFile) -> tuple[CsvRows, Table]:
        first: list[Fault] = []
        for separator in SEPARATORS:
            rows = CsvRows(file, separator=separator)
            rows.header = [one.strip() for one in rows.header]
            table, faults = recognise_table(rows.header, str(file.path))
            if table is not None:
                return rows, table
            if not first or len(rows.header) > 1:
                first = faults
        raise Faults(first)


@dataclass(frozen=True)
class CanonicalParquet:
    """A canonical table as Parquet: texts as in the CSV, or typed columns: timestamps, integers, booleans, dates."""

    name: str = "canonical-parquet"
    mapping_sha256: str | None = None

    def read(self, file: DeliveredFile, context: SourceContext) -> Iterator[SourceItem]:  # noqa: ARG002
        """Yield the rows of the file; raise :class:`Faults` when it is no Parquet, or of no canonical table."""
        with open_parquet(file) as content:
            table, faults = recognise_table(content.schema_arrow.names, str(file.path))
            if table is None:
                raise Faults(faults)
            yield CanonicalBatch(table.name, pa.table({"raw_line": pa.array([], pa.int64())}))
            for piece in iter_parquet_rows(file, content, batch=BATCH_ROWS, plain=to_plain_cells, skip=()):
                yield (
                    CanonicalBatch(table.name, piece)
                    if isinstance(piece, pa.Table)
                    else replace(piece, table=table.name)
                )


def to_plain_cells(column: pa.Array) -> pa.Array:
    """Return a column of Parquet as the intake takes it: integers for instants with a zone, else texts.

    An instant finer than the microsecond, and one without a zone, stay texts, since there is something to say of them.
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        return to_plain_cells(column.dictionary_decode())
    if pa.types.is_timestamp(kind):
        if kind.tz is not None and kind.unit != "ns":
            return column.cast(pa.timestamp("us", kind.tz)).cast(pa.int64())
        written = compute.strftime(column.cast(pa.timestamp(kind.unit)), format="%Y-%m-%dT%H:%M:%S")
        return written if kind.tz is None else compute.binary_join_element_wise(written, "Z", "")
    if pa.types.is_boolean(kind):
        return compute.if_else(column, "true", "false")
    return column.cast(pa.string())


def recognise_table(header: Sequence[str], file: str) -> tuple[Table | None, list[Fault]]:
    """Return the canonical table that has this header, or every fault against the one that is nearest to it."""
    names = set(header)
    for table in TABLES.values():
        if names == set(table.header) and len(header) == len(table.header):
            return table, []
    nearest = max(TABLES.values(), key=lambda table: len(names & set(table.header)) / len(names | set(table.header)))
    if len(names & set(nearest.header)) < 2:
        return None, [_no_table_fault(file)]
    faults = [_missing_column_fault(file, nearest, one) for one in nearest.header if one not in names]
    seen: set[str] = set()
    for position, name in enumerate(header, 1):
        if name not in nearest.header:
            faults.append(_unknown_column_fault(file, nearest, name, position))
        elif name in seen:
            faults.append(_column_twice_fault(file, nearest, name, position))
        seen.add(name)
    return None, faults


def _no_table_fault(file: str) -> Fault:
    return fault("no-canonical-table").at(file=file, line=1)


def _missing_column_fault(file: str, table: Table, name: str) -> Fault:
    return Fault(
        code="missing-column",
        message=Text(
            fr=f"La colonne « {name} » ({table.by_name[name].meaning.fr}) de la table « {table.title.fr} » manque.",
            en=f"Column “{name}” ({table.by_name[name].meaning.en}) of table “{table.title.en}” is missing.",
        ),
        remedy=Text(
            fr="Ajoutez cette colonne, vide si elle est inconnue.",
            en="Add this column; leave it empty if its values are unknown.",
        ),
        file=file,
        line=1,
        key=name,
    )


def _unknown_column_fault(file: str, table: Table, name: str, position: int) -> Fault:
    near = close_words(name, table.header)
    hint_fr, hint_en = suggest_word(near)
    return fault("unknown-column", name=name, title=table.title, hint_fr=hint_fr, hint_en=hint_en).at(
        file=file, line=1, column=position, key=name
    )


def _column_twice_fault(file: str, table: Table, name: str, position: int) -> Fault:
    return Fault(
        code="column-twice",
        message=Text(
            fr=f"La colonne « {name} » de la table « {table.title.fr} » figure deux fois.",
            en=f"Column “{name}” of table “{table.title.en}” appears twice.",
        ),
        remedy=Text(fr="Gardez l’une des deux.", en="Keep one of them."),
        file=file,
        line=1,
        column=position,
        key=name,
    )
