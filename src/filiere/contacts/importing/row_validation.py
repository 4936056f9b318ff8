"""From what a source yields to typed parts: every row judged, by set operations where it is clean.

Rows are gathered into chunks of some hundred thousand. People are hashed first, before anything is written. The
database engine then types the clean rows; only those with something to say pass through `CellRepairer`,
and come back in canonical form or are rejected. A chunk ends in one Parquet part a table and one checkpoint: an import
that is killed goes on after the last one.
"""

# Every identifier and path in SQL comes from the canonical tables or a folder, and is quoted by quoted or text.
# ruff: noqa: S608

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from pyarrow import compute

from filiere.contacts.importing import sql_checks
from filiere.contacts.importing.cell_repairs import CellRepairer
from filiere.contacts.importing.database import (
    BLANK_CHARACTERS,
    FIRST_US,
    LAST_US,
    list_identifiers,
    parquet_sql,
    quote_identifier,
)
from filiere.contacts.importing.database import quote_text as literal
from filiere.contacts.importing.defects import ENDLESS_HOURS, defects_of_table
from filiere.contacts.importing.delivery_counts import TableCounts
from filiere.contacts.importing.local_time import epoch_us, local_us_sql
from filiere.contacts.importing.protocol import CanonicalRow, CellValue
from filiere.contacts.importing.pseudonymisation import PersonHasher
from filiere.contacts.importing.redaction import redact_cell, redact_row
from filiere.contacts.schema import TABLES, Column, Table

HELPER_COLUMNS = ("raw_line", "_repairs", "_defects", "_rank", "_precision_us")
_HELPER_TYPES = {"raw_line": pa.int64(), "_rank": pa.int64(), "_precision_us": pa.int64()}
CLOCK_STEPS_US = (60_000_000, 1_000_000, 100_000, 10_000, 1_000, 1)
"""Steps that a clock may have, in microseconds; the smallest one seen is told."""

_OUT_OF_RANGE_US = 2 * LAST_US


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSettings:
    """What an import is told: whose rows, in which zone, the hash key, and from how long a contact is endless."""

    organisation: str | None
    zone: str
    key: bytes
    sha256: str
    endless_hours: int = ENDLESS_HOURS


class RowJudge:
    """Types and judges the rows of one table of one delivery."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, table: Table, settings: ImportSettings) -> None:
        self._connection, self.table, self._settings = connection, table, settings
        self._mender = CellRepairer(settings.zone)
        self._people = PersonHasher(settings.key)
        self._defects = defects_of_table(table, endless_hours=settings.endless_hours)

    def part(self, lots: Sequence[pa.Table], path: Path, rejects: Path, tally: TableCounts) -> None:
        """Write the rows of ``lots`` that are sound to ``path``, the others and the repaired to ``rejects``, and count
        them in ``tally``."""
        columns = ", ".join(
            f"{quote_identifier(one.stored_name)} {sql_checks.stored_type(one)}" for one in self.table.columns
        )
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE typed ({columns}, raw_line BIGINT, precision_us BIGINT, repairs VARCHAR, "
            "defects VARCHAR, _rank BIGINT, _seq BIGINT, _n BIGINT, _clean BOOLEAN)"
        )
        with rejects.open("a", encoding="utf-8") as log:
            for lot in lots:
                self._lot(self._prepare_lot(lot), log, tally)
            self._rules(log, tally)
        self._write(path, tally)

    def _prepare_lot(self, lot: pa.Table) -> pa.Table:
        """Return a lot with every canonical column, people hashed, and the helpers there."""
        arrays: dict[str, pa.ChunkedArray] = {}
        repairs = lot.column("_repairs") if "_repairs" in lot.column_names else _constant_column("", lot.num_rows)
        for item in self.table.columns:
            if item.name not in lot.column_names:
                arrays[item.name] = pa.chunked_array([pa.nulls(lot.num_rows, pa.string())])
                continue
            column = lot.column(item.name)
            if item.kind == "key":
                column, trimmed = _trim_texts(column)
                repairs = compute.if_else(trimmed, _append_repair(repairs, "blank-trimmed"), repairs)
                column = self._people.all(column)
            arrays[item.name] = column
        for helper in HELPER_COLUMNS:
            if helper == "_repairs":
                arrays[helper] = repairs
            elif helper in lot.column_names:
                arrays[helper] = lot.column(helper)
            else:
                arrays[helper] = pa.chunked_array([pa.nulls(lot.num_rows, _HELPER_TYPES.get(helper, pa.string()))])
        arrays["_n"] = pa.chunked_array([pa.array(np.arange(lot.num_rows, dtype=np.int64))])
        return pa.table(arrays)

    def _lot(self, lot: pa.Table, log: Any, tally: TableCounts) -> None:
        before = tally.rows
        tally.rows += lot.num_rows
        self._insert(lot, before)
        dirty = self._connection.execute("SELECT _n FROM typed WHERE NOT _clean ORDER BY _n").fetchall()
        repaired = self._connection.execute(
            "SELECT raw_line, repairs FROM typed WHERE _clean AND repairs <> '' ORDER BY _n"
        ).fetchall()
        for line, names in repaired:
            tally.repairs.update(names.split(","))
            _log_verdict(log, line, self.table.name, "repaired", [{"rule": name} for name in names.split(",")])
        if dirty:
            self._connection.execute("DELETE FROM typed WHERE NOT _clean")
            self._mend(lot.take(pa.array([one for (one,) in dirty])), before, log, tally)
        self._connection.execute("UPDATE typed SET _n = NULL, _clean = NULL")

    def _insert(self, lot: pa.Table, before: int) -> None:
        """Type a lot, which comes after ``before`` rows, into the table ``typed``, each row told clean or not."""
        texts = {one.name for one in self.table.columns if pa.types.is_string(lot.schema.field(one.name).type)}
        cells = [self._cell(one.name, text=one.name in texts) for one in self.table.columns]
        values = ", ".join(sql_checks.value_sql(one, typed=one.name not in texts) for one in self.table.columns)
        clean = " AND ".join(sql_checks.clean_sql(one, typed=one.name not in texts) for one in self.table.columns)
        steps = [
            f"step({quote_identifier(one.name)})"
            for one in self.table.columns
            if one.kind == "time" and one.name in texts
        ]
        self._connection.register("lot", lot)
        try:
            self._connection.execute(
                f"INSERT INTO typed SELECT {values}, raw_line, least({', '.join(['_precision_us', *steps])}), "
                f"coalesce(_repairs, ''), coalesce(_defects, ''), coalesce(_rank, 0), {before} + _n, _n, {clean} "
                f"FROM (SELECT {', '.join(cells)}, {list_identifiers(HELPER_COLUMNS)}, _n FROM lot)"
            )
        finally:
            self._connection.unregister("lot")

    def _cell(self, name: str, *, text: bool) -> str:
        """Return the SQL of a cell as read: a blank one is unknown, save that of an organisation that was given."""
        cell = f"nullif({quote_identifier(name)}, '')" if text else quote_identifier(name)
        if name == "organisation" and self._settings.organisation is not None:
            cell = f"coalesce({cell}, {literal(self._settings.organisation)})"
        return f"{cell} AS {quote_identifier(name)}"

    def _mend(self, rows: pa.Table, before: int, log: Any, tally: TableCounts) -> None:
        kept: list[dict[str, Any]] = []
        for row in rows.to_pylist():
            if not row.get("organisation"):
                row["organisation"] = self._settings.organisation
            mended = self._mend_row(row, log, tally)
            if mended is not None:
                kept.append(mended)
        if kept:
            self._insert(pa.Table.from_pylist(kept, schema=rows.schema), before)
            # The rules of cells are written twice, in SQL for the many and in Python for the few: they must agree.
            if self._connection.execute("SELECT 1 FROM typed WHERE NOT _clean").fetchone():
                raise RuntimeError(f"a mended row of {self.table.name} is not clean")

    def _mend_row(self, row: dict[str, Any], log: Any, tally: TableCounts) -> dict[str, Any] | None:
        made: list[dict[str, str | None]] = [{"rule": one} for one in (row["_repairs"] or "").split(",") if one]
        wrong: list[tuple[Column, str, str | None]] = []
        for column in self.table.columns:
            read = row[column.name]
            if read is not None and not isinstance(read, str):
                if (code := _typed_cell_rejection(column, read)) is not None:
                    wrong.append((column, code, str(read)))
                continue
            cell = self._mender.cell(column, read)
            row[column.name] = cell.text
            if cell.rejected is not None:
                wrong.append((column, cell.rejected, read))
            made += [{"rule": rule, "column": column.name, "read": redact_cell(column, read)} for rule in cell.repairs]
        if wrong:
            tally.reject([(code, one.name) for one, code, _ in wrong])
            faults = [{"code": code, "column": one.name, "read": said} for (one, code, _), said in redact_row(wrong)]
            _log_verdict(log, row["raw_line"], self.table.name, "rejected", faults)
            return None
        tally.repairs.update({str(one["rule"]) for one in made})
        row["_repairs"] = ",".join(dict.fromkeys(str(one["rule"]) for one in made))
        if made:
            _log_verdict(log, row["raw_line"], self.table.name, "repaired", made)
        return row

    def _rules(self, log: Any, tally: TableCounts) -> None:
        """Reject the rows that are sound cell by cell and cannot be understood as a whole."""
        rules = sql_checks.row_rules(self.table)
        if self._settings.organisation is not None:
            rules.append(
                ("other-organisation", "organisation", f"organisation <> {literal(self._settings.organisation)}")
            )
        for code, column, broken in rules:
            stored = self.table.by_name[column]
            found = self._connection.execute(
                f"SELECT raw_line, CAST({quote_identifier(stored.stored_name)} AS VARCHAR) FROM typed WHERE {broken} "
                f"ORDER BY raw_line"
            ).fetchall()
            for line, read in found:
                tally.reject([(code, column)])
                fault = {"code": code, "column": column, "read": redact_cell(stored, read)}
                _log_verdict(log, line, self.table.name, "rejected", [fault])
            if found:
                self._connection.execute(f"DELETE FROM typed WHERE {broken}")

    def _write(self, path: Path, tally: TableCounts) -> None:
        kinds = [f"CASE WHEN {one.sql} THEN {literal(one.name)} END" for one in self._defects]
        named = f"concat_ws(',', nullif(defects, ''), {', '.join(kinds)})" if kinds else "defects"
        stored = [quote_identifier(one.stored_name) for one in self.table.columns]
        identity = [quote_identifier(self.table.by_name[one].stored_name) for one in self.table.identity]
        select = (
            f"SELECT {', '.join(stored)}, {literal(self._settings.sha256)} AS delivery, raw_line, "
            f"precision_us, {literal(self._settings.zone)} AS zone, repairs, {named} AS defects, _rank, _seq, "
            f"hash({', '.join(identity)}) AS _id, hash({', '.join(stored)}) AS _row "
            "FROM typed"
        )
        if (self._connection.execute("SELECT count(*) FROM typed").fetchone() or (0,))[0]:
            self._connection.execute(f"COPY ({select}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION snappy)")
            self._count(parquet_sql([path]), tally)
        self._connection.execute("DROP TABLE typed")

    def _count(self, judged: str, tally: TableCounts) -> None:
        found = self._connection.execute(
            "SELECT name, count(*), list_slice(list(raw_line ORDER BY raw_line), 1, 20) FROM (SELECT raw_line, "
            f"unnest(string_split(defects, ',')) AS name FROM {judged} WHERE defects <> '') GROUP BY name"
        ).fetchall()
        for name, count, lines in found:
            tally.defect(name, count, lines)
        times = [quote_identifier(one.stored_name) for one in self.table.columns if one.kind == "time"]
        if not times:
            return
        misses = [
            f"count(*) FILTER (list_sum([{', '.join(f'{one} % {step}' for one in times)}]) > 0)"
            for step in CLOCK_STEPS_US
        ]
        low, high, *missed = self._connection.execute(
            f"SELECT min(least({', '.join(times)})), max(greatest({', '.join(times)})), {', '.join(misses)} "
            f"FROM {judged}"
        ).fetchone() or (None, None)
        tally.span(low, high)
        tally.step(next(step for step, miss in zip(CLOCK_STEPS_US, missed, strict=True) if not miss))
        if self.table.name == "contact_leg":
            days = [
                f"{local_us_sql(one, self._settings.zone, low, high)} // 86400000000"
                for one in ("arrived_us", "coalesce(ended_us, arrived_us)")
            ]
            (crossing,) = self._connection.execute(
                f"SELECT count(*) FROM {judged} WHERE {days[0]} <> {days[1]}"
            ).fetchone() or (0,)
            tally.crossing_midnight += crossing


def rows_to_arrow(table: str, rows: Sequence[CanonicalRow]) -> pa.Table:
    """Return rows of Python as a lot: texts, and instants as integers where a source gives them so."""
    arrays: dict[str, pa.Array] = {}
    for column in TABLES[table].columns:
        cells = [row.values.get(column.name) for row in rows]
        if column.kind == "time" and all(cell is None or isinstance(cell, int | datetime) for cell in cells):
            arrays[column.name] = pa.array([_cell_to_microseconds(cell) for cell in cells], pa.int64())
        else:
            arrays[column.name] = pa.array([_cell_to_text(column, cell) for cell in cells], pa.string())
    arrays["raw_line"] = pa.array([row.line for row in rows], pa.int64())
    arrays["_repairs"] = pa.array([",".join(row.repairs) for row in rows], pa.string())
    arrays["_defects"] = pa.array([",".join(row.defects) for row in rows], pa.string())
    arrays["_rank"] = pa.array([row.rank for row in rows], pa.int64())
    arrays["_precision_us"] = pa.array([row.precision_us for row in rows], pa.int64())
    unknown = {name for row in rows for name in row.values} - set(TABLES[table].header)
    if unknown:
        raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
    return pa.table(arrays)


def join_batches(lots: Sequence[pa.Table]) -> list[pa.Table]:
    """Return lots in which neighbours of one shape are one, without copying: each lot costs its statements."""
    groups: list[list[pa.Table]] = []
    for lot in lots:
        if groups and groups[-1][0].schema == lot.schema:
            groups[-1].append(lot)
        else:
            groups.append([lot])
    return [pa.concat_tables(one) for one in groups]


def _cell_to_microseconds(cell: CellValue) -> int | None:
    if isinstance(cell, datetime):
        return epoch_us(cell)
    # What 64 bits do not hold is far out of the range of instants, and is rejected as such.
    return max(-_OUT_OF_RANGE_US, min(cell, _OUT_OF_RANGE_US)) if isinstance(cell, int) else None


def _cell_to_text(column: Column, cell: CellValue) -> str | None:
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.isoformat()
    if column.kind == "time" and isinstance(cell, int):
        return f"{np.datetime64(cell, 'us')}Z"
    return str(cell)


def _typed_cell_rejection(column: Column, value: Any) -> str | None:
    if column.kind == "time":
        return None if FIRST_US <= value < LAST_US else "time-out-of-range"
    return "bad-count" if column.kind == "count" and value < 0 else None


def _trim_texts(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """Return texts without blanks around, unknown where nothing is left, and which of them changed."""
    bare = compute.utf8_trim(column, characters=BLANK_CHARACTERS)
    changed = compute.fill_null(compute.not_equal(bare, column), False)
    return compute.if_else(compute.equal(bare, ""), None, bare), changed


def _append_repair(repairs: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    filled = compute.fill_null(repairs, "")
    return compute.if_else(compute.equal(filled, ""), name, compute.binary_join_element_wise(filled, name, ","))


def _constant_column(value: str, rows: int) -> pa.ChunkedArray:
    return pa.chunked_array([pa.repeat(pa.scalar(value), rows)])


def _log_verdict(log: Any, line: int, table: str, verdict: str, what: Sequence[Mapping[str, Any]]) -> None:
    key = "faults" if verdict == "rejected" else "repairs"
    content = {"line": line, "table": table, "verdict": verdict, key: list(what)}
    log.write(json.dumps(content, ensure_ascii=False) + "\n")
