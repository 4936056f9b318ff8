"""Requests that wait for a second signature, for who may give it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.core.typography import lower_first_letter
from filiere.site.accounts.approval_rules import describe_approval, list_signing_faults
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.pages.todo_list import Task, task_providers


@task_providers.register
def list_approval_tasks(person: User, _day: date) -> Iterator[Task]:
    """Those that a person may sign today."""
    now = timezone.now()
    waiting = Approval.objects.waiting(now)
    if not waiting.exists():
        return
    for approval in waiting.filter(pk__in=Approval.objects.visible_to(person)).select_related("asked_by", "concerned"):
        if list_signing_faults(approval, person, now=now):
            continue
        words = describe_approval(approval)
        yield Task(
            key=f"approval:{approval.key}",
            words=Text(
                fr=f"Contresigner ou refuser : {lower_first_letter(words.fr)}",
                en=f"Countersign or refuse: {lower_first_letter(words.en)}",
            ),
            url=reverse("accounts:approval", args=[approval.key]),
            button=Text(fr="Lire la demande", en="Read the request"),
            note=Text(fr=f"Demandé par {approval.asked_by.name}.", en=f"Requested by {approval.asked_by.name}."),
            due=timezone.localdate(approval.expires_at),
            about=f"approval:{approval.key}",
        )
