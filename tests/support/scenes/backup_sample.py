"""A data folder with something of every kind in it, for tests of backups, and archives made by hand to do harm."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from filiere.core import Faults
from filiere.site.backup.tar_stream import ArchiveMember, write_archive_end, write_member
from filiere.site.data_folder import database_settings

FILES = {
    "secret-key": b"k" * 64,
    "issuer-keys.json": b"[]",
    "evidence/ab/abcd": b"%PDF-1.7 a proof",
    "contacts/o-0123456789/store/store.json": b"{}",
    "contacts/o-0123456789/store/contact/organisation=x/month=2026-03/part.parquet": b"PAR1",
    "contacts/o-0123456789/store/secret.key": b"c" * 64,
    "contacts/o-0123456789/raw/ef": b"a log",
    "disclosure/cd/cdef": b"{}",
    "sources/urssaf/v1/parts/one.parquet": b"PAR1" * 400_000,
    "proposals/p-1/text.yaml": "é".encode(),
}
PASSING = {
    "uploads/half": b"x",
    "locks/load": b"",
    "work-running.lock": b"",
    "work.log": b"x",
    "work.log.1": b"x",
    "disclosure/drafts/k/rows": b"x",
    "sources/urssaf/.staging-1/x": b"x",
    "evidence/ab/.draft": b"x",
}
SECRETS = {"secret-key", "issuer-keys.json", "contacts/o-0123456789/store/secret.key"}


def make_home(home: Path) -> dict[str, Any]:
    """Fill a folder; return the description of its database, which is open in WAL, as while the site runs."""
    for name, content in {**FILES, **PASSING}.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(content)
    with closing(sqlite3.connect(home / "filiere.sqlite3")) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.executescript(
            "CREATE TABLE journal_head (id INTEGER PRIMARY KEY, number INTEGER, hash TEXT);"
            "INSERT INTO journal_head VALUES (1, 7, 'abc');"
            "CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT);"
            "INSERT INTO django_migrations (app, name) VALUES ('journal', '0001_initial');"
            "CREATE TABLE thing (id INTEGER PRIMARY KEY, words TEXT, amount REAL, bytes BLOB);"
        )
        rows = [(f"mot {number} é", number / 7, bytes([number % 256])) for number in range(500)]
        made.executemany("INSERT INTO thing (words, amount, bytes) VALUES (?, ?, ?)", rows)
        made.commit()
    return database_settings(home)


def rows_of(path: Path) -> list[tuple[object, ...]]:
    """Every row of the tables of a database, read by the test itself."""
    with closing(sqlite3.connect(path)) as found:
        return [
            row
            for table in ("journal_head", "django_migrations", "thing")
            for row in found.execute(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608
        ]


def code_of(refused: pytest.ExceptionInfo[Faults]) -> str:
    """The code of the one fault that was raised."""
    (one,) = refused.value.faults
    assert one.message.fr
    assert one.remedy.en
    return one.code


def archive(members: Iterable[tuple[str, bytes]], *, head: bytes | None = None, manifest: bytes | None = None) -> bytes:
    """An archive of these files, whose description and manifest are right unless they are given."""
    out = io.BytesIO()
    first = json.dumps(HEAD).encode() if head is None else head
    lines = b""
    for name, content in [("filiere-backup.json", first), *members]:
        write_member(out, ArchiveMember(name, len(content)), iter([content]))
        told = {"path": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        lines += json.dumps(told).encode() + b"\n"
    last = lines if manifest is None else manifest
    write_member(out, ArchiveMember("manifest.jsonl", len(last)), iter([last]))
    write_archive_end(out)
    return out.getvalue()


HEAD = {
    "format": 1,
    "made_at": "2026-11-29T00:00:00Z",
    "version": "0.6.0",
    "engine": "sqlite",
    "database": "database/filiere.sqlite3",
    "migrations": {},
    "journal": {"number": 0, "hash": ""},
    "tables": {},
    "secrets": [],
    "files": True,
}
