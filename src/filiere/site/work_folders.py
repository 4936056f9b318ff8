"""Where the processes of a server put what they take apart, so that nothing of it outlives them.

A process that is killed removes nothing. Each server therefore has a folder of its own for all that is temporary, its
children included, and holds it as long as one of its processes lives; the next server removes those that nobody holds.
What a job puts aside is removed by whoever does the jobs next.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from pathlib import Path

TEMPORARY_FOLDER, JOBS_FOLDER = "temporary", "work"

_held_descriptors: list[int] = []


def hold_temporary_folder(home: Path) -> Path:
    """Give this process and all that it will make a folder for temporary files; remove those of servers that died."""
    root = home / TEMPORARY_FOLDER
    root.mkdir(mode=0o700, exist_ok=True)
    # One at a time: a folder that was made and is not held yet would be taken for one that was left.
    with (home / f"{TEMPORARY_FOLDER}.lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        for folder in root.iterdir():
            _remove_unless_held(folder)
        made = Path(tempfile.mkdtemp(dir=root))
        # A child inherits it: the folder is held until the last one is gone.
        _held_descriptors.append(os.open(made, os.O_RDONLY | os.O_DIRECTORY))
        fcntl.flock(_held_descriptors[-1], fcntl.LOCK_EX)
    os.environ["TMPDIR"] = tempfile.tempdir = str(made)
    return made


def job_folder(home: Path, key: str) -> Path:
    """The folder of a job, not made yet."""
    return home / JOBS_FOLDER / key


def remove_orphaned_job_folders(home: Path) -> int:
    """Remove what jobs that were killed left, and return how many did; only for whoever alone does the jobs now."""
    left = list((home / JOBS_FOLDER).iterdir()) if (home / JOBS_FOLDER).is_dir() else []
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def _remove_unless_held(folder: Path) -> None:
    place = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        pass
    finally:
        os.close(place)
