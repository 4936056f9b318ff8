"""Proving again that it is oneself, a moment before an act that a stolen session must not do.

A session that stays open on somebody else's machine, or was copied, may read; it does not change what opens the
account, nor sign in the person's name. Such pages ask that the password was typed, and the second factor shown where
there is one, within ten minutes in this session. Signing in counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from filiere.core import Faults, Text
from filiere.site.accounts import rate_limits
from filiere.site.accounts.faults import fault
from filiere.site.accounts.session_proofs import FACTOR_AT, PASSWORD_AT, is_demo_session

if TYPE_CHECKING:
    from filiere.site.accounts.models import User

WINDOW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class MissingProof:
    """What this session must prove again."""

    password: bool
    factor: bool

    def __bool__(self) -> bool:
        return self.password or self.factor


def find_missing_proof(request: HttpRequest, user: User, *, password: bool = True) -> MissingProof:
    """What the person must prove again; without ``password`` the page asks for it itself.

    People of the demonstration have no password: entering as one of them is all there is.
    """
    if is_demo_session(request, user):
        return MissingProof(False, False)
    now = timezone.now()
    factor = user.second_factor_since is not None and not _is_recent(request.session.get(FACTOR_AT), now)
    return MissingProof(password and not _is_recent(request.session.get(PASSWORD_AT), now), factor)


def _is_recent(noted: Any, now: datetime) -> bool:
    at = parse_datetime(noted) if isinstance(noted, str) else None
    return at is not None and timedelta() <= now - at <= WINDOW


def check_own_password(user: User, password: str, *, now: datetime) -> None:
    """Pass for the person's own password; raise `Faults` otherwise, and after too many attempts whatever is typed."""
    until = rate_limits.reserve_attempt(rate_limits.PASSWORD, user.key, now=now)
    if until is None and user.check_password(password):
        rate_limits.forget_attempts(rate_limits.PASSWORD, user.key)
        return
    until = until or rate_limits.find_closed_until(rate_limits.PASSWORD, user.key, now=now)
    if until is not None:
        raise Faults.one(
            code="password-locked",
            key="password",
            message=rate_limits.too_many_attempts_text(rate_limits.minutes_left(until, now)),
            remedy=Text(fr="Essayez plus tard.", en="Try again later."),
        )
    raise Faults([fault("password-wrong").at(key="password")])
