"""Sending what the outbox holds, after the act is committed: a mail server that is down never undoes an act.

Without a mail server letters are kept and stay “not sent”. A letter that failed is tried again by the hourly sweep,
later each time, eight times in all over three days; after that a person must look (page “Letters that did not leave”).
Logs hold numbers of letters, never who they go to.
"""

from __future__ import annotations

import logging
import smtplib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from filiere.site.accounts.sealing import UnreadableSeal
from filiere.site.kit.hourly_tasks import register_clock_free_task
from filiere.site.mail.models import MOST_FAILURES, Letter, Trouble

log = logging.getLogger(__name__)

DUMMY_BACKENDS = frozenset({"django.core.mail.backends.dummy.EmailBackend"})
BATCH_SIZE = 100
"""Letters tried again in one sweep."""
MAX_SECONDS = 60.0
"""Seconds after which an attempt of the sweep, or a request whose acts wrote letters, tries no other letter."""
MAX_SWEEP_SECONDS = 300.0
"""Seconds after which the hourly sweep tries no other letter, whichever of its parts wrote it."""
MAX_SERVER_FAILURES = 3
"""Failures in a row of the server itself after which the other letters are left for later: each costs its time-out."""
LOST_AFTER, LOST_UNTIL = timedelta(minutes=5), timedelta(days=2)
"""When a letter that was never tried is taken for one whose process died before it could be; older ones were kept by a
site without a mail server, and leave by `filiere mail send` only."""


@dataclass(slots=True)
class SendingBudget:
    """What is left to several sendings together: seconds, and how often the mail server has just failed in a row."""

    seconds: float
    failures: int = 0


_budget: ContextVar[SendingBudget | None] = ContextVar("bound", default=None)


@contextmanager
def limit_sending(seconds: float) -> Iterator[None]:
    """Let the letters that are sent meanwhile take so many seconds together, and end at the failures of the server.

    Each act sends its own letters: without this, each of ten acts would wait anew for a mail server that is silent.
    """
    before = _budget.set(SendingBudget(seconds))
    try:
        yield
    finally:
        _budget.reset(before)


def limit_request_letters(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: bound the sending of the letters of one request, however many acts wrote them."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with limit_sending(MAX_SECONDS):
            return get_response(request)

    return middleware


def has_mail_server() -> bool:
    """Whether letters leave this machine."""
    return settings.MAILERS["default"]["BACKEND"] not in DUMMY_BACKENDS


def deliver_letters(keys: Sequence[int] | None = None) -> int:
    """Send the letters of these numbers (all that wait without them); return how many left. Logs name nobody.

    A person waits for the letters of an act: those that had no time to leave do so with the hourly tasks.
    """
    waiting = Letter.objects.waiting().filter(failures__lt=MOST_FAILURES, given_up_at__isnull=True)
    if keys is not None:
        waiting = waiting.filter(pk__in=list(keys))
    return _send_letters(waiting.select_related("to").order_by("pk"), seconds=MAX_SECONDS if keys is not None else None)


@register_clock_free_task
def retry_due_letters(_day: date) -> int:
    """Send again what failed and is due, and what was never tried; return how many left."""
    now = timezone.now()
    due = Q(failures=0, written_at__range=(now - LOST_UNTIL, now - LOST_AFTER))
    # Another machine may be at it.
    due &= ~Q(tried_at__range=(now - LOST_AFTER, now))
    # A last attempt that a clock dated ahead of the present puts nothing off.
    due |= Q(failures__gt=0) & (Q(tried_at__isnull=True) | Q(tried_at__gt=now))
    for failures in range(1, MOST_FAILURES):
        due |= Q(failures=failures, tried_at__lte=now - compute_retry_delay(failures))
    waiting = Letter.objects.waiting().filter(due, failures__lt=MOST_FAILURES, given_up_at__isnull=True)
    return _send_letters(waiting.select_related("to").order_by("failures", "pk")[:BATCH_SIZE], seconds=MAX_SECONDS)


def compute_retry_delay(failures: int) -> timedelta:
    """How long a letter waits after so many failures: an hour, then twice as long each time, a day at most."""
    return timedelta(hours=min(2 ** (failures - 1), 24))


def _send_letters(letters: Iterable[Letter], *, seconds: float | None = None) -> int:
    if not has_mail_server():
        return 0
    bound = _budget.get() or SendingBudget(inf)
    longest = bound.seconds if seconds is None else min(seconds, bound.seconds)
    started, sent = time.monotonic(), 0
    try:
        for letter in letters:
            if bound.failures >= MAX_SERVER_FAILURES or time.monotonic() - started > longest:
                break
            if not _claim_letter(letter):
                continue
            trouble = _send_letter(letter)
            if trouble is None:
                sent += 1
            failed = trouble is not None and trouble.startswith(Trouble.SERVER)
            bound.failures = bound.failures + 1 if failed else 0
    finally:
        bound.seconds -= time.monotonic() - started
    return sent


def _claim_letter(letter: Letter) -> bool:
    """Take a letter for this process alone: of several that found it waiting, the first one sends it.

    One whose process then dies is as a letter that was just tried.
    """
    unchanged = Letter.objects.filter(pk=letter.pk, tried_at=letter.tried_at, failures=letter.failures)
    return bool(unchanged.waiting().update(tried_at=timezone.now()))


def _send_letter(letter: Letter) -> str | None:
    """Send one letter; return what went wrong, None when it left."""
    row = Letter.objects.filter(pk=letter.pk)
    try:
        body = letter.whole_body()
    except UnreadableSeal:
        # Without its link it says nothing, and no later attempt will find the key: a person must look.
        row.update(failures=MOST_FAILURES, tried_at=timezone.now(), trouble=Trouble.SEALED)
        log.warning("letter %d cannot leave: its links are sealed under a key that the site no longer has", letter.pk)
        return Trouble.SEALED
    message = EmailMessage(letter.subject, body, settings.DEFAULT_FROM_EMAIL, [letter.reader()])
    # An answer to a letter goes nowhere; a machine that answers letters must not answer this one.
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    try:
        mailers.default.send_messages([message])
    except (OSError, smtplib.SMTPException, ValueError) as error:
        trouble = classify_trouble(error)
        row.update(failures=F("failures") + 1, tried_at=timezone.now(), trouble=trouble)
        log.warning("letter %d was not sent: %s (%s)", letter.pk, type(error).__name__, trouble)
        return trouble
    if letter.sealed:
        letter.delete()
    else:
        row.update(sent_at=timezone.now(), links="", trouble="")
    return None


def classify_trouble(error: Exception) -> str:
    """What an error of sending is, with the code that the mail server gave; never its words, which name the reader."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, _ = next(iter(error.recipients.values()), (0, b""))
        return _append_code(Trouble.RECIPIENT, code)
    if isinstance(error, smtplib.SMTPSenderRefused):
        return _append_code(Trouble.SENDER, error.smtp_code)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _append_code(Trouble.SERVER, error.smtp_code)
    if isinstance(error, smtplib.SMTPDataError):
        return _append_code(Trouble.CONTENT, error.smtp_code)
    return Trouble.CONTENT if isinstance(error, ValueError) else Trouble.SERVER


def _append_code(trouble: Trouble, code: int) -> str:
    return f"{trouble.value} {code}" if code else trouble.value
