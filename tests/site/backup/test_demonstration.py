"""The drill on a whole site: the demonstration is backed up while somebody writes, put back, and is the same."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest
from support.harness.built_demonstration import environment_of

from filiere.site.backup.creation import back_up
from filiere.site.backup.databases import read_sqlite_content
from filiere.site.backup.restoration import restore_backup
from filiere.site.data_folder import database_settings

NOW = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)
PASSING = ("filiere.sqlite3", "logs/", "locks/", "backups/", "uploads/", "disclosure/drafts/")


def held(home: Path) -> dict[str, str]:
    """The fingerprint of every file of a folder that a restoration must give back."""
    found = {str(path.relative_to(home)): path for path in home.rglob("*") if path.is_file()}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in found.items()
        if not name.startswith(PASSING) and not name.endswith(".lock") and "/." not in f"/{name}"
    }


def test_the_demonstration_comes_back_whole(
    demonstration: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every row and every file, its keys included; its journal verifies where it was put."""
    monkeypatch.delenv("FILIERE_DATABASE_URL", raising=False)
    home, again, place = tmp_path / "site", tmp_path / "again", tmp_path / "disk"
    shutil.copytree(demonstration[0], home)
    place.mkdir()
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(str(key))
    with closing(sqlite3.connect(home / "filiere.sqlite3")) as writer:
        writer.execute("UPDATE django_session SET expire_date = expire_date")
        made = back_up(database_settings(home), home, place, now=NOW, encrypt_to=str(key.to_public()))
        writer.rollback()
    with Path(made.where).open("rb") as source:
        done = restore_backup(source, made.where, again, database_settings(again), identity=tmp_path / "key")
    assert held(again) == held(home)
    assert len(held(again)) > 100
    with closing(sqlite3.connect(home / "filiere.sqlite3")) as writer:
        writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    found, before = (read_sqlite_content(one / "filiere.sqlite3") for one in (again, home))
    # Sessions alone do not come back.
    assert found.tables["django_session"].rows == 0
    assert found.tables | {"django_session": before.tables["django_session"]} == before.tables
    assert (found.migrations, found.head) == (before.migrations, before.head)
    assert done.secrets_apart == []
    verified = subprocess.run(
        [sys.executable, "-m", "filiere", "journal", "verify", "--lang", "en"],
        env=environment_of(again),
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "Chain intact" in verified.stdout
    assert "The key of the site is not" not in verified.stderr
