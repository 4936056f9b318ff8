"""Starting the process that does the jobs, when a page asked for one or shows one that nobody does.

Starting one too many costs nothing: it finds the lock taken and leaves (see `worker`).
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from filiere.site.background_process import BackgroundProcess
from filiere.site.jobs.models import Job

SILENCE_LIMIT = timedelta(seconds=30)
"""Without a sign of life for so long, a job is looked after; a long query may be silent longer, and holds the lock."""

_workers = BackgroundProcess("filiere.site.jobs.job_processes.run_jobs_in_lanes", most=2)


def start_worker_on_commit() -> None:
    """Start a worker once the transaction of the act has committed: it would not see the job before."""
    if settings.FILIERE_WORKERS:
        transaction.on_commit(_workers.start)


def ensure_worker(job: Job) -> None:
    """Start a worker for a job that waits or has gone silent; a page that shows a job calls this."""
    silent = timezone.now() - SILENCE_LIMIT
    if job.state == Job.State.QUEUED or (job.is_open and (job.beat_at is None or job.beat_at < silent)):
        start_worker_on_commit()
