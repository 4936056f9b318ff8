"""A database of any earlier version migrates to this one, and nothing in it is lost."""

import lzma
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from support.harness.started_once import Commands, as_new, commands_at_home

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


def applied(path: Path) -> set[tuple[str, str]]:
    """The migrations that a database has had."""
    with sqlite3.connect(path) as database:
        return set(database.execute("SELECT app, name FROM django_migrations"))


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name.removesuffix(".sqlite3.xz"))
def test_a_kept_database_has_had_all_that_a_first_migration_replaces(kept: Path, tmp_path: Path) -> None:
    """A database that had a part of it only could not go on."""
    database = tmp_path / "filiere.sqlite3"
    database.write_bytes(lzma.decompress(kept.read_bytes()))
    had = applied(database)
    for config in apps.get_app_configs():
        folder = Path(config.path) / "migrations"
        replaced = list_migrations(folder) - {path.stem for path in folder.glob("*.py")}
        if (config.label, "0001_initial") in had:
            assert {(config.label, name) for name in replaced} <= had


def test_a_database_is_kept_of_each_step() -> None:
    """Each step that has ended left its database."""
    kept = [path.name for path in KEPT]
    assert kept[:5] == [f"v0.{step}.sqlite3.xz" for step in (1, 2, 3, 4, 5)]


# Read once for all: the migrations, and the content that the register of each database is filled from.
READY = """
from django.db.migrations.loader import MigrationLoader
from filiere.site.served_referentials import load_content
MigrationLoader(None)
load_content()
"""


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Commands]]:
    """The command line in a data folder where each test puts its own database."""
    with commands_at_home(tmp_path_factory.mktemp("versions"), READY) as at_home:
        yield at_home


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name.removesuffix(".sqlite3.xz"))
def test_an_earlier_database_migrates(kept: Path, tmp_path: Path, started: tuple[Path, Commands]) -> None:
    """Every row is there afterwards, the schema is the present one, and the journal still verifies."""
    (tmp_path / "filiere.sqlite3").write_bytes(lzma.decompress(kept.read_bytes()))
    home, commands = started
    as_new(home, tmp_path)
    database = home / "filiere.sqlite3"
    before = counts(database)
    assert before["journal_entry"] > 0
    assert before["observatory_aggregate"] > 10_000
    # As its owner would after an upgrade: any command migrates, this one also verifies.
    upgraded = commands.run("journal", "verify", lang="fr")
    assert upgraded.returncode == 0, upgraded.stdout + upgraded.stderr
    assert upgraded.stdout.startswith("Chaîne intacte, ")
    assert counts(database, before) == before
    had = applied(database)
    for config in apps.get_app_configs():
        assert {(config.label, name) for name in list_migrations(Path(config.path) / "migrations")} <= had
