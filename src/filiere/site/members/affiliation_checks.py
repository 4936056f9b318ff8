"""What somebody is to the members of the association: who edits an organisation, who belongs to one, who sits where."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Role
from filiere.site.kit.rights import allowed
from filiere.site.members.models import Mandate, Membership


def edits_organisation(user: User) -> bool:
    """Whether somebody may change the record of an organisation today."""
    held = Membership.objects.current(timezone.localdate()).filter(user=user)
    return held.filter(right=Membership.Right.EDIT).exists()


def is_plain_member(user: User) -> bool:
    """Whether somebody belongs to an organisation today without reading the whole directory."""
    held = Membership.objects.current(timezone.localdate()).filter(user=user)
    return held.exists() and not allowed(user, "directory:read")


def sits_or_is_staff(*instances: str) -> Callable[[User], bool]:
    """Return the predicate of the staff of the label and of verified people who sit today in one of these instances."""

    def ask(user: User) -> bool:
        if Role.LABEL_STAFF in user.roles():
            return True
        held = Mandate.objects.current(timezone.localdate()).filter(user=user, instance__in=instances)
        return user.verified and held.exists()

    return ask
