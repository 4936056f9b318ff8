"""What the plan awaits from whoever leads it: a decision on each action that surfaces by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.kit.rights import allowed
from filiere.site.pages.todo_list import Task, task_providers
from filiere.site.programme.plan.models import Plan
from filiere.site.programme.plan.plan_state import compute_plan_state
from filiere.site.programme.reading_dates import ReadingDates

_WAITED = frozenset({"gap", "overdue", "silent", "limit_broken"})
"""What somebody can settle by an act; an action that waits for another, or for a value, is on the page of the plan."""


@task_providers.register
def list_plan_tasks(person: User, day: date) -> Iterator[Task]:
    """The actions of the plan that need a decision today."""
    plan = Plan.objects.current(day) if allowed(person, "programme:edit") else None
    if plan is None:
        return
    reading = compute_plan_state(plan, ReadingDates(day, day))
    for state in reading.state.list_decisions():
        if not _WAITED & {one.kind for one in state.reasons}:
            continue
        row = reading.rows[state.action.id]
        title = state.action.title
        yield Task(
            key=f"programme-action:{row.key}",
            words=Text(
                fr=f"Décider de l’action {row.code} : {title.fr}", en=f"Decide on action {row.code}: {title.en}"
            ),
            url=reverse("programme:action", args=[row.key]),
            button=Text(fr="Voir l’action", en="See the action"),
            due=state.due,
            about=f"programme-action:{row.key}",
        )
