"""Letting a person act for an organisation, and ending it. Nobody gives themselves a membership.

What somebody who does not act for it decides, one of the staff, its people get a letter about.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from filiere.core import Faults
from filiere.site.accounts.approvals import require_approval, same_person
from filiere.site.accounts.invitations import request_of
from filiere.site.accounts.models import User
from filiere.site.accounts.models_access import Invitation
from filiere.site.accounts.permissions import Actor, Operator
from filiere.site.accounts.watching import keeps_awaited, refuse_awaited
from filiere.site.journal.clock import needs_clock
from filiere.site.members.actions.keeping import bump, locked, require_recent_end, tell
from filiere.site.members.fields import fault
from filiere.site.members.letters import tell_acting
from filiere.site.members.models import Membership, Organisation
from filiere.site.members.scope import require_there, right_to_invite, takes_two_to_invite
from filiere.site.members.told import MEMBERSHIP, membership_payload

ACTING = "acting"
"""The request by which the staff lets somebody else act for an organisation (see `members.invitations`)."""


@needs_clock
def give_membership(
    *,
    actor: Actor,
    user: User,
    organisation: Organisation,
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
    require_there(actor, right_to_invite(right), organisation)
    since = since or timezone.localdate()
    faults = []
    if right not in Membership.Right.values:
        faults.append(
            fault(
                "right-unknown", "Ce droit n’existe pas.", "There is no such right.", "Choisissez-en un.", "Choose one."
            )
        )
    if isinstance(actor, User) and same_person(actor, user):
        faults.append(
            fault(
                "not-for-oneself",
                "Nul ne se donne un droit à soi-même.",
                "You cannot grant yourself a right.",
                "Demandez-le à un collègue ou à l’équipe du label.",
                "Ask a colleague or the label staff.",
            )
        )
    if until is not None and until < since:
        faults.append(
            fault(
                "ends-before-it-begins",
                "La fin vient avant le début.",
                "The end comes before the beginning.",
                "Corrigez l’une des deux dates.",
                "Correct one of the two dates.",
                "until",
            )
        )
    if faults:
        raise Faults(faults)
    with transaction.atomic():
        parent = locked(organisation, None)
        approval = invitation.approval if invitation is not None else None
        if takes_two_to_invite(actor, parent):
            asked = request_of(invitation) if invitation is not None else {}
            require_approval(approval, actor=actor, kind=ACTING, payload=asked)
        lasting = Q(until__isnull=True) | Q(until__gte=since)
        every = Membership.objects.filter(lasting, user=user, organisation=parent).order_by("pk")
        before = [one for one in every if one.until is None or _side(one.right) != _side(right)]
        held = next((one for one in before if one.until is None), None)
        if held is not None and held.right == right and until is None:
            return held
        eve = since - timedelta(days=1)
        since = max([since, *(one.since + timedelta(days=1) for one in before if _side(one.right) != _side(right))])
        if until is not None:
            until = max(until, since)
        # Who gets an access has one less seat elsewhere, which is no access that somebody ends.
        with _awaited(actor, user, eve) if before else nullcontext():
            for one in before:
                _end(actor, one, eve)
            row = Membership.objects.create(user=user, organisation=parent, right=right, since=since, until=until)
        bump(parent)
        tell(actor, "create", MEMBERSHIP, str(row.pk), membership_payload(row))
        tell_acting(row, actor, approval)
    return row


@needs_clock
def end_membership(*, actor: Actor, membership: Membership, on: date | None = None) -> Membership:
    """End a membership on a day, today without one, that day included; ending twice changes nothing.

    A person may always leave by themselves, at the earliest as of yesterday: what they could do until now is a tie that
    keeps them out of the company’s dossiers for years, and no date makes it older. Raises `RefusedThere`, and `Faults`.
    """
    if getattr(actor, "pk", None) != membership.user_id:
        require_there(actor, right_to_invite(membership.right), membership.organisation)
    today = timezone.localdate()
    require_recent_end(actor, on, today)
    with transaction.atomic():
        parent = locked(membership.organisation, None)
        row = Membership.objects.select_for_update().select_related("user", "organisation").get(pk=membership.pk)
        if row.until is None:
            with _awaited(actor, row.user, on or today):
                _end(actor, row, on or today)
            bump(parent)
            tell_acting(row, actor)
    return row


def _side(right: str) -> bool:
    return right == Membership.Right.STAFF_REPRESENTATIVE


def _awaited(actor: Actor, user: User, on: date) -> AbstractContextManager[None]:
    """Around what ends an access with a day: it is not that of the only person whom a delay awaits on the day after."""
    if isinstance(actor, Operator) or actor.pk == user.pk:
        return nullcontext()
    return keeps_awaited(user, max(on, timezone.localdate()) + timedelta(days=1), refuse_awaited)


def _end(actor: Actor, row: Membership, on: date) -> None:
    row.until = max(row.since, on)
    row.save(update_fields=["until"])
    tell(actor, "end", MEMBERSHIP, str(row.pk), membership_payload(row))
