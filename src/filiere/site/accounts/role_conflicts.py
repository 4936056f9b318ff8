"""Roles that something else a person holds keeps them from using: a judge's seat, for one.

Seats belong to an app above this one, which says here what they exclude. A role so excluded is refused when it is
granted, by whatever way, and counts for nothing on any page as long as both are held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from filiere.core import Fault

if TYPE_CHECKING:
    from filiere.site.accounts.models import User
    from filiere.site.accounts.permissions import Role

RoleExclusion = Callable[["User"], "Iterable[Role]"]
"""The roles that a person may not use now, for what else they hold."""

GrantRule = Callable[["User", "Role"], Iterable[Fault]]
"""What stands against giving a role to a person."""

_exclusions: list[RoleExclusion] = []
_grant_rules: list[GrantRule] = []


def register_role_exclusion(found: RoleExclusion) -> RoleExclusion:
    """Say which roles a person may not use."""
    _exclusions.append(found)
    return found


def register_grant_rule(found: GrantRule) -> GrantRule:
    """Say what stands against a grant."""
    _grant_rules.append(found)
    return found


def find_excluded_roles(user: User) -> frozenset[Role]:
    """Return the roles that a person may not use now."""
    return frozenset(role for exclude in _exclusions for role in exclude(user))


def list_grant_objections(user: User, role: Role) -> list[Fault]:
    """Return what stands against giving a role to a person."""
    return [fault for rule in _grant_rules for fault in rule(user, role)]
