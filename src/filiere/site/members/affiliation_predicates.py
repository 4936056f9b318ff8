"""What somebody is to the members of the association: who edits an organisation, who belongs to one, who sits where."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Role
from filiere.site.kit.rights import allowed
from filiere.site.members.affiliations import find_affiliations
from filiere.site.members.models import Membership


def edits_organisation(user: User) -> bool:
    """Whether somebody may change the record of an organisation today."""
    return Membership.Right.EDIT in find_affiliations(user, timezone.localdate()).rights


def is_plain_member(user: User) -> bool:
    """Whether somebody belongs to an organisation today without reading the whole directory."""
    return bool(find_affiliations(user, timezone.localdate()).memberships) and not allowed(user, "directory:read")


def sits_or_is_staff(*instances: str) -> Callable[[User], bool]:
    """Return the predicate of the staff of the label and of verified people who sit today in one of these instances."""

    def ask(user: User) -> bool:
        if Role.LABEL_STAFF in user.roles():
            return True
        return user.is_verified and not find_affiliations(user, timezone.localdate()).bodies.isdisjoint(instances)

    return ask
