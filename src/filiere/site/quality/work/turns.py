"""Whose job comes next: each centre in its turn, however many jobs it asked for and however long they last.

A turn belongs to a centre, or to a person for what no centre asked for. Of those that have a job waiting and none
under way, the one whose last job began longest ago comes first, and of its jobs the oldest.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from filiere.site.quality.models import Job

_NEVER = datetime.min.replace(tzinfo=UTC)


def next_job(only: Job.Kind | None = None, busy: Collection[str] = ()) -> Job | None:
    """Begin the job that comes next, of one kind where it is given, and return it; None when none may begin.

    ``busy`` are the owners whose job is under way: each has one at a time.
    """
    if not someone_waits(busy):
        # A look takes no lock, which a job may hold: whoever ends jobs must not wait for one of them.
        return None
    with transaction.atomic():
        rows = Job.objects.select_for_update().filter(state=Job.State.QUEUED)
        waiting = [one for one in (rows.filter(kind=only) if only else rows) if one.owner not in busy]
        if not waiting:
            return None
        last = _last_turns()
        row = min(waiting, key=lambda one: (last.get(one.owner, _NEVER), one.asked_at, one.pk))
        row.state, row.attempts = Job.State.RUNNING, row.attempts + 1
        row.started_at = row.beat_at = timezone.now()
        row.stage, row.done, row.total, row.faults = "", 0, 0, []
        row.save()
    return row


def someone_waits(busy: Collection[str]) -> bool:
    """Whether an owner that has no job under way has one waiting."""
    return any(one.owner not in busy for one in Job.objects.filter(state=Job.State.QUEUED))


def _last_turns() -> dict[str, datetime]:
    """When the last job of each owner began."""
    begun = Job.objects.filter(started_at__isnull=False).order_by()
    found: dict[str, datetime] = {}
    for centre, person, at in begun.values_list("centre_id", "asked_by_id").annotate(Max("started_at")):
        owner = Job.owner_of(centre, person)
        found[owner] = max(at, found.get(owner, _NEVER))
    return found
