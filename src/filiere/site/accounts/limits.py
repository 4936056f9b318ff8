"""A limit on failed sign-ins, kept in the database so that every process and every restart sees the same count.

Two counters: account and address together, which stops guessing one person's password without letting a stranger
lock that person out from elsewhere; and address alone, which stops trying one password on many accounts. Keys are
keyed hashes: the table holds neither e-mails nor addresses.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from filiere.site.accounts.models import SignInLimit

FAILURES_PER_ACCOUNT = 5
FAILURES_PER_ADDRESS = 50
WINDOW = timedelta(minutes=15)
LOCKOUT = timedelta(minutes=15)


def _keys(email: str, address: str) -> tuple[tuple[str, int], ...]:
    def sealed(words: str) -> str:
        return salted_hmac("filiere.sign-in", words, algorithm="sha256").hexdigest()

    return (
        (sealed(f"account\n{email.strip().lower()}\n{address}"), FAILURES_PER_ACCOUNT),
        (sealed(f"address\n{address}"), FAILURES_PER_ADDRESS),
    )


def locked_until(email: str, address: str, *, now: datetime) -> datetime | None:
    """When sign-in opens again for this account from this address; None when it is open."""
    keys = [key for key, _ in _keys(email, address)]
    found = SignInLimit.objects.filter(key__in=keys, locked_until__gt=now)
    return max((limit.locked_until for limit in found if limit.locked_until), default=None)


def note_failure(email: str, address: str, *, now: datetime) -> datetime | None:
    """Count a failure; return when sign-in opens again if this one closed it."""
    closed: datetime | None = None
    with transaction.atomic():
        SignInLimit.objects.filter(first_at__lt=now - WINDOW - LOCKOUT).delete()
        for key, allowed in _keys(email, address):
            limit, _ = SignInLimit.objects.select_for_update().get_or_create(key=key, defaults={"first_at": now})
            if now - limit.first_at > WINDOW and not limit.locked(now):
                limit.failures, limit.first_at, limit.locked_until = 0, now, None
            limit.failures += 1
            if limit.failures >= allowed:
                limit.locked_until = now + LOCKOUT
                closed = limit.locked_until
            limit.save()
    return closed


def note_success(email: str, address: str) -> None:
    """Forget the failures of this account from this address; those of the address alone stand."""
    SignInLimit.objects.filter(key=_keys(email, address)[0][0]).delete()
