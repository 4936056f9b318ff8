"""Changing the key of the site: a new one is drawn, the former kept, and all that is sealed is sealed anew.

A server that runs would go on with the key it began with, and read nothing of what was sealed anew: it must be stopped.
What was interrupted goes on where it stopped; nothing is unreadable meanwhile, since both keys are kept.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from filiere.core import Faults
from filiere.site.accounts.faults import fault
from filiere.site.accounts.journal_reconciliation import factor_payload
from filiere.site.accounts.models_credentials import TOTP, Factor
from filiere.site.accounts.rights import Actor
from filiere.site.accounts.sealing import SealedColumn, UnreadableSeal, key_name, list_sealed_columns, reseal_text
from filiere.site.accounts.site_key_status import (
    KeyState,
    KeyUse,
    key_state,
    list_key_uses,
    list_rows,
    read_sealed_values,
    write_proof,
)
from filiere.site.data_folder import SERVING_LOCK
from filiere.site.journal.clock_trust import ClockHeld, judge_clock
from filiere.site.journal.writer import record_act
from filiere.site.kit.rights import require
from filiere.site.secret_key import read_former_keys, replace_key

BATCH = 200


@dataclass(frozen=True, slots=True)
class KeyRotation:
    """What a rotation did: the names of both keys, whether it went on with one that stopped, how many values."""

    former: str
    present: str
    resumed: bool
    resealed: int
    unreadable: int


def rotate_keys(*, actor: Actor) -> KeyRotation:
    """Draw a new key and seal everything anew under it, or go on with that where it was interrupted.

    Raises `Faults` while the site runs, when its key is given by the environment, or when the present one is not that
    of the database.
    """
    require(actor, "key:rotate", subject_kind="key")
    home = Path(settings.FILIERE_HOME)
    with hold_site_stopped(home):
        _check_clock()
        if key_state() is KeyState.LOST:
            raise _key_lost_faults()
        resumed = key_state() is KeyState.FORMER or any(use.former for use in list_key_uses())
        if not resumed:
            if os.environ.get("FILIERE_SECRET_KEY"):
                raise _key_in_environment_faults()
            settings.SECRET_KEY = replace_key(home, secrets.token_urlsafe(48), day=timezone.localdate())
            settings.SECRET_KEY_FALLBACKS = read_former_keys(home)
        former = next((one for one in settings.SECRET_KEY_FALLBACKS if one != settings.SECRET_KEY), "")
        done = KeyRotation(
            key_name(former) if former else "",
            key_name(settings.SECRET_KEY),
            resumed,
            sum(_reseal_column(column, actor) for column in list_sealed_columns()),
            sum(use.unreadable for use in list_key_uses()),
        )
        with transaction.atomic():
            write_proof()
            record_act(
                actor,
                "key.rotate",
                "key",
                done.present,
                {
                    "former": done.former,
                    "resumed": done.resumed,
                    "resealed": done.resealed,
                    "unreadable": done.unreadable,
                },
            )
    return done


def declare_key_lost(*, actor: Actor) -> list[KeyUse]:
    """Take the present key for that of the database, once the former one is lost for good; return what stays closed."""
    require(actor, "key:rotate", subject_kind="key")
    with hold_site_stopped(Path(settings.FILIERE_HOME)):
        _check_clock()
        if key_state() is not KeyState.LOST:
            raise Faults([fault("key-not-lost")])
        closed = [use for use in list_key_uses() if use.unreadable]
        with transaction.atomic():
            proof = write_proof()
            record_act(
                actor,
                "key.declare-lost",
                "key",
                proof.key_name,
                {f"{use.column.model}.{use.column.field}": use.unreadable for use in closed},
            )
    return closed


def _reseal_column(column: SealedColumn, actor: Actor) -> int:
    """Seal a field anew, a few rows a transaction; return how many were. What no key opens is left as it is."""
    due: list[tuple[int, str, str]] = []
    count = 0
    for pk, value in read_sealed_values(column):
        try:
            again = reseal_text(column.purpose, value)
        except UnreadableSeal:
            continue
        if again != value:
            due.append((pk, value, again))
        if len(due) >= BATCH:
            count += _write_batch(column, due, actor)
            due = []
    return count + _write_batch(column, due, actor)


def _write_batch(column: SealedColumn, due: list[tuple[int, str, str]], actor: Actor) -> int:
    count = 0
    with transaction.atomic():
        for pk, value, again in due:
            # A value that an act changed meanwhile was sealed by that act.
            done = list_rows(column.model).filter(pk=pk, **{column.field: value}).update(**{column.field: again})
            count += done
            if done and column.purpose == TOTP:
                _record_resealed_factor(pk, actor)
    return count


def _record_resealed_factor(pk: int, actor: Actor) -> None:
    """The journal seals what is stored of a factor, so that nobody exchanges it: it is told that this changed."""
    factor = Factor.objects.select_related("user").get(pk=pk)
    record_act(actor, "account.factor-reseal", "user", factor.user.key, factor_payload(factor))


def _check_clock() -> None:
    """The journal takes nothing from a clock that is behind: it is said before anything changes."""
    verdict = judge_clock()
    if verdict.why == "behind":
        raise ClockHeld.of(verdict)


@contextmanager
def hold_site_stopped(home: Path) -> Iterator[None]:
    """Hold the site stopped; raises `Faults` while a server or a job runs."""
    with ExitStack() as stack:
        for name in (SERVING_LOCK, "work-running.lock"):
            stream = stack.enter_context((home / name).open("a"))
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Faults([fault("site-running")]) from None
        yield


def _key_in_environment_faults() -> Faults:
    return Faults([fault("key-in-environment")])


def _key_lost_faults() -> Faults:
    return Faults([fault("key-lost")])
