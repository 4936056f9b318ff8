"""Asking for a job and cancelling one. The right is asked by the act that calls; a job asked twice is done once."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.accounts.models import User
from filiere.site.jobs.handlers import find_handler
from filiere.site.jobs.models import Job, JobOwner
from filiere.site.jobs.querysets import JobQuerySet
from filiere.site.journal.form_claims import claim_form
from filiere.site.journal.writer import record_act

MAX_JOBS = 500
"""Jobs that may wait or run for an owner, or for a person without one: as many as files may wait for their import."""


def enqueue_job(
    *,
    owner: JobOwner,
    kind: str,
    subject: str,
    asked: dict[str, Any] | None = None,
    by: User,
    by_itself: bool = False,
) -> Job:
    """Ask for a job; the one that already waits or runs for the same subject is returned instead of a second.

    Raises `Faults` when as many jobs as may wait for one owner; what the site asks ``by_itself`` is never refused.
    """
    asked = asked or {}
    handler = find_handler(kind, asked.get("what", ""))
    if handler is None:
        raise LookupError(f"no app makes jobs of kind {kind}")
    same = Job.objects.for_owner(owner).filter(kind=kind, subject=subject)
    waiting = same.filter(state__in=Job.OPEN)
    found = waiting.first()
    if found is not None:
        return found
    if not by_itself:
        _check_waiting_jobs(owner, by)
    try:
        with transaction.atomic():
            claim_form()
            if not handler.keeps_ended:
                _remove_former_jobs(same)
            return Job.objects.create(
                owner_kind=owner.kind,
                owner_key=owner.key,
                kind=kind,
                subject=subject,
                asked=asked,
                asked_by=by,
                asked_at=timezone.now(),
            )
    except IntegrityError:
        # Somebody asked for the same in between: the database let one of the two in.
        return waiting.get()


def _check_waiting_jobs(owner: JobOwner, asker: User) -> None:
    mine = Job.objects.for_owner(owner).filter(state__in=Job.OPEN)
    if (mine if owner.kind else mine.filter(asked_by=asker)).count() < MAX_JOBS:
        return
    raise Faults.one(
        code="jobs-too-many",
        message=Text(fr=f"{MAX_JOBS} travaux attendent déjà leur tour.", en=f"{MAX_JOBS} jobs are already queued."),
        remedy=Text(
            fr="Attendez que quelques-uns soient finis, ou arrêtez ceux qui ne servent plus, puis demandez de nouveau.",
            en="Wait until some have finished, or cancel those no longer needed, then try again.",
        ),
    )


def _remove_former_jobs(same: JobQuerySet) -> None:
    """Remove the jobs that ended about the same thing, but the last: what it found is what a page shows."""
    ended = same.exclude(state__in=Job.OPEN).order_by("-pk")
    Job.objects.filter(pk__in=list(ended.values_list("pk", flat=True)[1:])).delete()


def request_cancellation(job: Job, *, by: User | None = None) -> Job:
    """Cancel a job: at once while it waits; while it runs, its process is killed within a second, or stops by itself at
    its next sign of life. An ended job stays as it is. ``by`` is the person who asks, as the journal keeps it."""
    now = timezone.now()
    with transaction.atomic():
        row = Job.objects.select_for_update().get(pk=job.pk)
        if row.state == Job.State.QUEUED:
            row.state, row.ended_at, row.cancel_at = Job.State.CANCELLED, now, now
        elif row.state == Job.State.RUNNING and row.cancel_at is None:
            row.cancel_at = now
        row.save(update_fields=["state", "ended_at", "cancel_at"])
        if by is not None and row.cancel_at == now:
            record_act(by, "job.cancel", "job", row.key, {"kind": str(row.kind)})
    return row
