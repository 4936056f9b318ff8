"""Calls for volunteers and working groups: opening one, joining it, leaving it."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from filiere.core.dates import spell_day
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import TODAY, ActTarget, act, lock_journal
from filiere.site.journal.writer import record_act
from filiere.site.programme.commitments.faults import refuse
from filiere.site.programme.commitments.models import Call, Volunteer

NEW: ActTarget[str] = ActTarget("call", str, lock_journal, refusals=False)
CALL = ActTarget[Call]("call", refusals=False)


@act("call.open", on=NEW, right="programme:edit")
def open_call(
    _new: str,
    *,
    actor: User,
    kind: str,
    title: str,
    what: str,
    until: date,
    title_en: str = "",
    what_en: str = "",
    fictitious: bool = False,
    day: date = TODAY,
) -> Call:
    """Open a call from today on."""
    if until < day:
        raise refuse("call-dates", "until", until=spell_day(until))
    return Call.objects.create(
        kind=kind,
        title=title,
        title_en=title_en,
        what=what,
        what_en=what_en,
        opened_on=day,
        until=until,
        fictitious=fictitious,
        by=actor,
    )


@act("call.join", on=CALL, right=None, record=False)
def join_call(call: Call, *, actor: User, words: str = "", day: date = TODAY) -> Volunteer:
    """Answer a call that is open; the lead of the programme alone reads who did."""
    if not call.opened_on <= day <= call.until:
        raise refuse("call-closed")
    if call.volunteers.filter(user=actor).exists():
        raise refuse("call-joined")
    record_act(actor, "call.join", "call", call.key, {})
    return Volunteer.objects.create(call=call, user=actor, words=words, joined_at=timezone.now())


@act("call.leave", on=CALL, right=None, record=False)
def leave_call(call: Call, *, actor: User) -> None:
    """Leave: nothing of it is kept but the entry that says so, under a key."""
    if Volunteer.objects.filter(call=call, user=actor).delete()[0]:
        record_act(actor, "call.leave", "call", call.key, {})
