"""The drill on PostgreSQL: a database of its own is backed up, put back in an empty one, and compared row by row."""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from filiere.core import Faults
from filiere.site.backup import databases
from filiere.site.backup.creation import write_backup
from filiere.site.backup.restoration import restore_backup, verify_backup
from filiere.site.data_folder import database_settings

pytestmark = [
    pytest.mark.engines,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL (run by ./dev test engines)"),
]
NOW = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)
ROWS = """
CREATE TABLE journal_head (id int PRIMARY KEY, number bigint, hash text);
INSERT INTO journal_head VALUES (1, 7, 'abc');
CREATE TABLE django_migrations (id int PRIMARY KEY, app text, name text);
INSERT INTO django_migrations VALUES (1, 'journal', '0001_initial');
CREATE TABLE thing (one int, two text, at timestamptz, body jsonb, amount numeric, bytes bytea, PRIMARY KEY (two, one));
INSERT INTO thing SELECT n, 'mot ' || n % 7, now() + n * interval '1 hour', jsonb_build_object('é', n), n / 7.0,
'\\x00ff' FROM generate_series(1, 300) n;
CREATE TABLE without_key (words text);
INSERT INTO without_key VALUES ('b'), ('a'), (NULL);
CREATE TABLE django_session (session_key text PRIMARY KEY, session_data text);
INSERT INTO django_session VALUES ('k', 'x');
"""


@contextmanager
def databases_named(monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Two databases, one with rows and one without anything, removed at the end."""
    import psycopg

    address = os.environ["FILIERE_DATABASE_URL"].rpartition("/")[0]
    names = [f"test_backup_{secrets.token_hex(4)}" for _ in range(2)]
    found = []
    with psycopg.connect(f"{address}/postgres", autocommit=True) as admin:
        for name in names:
            admin.execute(f'CREATE DATABASE "{name}"')
            monkeypatch.setenv("FILIERE_DATABASE_URL", f"{address}/{name}")
            found.append(database_settings(home))
        try:
            with psycopg.connect(f"{address}/{names[0]}") as filled:
                filled.execute(ROWS)
            yield found[0], found[1]
        finally:
            for name in names:
                admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_restored_database_is_the_one_that_was_backed_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row by row, of every type, tables without a key too; a database that holds tables is never written over."""
    home, target = tmp_path / "site", tmp_path / "again"
    home.mkdir()
    (home / "evidence").mkdir()
    (home / "evidence" / "proof").write_bytes(b"x")
    with databases_named(monkeypatch, home) as (filled, empty):
        out = io.BytesIO()
        made = write_backup(filled, home, out, now=NOW)
        assert (made.rows, made.head) == (306, (7, "abc"))
        before = databases.read_postgresql_content(filled)
        assert not verify_backup(io.BytesIO(out.getvalue()), "-").rows_compared
        with pytest.raises(Faults) as refused:
            restore_backup(io.BytesIO(out.getvalue()), "-", target, filled)
        assert refused.value.faults[0].code == "database-not-empty"
        assert not target.exists()
        done = restore_backup(io.BytesIO(out.getvalue()), "-", target, empty)
        assert done.rows_compared
        after = databases.read_postgresql_content(empty)
        assert done.sessions == before.tables["django_session"].rows == 1
        assert after.tables["django_session"].rows == 0
        assert after.tables | {"django_session": before.tables["django_session"]} == before.tables
        assert (after.migrations, after.head) == (before.migrations, before.head)
        assert before.tables["thing"].rows == 300
        assert (target / "evidence" / "proof").read_bytes() == b"x"
        assert [path.name for path in target.iterdir()] == ["evidence"]


def test_the_program_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pg_dump nothing is written, and the package to install is told."""
    monkeypatch.setattr(databases, "_find_program", lambda _name: None)
    with databases_named(monkeypatch, tmp_path) as (filled, _), pytest.raises(Faults) as refused:
        write_backup(filled, tmp_path, io.BytesIO(), now=NOW)
    assert refused.value.faults[0].code == "program-missing"
    assert "pg_dump" in refused.value.faults[0].message.fr
