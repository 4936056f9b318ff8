"""How far a job is: told to the database now and then, where a page reads it and where somebody may ask it to stop."""

from __future__ import annotations

from time import monotonic

from django.utils import timezone

from filiere.site.jobs.models import Job

REPORT_INTERVAL = 0.5
"""Seconds between two signs of life: often enough for a reader, rare enough to cost nothing."""


class JobCancelled(Exception):
    """Somebody cancelled the job: its handler leaves things as they were before, or as they are half way."""


class Progress:
    """What a handler holds to tell how far it is; telling raises `JobCancelled` once the job was cancelled."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._last = 0.0
        self._stage = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Tell that ``done`` of ``total`` is made of a stage; a total of zero is unknown."""
        now = monotonic()
        if stage == self._stage and now - self._last < REPORT_INTERVAL and done != total:
            return
        self._last, self._stage = now, stage
        self._report(stage, done, total)

    def _report(self, stage: str, done: int, total: int) -> None:
        done = min(done, total) if total else done
        told = {"stage": stage[:40], "done": done, "total": total, "beat_at": timezone.now()}
        rows = Job.objects.filter(pk=self._job.pk, state=Job.State.RUNNING, cancel_at__isnull=True)
        if not rows.update(**told):
            raise JobCancelled
