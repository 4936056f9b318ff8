"""Limits on attempts, kept in the database so that every process and every restart sees the same count.

A `RateLimit` says how many attempts are allowed in how long, and for how long the door then stays closed. Whoever uses
one names who tries (an account, an address, both): the name is hashed with a key, so that the table holds neither
e-mails nor addresses. An attempt is counted before it is judged, so that a burst gets no more tries than are left.

Sign-in has two counters: account and address together, which stops guessing one person's password without letting a
stranger lock that person out from elsewhere; and address alone, which stops trying one password on many accounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils.crypto import salted_hmac

from filiere.core import Text
from filiere.site.accounts.models import SignInLimit

FAILURES_PER_ACCOUNT = 5
FAILURES_PER_ADDRESS = 50
WINDOW = timedelta(minutes=15)
LOCKOUT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class RateLimit:
    """`allowed` attempts within `window` close the door for `lockout`."""

    name: str
    allowed: int
    window: timedelta = WINDOW
    lockout: timedelta = LOCKOUT

    def key(self, *who: str) -> str:
        """The sealed name of whoever tries."""
        words = "\n".join((self.name, *who))
        return salted_hmac("filiere.sign-in", words, algorithm="sha256").hexdigest()


SIGN_IN = RateLimit("account", FAILURES_PER_ACCOUNT)
SIGN_IN_ADDRESS = RateLimit("address", FAILURES_PER_ADDRESS)
SECOND_FACTOR = RateLimit("second-factor", 5)
PASSWORD = RateLimit("password", 5)
LOCK_LETTER = RateLimit("lock-letter", 1, window=timedelta(days=1), lockout=timedelta(days=1))
INVITATION = RateLimit("invitation", 20)
PASSWORD_REQUESTS = RateLimit("password-requests", 20, window=timedelta(hours=1), lockout=timedelta(hours=1))
"""Requests for a new password by one network, whatever address they name."""
PASSWORD_LETTERS = RateLimit("password-letters", 3, window=timedelta(hours=1), lockout=timedelta(hours=1))
"""Letters about a new password to one mailbox, as one network asks for them: a stranger elsewhere stops nobody."""
ALL_PASSWORD_LETTERS = RateLimit("password-letters-by-all", 10, window=timedelta(days=1), lockout=timedelta(days=1))
"""The same whoever asks: nobody fills a mailbox."""
COMPLAINT = RateLimit("complaint", 5, window=timedelta(hours=1), lockout=timedelta(hours=1))
COMPLAINT_SEARCH = RateLimit("complaint-words", 20, window=timedelta(hours=1), lockout=timedelta(hours=1))
"""Additions of one network to all the complaints that it follows."""
CONCEALED_COMPLAINT = RateLimit("complaint-concealed", 3, window=timedelta(days=1), lockout=timedelta(days=1))
ALL_CONCEALED_COMPLAINTS = RateLimit(
    "complaint-concealed-by-all", 6, window=timedelta(days=1), lockout=timedelta(days=1)
)
"""The same about one complaint whoever tries: colleagues who share their guesses have no more of them than two."""
SESSIONS_OF_ANOTHER = RateLimit("sessions-of-another", 3, window=timedelta(days=1), lockout=timedelta(days=1))
"""Closings of somebody else's sessions by one person: again and again, they would keep a judge from voting."""
MIRROR_REQUEST = RateLimit("mirror-request", 10, window=timedelta(days=1), lockout=timedelta(days=1))
"""Requests of one person to compare with a company, by its number."""
CUSTOMER_LOOKUP = RateLimit("customer-look-up", 20, window=timedelta(hours=1), lockout=timedelta(hours=1))
"""Look-ups of customers by one person: whoever has a list of numbers does not learn which of them called."""
COMPLAINT_RECEIPT = RateLimit("complaint-receipt", 3, window=timedelta(days=1), lockout=timedelta(days=1))
"""Receipts that one address is sent: whoever types somebody else's address cannot fill their mailbox."""


def reserve_attempt(limit: RateLimit, *who: str, now: datetime) -> datetime | None:
    """Count an attempt before it is judged; None when it may be tried, else when the door opens again.

    The count and its comparison are one statement of the database: of attempts at one moment, no more are judged than
    are left, however long judging one takes. The attempt that takes the last place closes the door behind it; a success
    is then forgotten (`forget_attempts`) or given back (`give_attempt_back`).
    """
    key = limit.key(*who)
    with transaction.atomic():
        SignInLimit.objects.get_or_create(key=key, defaults={"first_at": now})
        # A lock or a count that a clock put in the future, before it was set right, holds nobody. Attempts that wait
        # for one another here read the time before: a window is more than they wait.
        beyond = Q(locked_until__gt=now + limit.lockout + limit.window) | Q(first_at__gt=now + limit.window)
        opened = SignInLimit.objects.filter(Q(locked_until__isnull=True) | Q(locked_until__lte=now) | beyond, key=key)
        opened.filter(Q(first_at__lt=now - limit.window) | beyond).update(failures=0, first_at=now, locked_until=None)
        last = When(failures__gte=limit.allowed - 1, then=Value(now + limit.lockout))
        if opened.update(failures=F("failures") + 1, locked_until=Case(last, default=F("locked_until"))):
            return None
    return find_closed_until(limit, *who, now=now)


def find_closed_until(limit: RateLimit, *who: str, now: datetime) -> datetime | None:
    """When the door opens again; None when it is open."""
    held = SignInLimit.objects.filter(locked_until__gt=now, locked_until__lte=now + limit.lockout + limit.window)
    found = held.filter(key=limit.key(*who)).first()
    return found.locked_until if found else None


def give_attempt_back(limit: RateLimit, *who: str) -> None:
    """Give back the place of an attempt that was no failure, and open the door if it had closed it."""
    taken = SignInLimit.objects.filter(key=limit.key(*who), failures__gt=0)
    taken.update(failures=F("failures") - 1, locked_until=None)


def forget_attempts(limit: RateLimit, *who: str) -> None:
    """Forget the attempts, after a success."""
    SignInLimit.objects.filter(key=limit.key(*who)).delete()


def minutes_left(until: datetime, now: datetime) -> int:
    """Whole minutes until a door opens, never zero."""
    return max(1, -int((now - until).total_seconds() // 60))


def too_many_attempts_text(minutes: int) -> Text:
    """What a person reads at a door that a limit closed."""
    return Text(
        fr=f"Trop d’essais à la suite. Par précaution, attendez {minutes} min ; rien n’est perdu et rien d’autre n’est "
        "bloqué.",
        en=f"Too many attempts in a row. As a precaution, please wait {minutes} min; nothing is lost and nothing else "
        "is blocked.",
    )


def reserve_sign_in_attempt(email: str, address: str, *, now: datetime) -> datetime | None:
    """Count an attempt to sign in to this account from this address; None when it may be tried."""
    until = reserve_attempt(SIGN_IN_ADDRESS, address, now=now)
    if until is None and (until := reserve_attempt(SIGN_IN, _account_name(email), address, now=now)) is not None:
        # What a closed account refuses tells nothing about the address.
        give_attempt_back(SIGN_IN_ADDRESS, address)
    return until


def find_sign_in_closed_until(email: str, address: str, *, now: datetime) -> datetime | None:
    """When sign-in opens again for this account from this address; None when it is open."""
    found = (
        find_closed_until(SIGN_IN, _account_name(email), address, now=now),
        find_closed_until(SIGN_IN_ADDRESS, address, now=now),
    )
    return max((until for until in found if until), default=None)


def forget_sign_in_failures(email: str, address: str) -> None:
    """Forget the failures of this account from this address; those of the address alone stand, but for this one."""
    forget_attempts(SIGN_IN, _account_name(email), address)
    give_attempt_back(SIGN_IN_ADDRESS, address)


def _account_name(email: str) -> str:
    return email.strip().lower()
