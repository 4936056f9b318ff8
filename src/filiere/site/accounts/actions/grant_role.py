"""Giving a role to a person, from now on: it takes two people, or the operator of the machine.

The request is of kind `ROLE` (see `approvals`); an invitation that gives a role is a request of its own.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.accounts.actions.approvals import request_approval
from filiere.site.accounts.actions.common import ACCOUNT
from filiere.site.accounts.approval_kinds import ApprovalKind, Payload, approval_kinds
from filiere.site.accounts.approval_rules import list_asking_faults, require_approval
from filiere.site.accounts.faults import fault
from filiere.site.accounts.letters import notify_power_change
from filiere.site.accounts.models import Grant, User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.rights import ROLE_NAMES, Actor, Role
from filiere.site.accounts.role_conflicts import list_grant_objections
from filiere.site.journal.act_decorator import act, keep_row
from filiere.site.journal.writer import record_act
from filiere.site.kit.rights import require

ROLE = "role"


@act("account.grant", on=ACCOUNT, right="account:grant", lock=keep_row, clock=False)
def grant_role(user: User, *, actor: Actor, role: Role, approval: Approval | None = None) -> Grant:
    """Give the role; giving it again changes nothing and returns the grant that holds.

    A person gives it by a signed request of theirs for exactly this; the operator gives it alone, and the person and
    every administrator get a letter about it. Raises `RightRefused`, and `Faults` for oneself, without the second
    person, or when a seat that the person holds excludes the role.
    """
    if isinstance(actor, User) and (faults := list_asking_faults(actor, user)):
        raise Faults(faults)
    require_approval(approval, actor=actor, kind=ROLE, payload=role_payload(user, role))
    held = user.grants.filter(until__isnull=True, role=role).first()
    if held is not None:
        return held
    grant = write_grant(actor=actor, user=user, role=role, approval=approval)
    if approval is None:
        notify_power_change(
            actor,
            user,
            Text(fr=f"reçoit le rôle « {ROLE_NAMES[role].fr} »", en=f"was given the role “{ROLE_NAMES[role].en}”"),
        )
    return grant


def write_grant(*, actor: Actor, user: User, role: Role, approval: Approval | None = None) -> Grant:
    """Write the grant and its entry: for acts that have asked the question of the second person.

    A test names the modules that may call it. Raises `Faults` when a seat that the person holds excludes the role.
    """
    if faults := list_grant_objections(user, role):
        raise Faults(faults)
    with transaction.atomic():
        grant = Grant.objects.create(
            user=user,
            role=role,
            since=timezone.now(),
            granted_by=actor if isinstance(actor, User) else None,
            approval=approval,
        )
        record_act(actor, "account.grant", "user", user.key, {"role": str(role)})
    user.forget_roles()
    return grant


def request_role(*, actor: User, user: User, role: Role, reason: str) -> Approval:
    """Ask for a role to be given, which somebody else signs; see `request_approval`."""
    return request_approval(actor=actor, kind=ROLE, payload=role_payload(user, role), reason=reason)


def role_payload(user: User, role: Role) -> dict[str, str]:
    """What a request to give this role to this person holds."""
    return {"user": user.key, "role": str(role)}


def _find_person(payload: Payload) -> User:
    return User.objects.for_key(str(payload["user"]))


def _describe_request(payload: Payload) -> Text:
    name, label = _find_person(payload).name, ROLE_NAMES[Role(payload["role"])]
    return Text(fr=f"Donner à {name} le rôle « {label.fr} »", en=f"Give {name} the role “{label.en}”")


def _check_request(actor: Actor, payload: Payload) -> None:
    user = _find_person(payload)
    require(actor, "account:grant", subject_kind="user", subject_id=user.key)
    if not (user.is_active and user.erased_at is None):
        raise Faults([fault("account-closed")])
    if user.grants.filter(until__isnull=True, role=payload["role"]).exists():
        raise Faults([fault("role-held")])
    if faults := list_grant_objections(user, Role(payload["role"])):
        raise Faults(faults)


def _run_request(approval: Approval) -> None:
    payload = approval.payload
    grant_role(_find_person(payload), actor=approval.asked_by, role=Role(payload["role"]), approval=approval)


approval_kinds.add(
    ApprovalKind(
        kind=ROLE,
        permission="account:grant",
        subject=lambda payload: ("user", str(payload["user"])),
        words=_describe_request,
        check=_check_request,
        run=_run_request,
        concerned=_find_person,
        link=lambda payload: f"/people/{payload['user']}/",
    )
)
