"""A mapping as a source of rows: a file in pieces, each one turned into canonical rows by one query."""

from collections.abc import Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.faults import CATALOGUE
from filiere.contacts.importing.mapping.records import ISO_FORMAT, Mapping, default_formats
from filiere.contacts.importing.mapping.sql_compiler import (
    CompiledMapping,
    compile_mapping,
    fields_sql,
    moments_sql,
    rows_sql,
    slug,
)
from filiere.contacts.importing.mapping.tabular_files import TabularFile
from filiere.contacts.importing.mapping.validation import check_mapping
from filiere.contacts.importing.protocol import CanonicalBatch, RefusedRecord, SourceContext, SourceItem, UnusedRecords
from filiere.contacts.importing.redaction import redact_text
from filiere.contacts.importing.repair_and_rejection_labels import rejection_words
from filiere.core import Fault, Faults, Text, read_yaml, seal, validate

BLANK_ROWS_LABEL = Text(fr="lignes dont tous les champs sont inconnus", en="rows whose fields are all unknown")


def load_mapping(path: Path) -> "MappedSource":
    """Read a mapping file; raise :class:`Faults` with all that is wrong in it, each with its line and key."""
    document = read_yaml(path)
    mapping = validate(document, Mapping)
    if faults := check_mapping(document, mapping):
        raise Faults(faults)
    return MappedSource(mapping, seal(_drop_unsaid(mapping.model_dump(mode="json", by_alias=True))))


_UNSAID: tuple[tuple[str, Any], ...] = (("minus", []), ("header", True), ("restarts", None), ("dated", None))


def _drop_unsaid(content: Any) -> Any:
    """Return the content of a mapping without the keys that came after the first seals, where they are not said: what
    was sealed before keeps its seal."""
    if isinstance(content, list):
        return [_drop_unsaid(one) for one in content]
    if not isinstance(content, dict):
        return content
    kept = {key: one for key, one in content.items() if (key, one) not in _UNSAID}
    return {key: _drop_unsaid(one) for key, one in kept.items()}


_CELL_FORMATS: Map[str, tuple[str, ...]] = {
    "time": (ISO_FORMAT,),
    "day": ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"),
    "clock": ("%H:%M:%S", "%H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f"),
}
"""How a cell of a workbook that is a date, an hour or both is written out, by the kind of its field."""


def _read_cell_dates(mapping: Mapping) -> Mapping:
    """Return a mapping that also reads cells that are dates, whatever form its texts have."""
    fields = {
        name: spec.model_copy(
            update={"format": (*(spec.format or default_formats(spec.kind)), *_CELL_FORMATS[spec.kind])}
        )
        if spec.kind in _CELL_FORMATS
        else spec
        for name, spec in mapping.fields.items()
    }
    return mapping.model_copy(update={"fields": fields})


@dataclass(frozen=True)
class MappedSource:
    """Files of any table, read by a mapping; ``mapping_sha256`` is its seal."""

    mapping: Mapping
    mapping_sha256: str
    words: Map[str, Text] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", _describe_codes(self.mapping))

    @property
    def name(self) -> str:
        """The name of the mapping, with its version."""
        return f"{self.mapping.id}@{self.mapping.version}"

    @property
    def zone(self) -> str:
        """The zone of the local times of the files."""
        return self.mapping.zone

    def read(self, file: DeliveredFile, context: SourceContext) -> Iterator[SourceItem]:
        """Yield canonical rows; raise :class:`Faults` when the columns are not those that the mapping expects."""
        tables = TabularFile(file, self.mapping.file, skip=self.mapping.ignored)
        if faults := self._list_header_faults(tables.header, file):
            raise Faults(faults)
        table = self.mapping.table
        yield CanonicalBatch(table, pa.table({"raw_line": pa.array([], pa.int64())}))
        mapping = _read_cell_dates(self.mapping) if tables.has_typed_cells else self.mapping
        done = compile_mapping(mapping, tables.header, file=file.sha256)
        with duckdb.connect(":memory:", config={"threads": 2}) as connection:
            connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
            for piece in tables:
                if isinstance(piece, pa.Table):
                    yield from self._rows(connection, done, piece, context.zone)
                elif isinstance(piece, RefusedRecord):
                    yield RefusedRecord(
                        line=piece.line,
                        code=piece.code,
                        message=piece.message,
                        remedy=piece.remedy,
                        read=piece.read,
                        table=table,
                    )
                else:
                    yield piece

    def _list_header_faults(self, header: list[str], file: DeliveredFile) -> list[Fault]:
        mapping, place, named = self.mapping, str(file.path), set(header)
        faults = [
            _missing_column_fault(place, name, mapping.id)
            for name, spec in mapping.fields.items()
            if name not in named and not spec.optional and spec.kind != "line"
        ]
        seen: set[str] = set()
        for position, name in enumerate(header, 1):
            if name in seen:
                faults.append(_column_twice_fault(place, name, position))
            elif name not in mapping.fields and name not in mapping.ignored:
                faults.append(_unlisted_column_fault(place, name, position, mapping.id))
            seen.add(name)
        return faults

    def _rows(
        self, connection: duckdb.DuckDBPyConnection, done: CompiledMapping, piece: pa.Table, zone: str
    ) -> Iterator[SourceItem]:
        connection.register("raw", piece)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE fields AS {fields_sql(done)}")
        connection.unregister("raw")
        connection.execute(f"CREATE OR REPLACE TEMP TABLE moments AS {moments_sql(done)}")
        first, last = _find_bounds(connection, done)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE made AS {rows_sql(done, zone, first, last)}")
        (blank,) = connection.execute("SELECT count(*) FROM made WHERE _blank").fetchone() or (0,)
        if blank:
            yield UnusedRecords(rule="blank-row", meaning=BLANK_ROWS_LABEL, records=blank)
        refused = connection.execute(
            "SELECT raw_line, _faults FROM made WHERE NOT _blank AND len(_faults) > 0 ORDER BY raw_line"
        ).fetchall()
        for line, faults in refused:
            refused_record, *others = [self._build_refused_record(line, fault) for fault in faults]
            yield RefusedRecord(
                line=refused_record.line,
                code=refused_record.code,
                message=refused_record.message,
                remedy=refused_record.remedy,
                column=refused_record.column,
                read=refused_record.read,
                table=refused_record.table,
                also=tuple(others),
            )
        rows = connection.sql(
            "SELECT * EXCLUDE (_faults, _blank) FROM made WHERE NOT _blank AND len(_faults) = 0 ORDER BY raw_line"
        ).to_arrow_table()
        yield CanonicalBatch(self.mapping.table, rows)

    def _build_refused_record(self, line: int, fault: Map[str, Any]) -> RefusedRecord:
        message, remedy = _moment_words(self.mapping, fault["code"]) or rejection_words(fault["code"])
        return RefusedRecord(
            line=line,
            code=fault["code"],
            message=message,
            remedy=remedy,
            column=fault["field"],
            read=redact_text(fault["read"], moment=fault["code"] in {"bad-time", "bad-day", "bad-clock", "dst-gap"}),
            table=self.mapping.table,
        )


_MOMENT_KINDS: Map[str, str] = {"bad-time": "time", "bad-day": "day", "bad-clock": "clock"}


def _moment_words(mapping: Mapping, code: str) -> tuple[Text, Text] | None:
    """Return what is wrong with a day or a time of which the mapping says the format; None where it says none."""
    told = [
        f"{name}: {' | '.join(spec.format)}"
        for name, spec in mapping.fields.items()
        if spec.format and spec.kind == _MOMENT_KINDS.get(code)
    ]
    if not told:
        return None
    formats = ", ".join(told)
    return (
        Text(
            fr=f"Cette date ou cette heure n’existe pas, ou n’est pas au format de la correspondance ({formats}).",
            en=f"This date or time does not exist, or is not in the format of the mapping ({formats}).",
        ),
        Text(
            fr="Corrigez-la dans l’export, ou corrigez « format » dans la correspondance.",
            en="Correct it in the export, or correct “format” in the mapping.",
        ),
    )


def _find_bounds(connection: duckdb.DuckDBPyConnection, done: CompiledMapping) -> tuple[int, int]:
    """Return the first and last local reading of the moments, the epoch when there is none."""
    readings = [f"local{rank}" for rank in range(len(done.moments))]
    if not readings:
        return 0, 0
    low, high = connection.execute(
        f"SELECT min(least({', '.join(readings)})), max(greatest({', '.join(readings)})) FROM moments"  # noqa: S608
    ).fetchone() or (None, None)
    return low or 0, high or 0


def _describe_codes(mapping: Mapping) -> Map[str, Text]:
    """Return what the names of repairs and defects of a mapping mean."""
    said = {
        "next-day": Text(
            fr="heure d’après minuit, prise le lendemain du jour écrit",
            en="time after midnight, taken as the day after the one written",
        )
    }
    for name in mapping.durations:
        said[f"duration-negative:{slug(name)}"] = Text(
            fr=f"durée « {name} » négative", en=f"duration “{name}” is negative"
        )
        said[f"duration-disagrees:{slug(name)}"] = Text(
            fr=f"durée « {name} » différente de celle que donnent les heures écrites",
            en=f"duration “{name}” different from what the times show, as they are written",
        )
        said[f"duration-unplaced:{slug(name)}"] = Text(
            fr=f"durée « {name} », sans les heures entre lesquelles elle est",
            en=f"duration “{name}”, without the times it runs between",
        )
    for order in mapping.orders:
        said[f"out-of-order:{slug(order.later)}-before-{slug(order.earlier)}"] = Text(
            fr=f"« {order.later} » avant « {order.earlier} »", en=f"“{order.later}” before “{order.earlier}”"
        )
    for name in mapping.fields:
        said[f"unreadable:{slug(name)}"] = Text(fr=f"« {name} » ne se lit pas", en=f"“{name}” cannot be read")
    return said


def _missing_column_fault(file: str, name: str, mapping: str) -> Fault:
    return Fault(
        code="missing-column",
        message=Text(
            fr=f"La colonne « {name} », que la correspondance « {mapping} » attend, manque.",
            en=f"The column “{name}”, which the mapping “{mapping}” expects, is missing.",
        ),
        remedy=Text(
            fr="Exportez cette colonne, ou déclarez-la « optional » dans la correspondance.",
            en="Export this column, or mark it “optional” in the mapping.",
        ),
        file=file,
        line=1,
        key=name,
    )


def _unlisted_column_fault(file: str, name: str, position: int, mapping: str) -> Fault:
    return CATALOGUE.build("unlisted-column", name=name, mapping=mapping).at(
        file=file, line=1, column=position, key=name
    )


def _column_twice_fault(file: str, name: str, position: int) -> Fault:
    return Fault(
        code="column-twice",
        message=Text(fr=f"La colonne « {name} » figure deux fois.", en=f"The column “{name}” appears twice."),
        remedy=Text(fr="Renommez l’une des deux dans l’export.", en="Rename one of the two in the export."),
        file=file,
        line=1,
        column=position,
        key=name,
    )
