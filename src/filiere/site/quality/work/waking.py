"""Starting the process that does the jobs, when a page asked for one or shows one that nobody does.

A process rather than a thread: reading a million rows holds the interpreter, and pages would wait; and what takes too
much memory dies alone. Starting one too many costs nothing: it finds the lock taken and leaves (see `worker`).
"""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from filiere.site import log_files
from filiere.site.quality.models import Job

SILENCE_LIMIT = timedelta(seconds=30)
"""Without a sign of life for so long, a job is looked after; a long query may be silent longer, and holds the lock."""

_worker_processes: list[subprocess.Popen[bytes]] = []


def start_worker_on_commit() -> None:
    """Start a worker once the transaction of the act has committed: it would not see the job before."""
    if settings.FILIERE_WORKERS:
        transaction.on_commit(_start_worker)


def ensure_worker(job: Job) -> None:
    """Start a worker for a job that waits or has gone silent; a page that shows a job calls this."""
    silent = timezone.now() - SILENCE_LIMIT
    if job.state == Job.State.QUEUED or (job.open and (job.beat_at is None or job.beat_at < silent)):
        start_worker_on_commit()


def _start_worker() -> None:
    # Ended children are reaped here: nobody else waits for them.
    _worker_processes[:] = [one for one in _worker_processes if one.poll() is None]
    if len(_worker_processes) > 1:
        return
    path = log_files.log_folder() / "work.log"
    log_files.rotate_log(path, largest=1 << 20)
    with path.open("ab") as log:
        _worker_processes.append(
            subprocess.Popen(
                [sys.executable, "-m", "filiere.site.quality.work"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        )
