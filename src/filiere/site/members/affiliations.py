"""For whom a person acts and where they sit on a day: asked many times by one page, looked up once for all of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cached_property

from filiere.site.accounts.models import User
from filiere.site.members.models import Mandate, Membership
from filiere.site.prepared_queries import PreparedRows

_REMEMBERED = "_affiliations"
"""Where a person keeps theirs, by day, within a block of :func:`remember_affiliations`."""

_MEMBERSHIPS = PreparedRows(
    lambda user, day: Membership.objects.current(day).filter(user=user).select_related("organisation"), -1, date.min
)
_MANDATES = PreparedRows(lambda user, day: Mandate.objects.current(day).filter(user=user), -1, date.min)


class Affiliations:
    """The memberships and the mandates of a person that run on a day, each read when it is first asked for."""

    def __init__(self, user: User, day: date) -> None:
        self._user, self._day = user, day

    @cached_property
    def memberships(self) -> list[Membership]:
        """Those in organisations, with them."""
        return _MEMBERSHIPS.fetch(self._user.pk, self._day)

    @cached_property
    def mandates(self) -> list[Mandate]:
        """The seats."""
        return _MANDATES.fetch(self._user.pk, self._day)

    @property
    def rights(self) -> frozenset[str]:
        """The rights that the person has in some organisation."""
        return frozenset(one.right for one in self.memberships)

    @property
    def bodies(self) -> frozenset[str]:
        """The bodies in which they sit."""
        return frozenset(one.instance for one in self.mandates)


def find_affiliations(user: User, day: date) -> Affiliations:
    """Return those of a person: as a block remembers them, else to be read anew."""
    remembered: dict[date, Affiliations] = user.__dict__.get(_REMEMBERED, {})
    return remembered.get(day) or Affiliations(user, day)


def are_remembered(user: User, day: date) -> bool:
    """Whether a block remembers them."""
    return day in user.__dict__.get(_REMEMBERED, {})


@contextmanager
def remember_affiliations(user: User, day: date) -> Iterator[Affiliations]:
    """Look them up once for all that is asked within a block, where no act is done; one within another adds nothing."""
    if are_remembered(user, day):
        yield find_affiliations(user, day)
        return
    remembered: dict[date, Affiliations] = user.__dict__.setdefault(_REMEMBERED, {})
    remembered[day] = Affiliations(user, day)
    try:
        yield remembered[day]
    finally:
        del remembered[day]
