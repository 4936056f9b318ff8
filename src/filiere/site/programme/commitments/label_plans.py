"""Commitments of the label’s improvement plans, read where companies keep them: nothing of them is copied here.

Whoever may read the plan of a dossier reads its actions; everybody reads how many there are and how many are late.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from filiere.site.accounts.rights import Actor
from filiere.site.holders.models import PlanAction, Progress
from filiere.site.kit.rights import allowed
from filiere.site.workflow.models import Dossier

DONE = 100
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class PlanPromise:
    """An action of an improvement plan: whose, what, due when, how far, and the page of the plan."""

    who: str
    what: str
    due: date
    percent: int
    late: bool
    url: str


@dataclass(frozen=True, slots=True)
class PlanCounts:
    """How many actions run in all plans, and how many of them are late."""

    running: int
    late: int
    done: int


def list_plan_promises(person: Actor, day: date) -> Iterator[PlanPromise]:
    """The actions of the plans that a person may read, the first due first; a hundred at most."""
    seen = Dossier.objects.visible_to(person).filter(plan_actions__isnull=False).distinct()
    readable = [one.pk for one in seen.select_related("organisation") if allowed(person, "plan:read", one)]
    for action in _list_actions().filter(dossier__in=readable)[:MOST_SHOWN]:
        percent = _read_percent(action)
        yield PlanPromise(
            who=action.dossier.organisation.name,
            what=action.what,
            due=action.due,
            percent=percent,
            late=action.due < day and percent < DONE,
            url=reverse("holders:plan", args=(action.dossier.key,)),
        )


def count_plan_promises(day: date) -> PlanCounts:
    """Count the actions of all plans."""
    read = [(action.due, _read_percent(action)) for action in _list_actions()]
    done = sum(percent >= DONE for _, percent in read)
    return PlanCounts(len(read) - done, sum(due < day and percent < DONE for due, percent in read), done)


def _list_actions() -> QuerySet[PlanAction]:
    kept = PlanAction.objects.filter(dropped_on__isnull=True, erased_at__isnull=True)
    steps = Prefetch("progress", Progress.objects.order_by("day", "pk"))
    return kept.select_related("dossier__organisation").prefetch_related(steps).order_by("due", "pk")


def _read_percent(action: PlanAction) -> int:
    steps = list(action.progress.all())
    return steps[-1].percent if steps else 0
