"""A database of any earlier version migrates to this one, and nothing in it is lost."""

import lzma
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.apps import apps

from filiere.site.migration_files import list_migrations

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "versions"
KEPT = sorted(FOLDER.glob("*.sqlite3.xz"), key=lambda path: int(path.name.split(".")[1]))
# What Django keeps for itself: its own list of migrations, of models and of permissions grows with them.
OURS = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'django_%' AND name NOT LIKE 'auth_%' "


def counts(path: Path, tables: Iterable[str] | None = None) -> dict[str, int]:
    """How many rows each table holds: those named, or all of ours."""
    with sqlite3.connect(path) as database:
        found = tables or [name for (name,) in database.execute(OURS + "AND name NOT LIKE 'sqlite_%'")]
        return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in found}  # noqa: S608


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name.removesuffix(".sqlite3.xz"))
def test_a_kept_database_has_had_all_that_a_first_migration_replaces(kept: Path, tmp_path: Path) -> None:
    """A database that had a part of it only could not go on."""
    database = tmp_path / "filiere.sqlite3"
    database.write_bytes(lzma.decompress(kept.read_bytes()))
    with sqlite3.connect(database) as opened:
        applied = set(opened.execute("SELECT app, name FROM django_migrations"))
    for config in apps.get_app_configs():
        folder = Path(config.path) / "migrations"
        replaced = list_migrations(folder) - {path.stem for path in folder.glob("*.py")}
        if (config.label, "0001_initial") in applied:
            assert {(config.label, name) for name in replaced} <= applied


UPGRADE = """
from filiere.site.django_startup import migrate
migrate()
from django.core.management import call_command
call_command("migrate", check_unapplied=True, verbosity=0)
from filiere.cli import app
app(["journal", "verify"])
"""


def test_a_database_is_kept_of_each_step() -> None:
    """Each step that has ended left its database."""
    kept = [path.name for path in KEPT]
    assert kept[:5] == [f"v0.{step}.sqlite3.xz" for step in (1, 2, 3, 4, 5)]


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name.removesuffix(".sqlite3.xz"))
def test_an_earlier_database_migrates(kept: Path, tmp_path: Path) -> None:
    """Every row is there afterwards, the schema is the present one, and the journal still verifies."""
    database = tmp_path / "filiere.sqlite3"
    database.write_bytes(lzma.decompress(kept.read_bytes()))
    before = counts(database)
    assert before["journal_entry"] > 0
    assert before["observatory_aggregate"] > 10_000
    environment = {key: value for key, value in os.environ.items() if key != "FILIERE_DATABASE_URL"}
    # One process, as its owner would start after an upgrade: migrate, see that nothing is left to do, verify.
    upgraded = subprocess.run(
        [sys.executable, "-c", UPGRADE],
        env=environment | {"FILIERE_HOME": str(tmp_path), "FILIERE_LANG": "fr"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert upgraded.returncode == 0, upgraded.stdout + upgraded.stderr
    assert upgraded.stdout.startswith("Chaîne intacte, ")
    assert counts(database, before) == before
