"""The one rule of who may sign what somebody else asked, of all acts that take two people.

Power over others (who reads what is confidential, who judges, what day it is) is never in one pair of hands. Whoever
wants such an act asks for it, with a reason; somebody else, who holds the right and depends on none of the two, signs
it within seven days, and the act is done as they sign. Which acts they are is declared in `approval_kinds`;
`require_approval` is what makes such an act impossible by another way: it lets through the operator of the machine, and
otherwise only a signed request of exactly this act.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from filiere.core import Fault, Faults, Text
from filiere.site.accounts.approval_kinds import Payload, get_approval_kind
from filiere.site.accounts.email_equivalence import is_same_mailbox
from filiere.site.accounts.faults import fault
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.rights import Actor, Operator, list_roles_with
from filiere.site.accounts.signer_independence import (
    APPOINTMENT_WINDOW,
    appointment_window_start,
    find_appointers,
    find_requesters,
)
from filiere.site.kit.rights import allowed, rights

REQUEST_LIFETIME = timedelta(days=7)
MIN_REASON_LENGTH = 10
TWO_PEOPLE_CODE = "takes-two-people"
MAX_REASON_LENGTH = 2000


def describe_approval(approval: Approval) -> Text:
    """What was asked, in words; a request whose subject is gone is told by its kind."""
    try:
        return get_approval_kind(approval.kind).words(approval.payload)
    except (KeyError, LookupError, ValueError, Faults):
        return Text.same(f"{approval.kind} {approval.subject_key}")


def require_approval(approval: Approval | None, *, actor: Actor, kind: str, payload: Payload) -> None:
    """Pass for a signed request of exactly this act by this actor, and for the operator; raise `Faults` otherwise.

    To be called in the transaction of the act, by the act itself.
    """
    if isinstance(actor, Operator):
        return
    if (
        approval is None
        or approval.asked_by_id != getattr(actor, "pk", None)
        or not Approval.objects.for_act(kind, payload).filter(pk=approval.pk, state=Approval.State.APPROVED).exists()
    ):
        raise Faults.one(
            code=TWO_PEOPLE_CODE,
            message=Text(fr="Cet acte demande deux personnes.", en="This action requires two people."),
            remedy=Text(
                fr="Faites-en la demande : une autre personne la contresigne.",
                en="Request it: someone else will countersign.",
            ),
        )


def list_asking_faults(asker: User, concerned: User | str | None) -> list[Fault]:
    """What stands against this person asking this for that one, whatever the act."""
    if concerned is None or not is_same_person(asker, concerned):
        return []
    return [fault("not-for-oneself")]


def list_signing_faults(
    approval: Approval, second: User, *, now: datetime, since: datetime | None = None
) -> list[Fault]:
    """Every reason for which this person may not sign this request, whatever right they hold; empty if they may.

    The second person is not the asker, not who is concerned, and none of the three named another within thirty days,
    but for the two who now name the person concerned. Nor did one person ask for both of the two. ``since`` is when
    these days begin, where it is known already.
    """
    kind, asker = get_approval_kind(approval.kind), approval.asked_by
    concerned = kind.concerned(approval.payload)
    faults = list_asking_faults(asker, concerned)
    if second.pk == asker.pk or is_same_mailbox(second.email, asker.email):
        faults.append(_OWN_REQUEST)
    if concerned is not None and is_same_person(second, concerned):
        faults.append(_CONCERNED)
    if not allowed(second, kind.permission):
        faults.append(_missing_right_fault(kind.permission))
    else:
        faults += kind.list_objections(second, approval.payload)
    if faults:
        return faults
    since = since or appointment_window_start(now)
    above_second, above_asker = find_appointers(second, since=since), find_appointers(asker, since=since)
    if asker.pk in above_second:
        faults.append(_NAMED_BY_ASKER)
    if second.pk in above_asker:
        faults.append(_NAMED_BY_SECOND)
    known = getattr(concerned, "pk", None)
    if known is not None and known in above_second | above_asker:
        faults.append(_NAMED_BY_CONCERNED)
    if (
        not faults
        and above_second & above_asker
        and find_requesters(second, since=since) & find_requesters(asker, since=since)
    ):
        faults.append(_NAMED_BY_ONE)
    return faults


def list_possible_signers(approval: Approval, *, now: datetime) -> list[User]:
    """The people who may sign this request now, by name."""
    since, holders = appointment_window_start(now), list_permission_holders(get_approval_kind(approval.kind).permission)
    return [one for one in holders if not list_signing_faults(approval, one, now=now, since=since)]


def list_permission_holders(permission: str) -> list[User]:
    """Open accounts that hold a right, by name."""
    roles = list_roles_with(permission)
    held = User.objects.filter(grants__role__in=roles, grants__until__isnull=True, is_active=True)
    return list(held.distinct().order_by("name", "pk"))


def is_same_person(user: User, other: User | str) -> bool:
    """Whether an account, or whoever has an address, is surely this person, under whatever form of their address."""
    if isinstance(other, str):
        return is_same_mailbox(user.email, other)
    return user.pk == other.pk or is_same_mailbox(user.email, other.email)


_OWN_REQUEST = Fault(
    code="own-request",
    message=Text(fr="Vous avez fait cette demande vous-même.", en="You made this request yourself."),
    remedy=Text(fr="Une autre personne doit la contresigner.", en="Someone else must countersign it."),
)
_CONCERNED = fault("own-case")


def _missing_right_fault(permission: str) -> Fault:
    reason = rights[permission].words
    return fault("without-the-right", reason=reason)


_NAMED_REMEDY = Text(
    fr="Une personne plus indépendante doit contresigner, ou l’exploitant du serveur.",
    en="A more independent person, or the server operator, must countersign.",
)
_LATELY = Text(
    fr=f"son compte, un rôle, un siège ou un mot de passe, directement ou par quelqu’un d’autre, il y a moins de "
    f"{APPOINTMENT_WINDOW.days} jours.",
    en=f"account, a role, a seat or a password, directly or through someone else, less than "
    f"{APPOINTMENT_WINDOW.days} days ago.",
)
_NAMED_BY_ASKER = Fault(
    code="named-by-asker",
    message=Text(
        fr=f"La personne qui demande vous a donné votre compte{_LATELY.fr.removeprefix('son compte')}",
        en=f"The requester gave you your {_LATELY.en}",
    ),
    remedy=_NAMED_REMEDY,
)
_NAMED_BY_SECOND = Fault(
    code="named-by-second",
    message=Text(
        fr=f"Vous avez donné à la personne qui demande {_LATELY.fr}",
        en=f"You gave the requester their {_LATELY.en}",
    ),
    remedy=_NAMED_REMEDY,
)
_NAMED_BY_CONCERNED = Fault(
    code="named-by-concerned",
    message=Text(
        fr=f"La personne concernée a donné à vous ou à la personne qui demande {_LATELY.fr}",
        en=f"The person concerned gave you or the requester their {_LATELY.en}",
    ),
    remedy=_NAMED_REMEDY,
)
_NAMED_BY_ONE = Fault(
    code="named-by-one",
    message=Text(
        fr="Une même personne a demandé pour vous, comme pour la personne qui demande, un compte"
        f"{_LATELY.fr.removeprefix('son compte')}",
        en=f"The same person requested that you and the requester be given an {_LATELY.en}",
    ),
    remedy=_NAMED_REMEDY,
)
