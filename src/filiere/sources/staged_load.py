"""Loading a file: from the bytes a user gives to a folder that pages can read, with nothing in between.

A load works in a staging folder beside the versions and ends with one rename. Killed at any moment, it leaves a
staging folder that nobody reads and that :func:`remove_stale_staging` removes; what was loaded before stays as it was.
The name of a version is drawn from the content of the file, so that loading it twice makes one version.
"""

# Every identifier and path in the SQL below comes from a layout or a folder and is quoted by engine.name or text.
# ruff: noqa: S608

import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TextIO

import duckdb

from filiere.core import Fault
from filiere.sources import report, stored_table_writer
from filiere.sources.byte_scan import Examination, ProgressCallback, examine, truncated_file_fault, unended_line_fault
from filiere.sources.cell_rules import LoadContext
from filiere.sources.connector_catalogue import Connector, connector
from filiere.sources.duckdb_connection import (
    create_wide_table,
    csv_relation,
    is_clean,
    open_database,
    parquet_headers,
    parquet_relation,
    quote_identifier,
    quote_text,
)
from filiere.sources.duplicates import find_duplicates
from filiere.sources.faults import fault
from filiere.sources.file_rows import LONGEST_ROW, csv_records, parquet_records
from filiere.sources.gazetteer import Gazetteer, load_gazetteer
from filiere.sources.header import FileShape, read_shape
from filiere.sources.load_log import LoadLog, RefusedFile
from filiere.sources.row_scan import ScanResult, scan_records

STAGING_PREFIX = ".staging-"
LOCK_FILE = ".lock"
# Faults of a file whose end is missing: rows that nobody has seen cannot be set aside.
INCOMPLETE_CODES = ("truncated-file", "unended-last-line")
# A fixed name, which no engine takes for a pattern.
WORKING_COPY_FILE = "file"
FICTITIOUS_MARK = "Fictif"


@dataclass
class PreparedLoad:
    """A load that is ready and not yet published.

    ``folder`` is the staging folder; ``report`` what ``report.json`` holds. ``rows`` counts the rows accepted,
    ``unknown`` and ``suppressed`` the cells in those states. ``fictitious`` says that the file calls its own
    numbers made up.
    """

    name: str
    version: str
    sha256: str
    rows: int
    rejected: int
    unknown: int
    suppressed: int
    fictitious: bool
    folder: Path
    report: dict[str, Any]
    home: Path
    _lock: TextIO | None = field(default=None, repr=False, compare=False)


def versions_folder(home: Path, source: str) -> Path:
    """Return the folder where the versions of a source stand."""
    return home / "sources" / source


def prepare(
    source_name: str,
    file: Path,
    *,
    home: Path,
    today: date,
    allow_rejects: bool = False,
    previous: Path | None = None,
    progress: ProgressCallback | None = None,
    communes: Gazetteer | None = None,
) -> PreparedLoad:
    """Check a file and write its stored form into a staging folder.

    ``today`` decides which dates are in the future. ``previous`` is the folder of the version in use: the report
    says what differs, and for a source of several files its other parts are carried over. ``communes`` answers
    which communes exist (the shipped official code by default). ``progress`` is called with a stage, a quantity
    done and its total. Faults refuse the file, with :class:`RefusedFile`, which holds all of them; with
    ``allow_rejects`` the faulty rows are set aside in ``rejects.csv`` instead, but a file that is damaged, badly
    encoded or without its columns is refused all the same. The load works on a copy of its own, of which
    ``sha256`` is the hash: a file that changes meanwhile is refused.
    """
    source = connector(source_name)
    root = versions_folder(home, source.name)
    staging = root / f"{STAGING_PREFIX}{secrets.token_hex(8)}"
    staging.mkdir(parents=True)
    lock = (staging / LOCK_FILE).open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    gazetteer = communes if communes is not None else load_gazetteer()
    try:
        prepared = _prepare_staged(source, file, staging, home, today, allow_rejects, previous, progress, gazetteer)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        lock.close()
        raise
    prepared._lock = lock
    return prepared


def prepare_in_subprocess(source_name: str, file: Path, **asked: Any) -> PreparedLoad:
    """The same in a process that ends with it: the staging folder is no longer locked, which whoever asks makes up for
    by letting nobody sweep meanwhile."""
    prepared = prepare(source_name, file, **asked)
    if prepared._lock is not None:
        prepared._lock.close()
        prepared._lock = None
    return prepared


def _prepare_staged(
    source: Connector,
    file: Path,
    staging: Path,
    home: Path,
    today: date,
    allow_rejects: bool,
    previous: Path | None,
    progress: ProgressCallback | None,
    gazetteer: Gazetteer,
) -> PreparedLoad:
    log = LoadLog(staging / "faults.csv")
    examined = examine(file, log, copy=staging / WORKING_COPY_FILE, progress=progress, encoding=source.encoding)
    shape = _read_file_shape(source, examined, today, log) if examined.readable else None
    # A fault of the file as a whole cannot be set aside with a row; rows are looked at all the same, to tell all.
    whole_file = log.total > 0
    context = LoadContext(today, gazetteer)
    if shape is not None:
        # The numbers of a Parquet file have no mark: they are written here, with a point.
        mark = shape.layout.decimal if examined.kind == "csv" else "."
        context = LoadContext(today, gazetteer, shape.last_year, mark)
    temporary = staging / "tmp"
    temporary.mkdir()
    with open_database(temporary) as connection:
        counted, done = stored_table_writer.CellCounts(), ScanResult()
        if shape is not None:
            done = _fill_wide_table(
                connection, examined, shape, context, log, staging, progress, careful=whole_file, keep=allow_rejects
            )
            if examined.last_line and not log.counts.get("truncated-file"):
                log.add(unended_line_fault(examined.path, examined.lines))
        log.close()
        incomplete = any(log.counts.get(code) for code in INCOMPLETE_CODES)
        if shape is None or whole_file or incomplete or (log.total and not allow_rejects):
            _refuse_file(source, examined, log, home)
        assert shape is not None  # noqa: S101  Refused above otherwise.
        if progress is not None:
            progress("write", 0, 1)
        counted = stored_table_writer.write_stored_table(connection, source, shape, staging, withheld=done.suppressed)
        fictitious = _is_fictitious(connection, shape)
    parts = _carry_over_parts(source, shape, examined, previous, staging)
    version = _compute_version(source, examined, parts)
    for leftover in (WORKING_COPY_FILE, "accepted.csv", "keys.csv", "tmp"):
        path = staging / leftover
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    if not done.rejected:
        (staging / "rejects.csv").unlink(missing_ok=True)
    content = report.build_report(
        source, shape, examined, done, counted, dict(log.counts), today, version, parts, fictitious, staging, previous
    )
    _write_json(staging / "report.json", content)
    if progress is not None:
        progress("write", 1, 1)
    return PreparedLoad(
        name=source.name,
        version=version,
        sha256=examined.sha256,
        rows=done.accepted,
        rejected=done.rejected,
        unknown=counted.unknown,
        suppressed=counted.suppressed,
        fictitious=fictitious,
        folder=staging,
        report=content,
        home=home,
    )


def _read_file_shape(source: Connector, examined: Examination, today: date, log: LoadLog) -> FileShape | None:
    headers = None
    if examined.kind == "parquet":
        try:
            headers = parquet_headers(examined.bytes_at)
        except duckdb.Error:
            log.add(truncated_file_fault(examined.path, None))
            return None
    return read_shape(source, examined, headers, today, log)


def _fill_wide_table(
    connection: duckdb.DuckDBPyConnection,
    examined: Examination,
    shape: FileShape,
    context: LoadContext,
    log: LoadLog,
    staging: Path,
    progress: ProgressCallback | None,
    *,
    careful: bool,
    keep: bool,
) -> ScanResult:
    """Fill the table ``wide``: at once when the file is clean, through the careful pass when it is not."""
    order = stored_table_writer.storage_order(shape.layout)
    if not careful and shape.sound:
        if progress is not None:
            progress("check", 0, 1)
        if examined.kind == "parquet":
            relation, expected = parquet_relation(examined.bytes_at), None
        else:
            relation = csv_relation(examined.bytes_at, shape.headers, shape.separator, longest=LONGEST_ROW)
            expected = examined.lines - 1
        try:
            create_wide_table(connection, relation, shape, lenient=False, order=order, decimal=context.decimal)
            if is_clean(connection, shape, context, expected):
                rows = connection.execute("SELECT count(*) FROM wide").fetchone() or (0,)
                if rows[0] == 0:
                    log.add(_no_row_fault(examined))
                return ScanResult(rows=rows[0], accepted=rows[0])
        except duckdb.Error:
            # Not clean, whatever the engine stumbled over: the careful pass says what and where.
            connection.execute("DROP TABLE IF EXISTS wide")
    if examined.kind == "parquet":
        records = parquet_records(examined.bytes_at, shape.headers, progress)
    else:
        records = csv_records(examined, shape, log, progress)
    done = scan_records(records, examined, shape, context, log, staging, keep=keep)
    find_duplicates(connection, done, examined, shape, log, keep=keep)
    if done.rows == 0:
        log.add(_no_row_fault(examined))
    headers = [bound.header for bound in shape.bound]
    accepted = csv_relation(done.accepted_path, ["_line", *headers], ",")
    columns = ", ".join(quote_identifier(header) for header in headers)
    kept = f"(SELECT {columns} FROM {accepted} WHERE CAST(_line AS BIGINT) NOT IN (SELECT line FROM doubles))"
    if shape.sound and (keep or not log.total):
        create_wide_table(connection, kept, shape, lenient=done.suppressed, order=order)
    return done


def _no_row_fault(examined: Examination) -> Fault:
    return fault("no-row").at(file=str(examined.path), line=1)


def _is_fictitious(connection: duckdb.DuckDBPyConnection, shape: FileShape) -> bool:
    marked = shape.layout.fictitious_when
    for bound in shape.bound:
        if bound.header == marked and bound.column.field:
            query = (
                f"SELECT bool_or(starts_with({quote_identifier(bound.column.field)}, "
                f"{quote_text(FICTITIOUS_MARK)})) FROM wide"
            )
            row = connection.execute(query).fetchone()
            return bool(row and row[0])
    return False


def _refuse_file(source: Connector, examined: Examination, log: LoadLog, home: Path) -> None:
    identity = examined.sha256[:16] or "unread"
    folder = versions_folder(home, source.name) / "refused" / identity
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "faults.csv"
    log.path.replace(target)
    raise RefusedFile(log.kept, log.counts, target, examined.sha256)


def _carry_over_parts(
    source: Connector, shape: FileShape, examined: Examination, previous: Path | None, staging: Path
) -> dict[str, str]:
    """Return the hash of the file of each part; copy the parts of the version in use that this file does not give."""
    parts: dict[str, str] = {}
    if source.multipart and previous is not None:
        before = report.read_report(previous)
        for part, sha256 in before.get("parts", {}).items():
            path = previous / "parts" / f"{part}.parquet"
            if part != shape.layout.id and path.is_file():
                shutil.copyfile(path, staging / "parts" / path.name)
                parts[part] = sha256
    parts[shape.layout.id] = examined.sha256
    return dict(sorted(parts.items()))


def _compute_version(source: Connector, examined: Examination, parts: Mapping[str, str]) -> str:
    if not source.multipart:
        return examined.sha256[:16]
    lines = "".join(f"{part} {sha256}\n" for part, sha256 in parts.items())
    return hashlib.sha256(lines.encode()).hexdigest()[:16]


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def publish(prepared: PreparedLoad) -> Path:
    """Move a prepared load to its place, in one rename, and return that place; do nothing when it is there already."""
    target = versions_folder(prepared.home, prepared.name) / prepared.version
    if not prepared.folder.name.startswith(STAGING_PREFIX):
        return target
    (prepared.folder / LOCK_FILE).unlink(missing_ok=True)
    for path in sorted(prepared.folder.rglob("*")):
        _sync_to_disk(path)
    _sync_to_disk(prepared.folder)
    if target.is_dir():
        shutil.rmtree(prepared.folder)
    else:
        prepared.folder.replace(target)
    _sync_to_disk(target.parent)
    prepared.folder = target
    if prepared._lock is not None:
        prepared._lock.close()
        prepared._lock = None
    return target


def discard(prepared: PreparedLoad) -> None:
    """Remove a prepared load that will not be published."""
    if prepared.folder.name.startswith(STAGING_PREFIX):
        shutil.rmtree(prepared.folder, ignore_errors=True)
    if prepared._lock is not None:
        prepared._lock.close()
        prepared._lock = None


def _sync_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_stale_staging(home: Path, keep: Mapping[str, Collection[str]] | None = None) -> list[str]:
    """Remove what killed loads left, and return the names of the folders removed.

    A staging folder whose load still runs is locked, and left alone. With ``keep``, the versions that are recorded
    by source, a published version that no record names is removed too: it is a load killed between its rename and
    its record. Call it then where no other load can be between those two.
    """
    removed = []
    for root in sorted((home / "sources").glob("*")):
        for folder in sorted(root.iterdir()) if root.is_dir() else []:
            if not folder.is_dir() or folder.name == "refused":
                continue
            staging = folder.name.startswith(STAGING_PREFIX)
            orphan = keep is not None and not staging and folder.name not in keep.get(root.name, ())
            if orphan or (staging and not _is_locked(folder)):
                shutil.rmtree(folder)
                removed.append(f"{root.name}/{folder.name}")
    return removed


def _is_locked(folder: Path) -> bool:
    try:
        with (folder / LOCK_FILE).open("r") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
