"""An antivirus, when the machine has one: a command named by FILIERE_SCANNER, given the path of the file.

It answers as ClamAV's commands do: 0 for nothing found, 1 for something found, anything else for no answer. Without a
command, or without an answer, a file is *not scanned*, and is shown so.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shlex
import signal
import subprocess
from pathlib import Path

from django.conf import settings

from filiere.core import Text
from filiere.site.evidence.models import Blob

log = logging.getLogger(__name__)

SCAN_LABELS: dict[str, Text] = {
    Blob.Scan.NOT_SCANNED: Text(
        fr="non analysé : aucun antivirus n’est branché", en="not scanned: no antivirus is connected"
    ),
    Blob.Scan.FAILED: Text(
        fr="non analysé : l’antivirus n’a pas répondu", en="not scanned: the antivirus did not answer"
    ),
    Blob.Scan.CLEAN: Text(fr="analysé, rien trouvé", en="scanned, nothing found"),
    Blob.Scan.INFECTED: Text(
        fr="infecté : mis en quarantaine, non téléchargeable", en="infected: quarantined, never made available"
    ),
}


def scan_file(path: Path) -> Blob.Scan:
    """What the antivirus says of a file."""
    command = shlex.split(settings.FILIERE_SCANNER)
    if not command:
        return Blob.Scan.NOT_SCANNED
    try:
        code = _run_command([*command, str(path)])
    except (OSError, subprocess.TimeoutExpired) as error:
        log.warning("the antivirus did not answer: %s", type(error).__name__)
        return Blob.Scan.FAILED
    if code not in (0, 1):
        log.warning("the antivirus did not answer: code %d", code)
        return Blob.Scan.FAILED
    return Blob.Scan.INFECTED if code else Blob.Scan.CLEAN


def _run_command(command: list[str]) -> int:
    """Run it in a group of its own, so that nothing of it outlives its time."""
    quiet = subprocess.DEVNULL
    running = subprocess.Popen(  # noqa: S603  The command is the administrator's setting, split without a shell.
        command,
        stdin=quiet,
        stdout=quiet,
        stderr=quiet,
        start_new_session=True,
        env={"PATH": os.environ.get("PATH", "")},
    )
    try:
        return running.wait(timeout=settings.FILIERE_SCANNER_SECONDS)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        raise
