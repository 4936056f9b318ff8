"""One file into a store: whole, or not at all, and again from where it stopped.

The file is read in chunks; each ends in parts and a checkpoint in ``staging``. When all of it is read, it is merged
with the store into new files, and the record of the store is put in place by one rename. A file that is wrong as a
whole leaves nothing. An import that is killed leaves its staging, and the same import goes on from its last checkpoint.
"""

import json
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from filiere.contacts.importing.contact_derivation import count_headless_contacts, derive_contacts
from filiere.contacts.importing.cross_row_checks import check_across_rows
from filiere.contacts.importing.database import MEMORY_LIMIT, open_database
from filiere.contacts.importing.defects import ENDLESS_HOURS
from filiere.contacts.importing.delivered_file import DeliveredFile, ProgressCallback, ignore_progress
from filiere.contacts.importing.delivery_counts import TableCounts
from filiere.contacts.importing.delivery_merge import MergeResult, TableMerge
from filiere.contacts.importing.faults import fault
from filiere.contacts.importing.organisation_limit import StoreOrganisations
from filiere.contacts.importing.protocol import (
    CanonicalBatch,
    CanonicalRow,
    RefusedRecord,
    Source,
    SourceContext,
    SourceItem,
)
from filiere.contacts.importing.report import build_import_report
from filiere.contacts.importing.row_validation import ImportSettings, RowJudge, join_batches, rows_to_arrow
from filiere.contacts.importing.store_lock import lock_store, remove_unlisted_files
from filiere.contacts.schema import TABLES
from filiere.contacts.store import Delivery, Store, write_atomically
from filiere.core import Fault, Faults, Text, seal

CHUNK_ROWS = 250_000
"""Rows judged at once: some tens of megabytes of texts."""
BATCH_ROWS = 2_000
"""Rows of Python kept before they become an Arrow table: one takes some kilobytes here, and a tenth of it there."""
ENGINE_VERSION = "2"
"""Changes whenever the same file would give other parts, so that no import goes on from parts of another making."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What an import did: its report, as JSON holds it, and whether the file had been delivered already."""

    report: Mapping[str, Any]
    again: bool

    @property
    def is_sound(self) -> bool:
        """Whether no record was refused, no row rejected, and none contradicts another."""
        tables = self.report["tables"].values()
        faulty = any(one["rejected"] or one["conflicting"] or one["across"] for one in tables)
        return not faulty and not self.report["raw"]["refused"]


def import_file(
    store: Path,
    path: Path,
    source: Source,
    *,
    today: str,
    organisation: str | None = None,
    zone: str | None = None,
    options: Mapping[str, str] | None = None,
    endless_hours: int = ENDLESS_HOURS,
    progress: ProgressCallback = ignore_progress,
    memory_limit: str = MEMORY_LIMIT,
    chunk: int = CHUNK_ROWS,
    corrects: bool = False,
) -> ImportResult:
    """Import one file into the store at ``store``, which exists; ``today`` is the day of loading, ISO.

    ``organisation`` is whose rows they are, where the file does not say; ``zone`` that of its local times and days,
    the store's by default. ``corrects``: the file may replace rows of earlier deliveries that are of other days. Raises
    :class:`Faults` for what is wrong with the whole file; the store is then unchanged.
    """
    with lock_store(store):
        opened = Store.open(store)
        remove_unlisted_files(opened)
        file = DeliveredFile.at(path, progress=progress)
        if known := _find_known_delivery(opened, file, source, organisation):
            return ImportResult(report=json.loads((store / known.report).read_bytes()), again=True)
        settings = ImportSettings(
            organisation=organisation,
            zone=zone or getattr(source, "zone", None) or opened.zone,
            key=opened.key(),
            sha256=file.sha256,
            endless_hours=endless_hours,
        )
        work = _ImportJob(opened, file, source, settings, chunk=chunk)
        context = SourceContext(
            organisation=organisation, zone=settings.zone, options=options or {}, folder=work.staging / "spill"
        )
        try:
            # One connection for both: on a small file, to open a second one takes longer than all that it is asked.
            with open_database(work.staging / "spill", memory_limit=memory_limit) as connection:
                work.read(connection, context)
                file.check_unchanged()
                report = work.merge(connection, today, corrects=corrects)
            shutil.rmtree(work.staging, ignore_errors=True)
            return ImportResult(report=report, again=False)
        except Faults:
            shutil.rmtree(work.staging, ignore_errors=True)
            remove_unlisted_files(opened)
            raise
        except duckdb.OutOfMemoryException:
            # What was read stays in the staging folder: the same import with more memory goes on from there.
            raise Faults([_too_little_memory_fault(path, memory_limit)]) from None


@dataclass
class _ImportState:
    """What was read so far, as a checkpoint keeps it."""

    items: int = 0
    chunks: int = 0
    records: int = 0
    tallies: dict[str, TableCounts] = field(default_factory=dict)
    refused: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    unused: Counter[str] = field(default_factory=Counter)
    words: dict[str, dict[str, Any]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "items": self.items,
            "chunks": self.chunks,
            "records": self.records,
            "tallies": {name: one.as_json() for name, one in self.tallies.items()},
            "refused": [[*key, count] for key, count in self.refused.items()],
            "unused": dict(self.unused),
            "words": self.words,
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "_ImportState":
        return cls(
            **content
            | {
                "tallies": {name: TableCounts.from_json(one) for name, one in content["tallies"].items()},
                "refused": Counter({(table, code, column): n for table, code, column, n in content["refused"]}),
                "unused": Counter(content["unused"]),
            }
        )


class _ImportJob:
    """One import at work, in its staging folder."""

    def __init__(
        self,
        store: Store,
        file: DeliveredFile,
        source: Source,
        settings: ImportSettings,
        *,
        chunk: int,
    ) -> None:
        self._store, self._file, self._source, self._settings = store, file, source, settings
        self._chunk = chunk
        made = {
            "engine": ENGINE_VERSION,
            "sha256": file.sha256,
            "source": source.name,
            "mapping": source.mapping_sha256,
            "organisation": settings.organisation,
            "zone": settings.zone,
            "hours": settings.endless_hours,
            "chunk": chunk,
        }
        self.id = seal(made)[:16]
        self.staging = store.folder / "staging" / self.id
        self._state = _ImportState()
        self._lots: dict[str, list[pa.Table]] = {}
        self._rows: dict[str, list[CanonicalRow]] = {}
        self._waiting = 0
        self._told: list[str] = []
        self._organisations = StoreOrganisations(store)
        self._line = 0

    def read(self, connection: duckdb.DuckDBPyConnection, context: SourceContext) -> None:
        """Read the file to its end, a checkpoint each chunk, from the last one if there is any."""
        self._resume()
        judges = {name: RowJudge(connection, table, self._settings) for name, table in TABLES.items()}
        try:
            self._read(context, judges)
        except (Faults, duckdb.OutOfMemoryException, MemoryError, OSError):
            raise
        except Exception as error:
            # A file is anything that somebody sent: what no reader foresaw is told as what is wrong with the file.
            raise Faults([_unforeseen_content_fault(self._file.path, self._line, error)]) from error
        # The rows of the last chunk, which are in the files of the parts.
        connection.execute("DROP TABLE IF EXISTS typed")

    def _read(self, context: SourceContext, judges: Mapping[str, RowJudge]) -> None:
        done = self._state.items
        for position, item in enumerate(self._source.read(self._file, context)):
            if position < done:
                continue
            self._take(item)
            self._state.items = position + 1
            if self._waiting >= self._chunk:
                self._checkpoint(judges)
        self._checkpoint(judges)

    def _resume(self) -> None:
        checkpoints = sorted(self.staging.glob("checkpoint-*.json"))
        if checkpoints:
            self._state = _ImportState.from_json(json.loads(checkpoints[-1].read_bytes()))
        for path in [*self.staging.glob("part-*"), *self.staging.glob("rejects-*")]:
            # What was written after the last checkpoint is written again.
            if int(path.name.split("-")[1].split(".")[0]) >= self._state.chunks:
                path.unlink()
        self._organisations.take(self._file.path, sorted(self.staging.glob("part-*.parquet")))

    def _take(self, item: SourceItem) -> None:
        state = self._state
        if isinstance(item, CanonicalRow | RefusedRecord):
            self._line = max(self._line, item.line)
        elif isinstance(item, CanonicalBatch) and item.rows.num_rows:
            self._line = max(self._line, item.rows.column("raw_line")[-1].as_py())
        if isinstance(item, CanonicalRow):
            rows = self._rows.setdefault(item.table, [])
            rows.append(item)
            if len(rows) >= BATCH_ROWS:
                self._gather(item.table)
            state.records += item.records
            self._waiting += 1
        elif isinstance(item, CanonicalBatch):
            # A batch that follows single rows of its table comes after them, as in the file.
            self._gather(item.table)
            self._lots.setdefault(item.table, []).append(item.rows)
            state.records += item.rows.num_rows if item.records is None else item.records
            self._waiting += item.rows.num_rows
        elif isinstance(item, RefusedRecord):
            state.records += item.records
            state.refused[item.table or "", item.code, item.column or ""] += item.records
            state.words.setdefault(item.code, _dump_fault_words(item.message, item.remedy))
            every = (item, *item.also)
            for refused_record in item.also:
                state.words.setdefault(
                    refused_record.code, _dump_fault_words(refused_record.message, refused_record.remedy)
                )
            faults = [{"code": one.code, "column": one.column, "read": one.read} for one in every]
            told = {"line": item.line, "table": item.table, "verdict": "rejected", "faults": faults}
            self._told.append(json.dumps(told, ensure_ascii=False))
            self._waiting += 1
        else:
            state.records += item.records
            state.unused[item.rule] += item.records
            state.words.setdefault(item.rule, {"message": item.meaning.model_dump()})

    def _gather(self, table: str) -> None:
        if rows := self._rows.pop(table, None):
            self._lots.setdefault(table, []).append(rows_to_arrow(table, rows))

    def _checkpoint(self, judges: Mapping[str, RowJudge]) -> None:
        number = f"{self._state.chunks:06}"
        rejects = self.staging / f"rejects-{number}.jsonl"
        rejects.write_text("".join(f"{one}\n" for one in self._told), encoding="utf-8")
        for table in {*self._rows, *self._lots}:
            self._gather(table)
        for table, lots in sorted(self._lots.items()):
            tally = self._state.tallies.setdefault(table, TableCounts())
            judges[table].part(join_batches(lots), self.staging / f"part-{number}-{table}.parquet", rejects, tally)
        self._organisations.take(self._file.path, sorted(self.staging.glob(f"part-{number}-*.parquet")))
        self._lots, self._rows, self._waiting, self._told = {}, {}, 0, []
        self._state.chunks += 1
        write_atomically(self.staging / f"checkpoint-{number}.json", json.dumps(self._state.as_json()))

    def merge(self, connection: duckdb.DuckDBPyConnection, today: str, *, corrects: bool) -> Mapping[str, Any]:
        """Merge what was read into the store, put it in force, and return the report."""
        store, state = self._store, self._state
        name = f"{len(store.deliveries):06}-{self.id[:8]}"
        merged: dict[str, MergeResult] = {}
        steps = 0
        conflicts = self.staging / f"rejects-{state.chunks:06}.jsonl"
        conflicts.unlink(missing_ok=True)
        for table in sorted(state.tallies):
            self._file.progress("match", steps, len(state.tallies) + 1)
            steps += 1
            parts = sorted(self.staging.glob(f"part-*-{table}.parquet"))
            found = merged[table] = MergeResult()
            if not parts:
                continue
            merge = TableMerge(
                connection,
                store,
                TABLES[table],
                parts=parts,
                name=name,
                sha256=self._settings.sha256,
                zone=None if corrects else self._settings.zone,
            )
            found = merged[table] = merge.run()
            merge.tell(conflicts)
            after = store.with_files(added=found.added, removed=found.removed)
            found.across = check_across_rows(table, after.files(table), delivery=self._settings.sha256)
            if table == "contact_leg":
                self._derive(connection, merge, found, name)
            merge.close()
        self._file.progress("match", steps + 1, steps + 1)
        return self._put_in_force(merged, today)

    def _derive(self, connection: Any, merge: TableMerge, found: MergeResult, name: str) -> None:
        after = self._store.with_files(added=found.added, removed=found.removed)
        added, removed = derive_contacts(
            connection, after, merge, before=self._store, organisations=found.touched, name=name
        )
        found.added["contact"] = added
        found.removed += removed
        found.headless = count_headless_contacts(connection, merge.live_rows_sql)

    def _put_in_force(self, merged: Mapping[str, MergeResult], today: str) -> Mapping[str, Any]:
        store, folder = self._store, self._store.folder
        (folder / "reports").mkdir(exist_ok=True)
        same = sum(one.sha256 == self._file.sha256 for one in {d.report: d for d in store.deliveries}.values())
        base = f"reports/{self._file.sha256}{f'.{same + 1}' if same else ''}"
        content = build_import_report(
            file=self._file,
            source=self._source,
            settings=self._settings,
            state=self._state,
            merged=merged,
            today=today,
            rejects=f"{base}.rejects.jsonl",
        )
        with (folder / f"{base}.rejects.jsonl").open("wb") as target:
            for path in sorted(self.staging.glob("rejects-*.jsonl")):
                with path.open("rb") as stream:
                    shutil.copyfileobj(stream, target)
        write_atomically(folder / f"{base}.json", json.dumps(content, ensure_ascii=False, indent=1))
        counts = ("rows", "accepted", "repaired", "rejected", "duplicates", "superseded", "supersedes")
        deliveries = [
            Delivery(
                id=self.id,
                sha256=self._file.sha256,
                name=self._file.name,
                source=self._source.name,
                mapping_sha256=self._source.mapping_sha256,
                organisation=self._settings.organisation,
                table=table,
                zone=self._settings.zone,
                loaded_on=today,
                report=f"{base}.json",
                **{key: one[key] for key in counts},
            )
            for table, one in content["tables"].items()
        ]
        added: dict[str, dict[str, int]] = {}
        for merge_result in merged.values():
            for table, files in merge_result.added.items():
                added.setdefault(table, {}).update(files)
        removed = [path for one in merged.values() for path in one.removed]
        store.with_files(added=added, removed=removed, deliveries=deliveries).write()
        return content


def _too_little_memory_fault(path: Path, limit: str) -> Fault:
    return fault("memory-limit", limit=limit).at(file=str(path))


def _unforeseen_content_fault(path: Path, line: int, error: Exception) -> Fault:
    what = type(error).__name__
    return fault("unforeseen-content", line=line, what=what).at(file=str(path), line=line + 1)


def _dump_fault_words(message: Text, remedy: Text) -> dict[str, Any]:
    return {"message": message.model_dump(), "remedy": remedy.model_dump()}


def _find_known_delivery(
    store: Store, file: DeliveredFile, source: Source, organisation: str | None
) -> Delivery | None:
    """Return the delivery that this very file was, read the same way, None when it is not in the store."""
    for delivery in store.deliveries:
        same = (delivery.sha256, delivery.source, delivery.mapping_sha256, delivery.organisation)
        if delivery.erased_on is None and same == (file.sha256, source.name, source.mapping_sha256, organisation):
            return delivery
    return None
