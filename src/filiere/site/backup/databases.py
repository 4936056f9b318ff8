"""The database as it is at one moment, whichever engine keeps it: a file that holds it, and what each table holds.

Django's models are not asked: a backup is taken before an upgrade, when the tables are not yet those of the models.
"""

# The statements hold names of tables that the database itself gave, quoted.
# ruff: noqa: S608

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from filiere.core import Faults
from filiere.site.backup.faults import fault, missing_program_faults

SQLITE_MEMBER, POSTGRESQL_MEMBER = "database/filiere.sqlite3", "database/filiere.pgdump"
GENESIS_HEAD = (0, "")


@dataclass(frozen=True, slots=True)
class TableContent:
    """What a table holds: how many rows, and the SHA-256 of all of them in the order of their keys."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class DatabaseContent:
    """What a database holds: its tables by name, the migrations applied by app, the head of the journal."""

    tables: Mapping[str, TableContent]
    migrations: Mapping[str, Sequence[str]]
    head: tuple[int, str]


@dataclass(frozen=True, slots=True)
class DatabaseSnapshot:
    """A database at one moment: the engine, the file that holds it, its name in an archive, and its content."""

    engine: str
    file: Path
    member: str
    content: DatabaseContent


def sqlite_path(database: Mapping[str, Any]) -> Path | None:
    """The file of a database of SQLite, from Django's description of it; None for another engine."""
    return Path(str(database["NAME"])) if database["ENGINE"].endswith("sqlite3") else None


@contextmanager
def take_snapshot(database: Mapping[str, Any], aside: Path) -> Iterator[DatabaseSnapshot]:
    """Copy a database to a folder `aside`, while others write to it; raises `Faults` where there is none to copy."""
    path = sqlite_path(database)
    if path is not None:
        copy = aside / "filiere.sqlite3"
        copy_sqlite(path, copy)
        yield DatabaseSnapshot("sqlite", copy, SQLITE_MEMBER, read_sqlite_content(copy))
    else:
        with _take_postgresql_snapshot(database, aside / "filiere.pgdump") as found:
            yield found


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database of SQLite whole, as it is at one moment, without stopping its writers."""
    if not source.is_file() or not source.stat().st_size:
        raise fault(
            "no-database",
            "Il n’y a pas de base de données ici : rien n’est sauvegardé.",
            "There is no database here: nothing was backed up.",
            "Vérifiez FILIERE_HOME : c’est le dossier de données que le service utilise.",
            "Check FILIERE_HOME: it is the data folder that the service uses.",
            file=source,
        )
    address = _sqlite_uri(source, "rw")
    with closing(sqlite3.connect(address, uri=True, timeout=60)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)


def read_sqlite_content(path: Path) -> DatabaseContent:
    """What a database of SQLite that nobody writes to holds; raises `Faults` for one that is damaged."""
    try:
        with closing(sqlite3.connect(_sqlite_uri(path, "ro&immutable=1"), uri=True)) as connection:
            if (said := connection.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
                raise damaged_database_fault(path, said)
            # A virtual table and its shadows are an index of the rows of another, made anew from them.
            named = (
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
                "AND name NOT LIKE 'sqlite_%' ORDER BY name"
            )
            names = [name for (name,) in connection.execute(named)]
            tables = {name: _read_sqlite_table(connection, name) for name in names}
            return _build_content(tables, lambda sql: connection.execute(sql).fetchall())
    except sqlite3.DatabaseError as error:
        raise damaged_database_fault(path, str(error)) from None


def damaged_database_fault(path: Path, said: str) -> Faults:
    """A database that its own engine calls damaged."""
    return fault(
        "database-damaged",
        f"La base de données est abîmée : {said}.",
        f"The database is damaged: {said}.",
        "Arrêtez le service, gardez une copie du fichier, et remettez la dernière sauvegarde : filiere restore.",
        "Stop the service, keep a copy of the file, and restore the last backup: filiere restore.",
        file=path,
    )


def _sqlite_uri(path: Path, mode: str) -> str:
    return f"file:{quote(str(path.resolve()))}?mode={mode}"


def _read_sqlite_table(connection: sqlite3.Connection, name: str) -> TableContent:
    seal, rows = hashlib.sha256(), 0
    for row in connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid'):
        seal.update(repr(row).encode("utf-8", "surrogatepass") + b"\n")
        rows += 1
    return TableContent(rows, seal.hexdigest())


def _build_content(tables: Mapping[str, TableContent], ask: Any) -> DatabaseContent:
    migrations: dict[str, list[str]] = {}
    if "django_migrations" in tables:
        for app, name in ask("SELECT app, name FROM django_migrations ORDER BY app, name"):
            migrations.setdefault(app, []).append(name)
    heads = ask("SELECT number, hash FROM journal_head") if "journal_head" in tables else []
    return DatabaseContent(tables, migrations, (int(heads[0][0]), str(heads[0][1])) if heads else GENESIS_HEAD)


def postgresql_environment(database: Mapping[str, Any]) -> dict[str, str]:
    """The variables by which programs of PostgreSQL reach a database; its password is in no command line."""
    options = database.get("OPTIONS") or {}
    found = {
        "PGHOST": database.get("HOST"),
        "PGPORT": database.get("PORT"),
        "PGUSER": database.get("USER"),
        "PGPASSWORD": database.get("PASSWORD"),
        "PGDATABASE": database.get("NAME"),
        **{f"PG{name.upper()}": options.get(name) for name in ("sslmode", "sslrootcert", "sslcert", "sslkey")},
    }
    return {**os.environ, **{name: str(value) for name, value in found.items() if value}}


SESSION_TABLE = "django_session"
"""The table of the sessions of people who signed in."""


def close_sqlite_sessions(path: Path) -> int:
    """Close every session of a database of SQLite that nobody else uses; return how many there were."""
    with closing(sqlite3.connect(_sqlite_uri(path, "rw"), uri=True)) as connection:
        # What a cookie opened is not to be read in the pages that are free now.
        connection.execute("PRAGMA secure_delete = ON")
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (SESSION_TABLE,)).fetchone():
            return 0
        gone = connection.execute(f"DELETE FROM {SESSION_TABLE}").rowcount
        connection.commit()
        return gone


def close_postgresql_sessions(database: Mapping[str, Any]) -> int:
    """The same in a database of PostgreSQL."""
    with _open_postgresql(database) as connection:
        (found,) = connection.execute("SELECT to_regclass(%s) IS NOT NULL", (SESSION_TABLE,)).fetchone()
        return int(connection.execute(f"DELETE FROM {SESSION_TABLE}").rowcount) if found else 0


@contextmanager
def _open_postgresql(database: Mapping[str, Any]) -> Iterator[Any]:
    import psycopg

    environment = postgresql_environment(database)
    words = {
        name.removeprefix("PG").lower().replace("database", "dbname"): value
        for name, value in environment.items()
        if name in {"PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE", "PGSSLMODE", "PGSSLROOTCERT"}
    }
    with psycopg.connect(**words) as connection:  # type: ignore[arg-type]
        yield connection


@contextmanager
def _connect_postgresql(database: Mapping[str, Any]) -> Iterator[Any]:
    """Read at one moment, and change nothing."""
    with _open_postgresql(database) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        connection.execute("SET LOCAL datestyle = 'ISO'")
        connection.execute("SET LOCAL timezone = 'UTC'")
        connection.execute("SET LOCAL extra_float_digits = 1")
        yield connection


@contextmanager
def _take_postgresql_snapshot(database: Mapping[str, Any], copy: Path) -> Iterator[DatabaseSnapshot]:
    with _connect_postgresql(database) as connection:
        (token,) = connection.execute("SELECT pg_export_snapshot()").fetchone()
        # Rows are counted and copied as they are at the same moment.
        _run_program("pg_dump", "--format=custom", f"--snapshot={token}", f"--file={copy}", database=database)
        found = _read_postgresql_tables(connection)
    yield DatabaseSnapshot("postgresql", copy, POSTGRESQL_MEMBER, found)


def read_postgresql_content(database: Mapping[str, Any]) -> DatabaseContent:
    """What a database of PostgreSQL holds, at one moment."""
    with _connect_postgresql(database) as connection:
        return _read_postgresql_tables(connection)


def _read_postgresql_tables(connection: Any) -> DatabaseContent:
    named = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
    tables = {name: _read_postgresql_table(connection, name) for (name,) in connection.execute(named).fetchall()}
    return _build_content(tables, lambda sql: connection.execute(sql).fetchall())


_PRIMARY_KEY_QUERY = """SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum =
ANY(i.indkey) WHERE i.indrelid = %s::regclass AND i.indisprimary ORDER BY array_position(i.indkey, a.attnum)"""


def _read_postgresql_table(connection: Any, name: str) -> TableContent:
    keys = [f'"{key}"' for (key,) in connection.execute(_PRIMARY_KEY_QUERY, (f'"{name}"',)).fetchall()] or ["1"]
    seal, rows = hashlib.sha256(), 0
    with connection.cursor().copy(f'COPY (SELECT * FROM "{name}" ORDER BY {", ".join(keys)}) TO STDOUT') as rows_out:
        for row in rows_out:
            seal.update(row)
            rows += 1
    return TableContent(rows, seal.hexdigest())


def restore_postgresql(database: Mapping[str, Any], dump: Path) -> None:
    """Put a copy back in an empty database, all of it or nothing; raises `Faults` for one that holds tables."""
    with _connect_postgresql(database) as connection:
        (held,) = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()").fetchone()
    if held:
        raise fault(
            "database-not-empty",
            f"La base PostgreSQL « {database['NAME']} » contient {held} tables : rien n’est remis par-dessus.",
            f"The PostgreSQL database “{database['NAME']}” contains {held} tables: they are not overwritten.",
            "Créez une base vide et nommez-la dans FILIERE_DATABASE_URL.",
            "Create an empty database and set FILIERE_DATABASE_URL to it.",
        )
    options = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    _run_program("pg_restore", *options, f"--dbname={database['NAME']}", str(dump), database=database)


def is_readable_dump(dump: Path) -> bool:
    """Whether PostgreSQL reads the list of what a copy holds; False when the program for it is missing."""
    program = _find_program("pg_restore")
    if program is None:
        return False
    done = subprocess.run([program, "--list", str(dump)], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise damaged_database_fault(dump, _last_line(done.stderr))
    return True


def _run_program(name: str, *words: str, database: Mapping[str, Any]) -> None:
    program = _find_program(name)
    if program is None:
        raise missing_program_faults(name, "postgresql-client")
    done = subprocess.run(  # noqa: S603  A program of PostgreSQL and words of ours.
        [program, *words], env=postgresql_environment(database), capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return
    if "version mismatch" in done.stderr:
        raise missing_program_faults(name, "postgresql-client")
    raise fault(
        "database-refused",
        f"{name} a échoué : {_last_line(done.stderr)}",
        f"{name} failed: {_last_line(done.stderr)}",
        "Corrigez ce que le message dit, puis recommencez ; rien n’a été changé.",
        "Fix what the message reports, then try again; nothing was changed.",
    )


def _find_program(name: str) -> str | None:
    """The newest of the programs of that name: a newer one reads an older server, never the other way round."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: _parse_version(path.parts[-3])
    )
    return str(versions[-1]) if versions else shutil.which(name)


def _parse_version(words: str) -> int:
    return int(words) if words.isdigit() else 0


def _last_line(said: str) -> str:
    return (said.strip().splitlines() or ["?"])[-1][:300]
