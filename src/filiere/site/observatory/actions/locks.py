"""One load at a time on one data folder, whatever started it.

The lock is the kernel's own (`flock`): it falls with the process that held it, killed or not, so no lock is ever
left behind to be cleaned by hand.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def one_load(home: Path) -> Iterator[None]:
    """Wait for any other load on this folder to end, then hold the place."""
    folder = home / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "load").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
