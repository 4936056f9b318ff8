"""Refusals of rights: one place records them all, at most so many an hour of a person, and never holds a page up.

A refusal stands whether or not it can be written: when the database is locked it is kept in mind, logged, and written
with the next one of this process.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NoReturn

from django.db import OperationalError, connection, models, transaction
from django.http import Http404

from filiere.core import Faults
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import MAX_REFUSALS_PER_HOUR
from filiere.site.journal.hourly_counts import record_at_most
from filiere.site.journal.refusal_writes import write_outside_act
from filiere.site.kit.rights import Refusal, actor_key

log = logging.getLogger(__name__)

REFUSAL_ACT = "permission.refuse"
WRITE_WAIT_MS = 500
"""Milliseconds for which a refusal waits for the database: who asks for a page does not wait for its journal."""
MAX_REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class UnwrittenRefusal:
    """A refusal that could not be written yet."""

    actor: str
    subject_kind: str
    subject_id: str
    payload: dict[str, Any] = field(hash=False)

    def write(self) -> None:
        """Write it, or count it."""
        record_at_most(
            MAX_REFUSALS_PER_HOUR,
            actor_key=self.actor,
            act=REFUSAL_ACT,
            subject_kind=self.subject_kind,
            subject_id=self.subject_id,
            payload=self.payload,
            whatever_subject=True,
        )


_unwritten_refusals: deque[UnwrittenRefusal] = deque(maxlen=MAX_REMEMBERED)


def record_refusal(actor: Actor, permission: str, *, subject_kind: str = "", subject_id: str = "", **more: Any) -> None:
    """Write in the journal that a right was refused, in a transaction of its own: after that of an act under way.

    Call it in no other transaction: one that is undone would undo it too.
    """
    refusal = UnwrittenRefusal(actor_key(actor), subject_kind, subject_id, {"permission": permission, **more})
    write_outside_act(partial(_write_refusal, refusal))


def _write_refusal(refusal: UnwrittenRefusal) -> None:
    """Write a refusal after those that wait, or let it wait with them: all are written, or none."""
    batch: list[UnwrittenRefusal] = []
    try:
        with limit_write_wait(WRITE_WAIT_MS), transaction.atomic():
            while _unwritten_refusals:
                batch.append(_unwritten_refusals.popleft())
                batch[-1].write()
            refusal.write()
    except (OperationalError, Faults) as fault:
        # The date of the machine may be wrong, too, which lets nothing be written: the refusal stands all the same.
        log.warning("a refusal is not in the journal yet: %s, %s", refusal.payload["permission"], fault)
        _unwritten_refusals.extend([*batch, refusal])


def record_right_refusal(refusal: Refusal) -> None:
    """Write in the journal a refusal of the table of rights."""
    record_refusal(
        refusal.actor,
        refusal.right,
        subject_kind=refusal.subject_kind,
        subject_id=refusal.subject_id,
        **refusal.more,
    )


def record_hidden_access(
    actor: Actor,
    permission: str,
    *,
    subject_kind: str,
    subject_id: str,
    there: bool = True,
    rows: type[models.Model] | None = None,
    **named: Any,
) -> None:
    """Record that something was hidden from somebody signed in, when it is there.

    With ``rows``, it is when one of its rows is named so: what people do not see is looked for here and nowhere else.
    """
    if not getattr(actor, "is_authenticated", False):
        return
    if rows is not None:
        there = rows._default_manager.filter(**named).exists()
    if there:
        record_refusal(actor, permission, subject_kind=subject_kind, subject_id=subject_id)


def refuse_hidden(actor: Actor, permission: str, **about: Any) -> NoReturn:
    """Answer that there is nothing here, once it is noted as `record_hidden_access` does."""
    record_hidden_access(actor, permission, **about)
    raise Http404


@contextmanager
def limit_write_wait(milliseconds: int) -> Iterator[None]:
    """Give up writing after a time when somebody else holds the database, whatever its own patience is."""
    if connection.vendor == "sqlite":
        patience = int(float(connection.settings_dict["OPTIONS"].get("timeout", 5)) * 1000)
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {int(milliseconds)}")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA busy_timeout = {patience}")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{int(milliseconds)}ms'")
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = DEFAULT")
