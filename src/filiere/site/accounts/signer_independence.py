"""Who named whom lately: two signatures are worth two people only if neither made the other.

Somebody who opened an account, invited to it, gave it a role or a seat, or drew its password can act through it, or is
owed something by whoever holds it. For thirty days neither of the two signs what the other asks, nor do two whom one
person asked for: two puppets are one hand. What counts is followed from person to person: the puppet of a puppet is a
puppet.

Each app says what naming is in its own tables, through `appointer_lookups`, and who only signed it, through
`countersigner_lookups`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from filiere.site.accounts.approval_kinds import approval_kinds
from filiere.site.accounts.models import Grant, User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.models_credentials import Invitation
from filiere.site.journal.clock_trust import judge_clock
from filiere.site.journal.models import Entry
from filiere.site.kit.hooks import Hook

APPOINTMENT_WINDOW = timedelta(days=30)
"""For how long whoever named somebody does not sign with them."""

AppointerLookup = Callable[[Collection["User"], datetime], Iterable[int | None]]
"""Of some people, the database keys of the accounts that named any of them since a moment."""

appointer_lookups: Hook[AppointerLookup] = Hook()
"""What naming somebody is in the tables of an app: whoever wanted it."""

countersigner_lookups: Hook[AppointerLookup] = Hook()
"""Who countersigned that somebody be named, which names them too."""


def appointment_window_start(now: datetime) -> datetime:
    """Since when naming somebody counts; under a clock that is ahead, thirty days before the site's last sign of life.

    A clock that jumps makes nobody independent.
    """
    verdict = judge_clock()
    return min(now, verdict.since or now) - APPOINTMENT_WINDOW if not verdict.is_trusted else now - APPOINTMENT_WINDOW


def find_appointers(user: User, *, since: datetime) -> frozenset[int]:
    """The accounts that named this person since a moment, directly or through others that they named."""
    return _follow_appointments(user, (*appointer_lookups, *countersigner_lookups), since)


def find_requesters(user: User, *, since: datetime) -> frozenset[int]:
    """Of these, those that wanted it, and did not only countersign what another wanted."""
    return _follow_appointments(user, appointer_lookups, since)


def _follow_appointments(user: User, ways: Collection[AppointerLookup], since: datetime) -> frozenset[int]:
    found: set[int] = set()
    people: list[User] = [user]
    while people:
        new = {pk for namers in ways for pk in namers(people, since) if pk is not None} - found - {user.pk}
        found |= new
        people = list(User.objects.filter(pk__in=new)) if new else []
    return frozenset(found)


_ACCOUNT_ACTS = ("account.create", "account.password", "account.factor-remove")


@appointer_lookups.register
def _find_role_givers(people: Collection[User], since: datetime) -> Iterable[int | None]:
    return Grant.objects.filter(user__in=people, since__gte=since).values_list("granted_by", flat=True)


@appointer_lookups.register
def _find_inviters(people: Collection[User], since: datetime) -> Iterable[int | None]:
    return _list_accepted_invitations(people, since).values_list("created_by", flat=True)


@countersigner_lookups.register
def _find_invitation_signers(people: Collection[User], since: datetime) -> Iterable[int | None]:
    """Whoever signed an invitation: the request named nobody, for its address had no account yet."""
    return _list_accepted_invitations(people, since).values_list("approval__decided_by", flat=True)


@appointer_lookups.register
def _find_request_makers(people: Collection[User], since: datetime) -> Iterable[int | None]:
    return _list_signed_requests(people, since).values_list("asked_by", flat=True)


@countersigner_lookups.register
def _find_request_signers(people: Collection[User], since: datetime) -> Iterable[int | None]:
    return _list_signed_requests(people, since).values_list("decided_by", flat=True)


def _list_accepted_invitations(people: Collection[User], since: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_by__in=people, accepted_at__gte=since)


def _list_signed_requests(people: Collection[User], since: datetime) -> QuerySet[Approval]:
    """The signed requests that gave something to these people."""
    giving = [kind.kind for kind in approval_kinds.values() if kind.names]
    return Approval.objects.filter(
        concerned__in=people, state=Approval.State.APPROVED, decided_at__gte=since, kind__in=giving
    )


@appointer_lookups.register
def _find_account_openers(people: Collection[User], since: datetime) -> Iterable[int | None]:
    """Whoever opened an account, or could choose what opens it, by the journal."""
    about = Q(subject_kind="user", subject_id__in=[one.key for one in people], act__in=_ACCOUNT_ACTS, at__gte=since)
    actors = set(Entry.objects.filter(about).values_list("actor_key", flat=True))
    return User.objects.filter(key__in=actors - {one.key for one in people}).values_list("pk", flat=True)
