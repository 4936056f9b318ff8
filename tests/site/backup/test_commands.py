"""Backups as an operator makes them: by the command, and by an upgrade."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.scenes.backup_sample import make_home

from filiere.site.backup.restoration import verify_backup


@pytest.fixture(autouse=True)
def on_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    """These folders have a database of their own."""
    monkeypatch.delenv("FILIERE_DATABASE_URL", raising=False)


@pytest.fixture
def site(tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    """A data folder and its database."""
    home = tmp_path / "site"
    home.mkdir(mode=0o700)
    return home, make_home(home)


def test_the_command_writes_to_a_pipe_and_says_the_rest_elsewhere(
    site: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    """`filiere backup -` gives the archive alone; a reader that goes away is a failure; faults have both languages."""
    home, _ = site
    run = [sys.executable, "-m", "filiere"]
    environment = {key: value for key, value in os.environ.items() if key != "FILIERE_DATABASE_URL"}
    environment |= {"FILIERE_HOME": str(home), "FILIERE_LANG": "en"}
    done = subprocess.run([*run, "backup", "-"], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert b"secret-key" in done.stderr
    checked = subprocess.run(
        [*run, "restore", "-", "--verify", "--lang", "fr"],
        env=environment,
        input=done.stdout,
        capture_output=True,
        check=True,
    )
    assert "conformes" in checked.stdout.decode()
    assert "secret-key" in checked.stdout.decode()
    environment_of_again = environment | {"FILIERE_HOME": str(tmp_path / "again")}
    back = subprocess.run(
        [*run, "restore", "-"], env=environment_of_again, input=done.stdout, capture_output=True, check=True
    )
    said = " ".join(back.stdout.decode().split())
    assert "Sessions closed: 0" in said
    assert "Whatever was removed after this backup has come back" in said
    assert "The lost actions follow entry 7 of the journal" in said
    for word in ("roles", "passkeys", "invitations", "seats", "labels", "erased", "keys"):
        assert word in said.partition("has come back")[2]
    script = f"{' '.join(run)} backup - | true; exit ${{PIPESTATUS[0]}}"
    cut = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert cut.returncode == 1
    assert "incomplete" in cut.stderr
    away = tmp_path / "nowhere"
    for lang, word in (("fr", "n’existe pas"), ("en", "does not exist")):
        refused = subprocess.run(
            [*run, "backup", str(away), "--lang", lang], env=environment, capture_output=True, text=True, check=False
        )
        assert refused.returncode != 0
        assert word in refused.stderr


UPGRADED = """
from filiere.site.django_startup import start_django, migrate
start_django()
from django.core.management import call_command
call_command("migrate", "mail", "0001", verbosity=0)
migrate()
migrate()
"""


def test_the_database_is_copied_before_its_schema_changes(fresh: Path) -> None:
    """It is said, the copy is that of before, and three are kept; one that is made for the first time has none."""
    assert not (fresh / "backups").exists()
    (fresh / "backups").mkdir()
    for year in range(2020, 2025):
        (fresh / "backups" / f"before-migration-{year}0101T000000000000Z.tar").touch()
    (fresh / "backups" / "last.json").touch()
    environment = {key: value for key, value in os.environ.items() if key != "FILIERE_DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-c", UPGRADED],
        env=environment | {"FILIERE_HOME": str(fresh)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("a copy is made first") == 1
    assert (fresh / "backups" / "last.json").exists()
    kept = sorted((fresh / "backups").glob("*.tar"))
    assert len(kept) == 3
    assert all(path.name.startswith("before-migration-") for path in kept)
    with kept[-1].open("rb") as source:
        found = verify_backup(source, kept[-1].name)
    assert found.head.migrations["mail"][-1] == "0002_discreet_letters"
    assert found.rows_compared
    assert not found.head.files
