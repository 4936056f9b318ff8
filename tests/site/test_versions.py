"""A database of any earlier version migrates to this one, and nothing in it is lost."""

import lzma
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "versions"
KEPT = sorted(FOLDER.glob("*.sqlite3.xz"))
# What Django keeps for itself: its own list of migrations, of models and of permissions grows with them.
OURS = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'django_%' AND name NOT LIKE 'auth_%' "


def counts(path: Path, tables: Iterable[str] | None = None) -> dict[str, int]:
    """How many rows each table holds: those named, or all of ours."""
    with sqlite3.connect(path) as database:
        found = tables or [name for (name,) in database.execute(OURS + "AND name NOT LIKE 'sqlite_%'")]
        return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in found}  # noqa: S608


def run(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a module on a data folder, as its owner would after an upgrade."""
    environment = os.environ | {"FILIERE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "filiere.site.settings"}
    environment.pop("FILIERE_DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", *command], env=environment, capture_output=True, text=True, check=False
    )


def test_a_database_is_kept_of_each_step() -> None:
    """Each step that has ended left its database."""
    kept = [path.name for path in KEPT]
    assert kept[:3] == ["v0.1.sqlite3.xz", "v0.2.sqlite3.xz", "v0.3.sqlite3.xz"]


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name.removesuffix(".sqlite3.xz"))
def test_an_earlier_database_migrates(kept: Path, tmp_path: Path) -> None:
    """Every row is there afterwards, the schema is the present one, and the journal still verifies."""
    database = tmp_path / "filiere.sqlite3"
    database.write_bytes(lzma.decompress(kept.read_bytes()))
    before = counts(database)
    assert before["journal_entry"] > 0
    assert before["observatory_aggregate"] > 10_000
    migrated = run(tmp_path, "django", "migrate", "--no-input")
    assert migrated.returncode == 0, migrated.stderr
    assert run(tmp_path, "django", "migrate", "--check").returncode == 0
    assert counts(database, before) == before
    verified = run(tmp_path, "filiere", "journal", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_models_have_their_migrations(tmp_path: Path) -> None:
    """No model waits for a migration that nobody wrote."""
    found = run(tmp_path, "django", "makemigrations", "--check", "--dry-run")
    assert found.returncode == 0, found.stdout + found.stderr
