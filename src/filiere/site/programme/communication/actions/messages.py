"""Acts on a message: writing, submitting, approving or refusing, what a minister's office answered, withdrawing.

A message that nobody but its author has read is never approved. One that cites the State waits, once approved here, for
the answer of the office, or for its deadline: see `office_silence`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from filiere.core import Fault, Faults, Text, seal
from filiere.figures import Register
from filiere.site.accounts.demo_people import is_demo
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import ActTarget, act, keep_row, make_row_lock
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.communication.faults import fault, refuse
from filiere.site.programme.communication.figure_freezing import freeze_figure, hash_frozen, is_current
from filiere.site.programme.communication.letters import notify_author
from filiere.site.programme.communication.models import Message, MessageUse, Operation
from filiere.site.programme.communication.quotation_check import find_quotation_faults
from filiere.site.programme.communication.rights import APPROVE, WRITE

MESSAGE: ActTarget[Message] = ActTarget("message", lock=make_row_lock("operation", "author"))
NEW_MESSAGE: ActTarget[str] = ActTarget("message", lambda _sentence: "new", keep_row, refusals=False)
NEW_USE: ActTarget[str] = ActTarget("figure-use", lambda _title: "new", keep_row, refusals=False)

State, Answer = Message.State, Message.Answer
REWRITABLE = (State.DRAFT, State.REFUSED)


@act("message.write", on=NEW_MESSAGE, right=WRITE)
def write_message(sentence: str, /, *, actor: User, **said: Any) -> Message:
    """Write a message on a retained figure; raises `Faults` with all that keeps it from being approved."""
    message = Message(sentence=sentence, author=actor, fictitious=is_demo())
    return _save_message(message, said)


@act("message.rewrite", on=MESSAGE, right=WRITE)
def rewrite_message(message: Message, /, *, actor: User, seen: str = "", **said: Any) -> Message:
    """Rewrite a draft or a refused message, of which one becomes the author; ``seen`` is what one had read of it."""
    _require_state(message, *REWRITABLE)
    if seen and seen != seal_words(message):
        raise refuse("message-moved", "sentence")
    message.author, message.state, message.reason = actor, State.DRAFT, ""
    message.approved_by = message.approved_at = None
    message.office_answer, message.office_answered_at, message.office_reminders = "", None, 0
    return _save_message(message, said)


@act("message.submit", on=MESSAGE, right=WRITE)
def submit_message(message: Message, *, actor: User) -> Message:
    """Submit a draft to somebody else's approval."""
    _require_state(message, State.DRAFT)
    _require_whole(message)
    message.state, message.submitted_at = State.SUBMITTED, timezone.now()
    message.save()
    return message


@act("message.approve", on=MESSAGE, right=APPROVE)
def approve_message(message: Message, *, actor: User) -> Message:
    """Approve a message that somebody else wrote: its figure is frozen; it is in force, or waits for the office."""
    _require_state(message, State.SUBMITTED)
    if message.approved_at is not None:
        raise refuse("message-wrong-state")
    if message.author_id == actor.pk:
        raise refuse("message-own")
    _require_whole(message)
    register, now = current_register(), timezone.now()
    message.approved_by, message.approved_at = actor, now
    message.frozen = freeze_figure(register, register[message.figure])
    message.frozen_sha256 = hash_frozen(message.frozen)
    if not message.cites_state:
        put_in_force(message, register, now)
    message.save()
    return message


@act("message.refuse", on=MESSAGE, right=APPROVE)
def refuse_message(message: Message, *, reason: str, actor: User) -> Message:
    """Refuse a message that waits, with a reason that its author reads."""
    _require_state(message, State.SUBMITTED)
    return _refuse(message, reason)


@act("message.answer", on=MESSAGE, right=WRITE)
def record_office_answer(message: Message, *, answer: str, note: str = "", actor: User) -> Message:
    """Record what the minister's office answered about a message: yes, yes without citing the State, or no."""
    if not message.awaits_office:
        raise refuse("message-wrong-state")
    if answer == Answer.WITHOUT_MENTION and not message.without_mention:
        raise refuse("message-mention-missing", "answer")
    now = timezone.now()
    message.office_answer, message.office_answered_at = answer, now
    if answer == Answer.REFUSED:
        return _refuse(message, note)
    put_in_force(message, current_register(), now)
    message.reason = note
    message.save()
    return message


@act("message.withdraw", on=MESSAGE, right=WRITE)
def withdraw_message(message: Message, *, reason: str, actor: User) -> Message:
    """Withdraw a message, at whatever step it was; its page says why."""
    _require_state(message, State.DRAFT, State.SUBMITTED, State.APPROVED, State.REFUSED)
    message.state, message.reason, message.ended_at = State.WITHDRAWN, reason, timezone.now()
    message.save()
    return message


@act("figure-use.record", on=NEW_USE, right=WRITE)
def record_use(title: str, /, *, figure: str, actor: User, **said: Any) -> MessageUse:
    """Record a place outside the site where a figure was used, with its text if it is kept."""
    if figure not in current_register():
        raise refuse("message-figure-unknown", "figure", figure=figure)
    return MessageUse.objects.create(
        title=title, figure=figure, by=actor, at=timezone.now(), fictitious=is_demo(), **said
    )


def put_in_force(message: Message, register: Register, now: datetime) -> None:
    """Put an approved message in force, to be saved; refuse it where its figure or its operation fell meanwhile."""
    if not is_current(register, message.frozen):
        raise refuse("message-figure-moved")
    if message.operation is not None and message.operation.state == Operation.State.CANCELLED:
        raise refuse("message-operation-cancelled")
    message.state, message.in_force_at = State.APPROVED, now


def seal_words(message: Message) -> str:
    """Return the fingerprint of what somebody reads of a message before rewriting it."""
    return seal([message.sentence, message.sentence_en, message.figure, message.written_at.isoformat()])


def find_message_faults(message: Message, register: Register) -> list[Fault]:
    """Return all that keeps a message from being approved: its figure, its sentences, its mention of the State."""
    if message.figure not in register:
        return [fault("message-figure-unknown", "figure", figure=message.figure)]
    figure = register[message.figure]
    faults = []
    if not figure.retained:
        faults.append(fault("message-figure-not-retained", "figure", figure=figure.id))
    sentence = Text(fr=message.sentence, en=message.sentence_en)
    faults += find_quotation_faults(register, figure, sentence, ("sentence", "sentence_en"))
    if not message.cites_state:
        return faults
    operation = message.operation
    if operation is None or operation.office_asked_on is None:
        faults.append(fault("message-office-missing", "cites_state"))
    shorter = (message.without_mention, message.without_mention_en)
    if all(shorter):
        without = Text(fr=shorter[0], en=shorter[1])
        faults += find_quotation_faults(register, figure, without, ("without_mention", "without_mention_en"))
    elif any(shorter) or (operation is not None and operation.silence_rule == Operation.Silence.MENTION):
        faults.append(fault("message-mention-missing", "without_mention"))
    return faults


def _require_whole(message: Message) -> None:
    if faults := find_message_faults(message, current_register()):
        raise Faults(faults)


def _require_state(message: Message, *states: str) -> None:
    if message.state not in states:
        raise refuse("message-wrong-state")


def _save_message(message: Message, said: dict[str, Any]) -> Message:
    for name, value in said.items():
        setattr(message, name, value)
    _require_whole(message)
    message.written_at = timezone.now()
    message.save()
    return message


def _refuse(message: Message, reason: str) -> Message:
    message.state, message.reason = State.REFUSED, reason
    message.approved_by = message.approved_at = None
    message.save()
    notify_author(
        message,
        Text(fr="Un message n’est pas approuvé", en="A message is not approved"),
        Text(
            fr=f"ce message n’est pas approuvé : « {message.sentence} ».\n\nMotif : {reason or 'non précisé'}",
            en=f"this message is not approved: “{message.sentence_en}”.\n\nReason: {reason or 'not stated'}",
        ),
    )
    return message
