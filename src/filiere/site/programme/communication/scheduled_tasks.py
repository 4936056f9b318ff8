"""What time does to messages each hour: reminders to an office, its silence, and the fall of a figure under a message.

A rule of silence is written in the request to the office. What comes of it is said on the page of the message, and to
its author in a letter.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.journal.sealed_rows import record_row
from filiere.site.kit.hourly_tasks import IsolatedTasks, register_hourly_task
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.communication.actions.messages import put_in_force
from filiere.site.programme.communication.embargo import is_said
from filiere.site.programme.communication.letters import notify_author
from filiere.site.programme.communication.models import Message, Operation

REMINDERS: Final = (timedelta(days=7), timedelta(days=1))
"""How long before the deadline of an office whoever asked it is reminded, each time once."""
SILENCE_OUTCOMES: Final = {
    Operation.Silence.MENTION: Text(
        fr="la mention de l’État est retirée, et le message part sans elle",
        en="the mention of the State is withdrawn, and the message goes out without it",
    ),
    Operation.Silence.GOES: Text(fr="le message part tel quel", en="the message goes out as it stands"),
    Operation.Silence.WAITS: Text(fr="le message attend encore", en="the message still waits"),
}
"""What comes of a silence, by its rule."""


@register_hourly_task
def apply_silence_rules(_day: date) -> int:
    """Apply to each message the rule of silence of its request, once its deadline is over."""
    apart, now = IsolatedTasks("message"), timezone.now()
    due = Message.objects.for_office().filter(operation__office_deadline__lte=now, office_answer="")
    for key in due.values_list("pk", flat=True):
        with apart.attempt(key), transaction.atomic():
            apart.done += _apply_silence(key)
    return apart.end()


@register_hourly_task
def remind_of_deadlines(_day: date) -> int:
    """Remind the author of a message of the deadline of the office, seven days before and the day before."""
    apart, now = IsolatedTasks("message"), timezone.now()
    for message in Message.objects.for_office().filter(operation__office_deadline__gt=now, office_answer=""):
        operation = message.operation
        assert operation is not None  # noqa: S101  The query asks for one with a deadline.
        assert operation.office_deadline is not None  # noqa: S101
        left = operation.office_deadline - now
        owed = sum(left <= before for before in REMINDERS)
        if owed <= message.office_reminders:
            continue
        with apart.attempt(message.pk), transaction.atomic():
            message.office_reminders = owed
            message.save(update_fields=["office_reminders"])
            _write_reminder(message, operation)
            apart.done += 1
    return apart.end()


@register_hourly_task
def recall_stale_messages(_day: date) -> int:
    """Recall each message whose figure fell without a recall, as by a new version of the register."""
    apart, register = IsolatedTasks("message"), current_register()
    approved = Message.objects.filter(state=Message.State.APPROVED, kept_as_dated=False)
    for message in approved.select_related("operation", "author"):
        if is_said(register, message):
            continue
        with apart.attempt(message.pk), transaction.atomic():
            message.state, message.ended_at = Message.State.RECALLED, timezone.now()
            message.save()
            record_row(None, "message.recall", message)
            notify_author(
                message,
                Text(fr="Un message est rappelé", en="A message is recalled"),
                Text(
                    fr=f"le chiffre de ce message n’est plus celui du registre ; ne le diffusez plus : « "
                    f"{message.current_sentence.fr} ». Écrivez-en un autre sur le chiffre en vigueur.",
                    en="the figure of this message is no longer that of the register; stop using it: “"
                    f"{message.current_sentence.en}”. Write another on the current figure.",
                ),
            )
            apart.done += 1
    return apart.end()


def _apply_silence(key: int) -> int:
    message = Message.objects.for_office().select_for_update(of=("self",)).filter(pk=key, office_answer="").first()
    if message is None or message.operation is None:
        return 0
    now, rule = timezone.now(), Operation.Silence(message.operation.silence_rule)
    outcome = SILENCE_OUTCOMES[rule]
    message.office_answer, message.office_answered_at = Message.Answer.SILENCE, now
    if rule != Operation.Silence.WAITS:
        try:
            put_in_force(message, current_register(), now)
        except Faults as faults:
            message.state, message.ended_at = Message.State.RECALLED, now
            outcome = faults.faults[0].message
    message.save()
    record_row(None, "message.silence", message)
    notify_author(
        message,
        Text(fr="Le cabinet n’a pas répondu dans le délai", en="The office did not answer in time"),
        Text(
            fr=f"sans réponse au terme du délai, comme l’écrivait la demande : {outcome.fr}.",
            en=f"no answer came by the deadline, so, as the request stated: {outcome.en}.",
        ),
    )
    return 1


def _write_reminder(message: Message, operation: Operation) -> None:
    deadline = operation.office_deadline
    assert deadline is not None  # noqa: S101
    outcome = SILENCE_OUTCOMES[Operation.Silence(operation.silence_rule)]
    local = timezone.localtime(deadline)
    notify_author(
        message,
        Text(fr="Le délai laissé au cabinet approche", en="The deadline given to the office is near"),
        Text(
            fr=f"sans réponse de « {operation.office} » le {local:%d/%m/%Y} à {local:%H h %M}, {outcome.fr}. Relancez "
            "le cabinet, puis enregistrez sa réponse.",
            en=f"without an answer from “{operation.office}” by {local:%H:%M} on {local:%d %B %Y}, {outcome.en}. "
            "Remind the office, then record its answer.",
        ),
    )
