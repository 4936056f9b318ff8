"""Acts: what people do to a row, in one order for all. A right, the clock, a transaction, a lock, the step, the entry.

``@act("ballot.cast", on=ITEM, right="committee:vote", at=("first", "second"))`` turns a function of a locked row into
an act on that row. The act asks the right before its transaction begins; refuses while the clock of the machine may not
be trusted; locks the row and checks its step; runs the function; records what it returns, where an act of that name
seals such a row; and, when the rules refuse it, records the codes of its faults once everything is undone. A right
refused inside of the transaction, for the row moved meanwhile, is recorded once everything is undone too. A function
that reads or computes for long before it needs the lock says ``row = yield`` there: what stands above runs outside of
the transaction, on the row as the caller holds it, and its refusals are not recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from functools import wraps
from inspect import isgeneratorfunction, signature
from typing import Any, Concatenate, Protocol, overload

from django.db import models, transaction
from django.utils import timezone

from filiere.core import Faults
from filiere.site.journal.clock_trust import require_trusted_clock
from filiere.site.journal.hourly_counts import record_at_most
from filiere.site.journal.refusal_writes import delay_refusal_writes
from filiere.site.journal.sealed_rows import find_sealed_row, get_key, record_row
from filiere.site.journal.writer import lock_head
from filiere.site.kit.rights import SITE, actor_key, require, rights

TODAY = date.max
"""The day of an act for which none is given: the present one."""

MAX_REFUSALS_PER_HOUR = 20
"""Refusals told one by one of a person in an hour, of rights as of acts; those beyond are counted."""


act_rights: dict[str, str] = {}
"""The names of rights that acts ask, each with an act that does: a name that is that of no right stops the server."""

act_steps: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
"""The steps at which each act is done, by its function, with those that there are: another one stops the server."""

type Steps[T, R] = Generator[None, T, R]
"""What a function returns that yields for the lock of its row: the row is of type `T`, what it makes of type `R`."""


class ActMaker[T](Protocol):
    """A decorator that makes an act of a function of such a row."""

    @overload
    def __call__[**P, R](
        self, function: Callable[Concatenate[T, P], Steps[T, R]], /
    ) -> Callable[Concatenate[T, P], R]: ...
    @overload
    def __call__[**P, R](self, function: Callable[Concatenate[T, P], R], /) -> Callable[Concatenate[T, P], R]: ...


def keep_row[T](row: T, _at: tuple[str, ...], _day: date) -> T:
    """Lock nothing: what is made beside a row changes nothing of it."""
    return row


def lock_journal[T](thing: T, _at: tuple[str, ...], _day: date) -> T:
    """Lock the head of the journal, the one lock of all acts: what is made is numbered without a gap."""
    lock_head()
    return thing


def make_row_lock(*related: str) -> Callable[[Any, tuple[str, ...], date], Any]:
    """Return a lock that reads a row again with these relations, whatever its step."""

    def lock(row: models.Model, _at: tuple[str, ...], _day: date) -> models.Model:
        rows = row._meta.model._default_manager.select_for_update(of=("self",))
        return (rows.select_related(*related) if related else rows).get(pk=row.pk)

    return lock


lock_row = make_row_lock()
"""The lock of a row without its relations."""


@dataclass(frozen=True, slots=True)
class ActTarget[T]:
    """What acts are done to.

    ``kind`` and ``key`` are how the journal calls it; ``thing`` is what its rights are held on; ``lock(row, at, day)``
    returns it locked, refusing one that is at none of these steps (any, when there are none). A right is asked again
    where ``state``, on which it depends, is another once the row is locked. ``steps`` are all those that its lock may
    be given. Without ``refusals``, the journal keeps nothing of what the rules of its acts refuse.
    """

    kind: str
    key: Callable[[T], str] = get_key
    lock: Callable[[T, tuple[str, ...], date], T] = lock_row
    thing: Callable[[T], Any] = lambda row: row
    state: Callable[[T], Any] = lambda _row: None
    steps: tuple[str, ...] = ()
    refusals: bool = True


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


def _finish[T, R](steps: Steps[T, R], row: T) -> R:
    try:
        steps.send(row)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
    raise RuntimeError("an act yields once, for its lock")


def act[T](
    name: str,
    *,
    on: ActTarget[T],
    right: str | Callable[..., None] | None,
    at: tuple[str, ...] = (),
    lock: Callable[[T, tuple[str, ...], date], T] | None = None,
    clock: bool = True,
    record: bool = True,
    refusal: Callable[[Any, T, Faults], None] | None = None,
    subject: Callable[..., tuple[str, str]] | None = None,
) -> ActMaker[T]:
    """Return a decorator that makes an act of a function of a locked row.

    The function takes ``actor`` by keyword, and ``day`` if it needs it: given `TODAY` or None, the present one.
    ``right`` is the name of one; or a function of what the act is given, where it depends on more than the row, or is
    more than a right of the table; or None where nothing is asked. ``lock`` replaces that of the target; without
    ``clock``, the act may be done whatever the clock says; without ``record``, the function writes its entries itself,
    as one that may leave the row as it stands does. ``subject`` returns, from what the act is given, the kind and the
    key under which refusals are kept, where they are not those of the row; ``refusal(actor, row, faults)`` keeps one in
    another way.
    """
    take = lock or on.lock

    def name_subject(row: T, args: tuple[Any, ...], given: dict[str, Any]) -> tuple[str, str]:
        return subject(*args, **given) if subject is not None else (on.kind, on.key(row))

    def ask(row: T, args: tuple[Any, ...], given: dict[str, Any]) -> None:
        if callable(right):
            right(*args, **given)
        elif right is not None and rights[right].on == SITE:
            kind, key = name_subject(row, args, given)
            require(given["actor"], right, subject_kind=kind, subject_id=key)
        elif right is not None:
            require(given["actor"], right, on.thing(row))

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        parameters, prepares = signature(function).parameters, isgeneratorfunction(function)
        where = f"{function.__module__}.{function.__name__}"
        if isinstance(right, str):
            act_rights.setdefault(right, where)
        if at:
            act_steps[where] = at, on.steps

        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            with require_trusted_clock() if clock else nullcontext():
                row, *more = args = args or (kwargs.pop(next(iter(parameters))),)
                actor, state = kwargs["actor"], on.state(row)
                ask(row, args, kwargs)
                given = kwargs.get("day")
                day = given if given not in (None, TODAY) else timezone.localdate()
                if "day" in parameters:
                    kwargs["day"] = day
                steps = function(*args, **kwargs) if prepares else None
                if steps is not None:
                    next(steps)
                try:
                    with delay_refusal_writes(), transaction.atomic():
                        taken = take(row, at, day)
                        if on.state(taken) != state:
                            # It moved while the page was open.
                            ask(taken, (taken, *more), kwargs)
                        made = function(taken, *more, **kwargs) if steps is None else _finish(steps, taken)
                        if record and isinstance(made, models.Model) and find_sealed_row(made, name) is not None:
                            record_row(actor, name, made)
                        return made
                except Faults as faults:
                    if refusal is not None:
                        refusal(actor, row, faults)
                    elif on.refusals:
                        kind, key = name_subject(row, args, kwargs)
                        codes = {"why": [fault.code for fault in faults.faults]}
                        record_refused_act(actor, f"{name}.refuse", subject_kind=kind, subject_id=key, payload=codes)
                    raise

        run.__dict__["needs_clock"] = clock
        return run

    return decorate
