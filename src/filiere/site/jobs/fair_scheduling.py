"""Whose job comes next: each owner in its turn, however many jobs it asked for and however long they last.

A turn belongs to an owner, or to a person for what no owner asked for. Of those that have a job waiting and none
under way, the one whose last job began longest ago comes first, and of its jobs the oldest.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Max, Min, Q, QuerySet
from django.utils import timezone

from filiere.site.jobs.models import Job

_NEVER = datetime.min.replace(tzinfo=UTC)


def take_next_job(only: str | None = None, busy: Collection[str] = ()) -> Job | None:
    """Begin the job that comes next, of one kind where it is given, and return it; None when none may begin.

    ``busy`` are the turns whose job is under way: each has one at a time.
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
    kind, key, person = min(owners, key=lambda one: (last.get(Job.turn_of(*one), _NEVER), owners[one]))
    condition = Q(owner_kind=kind, owner_key=key)
    return condition if kind else condition & Q(asked_by=person)


def _list_waiting_owners(
    waiting: QuerySet[Job], busy: Collection[str]
) -> dict[tuple[str, str, int], tuple[datetime, int]]:
    """The owner and the asker of jobs that wait and whose turn is not taken, with the oldest of these jobs; the
    database groups them, however many there are."""
    groups = waiting.order_by().values_list("owner_kind", "owner_key", "asked_by_id")
    return {
        (kind, key, by): (at, pk)
        for kind, key, by, at, pk in groups.annotate(Min("asked_at"), Min("pk"))
        if Job.turn_of(kind, key, by) not in busy
    }


def _last_turn_by_owner() -> dict[str, datetime]:
    """When the last job of each owner began."""
    begun = Job.objects.filter(started_at__isnull=False).order_by()
    found: dict[str, datetime] = {}
    for kind, key, by, at in begun.values_list("owner_kind", "owner_key", "asked_by_id").annotate(Max("started_at")):
        turn = Job.turn_of(kind, key, by)
        found[turn] = max(at, found.get(turn, _NEVER))
    return found
