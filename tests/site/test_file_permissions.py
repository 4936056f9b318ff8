"""H6: nothing in the data folder is readable by another account of the machine."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from support.harness.built_demonstration import environment_of

SOURCE = Path(__file__).resolve().parents[2] / "src" / "filiere"
_BACKGROUND = "import runpy, sys\nsys.argv = ['', {!r}]\nrunpy.run_module('filiere.site', run_name='__main__')"
ENTRIES = {
    "command line": (
        "import sys\nfrom filiere.cli import main\nsys.argv = ['filiere', 'journal', 'show', '--last', '1']\nmain()"
    ),
    "server": "import filiere.site.wsgi",
    "worker": _BACKGROUND.format("filiere.site.jobs.job_processes.run_jobs_in_lanes"),
    "verification": _BACKGROUND.format("filiere.site.journal.verification_process.verify_unless_running"),
    "server of children": (
        "import socket\nfrom filiere.site.child_process.fork_server import main\nours, theirs = socket.socketpair()\n"
        "ours.close()\nmain(str(theirs.detach()))"
    ),
}
"""Each way into the site, by what its process does; the demonstration is a command."""


def opened(home: Path) -> list[str]:
    """Paths under a folder that others may reach, relative, looked at by the test itself."""
    reached = [path for path in (home, *home.rglob("*")) if stat.S_IMODE(path.lstat().st_mode) & 0o077]
    return sorted(str(path.relative_to(home)) for path in reached)


@pytest.mark.parametrize("way", ENTRIES)
def test_every_way_in_narrows_the_mask(way: str, fresh: Path) -> None:
    """H6. Under the mask of most machines, a file made after each entry is private, and so is all that was there."""
    for path in (fresh, *fresh.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    made = "import os\nfrom pathlib import Path\nPath(os.environ['FILIERE_HOME'], 'made').write_text('')"
    done = subprocess.run(
        [sys.executable, "-c", f"try:\n    exec({ENTRIES[way]!r})\nexcept SystemExit:\n    pass\n{made}"],
        env=environment_of(fresh),
        capture_output=True,
        text=True,
        check=False,
        umask=0o022,
    )
    assert done.returncode == 0, done.stderr
    assert "made" not in opened(fresh)
    if way == "command line":
        assert opened(fresh) == []
        assert "filiere.sqlite3" in done.stderr


def test_the_list_of_ways_in_is_whole() -> None:
    """A new module that is run by itself must be added to the list above."""
    runnable = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if path.name in {"__main__.py", "wsgi.py", "asgi.py"} or '__name__ == "__main__"' in path.read_text("utf-8")
    }
    assert runnable == {
        "__main__.py",
        "site/wsgi.py",
        "site/__main__.py",
        "site/child_process/fork_server.py",
    }


def test_the_database_and_what_is_beside_it_are_private_from_the_first(tmp_path: Path) -> None:
    """H6. A folder made from nothing is closed, and the log of writes ahead with it."""
    home = tmp_path / "home"
    script = (
        "from filiere.site.django_startup import start_django; start_django()\n"
        "from django.db import connection\n"
        "connection.cursor().execute('CREATE TABLE one (two)')\n"
        "import os; print(sorted(os.listdir(os.environ['FILIERE_HOME'])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment_of(home),
        capture_output=True,
        text=True,
        check=True,
        umask=0o022,
    )
    assert "filiere.sqlite3-wal" in done.stdout
    assert opened(home) == []


def test_what_is_open_is_named_with_the_command_that_closes_it(tmp_path: Path) -> None:
    """Straight in the folder at each start, everywhere when asked; a link is not the file's own right."""
    from filiere.site.file_permissions import closing_command, exposed_paths

    home = tmp_path / "home"
    deep = home / "evidence" / "ab"
    deep.mkdir(parents=True)
    for folder in (home, home / "evidence", deep):
        folder.chmod(0o700)
    (deep / "file").write_text("x")
    (deep / "file").chmod(0o640)
    (home / "link").symlink_to(deep / "file")
    assert exposed_paths(home) == []
    assert exposed_paths(home, deep=True) == [deep / "file"]
    home.chmod(0o750)
    assert exposed_paths(home) == [home]
    assert closing_command((tmp_path / "a b",)) == f"chmod go-rwx '{tmp_path}/a b'"


def test_the_service_of_the_guide_narrows_its_mask() -> None:
    """H6. The unit that operators copy does, and keeps others out of its folder."""
    guide = (SOURCE.parents[1] / "docs" / "how-to" / "serve-in-production.md").read_text("utf-8")
    unit = re.search(r"```text\n\[Unit\](.*?)```", guide, re.DOTALL)
    assert unit is not None
    assert {"UMask=0077", "StateDirectoryMode=0700"} <= set(unit[1].split())
