"""Reading a notice, which anybody may ask for, and keeping one in the list, which the lead of the programme does."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from filiere.programme.tender_notices import NoticeReading, read_notice
from filiere.site.accounts.models import User
from filiere.site.accounts.rate_limits import RateLimit, minutes_left, reserve_attempt
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import ActTarget, Steps, act, lock_journal
from filiere.site.programme.tenders.faults import refuse
from filiere.site.programme.tenders.models import WatchedNotice
from filiere.site.programme.tenders.readings import write_readings
from filiere.site.sandboxed_reading import InputOrigin, read_sandboxed

NOTICE_CHECKS = RateLimit("notice-checks", 30, window=timedelta(hours=1), lockout=timedelta(hours=1))
"""Notices that one network may have read in an hour."""
NEW: ActTarget[str] = ActTarget("tender-notice", str, lock_journal, refusals=False)


def check_notice(raw: bytes, *, actor: Actor, visitor: str, now: datetime) -> tuple[NoticeReading, ...]:
    """Return what a notice states, contract by contract; nothing of it is kept.

    Raises `Faults` for nothing to read, and after too many notices of one network.
    """
    if not raw.strip():
        raise refuse("notice-blank", "text")
    if until := reserve_attempt(NOTICE_CHECKS, visitor, now=now):
        raise refuse("notice-checks-spent", minutes=minutes_left(until, now))
    return _read(raw, actor)


@act("tender-notice.keep", on=NEW, right="programme:edit")
def keep_notice(
    _new: str, *, actor: User, title: str, text: str, buyer: str = "", source_url: str = "", fictitious: bool = False
) -> Steps[str, WatchedNotice]:
    """Keep a notice and what it states, read once."""
    readings = _read(text.encode(), actor)
    yield
    if WatchedNotice.objects.filter(text=text).exists():
        raise refuse("notice-kept", "text")
    row = WatchedNotice.objects.create(
        title=title,
        buyer=buyer,
        source_url=source_url,
        text=text,
        answer=readings[0].answer,
        findings=list(write_readings(readings)),
        fictitious=fictitious,
        read_at=timezone.now(),
        by=actor,
    )
    return row


def _read(raw: bytes, actor: Actor) -> tuple[NoticeReading, ...]:
    return read_sandboxed(InputOrigin(actor, "tender-notice", "check"), read_notice, raw)
