"""The command tells what goes wrong in a sentence: whatever the machine or its settings do, no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    kept = {
        key: value for key, value in os.environ.items() if key not in {"FILIERE_DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    return subprocess.run(
        [sys.executable, "-m", "filiere", *arguments],
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"FILIERE_DATABASE_URL": "garbage"}, "setting"),
        ({"FILIERE_DATABASE_URL": "mysql://x/y"}, "not"),
        ({"FILIERE_DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}, "database"),
        ({"FILIERE_UPLOAD_BYTES": "abc"}, "FILIERE_UPLOAD_BYTES"),
    ],
)
def test_a_wrong_setting_is_a_sentence(tmp_path: Path, settings: dict[str, str], words: str) -> None:
    """The sentence names what is wrong, in the language of the terminal, and the status is 1."""
    told = run("journal", "verify", FILIERE_HOME=str(tmp_path), FILIERE_LANG="en", **settings)
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert words in told.stderr


def test_a_data_folder_that_is_a_file_is_a_sentence(tmp_path: Path) -> None:
    """A folder that cannot be made is told with its path."""
    path = tmp_path / "file"
    path.write_text("not a folder", encoding="utf-8")
    told = run("journal", "verify", FILIERE_HOME=str(path), FILIERE_LANG="fr")
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert str(path) in told.stderr


def test_a_damaged_database_is_a_sentence(tmp_path: Path) -> None:
    """A file that is no database is told, and stays as it was."""
    path = tmp_path / "filiere.sqlite3"
    path.write_bytes(b"no database at all, but long enough to be read as one" * 40)
    before = path.read_bytes()
    told = run("journal", "verify", FILIERE_HOME=str(tmp_path), FILIERE_LANG="en")
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert "database" in told.stderr
    assert path.read_bytes() == before


@pytest.mark.parametrize("arguments", [("journal", "show", "--last", "-1"), ("serve", "--port", "99999999")])
def test_a_number_out_of_bounds_is_refused(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Bounds are checked before anything starts."""
    told = run(*arguments, FILIERE_HOME=str(tmp_path))
    assert told.returncode == 2
    assert "Traceback" not in told.stderr + told.stdout


def test_a_terminal_without_accents_is_served(tmp_path: Path) -> None:
    """Where the terminal knows ASCII only, words come with question marks instead of an error."""
    told = run(
        "figures",
        "show",
        "jobs-outsourced-2008-unedic",
        "--lang",
        "fr",
        FILIERE_HOME=str(tmp_path),
        PYTHONIOENCODING="ascii",
    )
    assert told.returncode == 0
    assert "36?352 emplois" in told.stdout


def test_an_error_of_the_machine_speaks_the_language_asked_for(tmp_path: Path) -> None:
    """The language of the command wins over that of the terminal, whatever goes wrong."""
    content = Path(__file__).parents[1] / "referentials" / "fixtures" / "lrse"
    case = tmp_path / "case.yaml"
    case.write_text('referential: lrse\nrelease: "2024.2"\ncategory: outsourcer\ndate: 2025-03-01\n', encoding="utf-8")
    asked = ("referentials", "migrate", str(case), "--to", "lrse@2027.1", "--content", str(content))
    wrong = (*asked, "--out", str(tmp_path / "nowhere" / "x.yaml"))
    for lang, terminal, words in (("en", "fr", "The system refused"), ("fr", "en", "La machine refuse")):
        told = run(*wrong, "--lang", lang, FILIERE_LANG=terminal)
        assert (told.returncode, told.stderr.startswith(words)) == (1, True)


def test_a_command_ends_without_looking_for_garbage_in_all_that_it_holds() -> None:
    """What ends last of all sees that nothing is left to look through: for two seconds, where Django was started."""
    script = """
import atexit, gc, sys
held = len(gc.get_objects())
atexit.register(lambda: print(len(gc.get_objects()) < held / 10, gc.get_freeze_count() > held))
from filiere.cli import main
sys.argv = ["filiere", "--version"]
main()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout.splitlines()[-1:] == ["True True"], done.stdout + done.stderr
