"""Whose job comes next: each centre in its turn, however many jobs it asked for and however long they last.

A turn belongs to a centre, or to a person for what no centre asked for. Of those that have a job waiting and none
under way, the one whose last job began longest ago comes first, and of its jobs the oldest.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Max, Min, Q, QuerySet
from django.utils import timezone

from filiere.site.quality.models import Job

_NEVER = datetime.min.replace(tzinfo=UTC)


def take_next_job(only: Job.Kind | None = None, busy: Collection[str] = ()) -> Job | None:
    """Begin the job that comes next, of one kind where it is given, and return it; None when none may begin.

    ``busy`` are the owners whose job is under way: each has one at a time.
    """
    waiting = Job.objects.filter(state=Job.State.QUEUED, **({"kind": only} if only else {}))
    # A look takes no lock, which a job may hold: whoever ends jobs must not wait for one of them.
    while (owner := _next_owner_condition(waiting, busy)) is not None:
        with transaction.atomic():
            # One row is read whole, and locked, however many wait; cancelled meanwhile, it waits no longer.
            row = waiting.filter(owner).order_by("asked_at", "pk").select_for_update().first()
            if row is None:
                continue
            row.state, row.attempts = Job.State.RUNNING, row.attempts + 1
            row.started_at = row.beat_at = timezone.now()
            row.stage, row.done, row.total, row.faults = "", 0, 0, []
            row.save()
            return row
    return None


def has_waiting_owner(busy: Collection[str]) -> bool:
    """Whether an owner that has no job under way has one waiting."""
    return bool(_list_waiting_owners(Job.objects.filter(state=Job.State.QUEUED), busy))


def _next_owner_condition(waiting: QuerySet[Job], busy: Collection[str]) -> Q | None:
    """The condition on the jobs of the owner whose turn it is, None where nobody has one waiting."""
    owners = _list_waiting_owners(waiting, busy)
    if not owners:
        return None
    last = _last_turn_by_owner() if len(owners) > 1 else {}
    centre, person = min(owners, key=lambda one: (last.get(Job.owner_of(*one), _NEVER), owners[one]))
    return Q(centre=None, asked_by=person) if centre is None else Q(centre=centre)


def _list_waiting_owners(
    waiting: QuerySet[Job], busy: Collection[str]
) -> dict[tuple[int | None, int], tuple[datetime, int]]:
    """The centre and the asker of jobs that wait and whose owner is not busy, with the oldest of these jobs; the
    database groups them, however many there are."""
    groups = waiting.order_by().values_list("centre_id", "asked_by_id").annotate(Min("asked_at"), Min("pk"))
    return {(centre, by): (at, pk) for centre, by, at, pk in groups if Job.owner_of(centre, by) not in busy}


def _last_turn_by_owner() -> dict[str, datetime]:
    """When the last job of each owner began."""
    begun = Job.objects.filter(started_at__isnull=False).order_by()
    found: dict[str, datetime] = {}
    for centre, person, at in begun.values_list("centre_id", "asked_by_id").annotate(Max("started_at")):
        owner = Job.owner_of(centre, person)
        found[owner] = max(at, found.get(owner, _NEVER))
    return found
