"""The demonstration that tests read, kept from one run to the next for as long as nothing that makes it has changed.

Building it takes some hundred seconds of processor. It is kept in ``.tools/cache`` under the hash of the whole package,
of what is installed beside it, and of the day: its stories are told up to that day. A clean clone builds it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
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


def is_built(folder: Path) -> bool:
    """Whether a folder holds the demonstration, whole: what the command said is put there last."""
    return (folder / "said").is_file()


def building(folder: Path, empty: Path, environment: dict[str, str]) -> dict[str, Any]:
    """The process that builds the demonstration in a folder that is held, for :class:`subprocess.Popen`.

    It begins with a copy of a data folder whose database was made from nothing and is empty.
    """
    shutil.rmtree(folder / "making", ignore_errors=True)
    shutil.copytree(empty, folder / "making")
    told = environment | {"FILIERE_HOME": str(folder / "making"), "FILIERE_LANG": "fr"}
    return {"args": ["sh", "-c", _BUILD, sys.executable], "cwd": folder, "env": told}


def build(folder: Path, empty: Path, environment: dict[str, str]) -> None:
    """Build it to its end."""
    # A busy machine shares its processors: a minute on an idle one may take half an hour.
    done = subprocess.run(
        **building(folder, empty, environment), stderr=subprocess.PIPE, text=True, timeout=3600, check=False
    )
    assert done.returncode == 0, done.stderr
