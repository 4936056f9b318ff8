"""Letting a person act for an organisation, and ending it. Nobody gives themselves a membership.

What somebody who does not act for it decides, one of the staff, its people get a letter about.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from filiere.core import Faults
from filiere.site.accounts.approval_rules import is_same_person, require_approval
from filiere.site.accounts.extension_points import guard_sole_actor, refuse_sole_actor_end
from filiere.site.accounts.invitation_kinds import build_request_payload
from filiere.site.accounts.models import User
from filiere.site.accounts.models_credentials import Invitation
from filiere.site.accounts.rights import Actor, Operator
from filiere.site.journal.act_decorator import act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.kit.rights import require
from filiere.site.members.actions.common import MEMBERSHIP, ORGANISATION, bump_version, require_recent_end
from filiere.site.members.field_checks import fault
from filiere.site.members.letters import notify_membership
from filiere.site.members.models import Membership, Organisation
from filiere.site.members.rights import get_inviting_right, invitation_takes_two

ACTING_KIND = "acting"
"""The request by which the staff lets somebody else act for an organisation (see `members.invitations`)."""


def _require_inviting(organisation: Organisation, *, actor: Actor, right: str, **_given: Any) -> None:
    require(actor, get_inviting_right(right), organisation)


def _require_ending(membership: Membership, *, actor: Actor, **_given: Any) -> None:
    if getattr(actor, "pk", None) != membership.user_id:
        require(actor, get_inviting_right(membership.right), membership.organisation)


@act("membership.create", on=ORGANISATION, right=_require_inviting, record=False)
def give_membership(
    organisation: Organisation,
    *,
    actor: Actor,
    user: User,
    right: str,
    since: date | None = None,
    until: date | None = None,
    invitation: Invitation | None = None,
) -> Membership:
    """Let a person act for an organisation from a day, today without one.

    Who already does keeps one open membership: another right ends it the day before. Nobody is on both sides on one
    day: what is held on the other side, of the employer or of the staff, ends the day before as well, and where it
    began no earlier than that, the new right begins on the day after. One of the staff gives it by the signed
    `invitation` that says it, but to the first person of an organisation. Raises `RefusedThere`, and `Faults`
    for oneself, an unknown right, an end before the beginning or the second person who is missing.
    """
    since = since or timezone.localdate()
    faults = []
    if right not in Membership.Right.values:
        faults.append(
            fault(
                "right-unknown", "Ce droit n’existe pas.", "There is no such right.", "Choisissez-en un.", "Choose one."
            )
        )
    if isinstance(actor, User) and is_same_person(actor, user):
        faults.append(
            fault(
                "not-for-oneself",
                "Vous ne pouvez pas vous donner un droit à vous-même.",
                "You cannot grant yourself a right.",
                "Demandez-le à un collègue ou à l’équipe du label.",
                "Ask a colleague or the label staff.",
            )
        )
    if until is not None and until < since:
        faults.append(
            fault(
                "ends-before-it-begins",
                "La date de fin précède la date de début.",
                "The end date is before the start date.",
                "Corrigez l’une des deux dates.",
                "Correct one of the two dates.",
                "until",
            )
        )
    if faults:
        raise Faults(faults)
    approval = invitation.approval if invitation is not None else None
    if invitation_takes_two(actor, organisation):
        asked = build_request_payload(invitation) if invitation is not None else {}
        require_approval(approval, actor=actor, kind=ACTING_KIND, payload=asked)
    lasting = Q(until__isnull=True) | Q(until__gte=since)
    every = Membership.objects.filter(lasting, user=user, organisation=organisation).order_by("pk")
    before = [one for one in every if one.until is None or _is_staff_side(one.right) != _is_staff_side(right)]
    held = next((one for one in before if one.until is None), None)
    if held is not None and held.right == right and until is None:
        return held
    eve = since - timedelta(days=1)
    since = max(
        [
            since,
            *(one.since + timedelta(days=1) for one in before if _is_staff_side(one.right) != _is_staff_side(right)),
        ]
    )
    if until is not None:
        until = max(until, since)
    # Who gets an access has one less seat elsewhere, which is no access that somebody ends.
    with _guard_sole_actor(actor, user, eve) if before else nullcontext():
        for membership in before:
            _end_row(actor, membership, eve)
        row = Membership.objects.create(user=user, organisation=organisation, right=right, since=since, until=until)
    bump_version(organisation)
    record_row(actor, "membership.create", row)
    notify_membership(row, actor, approval)
    return row


@act("membership.end", on=MEMBERSHIP, right=_require_ending, record=False)
def end_membership(membership: Membership, *, actor: Actor, on: date | None = None) -> Membership:
    """End a membership on a day, today without one, that day included; ending twice changes nothing.

    A person may always leave by themselves, at the earliest as of yesterday: what they could do until now is a tie that
    keeps them out of the company’s dossiers for years, and no date makes it older. Raises `RefusedThere`, and `Faults`.
    """
    today = timezone.localdate()
    require_recent_end(actor, on, today)
    if membership.until is None:
        with _guard_sole_actor(actor, membership.user, on or today):
            _end_row(actor, membership, on or today)
        bump_version(membership.organisation)
        notify_membership(membership, actor)
    return membership


def _is_staff_side(right: str) -> bool:
    return right == Membership.Right.STAFF_REPRESENTATIVE


def _guard_sole_actor(actor: Actor, user: User, on: date) -> AbstractContextManager[None]:
    """Around what ends an access with a day: it is not that of the only person whom a delay awaits on the day after."""
    if isinstance(actor, Operator) or actor.pk == user.pk:
        return nullcontext()
    return guard_sole_actor(user, max(on, timezone.localdate()) + timedelta(days=1), refuse_sole_actor_end)


def _end_row(actor: Actor, row: Membership, on: date) -> None:
    row.until = max(row.since, on)
    row.save(update_fields=["until"])
    record_row(actor, "membership.end", row)
