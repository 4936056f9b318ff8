"""Confirming what day it is, once the clock was held: by two people, and never another day than the machine's own.

Either the operator of the machine says the day by a command and somebody on the site confirms it, or somebody on the
site asks (see `accounts.approvals`) and a second person, or the operator, signs. Where nobody can come in to the site,
the second person gives their password at the operator's terminal.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.core.dates import format_day
from filiere.core.journal import format_moment
from filiere.site.accounts.actions.approvals import approve_request
from filiere.site.accounts.approval_kinds import ApprovalKind
from filiere.site.accounts.clock_letters import notify_day_asked, notify_day_confirmed
from filiere.site.accounts.faults import fault
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.rights import OPERATOR, Actor, Operator
from filiere.site.journal.clock_trust import (
    CONFIRM_ACT,
    ClockVerdict,
    judge_clock,
    read_life_signs,
    record_asked_day,
    record_life_sign,
)
from filiere.site.journal.writer import lock_head, record_act
from filiere.site.kit.rights import actor_key, require

SUBJECT, SERVER_ID = "clock", "server"


def request_confirmation(*, actor: Operator, day: date) -> None:
    """Say, as the operator of the machine, what day it is; somebody else must confirm it on that day.

    Raises `RightRefused`, and `Faults` when nothing is held or the machine says another day.
    """
    require(actor, "clock:confirm", subject_kind=SUBJECT, subject_id=SERVER_ID)
    with transaction.atomic():
        lock_head()
        verdict = _require_held_clock(day)
        if read_life_signs().asked_day == day:
            return
        record_act(actor, "clock.ask", SUBJECT, SERVER_ID, _clock_payload(verdict, day))
        record_asked_day(day, verdict)
        notify_day_asked(day)


def confirm_clock(*, actor: Actor, day: date) -> None:
    """Confirm the day that the operator said, as somebody else: the clock is followed from now on.

    Raises `RightRefused`, and `Faults` when nothing is held, when the operator did not say that day, or when the
    machine says another one.
    """
    require(actor, "clock:confirm", subject_kind=SUBJECT, subject_id=SERVER_ID)
    if isinstance(actor, Operator):
        raise TypeError("the operator requests; someone else confirms")
    with transaction.atomic():
        lock_head()
        verdict = _require_held_clock(day)
        if read_life_signs().asked_day != day:
            raise Faults([fault("clock-not-asked", day=day)])
        _follow_clock(verdict, day, by=actor_key(actor), asked_by=Operator.key)


def sign_waiting_request(day: date) -> str | None:
    """Sign, as the operator, what somebody asked on the site for that day; return their name, None without a request.

    Raises `Faults` as `approve` does.
    """
    waiting = Approval.objects.waiting(timezone.now()).for_act(CLOCK_APPROVAL.kind, {"day": day.isoformat()})
    found = waiting.select_related("asked_by").first()
    if found is None:
        return None
    approve_request(found, actor=OPERATOR)
    return str(found.asked_by.name)


def _follow_clock(verdict: ClockVerdict, day: date, *, by: str, asked_by: str) -> None:
    """Follow the clock again: the journal keeps who said so, and what the clock was compared with."""
    record_life_sign(confirmed=True)
    payload = _clock_payload(verdict, day) | {"asked_by": asked_by}
    record_act(by, CONFIRM_ACT, SUBJECT, SERVER_ID, payload)
    notify_day_confirmed(day)


def _clock_payload(verdict: ClockVerdict, day: date) -> dict[str, Any]:
    since = format_moment(verdict.since) if verdict.since is not None else None
    return {"day": day.isoformat(), "clock": format_moment(verdict.now), "since": since, "why": verdict.why}


def _require_held_clock(day: date) -> ClockVerdict:
    """The verdict on a clock that is held and says this very day; raise `Faults` otherwise."""
    verdict = judge_clock()
    if verdict.is_trusted:
        raise Faults([fault("clock-followed")])
    machine = timezone.localtime(verdict.now).date()
    if day != machine:
        raise Faults.one(
            code="clock-other-day",
            key="day",
            message=Text(
                fr=f"Vous indiquez le {format_day(day, 'fr')}, mais le serveur le {format_day(machine, 'fr')} : "
                f"rien n’est confirmé.",
                en=f"You say {format_day(day, 'en')}, but the server says {format_day(machine, 'en')}: nothing "
                f"was confirmed.",
            ),
            remedy=Text(
                fr="Si votre calendrier a raison, mettez d’abord la machine à l’heure : tout reprend alors.",
                en="If your calendar is right, correct the server’s clock first: everything will then resume "
                "automatically.",
            ),
        )
    return verdict


def _parse_day(payload: Mapping[str, Any]) -> date:
    return date.fromisoformat(str(payload["day"]))


def _check_request(asker: Actor, payload: Mapping[str, Any]) -> None:
    require(asker, "clock:confirm", subject_kind=SUBJECT, subject_id=SERVER_ID)
    _require_held_clock(_parse_day(payload))


def _run_request(approval: Approval) -> None:
    lock_head()
    day = _parse_day(approval.payload)
    _follow_clock(_require_held_clock(day), day, by=actor_key(approval.second_signer), asked_by=approval.asked_by.key)


CLOCK_APPROVAL = ApprovalKind(
    kind="clock",
    permission="clock:confirm",
    subject=lambda _payload: (SUBJECT, SERVER_ID),
    words=lambda payload: Text(
        fr=f"Confirmer que nous sommes le {format_day(_parse_day(payload), 'fr')}",
        en=f"Confirm that today is {format_day(_parse_day(payload), 'en')}",
    ),
    check=_check_request,
    run=_run_request,
    names=False,
    link=lambda _payload: "/staff/clock/",
)
"""Asked on the site, for a second person or the operator to sign."""
