"""What commitments await from whoever answers for them, and from the lead where one is late; and a letter before it is
due, for whoever does not get their tasks by mail already."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse

from filiere.core import Text
from filiere.core.dates import spell_day
from filiere.site.accounts.letters import add_greeting
from filiere.site.accounts.models import User
from filiere.site.kit.hourly_tasks import IsolatedTasks, register_hourly_task
from filiere.site.kit.rights import allowed
from filiere.site.mail.models import Letter
from filiere.site.mail.outbox import post_letters
from filiere.site.pages.todo_list import Task, task_providers
from filiere.site.programme.commitments.models import Commitment
from filiere.site.programme.commitments.standing import CommitmentStanding, read_commitment
from filiere.site.programme.reading_dates import ReadingDates

NOTICE = timedelta(days=30)
"""How long before it is due a commitment is a task."""
REMINDER = timedelta(days=14)
"""How long before it is due a letter reminds of it, and how long after another may say that it is late."""
REMINDER_KIND = "commitment.reminder"


def list_running(rows: Iterator[Commitment] | list[Commitment], day: date) -> Iterator[CommitmentStanding]:
    """The commitments that are neither kept nor broken on a day."""
    for row in rows:
        standing = read_commitment(row, ReadingDates(day, day))
        if standing.state in ("open", "revised"):
            yield standing


@task_providers.register
def list_commitment_tasks(person: User, day: date) -> Iterator[Task]:
    """One’s own that come due, then the late ones of others, for the lead."""
    leads = allowed(person, "programme:edit")
    rows = Commitment.objects.running().for_listing()
    for one in list_running(list(rows if leads else rows.filter(owner=person)), day):
        mine = one.row.owner_id == person.pk
        if one.due > day + NOTICE or not (mine or one.late):
            continue
        words = one.row.words
        yield Task(
            key=f"commitment:{one.row.key}",
            words=Text(fr=f"Tenir un engagement : {words.fr}", en=f"Keep a commitment: {words.en}")
            if mine
            else Text(fr=f"Relancer {one.row.who} : {words.fr}", en=f"Remind {one.row.who}: {words.en}"),
            url=reverse("programme:commitment-outcome", args=(one.row.key,)),
            button=Text(fr="Dire où il en est", en="Say how it is going"),
            note=Text(fr=f"Preuve attendue : {one.row.proof}", en=f"Proof expected: {one.row.proof}"),
            due=one.due,
            about=f"commitment:{one.row.key}",
        )


@register_hourly_task
def post_reminders(day: date) -> int:
    """Remind of each commitment that comes due, and of one that is past its day, once each for each day that it is due
    on; whoever gets their tasks by mail reads it there."""
    apart = IsolatedTasks("reminder of a commitment")
    rows = Commitment.objects.running().for_listing().filter(owner__is_active=True, owner__task_digest__isnull=True)
    for one in list_running(list(rows), day):
        if day - REMINDER <= one.due <= day + REMINDER:
            with apart.attempt(one.row.key), transaction.atomic():
                apart.done += _post_reminder(one, late=one.due < day)
    return apart.end()


def _post_reminder(one: CommitmentStanding, *, late: bool) -> int:
    about = f"commitment:{one.row.key}:{one.due.isoformat()}{':late' if late else ''}"
    if one.row.owner is None or Letter.objects.filter(kind=REMINDER_KIND, about=about).exists():
        return 0
    due, words = spell_day(one.due), one.row.words
    subject = (
        Text(fr="Un engagement a passé son échéance", en="A commitment is past its deadline")
        if late
        else Text(fr="Un engagement arrive à échéance", en="A commitment is coming due")
    )
    said = (
        Text(
            fr=f"L’échéance de cet engagement est passée depuis le {due.fr} : {words.fr}. Dites s’il est tenu, rompu "
            "ou remis à plus tard.",
            en=f"The deadline of this commitment passed on {due.en}: {words.en}. Please say whether it is kept, broken "
            "or put off.",
        )
        if late
        else Text(
            fr=f"Vous répondez de cet engagement, à tenir pour le {due.fr} : {words.fr}. Dites où il en est.",
            en=f"You are responsible for this commitment, due on {due.en}: {words.en}. Please say how it is going.",
        )
    )
    post_letters(
        to=[one.row.owner],
        subject=subject,
        body=add_greeting(said),
        kind=REMINDER_KIND,
        about=about,
        link=f"/programme/commitments/{one.row.key}/",
    )
    return 1
