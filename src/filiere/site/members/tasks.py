"""Requests for an account, which await an answer from the staff of the label."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.members.models import AccountRequest
from filiere.site.pages.tasks import Task, task_providers


@task_providers.register
def list_request_tasks(person: User, _day: date) -> Iterator[Task]:
    """Those whose address is confirmed and that nobody has answered."""
    waiting = AccountRequest.objects.visible_to(person).filter(state=AccountRequest.State.WAITING)
    for one in waiting.only("key", "organisation_name", "confirmed_at"):
        yield Task(
            key=f"account-request:{one.key}",
            words=Text(
                fr=f"Répondre à une demande de compte : {one.organisation_name}",
                en=f"Answer a request for an account: {one.organisation_name}",
            ),
            url=reverse("account-request-answer", args=[one.key]),
            button=Text(fr="Lire la demande", en="Read the request"),
            since=timezone.localdate(one.confirmed_at) if one.confirmed_at else None,
            about=f"account-request:{one.key}",
        )
