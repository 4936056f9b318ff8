"""Processes that a page starts and does not wait for: each calls one function of the site, then ends.

A process rather than a thread: what reads for minutes holds the interpreter, and pages would wait; and what takes too
much memory dies alone. What it says as it dies is in ``work.log``.
"""

from __future__ import annotations

import subprocess
import sys

from filiere.site import log_files

LOG_BYTES = 1 << 20


class BackgroundProcess:
    """The processes of ``function``, a dotted name: as many at once as ``most``, counted in this process."""

    def __init__(self, function: str, *, most: int = 1) -> None:
        self._command = [sys.executable, "-m", "filiere.site", function]
        self._most = most
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start one more, unless as many run already."""
        # Ended children are reaped here: nobody else waits for them.
        self._running[:] = [one for one in self._running if one.poll() is None]
        if len(self._running) >= self._most:
            return
        path = log_files.log_folder() / "work.log"
        log_files.rotate_log(path, largest=LOG_BYTES)
        with path.open("ab") as log:
            self._running.append(
                subprocess.Popen(  # noqa: S603  A function of ours, named in the code.
                    self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
                )
            )
