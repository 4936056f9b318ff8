"""Who named whom lately: two signatures are worth two people only if neither made the other.

Somebody who opened an account, invited to it, gave it a role or a seat, or drew its password can act through it, or is
owed something by whoever holds it. For thirty days neither of the two signs what the other asks. What counts is
followed from person to person: the puppet of a puppet is a puppet.

Each app says what naming is in its own tables, through `names_people`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from filiere.site.accounts.models import User

WINDOW = timedelta(days=30)
"""For how long whoever named somebody does not sign with them."""

Namers = Callable[[Collection["User"], datetime], Iterable[int | None]]
"""Of some people, the database keys of the accounts that named any of them since a moment."""

_namers: list[Namers] = []


def names_people(function: Namers) -> Namers:
    """Register what naming somebody is in the tables of an app."""
    _namers.append(function)
    return function


def window_start(now: datetime) -> datetime:
    """Since when naming somebody counts; under a clock that is ahead, thirty days before the site's last sign of life.

    A clock that jumps makes nobody independent.
    """
    from filiere.site.journal.clock import judge_clock

    verdict = judge_clock()
    return min(now, verdict.since or now) - WINDOW if not verdict.trusted else now - WINDOW


def namers_of(user: User, *, since: datetime) -> frozenset[int]:
    """The accounts that named this person since a moment, directly or through others that they named."""
    from filiere.site.accounts.models import User

    found: set[int] = set()
    people: list[User] = [user]
    while people:
        new = {pk for namers in _namers for pk in namers(people, since) if pk is not None} - found - {user.pk}
        found |= new
        people = list(User.objects.filter(pk__in=new)) if new else []
    return frozenset(found)


_OVER_AN_ACCOUNT = ("account.create", "account.password", "account.factor-remove")


@names_people
def _by_roles(people: Collection[User], since: datetime) -> Iterable[int | None]:
    from filiere.site.accounts.models import Grant

    return Grant.objects.filter(user__in=people, since__gte=since).values_list("granted_by", flat=True)


@names_people
def _by_invitations(people: Collection[User], since: datetime) -> Iterable[int | None]:
    from filiere.site.accounts.models_access import Invitation

    accepted = Invitation.objects.filter(accepted_by__in=people, accepted_at__gte=since)
    return accepted.values_list("created_by", flat=True)


@names_people
def _by_approvals(people: Collection[User], since: datetime) -> Iterable[int | None]:
    """Whoever asked for something to be given to somebody, and whoever signed it."""
    from filiere.site.accounts.approvals import kinds
    from filiere.site.accounts.models_approvals import Approval

    giving = [kind.kind for kind in kinds() if kind.names]
    given = Approval.objects.filter(
        concerned__in=people, state=Approval.State.APPROVED, decided_at__gte=since, kind__in=giving
    )
    return [pk for pair in given.values_list("asked_by", "decided_by") for pk in pair]


@names_people
def _by_accounts(people: Collection[User], since: datetime) -> Iterable[int | None]:
    """Whoever opened an account, or could choose what opens it, by the journal."""
    from filiere.site.accounts.models import User
    from filiere.site.journal.models import Entry

    about = Q(subject_kind="user", subject_id__in=[one.key for one in people], act__in=_OVER_AN_ACCOUNT, at__gte=since)
    actors = set(Entry.objects.filter(about).values_list("actor_key", flat=True))
    return User.objects.filter(key__in=actors - {one.key for one in people}).values_list("pk", flat=True)
