"""Requests for an account, which await an answer from the staff of the label."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.accounts.processing_register import find_retention_days
from filiere.site.members.actions.account_requests import UNANSWERED_RULE
from filiere.site.members.models import AccountRequest
from filiere.site.pages.todo_list import Task, task_providers


def _find_last_day(row: AccountRequest) -> date | None:
    """The last whole day before the register of processing has it erased."""
    if row.confirmed_at is None:
        return None
    return timezone.localdate(row.confirmed_at) + timedelta(days=find_retention_days(UNANSWERED_RULE) - 1)


@task_providers.register
def list_request_tasks(person: User, _day: date) -> Iterator[Task]:
    """Those whose address is confirmed and that nobody has answered."""
    waiting = AccountRequest.objects.visible_to(person).filter(state=AccountRequest.State.WAITING)
    for account_request in waiting.only("key", "organisation_name", "confirmed_at"):
        yield Task(
            key=f"account-request:{account_request.key}",
            words=Text(
                fr=f"Répondre à une demande de compte : {account_request.organisation_name}",
                en=f"Answer a request for an account: {account_request.organisation_name}",
            ),
            url=reverse("account-request-answer", args=[account_request.key]),
            button=Text(fr="Lire la demande", en="Read the request"),
            note=Text(
                fr="Sans réponse à cette date, elle est effacée et la personne en est prévenue.",
                en="If it is not answered by then, it is erased and the person is notified.",
            ),
            due=_find_last_day(account_request),
            about=f"account-request:{account_request.key}",
        )
