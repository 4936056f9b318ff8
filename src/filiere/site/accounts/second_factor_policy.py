"""The second factor: who owes one.

A password alone can be guessed, read over a shoulder or bought. Whoever holds a role, or a seat in a body of the
label, therefore shows a second factor once a session; until then the session carries the person and none of their
rights (see `session_proofs`). Whoever chose to have one shows it too. Seats belong to an upper app, which says so
through `second_factor_rules`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from filiere.site.accounts.rights import Role
from filiere.site.kit.hooks import Hook

if TYPE_CHECKING:
    from filiere.site.accounts.models import User

GUARDED_ROLES: frozenset[Role] = frozenset(Role)
"""Every role needs a second factor; a role that would not must be taken out here, in plain sight."""

second_factor_rules: Hook[Callable[[User], bool]] = Hook()
"""Questions of upper apps: does this person hold something that needs a second factor?"""

seat_checks: Hook[Callable[[User], bool]] = Hook()
"""Questions of upper apps: does this person sit in a body? It needs a second factor too."""


def holds_seat(user: User) -> bool:
    """Whether the person sits in a body: one person never closes their account, for it would empty the seat.

    The care of a centre’s contacts is no seat: whoever sees such an account stolen stops it at once.
    """
    return any(ask(user) for ask in seat_checks)


def requires_second_factor(user: User) -> bool:
    """Whether what the person holds (a role, a seat) needs a second factor: in one word, whether they have power."""
    return bool(user.held_roles() & GUARDED_ROLES) or holds_seat(user) or any(ask(user) for ask in second_factor_rules)


def is_second_factor_due(user: User) -> bool:
    """Whether a session of this person must show a second factor: it is needed, or they have one."""
    return user.second_factor_since is not None or requires_second_factor(user)
