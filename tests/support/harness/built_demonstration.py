"""The demonstration that tests read, kept from one run to the next for as long as nothing that makes it has changed.

Building it takes some hundred seconds of processor. It is kept in ``.tools/cache`` under the hash of the whole package,
of what is installed beside it, and of the day: its stories are told up to that day. A clean clone builds it.

``PYTHONPATH=tests python -m support.harness.built_demonstration FOLDER`` builds it too, and puts a copy in a folder
that is not there yet: the continuous integration begins by it, so that ``./dev demo`` and the tests read the same.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from support.harness.shared_folders import held

ROOT = Path(__file__).resolve().parents[3]
KEPT = ROOT / ".tools" / "cache" / "demonstration"
AT_MOST = 3
# The folder has its name when it is whole: what was begun and not ended is begun again.
_BUILD = '"$0" -m filiere demo --no-serve >telling && mv making home && mv telling said'
_READ = frozenset({"FILIERE_REFERENTIALS"})


@cache
def key() -> str:
    """The hash of all that a build depends on; a build of yesterday ends its stories a day too early."""
    named = [f"{name}={os.environ.get(name, '')}" for name in sorted(_READ)]
    digest = hashlib.sha256("\n".join([sys.version, date.today().isoformat(), *named]).encode())
    package = [path for path in (ROOT / "src").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    for path in sorted([*package, ROOT / "requirements" / "main.txt"]):
        content = path.read_bytes()
        digest.update(f"\n{path.relative_to(ROOT)} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:32]


def kept_folder() -> Path:
    """Where the demonstration of this very content is kept; those of other contents are removed, but for the latest."""
    folder = KEPT / key()
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        others = sorted(KEPT.iterdir(), key=lambda one: one.stat().st_mtime, reverse=True)
        for old in others[AT_MOST:]:
            shutil.rmtree(old, ignore_errors=True)
    return folder


def environment_of(home: Path) -> dict[str, str]:
    """The environment of a process that works on SQLite in a data folder of its own, whatever this one works on."""
    left_out = {"FILIERE_DATABASE_URL", "FILIERE_LANG", "DJANGO_SETTINGS_MODULE"}
    return {key: value for key, value in os.environ.items() if key not in left_out} | {"FILIERE_HOME": str(home)}


def migrate(environment: dict[str, str]) -> None:
    """Make the database that this environment names, in a process of its own."""
    script = "from filiere.site.django_startup import migrate; migrate(create=True)"
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=1800, check=False
    )
    assert done.returncode == 0, done.stderr


def copy_kept(name: str, make: Callable[[Path], object], to: Path) -> None:
    """Copy a data folder that ``make`` makes where it is told; it is kept from one run to the next as well."""
    kept = kept_folder() / name
    kept.mkdir(exist_ok=True)
    with held(kept):
        if not (kept / "home").exists():
            shutil.rmtree(kept / "making", ignore_errors=True)
            make(kept / "making")
            # Copies are read as one file, without the log that a process which ends may leave beside it.
            with closing(sqlite3.connect(kept / "making" / "filiere.sqlite3")) as made:
                made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (kept / "making").rename(kept / "home")
        shutil.copytree(kept / "home", to)


def copy_empty(to: Path) -> None:
    """Copy the data folder whose database is made and has no rows."""
    copy_kept("empty", lambda folder: migrate(environment_of(folder)), to)


def is_built(folder: Path) -> bool:
    """Whether a folder holds the demonstration, whole: what the command said is put there last."""
    return (folder / "said").is_file()


def building(folder: Path) -> dict[str, Any]:
    """The process that builds the demonstration in a folder that is held, for :class:`subprocess.Popen`.

    It begins with a copy of a data folder whose database was made from nothing and is empty.
    """
    shutil.rmtree(folder / "making", ignore_errors=True)
    copy_empty(folder / "making")
    told = environment_of(folder / "making") | {"FILIERE_LANG": "fr"}
    return {"args": ["sh", "-c", _BUILD, sys.executable], "cwd": folder, "env": told}


def build(folder: Path) -> None:
    """Build it to its end."""
    # A busy machine shares its processors: a minute on an idle one may take half an hour.
    done = subprocess.run(**building(folder), stderr=subprocess.PIPE, text=True, timeout=3600, check=False)
    assert done.returncode == 0, done.stderr


def main(to: Path) -> None:
    """Build the demonstration if it is not kept, and copy it to a data folder that is not there yet."""
    kept = kept_folder()
    with held(kept):
        if not is_built(kept):
            build(kept)
        if not to.exists():
            shutil.copytree(kept / "home", to)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
