"""Taking rows out of a store for good: those too old to be kept, those of a file taken back, those of a customer.

Files that hold such rows are written again without them, the record is put in force by one rename, and the old files
are then unlinked. Killed before the rename, nothing is erased; killed after, the next erasure or import unlinks what
the record no longer names. Each erasure is told in the record by table and delivery, so that the rows in force can
still be accounted for to the last one.
"""

# Every identifier and path in SQL comes from the canonical tables or a folder, and is quoted by quoted or text.
# ruff: noqa: S608

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from filiere.contacts.importing.contact_derivation import derive_contacts
from filiere.contacts.importing.database import (
    MEMORY_LIMIT,
    list_identifiers,
    open_database,
    parquet_sql,
    quote_identifier,
    quote_text,
    same_values_sql,
)
from filiere.contacts.importing.delivery_merge import derived_columns
from filiere.contacts.importing.local_time import epoch_us
from filiere.contacts.importing.partitions import write_file, write_partitions
from filiere.contacts.importing.pseudonymisation import hash_person
from filiere.contacts.importing.store_lock import lock_store, remove_staging, remove_unlisted_files
from filiere.contacts.schema import LINEAGE, TABLES, Table
from filiere.contacts.store import CUBES_FOLDER, Erasure, Store

CUSTOMER_COLUMN, CONTACT_COLUMN = "customer_key", "contact_id"
TABLES_ABOUT_PEOPLE: tuple[Table, ...] = tuple(
    table for table in TABLES.values() if any(one.kind == "key" or one.name == CONTACT_COLUMN for one in table.columns)
)
"""The tables that say something of a customer, an agent or a contact, which alone are erased by age."""

type ConditionOfTable = Callable[[Table], str | None]
"""The SQL of which rows of a table go, over its stored columns; None when none can."""


@dataclass(frozen=True, slots=True)
class ErasedRows:
    """What went: the rows that were in force, by table, and those of earlier deliveries that came back."""

    rows: Mapping[str, int] = field(default_factory=dict)
    restored: int = 0
    contacts: int = 0

    def __bool__(self) -> bool:
        return bool(self.rows)


def erase_before(store: Path, day: date, *, today: date, memory_limit: str = MEMORY_LIMIT) -> ErasedRows:
    """Erase what happened before a day, in the zone of the store; asked again on that day, there is nothing to do.

    A contact goes whole, by its first arrival; other rows of people by their moment. The rows that imports rejected go
    with the deliveries that were loaded before the day.
    """
    with _change_store_alone(store) as opened:
        limit = epoch_us(datetime.combine(day, datetime.min.time(), ZoneInfo(opened.zone)))
        for delivery in opened.deliveries:
            if delivery.loaded_on < day.isoformat():
                _rejects_path(store, delivery.report).unlink(missing_ok=True)
        if not any(
            month <= f"{day:%Y-%m}" for table in TABLES_ABOUT_PEOPLE for month in _months_of_table(opened, table)
        ):
            return ErasedRows()
        work = _ErasureJob(opened, today, memory_limit)
        gone = f"arrived_us < {limit}"
        return work.run("retention", gone, lambda table: _before_condition(table, limit), before=day.isoformat())


def erase_customer(store: Path, key: str, *, today: date, memory_limit: str = MEMORY_LIMIT) -> ErasedRows:
    """Erase what the store holds of a customer, by their keyed hash: each contact goes whole."""
    with _change_store_alone(store) as opened:
        # An import that was interrupted may have read rows of theirs.
        remove_staging(store)
        which = f"{CUSTOMER_COLUMN} = {quote_text(key)}"
        return _ErasureJob(opened, today, memory_limit).run(
            "person", which, lambda table: which if CUSTOMER_COLUMN in table.by_name else None
        )


def erase_delivery(store: Path, sha256: str, *, today: date, memory_limit: str = MEMORY_LIMIT) -> ErasedRows:
    """Erase the rows that a file brought, by its fingerprint, with its name and its reports. The rows that it had
    corrected are in force again, save those that a later delivery corrects as well."""
    with _change_store_alone(store) as opened:
        # An import that was interrupted may have read that very file.
        remove_staging(store)
        which = f"delivery = {quote_text(sha256)}"
        return _ErasureJob(opened, today, memory_limit).run("delivery", None, lambda _: which, sha256=sha256)


def hash_customer(store: Path, said: str) -> str:
    """Return the keyed hash under which a store knows a customer, from what the logs call them."""
    return hash_person(Store.open(store).key(), said.strip())


def count_contacts_of(store: Path, key: str) -> int:
    """How many contacts a store has of a customer, by their keyed hash."""
    files = Store.open(store).files("contact_leg")
    if not files:
        return 0
    with duckdb.connect(":memory:") as connection:
        found = connection.execute(
            f"SELECT count(DISTINCT (organisation, {CONTACT_COLUMN})) FROM {parquet_sql(files)} WHERE "
            f"{CUSTOMER_COLUMN} = ?",
            [key],
        ).fetchone()
    return int(found[0]) if found else 0


def _months_of_table(store: Store, table: Table) -> tuple[str, ...]:
    return (*store.months(table.name), *store.months(f"superseded/{table.name}"))


def _before_condition(table: Table, limit: int) -> str | None:
    if table.moment is None or table not in TABLES_ABOUT_PEOPLE:
        return None
    return f"{quote_identifier(table.by_name[table.moment].stored_name)} < {limit}"


def _rejects_path(store: Path, report: str) -> Path:
    return store / f"{report.removesuffix('.json')}.rejects.jsonl"


@contextmanager
def _change_store_alone(folder: Path) -> Iterator[Store]:
    """Give the store to one that changes it alone; what the record no longer names goes before and after."""
    with lock_store(folder):
        opened = Store.open(folder)
        remove_unlisted_files(opened)
        yield opened
        remove_unlisted_files(Store.open(folder))
        # Cells are counts of rows, and those of the rows that went must go with them.
        shutil.rmtree(folder / CUBES_FOLDER, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _ErasedLegs:
    """The legs whose contacts are to be made again, as :func:`derive_contacts` asks for them."""

    live_rows_sql: str
    beaten_rows_sql: str | None = None


class _ErasureJob:
    """One erasure at work."""

    def __init__(self, store: Store, today: date, memory_limit: str) -> None:
        self._store, self._today, self._memory_limit = store, today, memory_limit
        self._name = f"{len(store.deliveries):06}-erased-{len(store.erasures):06}"
        self._added: dict[str, dict[str, int]] = {}
        self._removed: list[str] = []
        self._restored: dict[str, int] = {}

    def run(
        self,
        rule: str,
        contacts: str | None,
        which: ConditionOfTable,
        *,
        sha256: str | None = None,
        before: str | None = None,
    ) -> ErasedRows:
        """Erase, and put it in force. ``contacts`` says by one of their rows which contacts go whole."""
        staging = self._store.folder / "staging" / "erasing"
        with open_database(staging / "spill", memory_limit=self._memory_limit) as connection:
            whole = self._list_whole_contacts(connection, contacts)
            told: list[Erasure] = []
            for table in TABLES.values():
                condition = _erased_rows_sql(which(table), whole, table)
                if condition is None:
                    continue
                gone = self._rewrite_without_rows(connection, table.name, condition)
                self._rewrite_without_rows(connection, f"superseded/{table.name}", condition)
                self._forget_ranks(connection, table, condition)
                if sha256 is not None and self._restore(connection, table, sha256):
                    gone.setdefault(sha256, 0)
                told += [
                    Erasure.model_validate(
                        {"rule": rule, "on": self._today.isoformat(), "table": table.name, "delivery": delivery}
                        | {"rows": rows, "restored": self._restored.get(table.name, 0), "before": before}
                    )
                    for delivery, rows in gone.items()
                ]
            count = self._derive(connection)
        shutil.rmtree(staging, ignore_errors=True)
        return self._put_in_force(told, sha256, count)

    def _list_whole_contacts(self, connection: duckdb.DuckDBPyConnection, contacts: str | None) -> bool:
        """List the contacts that go whole as the relation ``whole``; False when there are none."""
        files = self._store.files("contact_leg" if contacts and CUSTOMER_COLUMN in contacts else "contact")
        if contacts is None or not files:
            return False
        connection.execute(
            f"CREATE TEMP TABLE whole AS SELECT DISTINCT organisation, {CONTACT_COLUMN} FROM {parquet_sql(files)} "
            f"WHERE {contacts}"
        )
        return bool(connection.execute("SELECT 1 FROM whole LIMIT 1").fetchone())

    def _rewrite_without_rows(
        self, connection: duckdb.DuckDBPyConnection, table: str, condition: str
    ) -> dict[str, int]:
        """Write the files of a table again without the rows of a condition; return how many went, by delivery."""
        gone: dict[str, int] = {}
        for rank, file in enumerate(self._store.files(table)):
            source = parquet_sql([file], places=True)
            counts = connection.execute(
                f"SELECT delivery, count(*) FROM {source} WHERE {condition} GROUP BY ALL ORDER BY ALL"
            ).fetchall()
            if not counts:
                continue
            relative = file.relative_to(self._store.folder).as_posix()
            target = f"{relative.rpartition('/')[0]}/{self._name}-kept-{rank}.parquet"
            query = (
                f"SELECT * EXCLUDE (filename, file_row_number) FROM {source} "
                f"WHERE NOT coalesce({condition}, false) ORDER BY file_row_number"
            )
            self._write(connection, query, target, table)
            self._removed.append(relative)
            for delivery, rows in counts:
                gone[delivery] = gone.get(delivery, 0) + rows
        return gone

    def _forget_ranks(self, connection: duckdb.DuckDBPyConnection, table: Table, condition: str) -> None:
        """Forget the ranks remembered of the rows that go: they would hold back a file that is delivered again."""
        ranks, held = f"ranks/{table.name}", self._store.files(table.name)
        if not held:
            return
        identity = [table.by_name[one].stored_name for one in table.identity]
        gone = f"(SELECT {list_identifiers(identity)} FROM {parquet_sql(held)} WHERE {condition}) gone"
        joined = f"{gone} ON {same_values_sql('old', 'gone', identity)}"
        for rank, file in enumerate(self._store.files(ranks)):
            source = f"{parquet_sql([file])} old"
            if not connection.execute(f"SELECT 1 FROM {source} SEMI JOIN {joined} LIMIT 1").fetchone():
                continue
            relative = file.relative_to(self._store.folder).as_posix()
            target = f"{relative.rpartition('/')[0]}/{self._name}-kept-{rank}.parquet"
            self._write(connection, f"SELECT * FROM {source} ANTI JOIN {joined} ORDER BY ALL", target, ranks)
            self._removed.append(relative)

    def _write(self, connection: duckdb.DuckDBPyConnection, query: str, target: str, table: str) -> None:
        if rows := write_file(connection, query, self._store.folder / target):
            self._added.setdefault(table, {})[target] = rows

    def _restore(self, connection: duckdb.DuckDBPyConnection, table: Table, sha256: str) -> int:
        """Put the rows that a file had corrected in force again, unless one in force differs; return how many."""
        lost = f"superseded/{table.name}"
        after = self._make_erased_store()
        files = after.files(lost)
        if not files:
            return 0
        identity = [table.by_name[one].stored_name for one in table.identity]
        stored = [one.stored_name for one in table.columns]
        columns = [*stored, *LINEAGE]
        in_force = after.files(table.name)
        against = (
            f"ANTI JOIN {parquet_sql(in_force)} kept ON {same_values_sql('old', 'kept', identity)}" if in_force else ""
        )
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE back AS SELECT old.*, row_number() OVER () AS _seq FROM "
            f"(SELECT * FROM {parquet_sql(files, places=True)} WHERE superseded_by = {quote_text(sha256)} "
            f"QUALIFY row_number() OVER (PARTITION BY {list_identifiers(identity)} ORDER BY raw_line DESC) = 1) old "
            f"{against}"
        )
        (count,) = connection.execute("SELECT count(*) FROM back").fetchone() or (0,)
        if not count:
            return 0
        self._restored[table.name] = count
        extra = derived_columns(table)
        made = "".join(f", {sql} AS {quote_identifier(name)}" for name, sql in extra.items())
        moment = table.by_name[table.moment] if table.moment else None
        written = write_partitions(
            connection,
            f"SELECT {list_identifiers(columns)}{made}, _seq FROM back",
            moment=moment,
            order=[*([moment.stored_name] if moment else identity), "_seq"],
            columns=[*columns, *extra],
            folder=self._store.folder,
            table=table.name,
            name=f"{self._name}-back",
        )
        self._added.setdefault(table.name, {}).update(written)
        self._without_back(connection, lost)
        return int(count)

    def _without_back(self, connection: duckdb.DuckDBPyConnection, lost: str) -> None:
        """Take the rows that came back out of those that lost."""
        held = connection.execute("SELECT DISTINCT filename FROM back ORDER BY 1").fetchall()
        for rank, (name,) in enumerate(held):
            relative = Path(name).relative_to(self._store.folder).as_posix()
            query = (
                f"SELECT * EXCLUDE (filename, file_row_number) FROM {parquet_sql([Path(name)], places=True)} "
                f"ANTI JOIN back USING (filename, file_row_number) ORDER BY file_row_number"
            )
            self._added.get(lost, {}).pop(relative, None)
            self._removed.append(relative)
            self._write(connection, query, f"{relative.rpartition('/')[0]}/{self._name}-lost-{rank}.parquet", lost)

    def _make_erased_store(self) -> Store:
        return self._store.with_files(added=self._added, removed=self._removed)

    def _derive(self, connection: duckdb.DuckDBPyConnection) -> int:
        """Make the contacts of the legs that went or came back again; return how many contacts are gone."""
        before, after = self._store, self._make_erased_store()
        old = [file for file in before.files("contact_leg") if file not in after.files("contact_leg")]
        new = [file for file in after.files("contact_leg") if file not in before.files("contact_leg")]
        if not old and not new:
            return 0
        # A file written again has the legs that stay, too: only those that changed touch a contact.
        key = f"organisation, {CONTACT_COLUMN}, leg, delivery"
        sides = [f"SELECT {key} FROM {parquet_sql(files)}" if files else None for files in (old, new)]
        if sides[0] and sides[1]:
            changed = f"(({sides[0]} EXCEPT {sides[1]}) UNION ALL ({sides[1]} EXCEPT {sides[0]}))"
        else:
            changed = f"({sides[0] or sides[1]})"
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE changed AS SELECT DISTINCT organisation, {CONTACT_COLUMN} FROM {changed}"
        )
        organisations = [one for (one,) in connection.execute("SELECT DISTINCT organisation FROM changed").fetchall()]
        added, removed = derive_contacts(
            connection, after, _ErasedLegs("changed"), before=before, organisations=organisations, name=self._name
        )
        self._added["contact"] = added
        self._removed += removed
        return before.rows("contact") - self._make_erased_store().rows("contact")

    def _put_in_force(self, told: Sequence[Erasure], sha256: str | None, contacts: int) -> ErasedRows:
        if not told and sha256 is None:
            return ErasedRows()
        after = self._store.with_files(added=self._added, removed=self._removed, erasures=told)
        if sha256 is not None:
            # The fingerprint and the counts stay; the name, and what was wrong with which row, do not.
            taken = [one for one in after.deliveries if one.sha256 == sha256]
            kept = [
                one.model_copy(update={"name": "", "erased_on": self._today.isoformat()}) if one in taken else one
                for one in after.deliveries
            ]
            after = replace(after, deliveries=tuple(kept))
            after.write()
            for delivery in taken:
                for path in (after.folder / delivery.report, _rejects_path(after.folder, delivery.report)):
                    path.unlink(missing_ok=True)
        else:
            after.write()
        rows: dict[str, int] = {}
        for erasure in told:
            rows[erasure.table] = rows.get(erasure.table, 0) + erasure.rows
        return ErasedRows(rows=rows, restored=sum(self._restored.values()), contacts=contacts)


def _erased_rows_sql(condition: str | None, whole: bool, table: Table) -> str | None:
    """Return the SQL of the rows of a table that go: by their own columns, or with a contact that goes whole."""
    of_contact = f"(organisation, {CONTACT_COLUMN}) IN (SELECT (organisation, {CONTACT_COLUMN}) FROM whole)"
    if whole and CONTACT_COLUMN in table.by_name:
        return f"({condition} OR {of_contact})" if condition else of_contact
    return condition
