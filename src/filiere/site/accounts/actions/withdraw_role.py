"""Ending a role: the grant is closed, never removed, so that who could do what on which day stays known.

One person ends it, at once: a colleague whose account was stolen must be stopped by whoever sees it first, even where
two administrators are all there are. It gives nobody anything, the person and every administrator are told by letter,
and giving the role back takes two people. Only the last administrator stays: after them nobody could open the site
again but the operator of the machine, who alone ends that role. So does the only person who can act in a case before a
delay ends, until somebody else has the role.
"""

from __future__ import annotations

from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.accounts.actions.common import ACCOUNT
from filiere.site.accounts.extension_points import guard_sole_actor, refuse_sole_actor_end
from filiere.site.accounts.faults import fault
from filiere.site.accounts.letters import list_administrators, notify_power_change
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import ROLE_NAMES, Actor, Operator, Role
from filiere.site.journal.act_decorator import act, keep_row
from filiere.site.journal.writer import record_act


@act("account.withdraw", on=ACCOUNT, right="account:grant", lock=keep_row, clock=False)
def withdraw_role(user: User, *, actor: Actor, role: Role) -> bool:
    """End the role; False when the person did not hold it. Raises `Faults` for the role of the last administrator."""
    held = user.grants.select_for_update().filter(until__isnull=True, role=role)
    if held.exists() and role == Role.ADMINISTRATOR and not isinstance(actor, Operator):
        require_remaining_administrator(without=user)
    otherwise = _let_operator_pass if isinstance(actor, Operator) else refuse_sole_actor_end
    with guard_sole_actor(user, timezone.localdate(), otherwise):
        ended = held.update(until=timezone.now())
    if ended:
        record_act(actor, "account.withdraw", "user", user.key, {"role": str(role)})
        label = ROLE_NAMES[role]
        notify_power_change(
            actor, user, Text(fr=f"n’a plus le rôle « {label.fr} »", en=f"no longer has the role “{label.en}”")
        )
    user.forget_roles()
    return bool(ended)


def _let_operator_pass() -> None:
    """The operator of the machine answers for it."""


def require_remaining_administrator(*, without: User) -> None:
    """Raise `Faults` when nobody could hand out roles any more without this person."""
    if any(one.pk != without.pk for one in list_administrators()):
        return
    raise Faults([fault("last-administrator")])
