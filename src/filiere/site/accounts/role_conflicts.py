"""Roles that something else a person holds keeps them from using: a judge's seat, for one.

Seats belong to an app above this one, which says here what they exclude. A role so excluded is refused when it is
granted, by whatever way, and counts for nothing on any page as long as both are held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from filiere.core import Fault
from filiere.site.kit.hooks import Hook

if TYPE_CHECKING:
    from filiere.site.accounts.models import User
    from filiere.site.accounts.rights import Role

RoleExclusion = Callable[["User"], "Iterable[Role]"]
"""The roles that a person may not use now, for what else they hold."""

GrantRule = Callable[["User", "Role"], Iterable[Fault]]
"""What stands against giving a role to a person."""

role_exclusions: Hook[RoleExclusion] = Hook()
"""Say which roles a person may not use."""

grant_rules: Hook[GrantRule] = Hook()
"""Say what stands against a grant."""


def find_excluded_roles(user: User) -> frozenset[Role]:
    """Return the roles that a person may not use now."""
    return frozenset(role for exclude in role_exclusions for role in exclude(user))


def list_grant_objections(user: User, role: Role) -> list[Fault]:
    """Return what stands against giving a role to a person."""
    return [fault for rule in grant_rules for fault in rule(user, role)]
