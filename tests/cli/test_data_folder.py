"""An empty or wrong data folder is never called whole, and nothing is made in it (M11, L8)."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import filiere
from filiere.core import Faults
from filiere.site.site_presence import check_data_folder

BEGINNERS = {
    "cli/directory.py": 1,
    "cli/sources.py": 1,
    "cli/users.py": 1,
    "site/demonstration_builder.py": 1,
    "site/web_server.py": 1,
}
"""The import of a directory, the load of a source, the first account, the demonstration, the server."""

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command of its own process with a data folder, and other variables as keywords."""

    def command(*words: str, home: Path, **more: str) -> CompletedProcess[str]:
        left_out = {"FILIERE_DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
        kept = {key: value for key, value in os.environ.items() if key not in left_out}
        return subprocess.run(
            [sys.executable, "-m", "filiere", *words],
            env={**kept, "FILIERE_HOME": str(home), "FILIERE_LANG": "en", **more},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    return command


def test_a_mistyped_folder_is_not_whole_and_stays_as_it_was(run: Run, tmp_path: Path) -> None:
    """M11: at version 0.5 `journal verify` made a database there, and said “Chain whole, 0 entries”."""
    home = tmp_path / "typo"
    done = run("journal", "verify", home=home)
    assert done.returncode == 1
    assert "no-site" in done.stderr
    assert "Traceback" not in done.stderr
    assert not home.exists()


def test_an_empty_file_is_no_database(run: Run, tmp_path: Path) -> None:
    """M11: a file of no byte was given a schema, and called whole."""
    home = tmp_path / "emptied"
    home.mkdir()
    (home / "filiere.sqlite3").touch()
    done = run("journal", "verify", home=home)
    assert done.returncode == 1
    assert "no-site" in done.stderr
    assert [path.name for path in home.iterdir()] == ["filiere.sqlite3"]
    assert (home / "filiere.sqlite3").stat().st_size == 0


@pytest.mark.parametrize("create", [True, False])
def test_papers_without_their_database_are_never_given_a_new_one(tmp_path: Path, create: bool) -> None:
    """M11: what the lost database knew of them would be taken for nothing."""
    (tmp_path / "evidence" / "ab").mkdir(parents=True)
    (tmp_path / "evidence" / "ab" / "abcd").write_bytes(b"proof")
    (tmp_path / "contacts").mkdir()
    with pytest.raises(Faults) as caught:
        check_data_folder(tmp_path, create=create)
    (fault,) = caught.value.faults
    assert fault.code == "database-missing"
    assert "evidence" in fault.message.en
    assert "contacts" not in fault.message.en


def test_a_new_folder_may_be_begun_and_folders_made_in_advance_hold_nothing(tmp_path: Path) -> None:
    (tmp_path / "evidence" / "ab").mkdir(parents=True)
    check_data_folder(tmp_path, create=True)
    with pytest.raises(Faults):
        check_data_folder(tmp_path, create=False)


def test_a_database_of_a_newer_version_is_left_as_it_is(run: Run, fresh: Path) -> None:
    """L8: at version 0.5 an old code worked on a newer schema without a word; so did unknown settings."""
    path = fresh / "filiere.sqlite3"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('journal', '0999_later', '2030-01-01')"
        )
    done = run("journal", "verify", home=fresh)
    assert done.returncode == 1
    assert "schema-newer" in done.stderr
    assert "journal.0999_later" in done.stderr
    done = run("users", "list", home=fresh, FILIERE_EMAIL_BACKEND="no.such", FILIERE_UPLOAD_BYTE="1")
    assert done.returncode == 1
    assert done.stderr.count("setting-un") == 2
    assert "Is it FILIERE_UPLOAD_BYTES?" in done.stderr


def test_only_what_begins_a_site_may_make_one() -> None:
    """The guard of the class: a command that looks, verifies or reports has no way to make a database."""
    source = Path(filiere.__file__).parent
    may = {
        path.relative_to(source).as_posix(): text.count("create=True)")
        for path in source.rglob("*.py")
        if "migrate(create=True)" in (text := path.read_text(encoding="utf-8"))
    }
    assert may == BEGINNERS
