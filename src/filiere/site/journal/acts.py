"""Acts: what people do to a row, in one order for all. A right, the clock, a transaction, a lock, the step, the entry.

``@act("ballot.cast", on=ITEM, right="committee:vote", at=("first", "second"))`` turns a function of a locked row into
an act on that row. The act asks the right before its transaction begins, so that its refusal stays; refuses while the
clock of the machine may not be trusted; locks the row and checks its step; runs the function; records what it returns,
where an act of that name seals such a row; and, when the rules refuse it, records the codes of its faults once
everything is undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from functools import wraps
from inspect import signature
from typing import Any, Concatenate

from django.db import models, transaction
from django.utils import timezone

from filiere.core import Faults
from filiere.site.journal.clock import require_trusted_clock
from filiere.site.journal.sealed_rows import find_sealed_row, record_row
from filiere.site.journal.tallies import record_at_most
from filiere.site.kit.rights import actor_key, require

TODAY = date.max
"""The day of an act for which none is given: the present one."""

MAX_REFUSALS_PER_HOUR = 20
"""Refusals told one by one of a person in an hour, of rights as of acts; those beyond are counted."""


@dataclass(frozen=True, slots=True)
class ActTarget[T]:
    """What acts are done to.

    ``kind`` and ``key`` are how the journal calls it; ``thing`` is what its rights are held on; ``lock(row, at, day)``
    returns it locked, refusing one that is at none of these steps (any, when there are none).
    """

    kind: str
    key: Callable[[T], str]
    lock: Callable[[T, tuple[str, ...], date], T]
    thing: Callable[[T], Any] = lambda row: row


def record_refused_act(actor: Any, act: str, *, subject_kind: str, subject_id: str, payload: dict[str, Any]) -> None:
    """Write in the journal that an act was refused by its own rules, at most so many an hour of a person.

    Those beyond are counted: whoever sends the same form again and again fills no journal. Call it once the transaction
    of the act is undone.
    """
    record_at_most(
        MAX_REFUSALS_PER_HOUR,
        actor_key=actor_key(actor),
        act=act,
        subject_kind=subject_kind,
        subject_id=subject_id,
        payload=payload,
        whatever_subject=True,
    )


@contextmanager
def record_refusals(actor: Any, act: str, subject_kind: str, subject_id: str) -> Iterator[None]:
    """Keep the refusal of an act in the journal, with the codes of its faults; to stand around its transaction."""
    try:
        yield
    except Faults as faults:
        codes = {"why": [fault.code for fault in faults.faults]}
        record_refused_act(actor, f"{act}.refuse", subject_kind=subject_kind, subject_id=subject_id, payload=codes)
        raise


def act[T, **P, R](
    name: str,
    *,
    on: ActTarget[T],
    right: str | None,
    at: tuple[str, ...] = (),
    lock: Callable[[T, tuple[str, ...], date], T] | None = None,
    clock: bool = True,
) -> Callable[[Callable[Concatenate[T, P], R]], Callable[Concatenate[T, P], R]]:
    """Return a decorator that makes an act of a function of a locked row.

    The function takes ``actor`` by keyword, and ``day`` if it needs it: given `TODAY` or None, the present one.
    ``right`` is None where the function asks for more than a right of the table; ``lock`` replaces that of the target;
    without ``clock``, the act may be done whatever the clock says.
    """
    take = lock or on.lock

    def decorate(function: Callable[Concatenate[T, P], R]) -> Callable[Concatenate[T, P], R]:
        takes_day = "day" in signature(function).parameters

        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> R:
            with require_trusted_clock() if clock else nullcontext():
                row, *more = args
                actor = kwargs["actor"]
                if right is not None:
                    require(actor, right, on.thing(row))
                given = kwargs.get("day")
                day = given if given not in (None, TODAY) else timezone.localdate()
                if takes_day:
                    kwargs["day"] = day
                with record_refusals(actor, name, on.kind, on.key(row)), transaction.atomic():
                    made = function(take(row, at, day), *more, **kwargs)
                    if isinstance(made, models.Model) and find_sealed_row(made, name) is not None:
                        record_row(actor, name, made)
                    return made

        run.__dict__["needs_clock"] = clock
        return run

    return decorate
