"""Asking for an act that takes two people, signing it, refusing it, withdrawing it; each step is told and recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from filiere.core import Fault, Faults, Text
from filiere.core.dates import format_day
from filiere.core.typography import lower_first_letter
from filiere.site.accounts.approval_kinds import ApprovalKind, get_approval_kind
from filiere.site.accounts.approval_rules import (
    MAX_REASON_LENGTH,
    MIN_REASON_LENGTH,
    REQUEST_LIFETIME,
    TWO_PEOPLE_CODE,
    describe_approval,
    list_asking_faults,
    list_permission_holders,
    list_possible_signers,
    list_signing_faults,
)
from filiere.site.accounts.faults import CATALOGUE
from filiere.site.accounts.letters import list_administrators, write_letters
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.rights import APPROVAL_SCOPE, Actor, Operator
from filiere.site.journal.act_decorator import TODAY, ActTarget, act, make_row_lock
from filiere.site.journal.writer import record
from filiere.site.kit.rights import actor_key, require

SUBJECT = APPROVAL_SCOPE.name
_lock_approval = make_row_lock("asked_by", "concerned", "decided_by")
APPROVAL: ActTarget[Approval] = ActTarget(SUBJECT, lock=_lock_approval, refusals=False)


def request_approval(
    *, actor: User, kind: str, payload: Mapping[str, Any], reason: str, now: datetime | None = None
) -> Approval:
    """Ask for an act that takes two people; return the request.

    Asking twice for the same act returns the request that waits. Raises `RightRefused`, and `Faults` for a reason
    that says nothing, for oneself, or for what another person already asked.
    """
    found, now = get_approval_kind(kind), now or timezone.now()
    found.check(actor, payload)
    concerned, reason = found.concerned(payload), reason.strip()
    faults = [*list_asking_faults(actor, concerned), *_check_reason(reason)]
    with transaction.atomic():
        # One lock for whoever asks: of two clicks, the second finds the first.
        User.objects.select_for_update().get(pk=actor.pk)
        waiting = Approval.objects.waiting(now).for_act(kind, payload).select_related("asked_by").first()
        if waiting is not None and waiting.asked_by_id == actor.pk:
            return waiting
        if waiting is not None:
            faults.append(_asked_already_fault(waiting))
        if faults:
            raise Faults(faults)
        subject_kind, subject_key = found.subject(payload)
        approval = Approval.objects.create(
            kind=kind,
            subject_kind=subject_kind,
            subject_key=subject_key,
            payload=dict(payload),
            concerned=concerned if isinstance(concerned, User) else None,
            reason=reason,
            asked_by=actor,
            asked_at=now,
            expires_at=now + REQUEST_LIFETIME,
        )
        _record_step(approval, actor, "ask", now)
        _notify_request(approval, now)
    return approval


def act_or_request(act: Callable[[], object], ask: Callable[[], Approval]) -> Approval | None:
    """Do an act, or ask for it where it takes two people; return the request, None once the act is done.

    For acts of which that depends on what they would do: they are tried whole, so that the answer is their own.
    """
    try:
        act()
    except Faults as faults:
        if [fault.code for fault in faults.faults] != [TWO_PEOPLE_CODE]:
            raise
        return ask()
    return None


def _require_permission(approval: Approval, *, actor: Actor, **_given: Any) -> None:
    if not isinstance(actor, Operator):
        require(actor, get_approval_kind(approval.kind).permission, subject_kind=SUBJECT, subject_id=approval.key)


@act("approval.approve", on=APPROVAL, right=_require_permission, clock=False)
def approve_request(approval: Approval, *, actor: Actor, now: datetime | None = None) -> bool:
    """Sign a request and do what it asks; False when this very person had signed it already.

    Everything is asked again at this moment, in one transaction with the act: the right of both, their independence,
    and whatever the act checks. The operator of the machine may sign any request, which the journal and the letters
    say. Raises `RightRefused`, and `Faults`.
    """
    now, found = now or timezone.now(), get_approval_kind(approval.kind)
    if approval.state == Approval.State.APPROVED and approval.decided_by_id == getattr(actor, "pk", None):
        return False
    _require_waiting(approval, now)
    if isinstance(actor, User):
        faults = list_signing_faults(approval, actor, now=now)
        if faults:
            raise Faults(faults)
    try:
        found.check(approval.asked_by, approval.payload)
    except (PermissionDenied, Http404):
        raise _asker_lost_right_faults() from None
    _save_decision(approval, Approval.State.APPROVED, actor, now)
    found.run(approval)
    # What was done may have changed the people: an erased person gets no letter, and is named in none.
    approval = _lock_approval(approval, (), TODAY)
    _notify_decision(approval, found, actor)
    return True


@act("approval.refuse", on=APPROVAL, right=_require_permission, clock=False)
def refuse(approval: Approval, *, actor: Actor, reason: str, now: datetime | None = None) -> bool:
    """Refuse a request, with words that the asker reads; False when it was refused already.

    Whoever holds its right may, even who could not sign it: a refusal gives nothing. But for whoever is kept out of
    what it is about. Raises `RightRefused`, and `Faults`.
    """
    now, reason, found = now or timezone.now(), reason.strip(), get_approval_kind(approval.kind)
    if approval.state == Approval.State.REFUSED and approval.decided_by_id == getattr(actor, "pk", None):
        return False
    _require_waiting(approval, now)
    if approval.asked_by_id == getattr(actor, "pk", None):
        raise _withdraw_instead_faults()
    kept_out = found.list_objections(actor, approval.payload) if isinstance(actor, User) else []
    if faults := kept_out + _check_reason(reason):
        raise Faults(faults)
    approval.answer = reason
    _save_decision(approval, Approval.State.REFUSED, actor, now)
    _notify_decision(approval, found, actor)
    return True


@act("approval.withdraw", on=APPROVAL, right="approval:withdraw", clock=False)
def withdraw_request(approval: Approval, *, actor: User, now: datetime | None = None) -> bool:
    """Withdraw one's own request; False when it was withdrawn already. Raises `RightRefused` and `Faults`."""
    now = now or timezone.now()
    if approval.state == Approval.State.WITHDRAWN:
        return False
    _require_waiting(approval, now)
    _save_decision(approval, Approval.State.WITHDRAWN, actor, now)
    return True


def _save_decision(row: Approval, state: Approval.State, actor: Actor, now: datetime) -> None:
    row.state, row.decided_at = state, now
    row.decided_by = actor if isinstance(actor, User) else None
    row.save(update_fields=["state", "decided_at", "decided_by", "answer"])
    step = {"approved": "approve", "refused": "refuse", "withdrawn": "withdraw"}
    _record_step(row, actor, step[state.value], now)


def _record_step(row: Approval, actor: Actor, step: str, now: datetime) -> None:
    said = {"kind": row.kind, "payload": row.payload, "asked_by": row.asked_by.key} if step == "ask" else {}
    record(
        actor_key=actor_key(actor),
        act=f"{SUBJECT}.{step}",
        subject_kind=SUBJECT,
        subject_id=row.key,
        payload=said,
        at=now,
    )


def _notify_request(row: Approval, now: datetime) -> None:
    words, until = describe_approval(row), timezone.localtime(row.expires_at)
    link = f"/approvals/{row.key}/"
    write_letters(
        list_possible_signers(row, now=now),
        subject=Text(fr="Une demande attend votre contreseing", en="A request awaits your countersignature"),
        body=Text(
            fr=f"{row.asked_by.name} demande : {words.fr}.\n\nPourquoi : {row.reason}\n\n"
            f"Rien n’est fait tant que personne n’a contresigné. Vous pouvez contresigner ou refuser jusqu’au "
            f"{format_day(until, 'fr')}.",
            en=f"{row.asked_by.name} asks to {lower_first_letter(words.en)}.\n\nWhy: {row.reason}\n\n"
            f"Nothing will be done until someone countersigns. You may countersign or refuse until {until:%d %B %Y}.",
        ),
        kind="approval-asked",
        about=f"{SUBJECT}:{row.key}",
        link=link,
    )
    if row.concerned is not None:
        write_letters(
            [row.concerned],
            subject=Text(fr="Une demande vous concerne", en="A request concerns you"),
            body=Text(
                fr=(
                    f"{row.asked_by.name} demande : {words.fr}.\n\nRien n’est fait tant qu’une autre personne n’a "
                    "pas contresigné. Un e-mail vous indiquera la suite."
                ),
                en=f"{row.asked_by.name} asks to {lower_first_letter(words.en)}.\n\nNothing will be done until someone "
                f"else countersigns. You will be told the outcome.",
            ),
            kind="approval-asked",
            about=f"{SUBJECT}:{row.key}",
            link=link,
        )


def _notify_decision(row: Approval, kind: ApprovalKind, actor: Actor) -> None:
    """Tell the asker, the person concerned, whoever holds the right, and every administrator when the operator did.

    Not whoever is kept out of what it is about, though they hold the right or asked.
    """
    words = describe_approval(row)
    who = actor.name if isinstance(actor, User) else None
    by = Text(fr=who or "l’exploitant du serveur", en=who or "the server operator")
    done = row.state == Approval.State.APPROVED
    people = {
        one
        for one in (row.asked_by, *list_permission_holders(kind.permission))
        if not kind.list_objections(one, row.payload)
    }
    people |= {row.concerned} if row.concerned is not None else set()
    if who is None:
        people |= set(list_administrators())
    people.discard(actor)
    outcome = (
        Text(fr="C’est fait.", en="It is done.")
        if done
        else Text(fr=f"Rien n’a été fait. Pourquoi : {row.answer}", en=f"Nothing was done. Why: {row.answer}")
    )
    verb = Text(fr="contresignée", en="countersigned") if done else Text(fr="refusée", en="refused")
    write_letters(
        sorted(people, key=lambda one: one.pk),
        subject=Text(fr=f"Demande {verb.fr}", en=f"Request {verb.en}"),
        body=Text(
            fr=f"Demande faite par {row.asked_by.name} : {words.fr}.\n\nElle a été {verb.fr} par {by.fr}. {outcome.fr}",
            en=(
                f"Request by {row.asked_by.name}: to {lower_first_letter(words.en)}.\n\nIt was {verb.en} by {by.en}. "
                f"{outcome.en}"
            ),
        ),
        kind=f"approval-{row.state}",
        about=f"{SUBJECT}:{row.key}",
        link=(kind.link(row.payload) if done else "") or f"/approvals/{row.key}/",
    )


def _require_waiting(row: Approval, now: datetime) -> None:
    state = row.state_at(now)
    if state == Approval.State.ASKED:
        return
    words = {
        "approved": Text(fr="déjà contresignée", en="already countersigned"),
        "refused": Text(fr="déjà refusée", en="already refused"),
        "withdrawn": Text(fr="retirée par son auteur", en="withdrawn by its author"),
        "expired": Text(fr="échue", en="expired"),
    }[state]
    raise Faults([CATALOGUE.build("approval-over", words=words)])


def _check_reason(reason: str) -> list[Fault]:
    if MIN_REASON_LENGTH <= len(reason) <= MAX_REASON_LENGTH:
        return []
    return [
        CATALOGUE.build(
            "approval-reason",
            count=len(reason),
            min_reason_length=MIN_REASON_LENGTH,
            max_reason_length=MAX_REASON_LENGTH,
        ).at(key="reason")
    ]


def _asked_already_fault(row: Approval) -> Fault:
    return CATALOGUE.build("approval-asked-already", name=row.asked_by.name, key=row.key)


def _asker_lost_right_faults() -> Faults:
    return Faults([CATALOGUE.build("approval-asker")])


def _withdraw_instead_faults() -> Faults:
    return Faults.one(
        code="own-request",
        message=Text(fr="Vous avez fait cette demande vous-même.", en="You made this request yourself."),
        remedy=Text(fr="Retirez-la plutôt que de la refuser.", en="Withdraw it instead of refusing it."),
    )
