"""The list of one's tasks by mail, each morning or each Monday, for whoever asked for it in their account.

It says what their own space says and no more: how many things wait, the first of them with their last day and the
page where each is done. It is sent once a day at most, and not at all when nothing waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override

from filiere.core import Lang, Text
from filiere.site.accounts.demo_people import is_demo
from filiere.site.accounts.letters import add_greeting
from filiere.site.accounts.models import User
from filiere.site.accounts.sealing import UnreadableSeal, register_unstored_purpose, seal_text, unseal_text
from filiere.site.kit.hourly_tasks import IsolatedTasks, register_hourly_task
from filiere.site.mail.delivery import has_mail_server
from filiere.site.mail.models import TaskDigest
from filiere.site.mail.outbox import build_page_address, post_letters
from filiere.site.pages.todo_list import Task, describe_day, tasks_for

END_PURPOSE = register_unstored_purpose("task-digest-end")
FIRST_HOUR = 7
"""The hour of the morning from which they leave."""
TASKS_TOLD = 5
BATCH_PEOPLE = 200
"""People of one sweep; the others have theirs with the next."""


def set_digest(user: User, every: str) -> None:
    """Send the list ``every`` day or week from the next one on, or no more for an empty word.

    Like the language of letters it decides nothing, so the journal does not tell it.
    """
    if every not in TaskDigest.Every:
        end_digest(user)
        return
    TaskDigest.objects.update_or_create(user=user, defaults={"every": every, "last_on": timezone.localdate()})


def end_digest(user: User) -> None:
    """Send it no more, and forget that it was."""
    TaskDigest.objects.filter(user=user).delete()


def find_digest(token: str) -> TaskDigest | None:
    """The digest that the link of a letter ends; None for a link that ends nothing."""
    if len(token) > 400:
        return None
    try:
        key = unseal_text(END_PURPOSE, token)
    except UnreadableSeal:
        return None
    return TaskDigest.objects.filter(user__key=key).select_related("user").first()


@register_hourly_task
def send_morning_digests(_day: date) -> int:
    """Send those of this morning, where letters leave; the demonstration shows its own."""
    return send_digests(timezone.localtime()) if has_mail_server() or is_demo() else 0


def send_digests(now: datetime) -> int:
    """Send the digests due at a moment, each in a transaction of its own; return how many letters were written."""
    day = now.date()
    if now.hour < FIRST_HOUR:
        return 0
    weekly = Q(every=TaskDigest.Every.WEEK, last_on__lt=day - timedelta(days=day.weekday()))
    due = TaskDigest.objects.filter(Q(every=TaskDigest.Every.DAY, last_on__lt=day) | weekly, user__is_active=True)
    apart = IsolatedTasks("task digest")
    for row in due.values_list("pk", flat=True)[:BATCH_PEOPLE]:
        with apart.attempt(row), transaction.atomic():
            apart.done += _send_digest(row, day)
    return apart.end()


def _send_digest(number: int, day: date) -> int:
    """Write the letter of one person, unless another process has, or nothing waits; either way their day is done."""
    row = TaskDigest.objects.select_for_update(of=("self",)).filter(pk=number, last_on__lt=day).first()
    if row is None:
        return 0
    row.last_on = day
    row.save(update_fields=["last_on"])
    user = row.user
    lang: Lang = "en" if user.language == "en" else "fr"
    # The pages of tasks are named in the language of the reader.
    with override(lang):
        tasks = tasks_for(user, day)
    if not tasks:
        return 0
    stop = build_page_address(f"/mail/digest/end/{seal_text(END_PURPOSE, user.key)}/", lang)
    count = len(tasks)
    post_letters(
        to=[user],
        subject=Text(
            fr=f"{count} choses à faire" if count > 1 else "Une chose à faire",
            en=f"{count} things to do" if count > 1 else "One thing to do",
        ),
        body=add_greeting(_describe_tasks(tasks, day, stop)),
        kind="digest",
        link="/dossiers/",
    )
    return 1


def _describe_tasks(tasks: Sequence[Task], day: date, stop: str) -> Text:
    lines = [_describe_task(task, day) for task in tasks[:TASKS_TOLD]]
    listed = Text(fr="\n\n".join(one.fr for one in lines), en="\n\n".join(one.en for one in lines))
    left = len(tasks) - len(lines)
    fr, en = "", ""
    if left:
        fr = "Et une autre.\n\n" if left == 1 else f"Et {left} autres.\n\n"
        en = "And one more.\n\n" if left == 1 else f"And {left} more.\n\n"
    return Text(
        fr=f"voici ce que vous avez à faire.\n\n{listed.fr}\n\n{fr}Vous avez choisi cet e-mail dans votre compte. Ne "
        f"plus le recevoir : {stop}\n\nLa liste entière est dans votre espace :",
        en=f"here is what you have to do.\n\n{listed.en}\n\n{en}You chose this e-mail in your account. Stop receiving "
        f"it: {stop}\n\nThe whole list is in your space:",
    )


def _describe_task(task: Task, day: date) -> Text:
    """What to do and by when, then the page where it is done: an address that a mail reader can open."""
    words = task.letter_words or task.words
    fr, en = words.fr, words.en
    if task.due is not None:
        on, term = describe_day(task.due, day), task.describe_term(day)
        fr, en = f"{fr}, pour le {on.fr}", f"{en}, by {on.en}"
        if term is not None:
            fr, en = f"{fr} ({term.fr})", f"{en} ({term.en})"
    return Text(fr=f"- {fr}\n{task.url}", en=f"- {en}\n{task.url}")
