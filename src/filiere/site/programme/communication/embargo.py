"""Who reads of an operation before its embargo ends: one rule, asked by every page, feed, file, index and answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from filiere.figures import Register
from filiere.site.kit.rights import allowed
from filiere.site.programme.communication.figure_freezing import is_current
from filiere.site.programme.communication.models import Message, Operation
from filiere.site.programme.communication.querysets import MessageQuerySet, OperationQuerySet
from filiere.site.programme.communication.rights import WRITE


def visible_operations(reader: Any, now: datetime) -> OperationQuerySet:
    """Return the operations that somebody may read of at a moment; None is a visitor.

    Whoever prepares them reads all; everybody else those whose embargo is over. What was cancelled under embargo never
    becomes public.
    """
    if allowed(reader, WRITE):
        return Operation.objects.all()
    hushed = Q(state=Operation.State.CANCELLED, embargo_until__gt=F("changed_at"))
    over = Q(embargo_until__isnull=True) | Q(embargo_until__lte=now)
    return Operation.objects.filter(over).exclude(hushed)


def withdrawn_operations(now: datetime) -> OperationQuerySet:
    """Return the operations put back under embargo after everybody could read of them: calendars must drop them."""
    return Operation.objects.filter(told_day__isnull=False).exclude(pk__in=visible_operations(None, now))


def visible_messages(reader: Any, now: datetime) -> MessageQuerySet:
    """Return the messages that somebody may read of at a moment: those that were in force, of a visible operation.

    Whoever prepares them reads all. That a message is read of does not mean that it is said still: see `list_said`.
    """
    found = Message.objects.select_related("operation", "author", "approved_by")
    if allowed(reader, WRITE):
        return found
    visible = Q(operation__isnull=True) | Q(operation__in=visible_operations(reader, now))
    return found.filter(visible, in_force_at__isnull=False)


def is_said(register: Register, message: Message) -> bool:
    """Whether a message may be said now: approved, and its figure stands as it was printed, or as a dated statement."""
    if message.state != Message.State.APPROVED:
        return False
    return message.kept_as_dated or is_current(register, message.frozen)


def list_current(register: Register, messages: Iterable[Message]) -> list[Message]:
    """Return those of these messages that are true of today: what is said as a statement of its day is left out."""
    return [message for message in messages if is_said(register, message) and not message.kept_as_dated]


def list_said(register: Register, messages: Iterable[Message]) -> list[Message]:
    """Return those of these messages that may be said now."""
    return [message for message in messages if is_said(register, message)]
