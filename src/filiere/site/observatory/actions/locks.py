"""One load at a time on one data folder, whatever started it.

The lock is the kernel's own (`flock`): it falls with the process that held it, killed or not, so no lock is ever
left behind to be cleaned by hand.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filiere.core import Faults
from filiere.site.child_process import was_turned_away
from filiere.site.observatory.faults import fault


@contextmanager
def hold_load_lock(home: Path, *, wait: bool) -> Iterator[None]:
    """Hold the place of the one load of this folder.

    With ``wait``, for commands, any other load is waited for. A page does not wait: a load may last longer than a
    request may, and those who wait would hold the threads that answer everybody else. It raises `Faults` and marks the
    request as turned away, so that it is answered 503.
    """
    folder = home / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "load").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            was_turned_away.set(True)
            raise _under_way_fault() from None
        yield


def _under_way_fault() -> Faults:
    return Faults([fault("load-under-way")])
