"""Limits on attempts, kept in the database so that every process and every restart sees the same count.

A `Limit` says how many attempts are allowed in how long, and for how long the door then stays closed. Whoever uses
one names who tries (an account, an address, both): the name is hashed with a key, so that the table holds neither
e-mails nor addresses.

Sign-in has two counters: account and address together, which stops guessing one person's password without letting a
stranger lock that person out from elsewhere; and address alone, which stops trying one password on many accounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from filiere.core import Text
from filiere.site.accounts.models import SignInLimit

FAILURES_PER_ACCOUNT = 5
FAILURES_PER_ADDRESS = 50
WINDOW = timedelta(minutes=15)
LOCKOUT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Limit:
    """`allowed` attempts within `window` close the door for `lockout`."""

    name: str
    allowed: int
    window: timedelta = WINDOW
    lockout: timedelta = LOCKOUT

    def key(self, *who: str) -> str:
        """The sealed name of whoever tries."""
        words = "\n".join((self.name, *who))
        return salted_hmac("filiere.sign-in", words, algorithm="sha256").hexdigest()


SIGN_IN = Limit("account", FAILURES_PER_ACCOUNT)
SIGN_IN_ADDRESS = Limit("address", FAILURES_PER_ADDRESS)
SECOND_FACTOR = Limit("second-factor", 5)
PASSWORD = Limit("password", 5)
INVITATION = Limit("invitation", 20)
COMPLAINT = Limit("complaint", 5, window=timedelta(hours=1), lockout=timedelta(hours=1))
RECEIPT = Limit("complaint-receipt", 3, window=timedelta(days=1), lockout=timedelta(days=1))
"""Receipts that one address is sent: whoever types somebody else's address cannot fill their mailbox."""


def closed_until(limit: Limit, *who: str, now: datetime) -> datetime | None:
    """When the door opens again; None when it is open."""
    found = SignInLimit.objects.filter(key=limit.key(*who), locked_until__gt=now).first()
    return found.locked_until if found else None


def count(limit: Limit, *who: str, now: datetime) -> datetime | None:
    """Count an attempt; return when the door opens again if this one closed it."""
    with transaction.atomic():
        found, _ = SignInLimit.objects.select_for_update().get_or_create(
            key=limit.key(*who), defaults={"first_at": now}
        )
        if now - found.first_at > limit.window and not found.locked(now):
            found.failures, found.first_at, found.locked_until = 0, now, None
        found.failures += 1
        if found.failures >= limit.allowed:
            found.locked_until = now + limit.lockout
        found.save()
    return found.locked_until if found.locked(now) else None


def forget(limit: Limit, *who: str) -> None:
    """Forget the attempts, after a success."""
    SignInLimit.objects.filter(key=limit.key(*who)).delete()


def minutes_left(until: datetime, now: datetime) -> int:
    """Whole minutes until a door opens, never zero."""
    return max(1, -int((now - until).total_seconds() // 60))


def too_many(minutes: int) -> Text:
    """What a person reads at a door that a limit closed."""
    return Text(
        fr=f"Trop d’essais à la suite. Par précaution, attendez {minutes} min ; rien n’est perdu et rien d’autre n’est "
        "bloqué.",
        en=f"Too many attempts in a row. As a precaution, please wait {minutes} min; nothing is lost and nothing else "
        "is blocked.",
    )


def locked_until(email: str, address: str, *, now: datetime) -> datetime | None:
    """When sign-in opens again for this account from this address; None when it is open."""
    found = (
        closed_until(SIGN_IN, email.strip().lower(), address, now=now),
        closed_until(SIGN_IN_ADDRESS, address, now=now),
    )
    return max((until for until in found if until), default=None)


def note_failure(email: str, address: str, *, now: datetime) -> datetime | None:
    """Count a failed sign-in; return when sign-in opens again if this one closed it."""
    found = (count(SIGN_IN, email.strip().lower(), address, now=now), count(SIGN_IN_ADDRESS, address, now=now))
    return max((until for until in found if until), default=None)


def note_success(email: str, address: str) -> None:
    """Forget the failures of this account from this address; those of the address alone stand."""
    forget(SIGN_IN, email.strip().lower(), address)
