"""Asking for a job and cancelling one. The right is asked by the act that calls; a job asked twice is done once."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.journal.answered_forms import claim_form
from filiere.site.journal.writer import record
from filiere.site.quality.models import Centre, Job
from filiere.site.quality.quotas import check_jobs


def enqueue_job(
    *,
    centre: Centre | None,
    kind: Job.Kind,
    subject: str,
    asked: dict[str, Any] | None = None,
    by: User,
    by_itself: bool = False,
) -> Job:
    """Ask for a job; the one that already waits or runs for the same subject is returned instead of a second.

    Raises `Faults` when as many jobs as may wait for one owner; what the site asks ``by_itself`` is never refused.
    """
    waiting = Job.objects.filter(centre=centre, kind=kind, subject=subject, state__in=Job.OPEN)
    found = waiting.first()
    if found is not None:
        return found
    if not by_itself:
        check_jobs(centre, by)
    try:
        with transaction.atomic():
            claim_form()
            _remove_former_jobs(centre, kind, subject)
            return Job.objects.create(
                centre=centre, kind=kind, subject=subject, asked=asked or {}, asked_by=by, asked_at=timezone.now()
            )
    except IntegrityError:
        # Somebody asked for the same in between: the database let one of the two in.
        return waiting.get()


def _remove_former_jobs(centre: Centre | None, kind: Job.Kind, subject: str) -> None:
    """Remove the jobs that ended about the same thing, but the last: what it found is what a page shows.

    Those of packs stay: how many somebody had verified in a day is counted by them.
    """
    if kind == Job.Kind.PACK:
        return
    ended = Job.objects.filter(centre=centre, kind=kind, subject=subject).exclude(state__in=Job.OPEN).order_by("-pk")
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
            record(
                actor_key=by.key,
                act="job.cancel",
                subject_kind="job",
                subject_id=row.key,
                payload={"kind": str(row.kind)},
            )
    return row
