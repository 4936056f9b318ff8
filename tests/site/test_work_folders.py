"""What a process was taking apart when it was killed is on the disk no longer once the next one starts."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import filiere.site
from filiere.site import work_folders
from filiere.site.work_folders import hold_temporary_folder, remove_orphaned_job_folders

SITE = Path(filiere.site.__file__).parent
KILLED = """
import os, sys, tempfile
from pathlib import Path
from filiere.site.work_folders import hold_temporary_folder
hold_temporary_folder(Path(sys.argv[1]))
# As the server of readers does for each file that somebody sent.
folder = tempfile.mkdtemp(prefix="filiere-child-")
Path(folder, "rows").write_text("somebody's rows")
if not os.fork():
    sys.stdin.read()
    os._exit(0)
print(folder, flush=True)
sys.stdin.read()
"""
SWEPT_APART = {
    "backup/creation.py": "a copy under way: the next one removes what was left",
    "backup/restoration.py": "beside what is put back, in a folder that must be empty to begin with",
    "demonstration_source.py": "a folder that becomes the demonstration by its name",
    "science/proposal_folder.py": "among the files sent, which are swept when the site starts and at each upload",
}
"""Modules that choose where a temporary folder is, and who removes it after a kill."""


def server(home: Path) -> tuple[subprocess.Popen[str], Path]:
    """A server that reads what somebody sent, with a child, and where that is."""
    words = [sys.executable, "-c", KILLED, str(home)]
    made = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert made.stdout is not None
    return made, Path(made.stdout.readline().strip())


def test_what_a_killed_server_left_is_removed_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not while one of its processes lives, nor what another server holds."""
    monkeypatch.setenv("TMPDIR", tempfile.gettempdir())
    monkeypatch.setattr(tempfile, "tempdir", tempfile.gettempdir())
    monkeypatch.setattr(work_folders, "_held_descriptors", [])
    killed, left = server(tmp_path)
    other, kept = server(tmp_path)
    assert (left / "rows").exists()
    assert left.is_relative_to(tmp_path)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    hold_temporary_folder(tmp_path)
    assert left.exists()
    # Its child ends as the pipe that it reads does.
    assert killed.stdin is not None
    killed.stdin.close()
    assert killed.stdout is not None
    killed.stdout.read()
    own = hold_temporary_folder(tmp_path)
    assert not left.exists()
    assert (kept / "rows").exists()
    assert own.is_dir()
    assert tempfile.gettempdir() == str(own)
    assert own.stat().st_mode & 0o077 == 0
    other.kill()
    other.communicate()
    for place in work_folders._held_descriptors:
        os.close(place)


def test_what_killed_jobs_left_is_removed_before_the_next(tmp_path: Path) -> None:
    """A job that failed for good, or whose machine lost its power, never came back to its folder."""
    assert remove_orphaned_job_folders(tmp_path) == 0
    for key in ("j-1", "j-2"):
        (tmp_path / "work" / key).mkdir(parents=True)
        (tmp_path / "work" / key / "rows").write_text("somebody's rows")
    assert remove_orphaned_job_folders(tmp_path) == 2
    assert list((tmp_path / "work").iterdir()) == []


def test_temporary_folders_stand_where_they_are_swept() -> None:
    """A module that chooses the place of one says here who removes it after a kill."""
    found = set()
    for path in SITE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or ast.unparse(node.func).rpartition(".")[2] not in {
                "TemporaryDirectory",
                "NamedTemporaryFile",
                "mkdtemp",
                "mkstemp",
            }:
                continue
            if any(word.arg == "dir" for word in node.keywords):
                found.add(str(path.relative_to(SITE)))
    assert found == {*SWEPT_APART, "work_folders.py"}


def test_whoever_does_the_jobs_sweeps_first_and_a_server_holds_its_folder() -> None:
    """The two places that call it."""
    assert "hold_temporary_folder(Path(settings.FILIERE_HOME))" in (SITE / "web_server.py").read_text(encoding="utf-8")
    lanes = (SITE / "jobs" / "job_processes.py").read_text(encoding="utf-8")
    assert lanes.index("remove_orphaned_job_folders(Path(") < lanes.index("Lanes().run()")
