"""Closing an account, which can do nothing from that moment, and reopening it.

One person closes, at once, whatever roles are held: a stolen account must be stopped by whoever sees it first. Closing
the account of somebody who sits in a body of the label would empty their seat, which one person never does: it takes
two, and waits for the end of a vote that it would move. Closing that of the only person who can act before a delay ends
would decide the case: it takes two as well. So does closing that of somebody who stands on the other side of one's own
company, and reopening an account that holds power, which gives it back.
"""

from __future__ import annotations

import secrets
from contextlib import nullcontext

from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.accounts.actions.common import ACCOUNT, own_account_faults
from filiere.site.accounts.countersignature import CLOSE, REOPEN, require_countersignature
from filiere.site.accounts.extension_points import are_opposed, guard_change, guard_sole_actor
from filiere.site.accounts.faults import fault
from filiere.site.accounts.letters import notify_power_change
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.rights import Actor
from filiere.site.accounts.second_factor_policy import holds_seat, requires_second_factor
from filiere.site.journal.act_decorator import act
from filiere.site.journal.writer import record_act


@act("account.close", on=ACCOUNT, right="account:create", clock=False)
def close_account(user: User, *, actor: Actor, approval: Approval | None = None) -> bool:
    """Close the account, its sessions with it; False when it is closed already.

    Raises `RightRefused`, and `Faults` for oneself, or, without the second person, for one with a seat, on the
    other side of the actor's company, or the only one that a running delay awaits.
    """
    if getattr(actor, "pk", None) == user.pk:
        raise own_account_faults()
    opened, seated = user.is_active, holds_seat(user)
    if not opened:
        return False

    def second() -> None:
        require_countersignature(approval, actor=actor, kind=CLOSE, user=user)

    if seated or are_opposed(actor, user):
        second()
        _check_independence(approval, user)
    # Before it closes: a closed account gets no letter.
    notify_power_change(actor, user, Text(fr="a un compte désormais fermé", en="now has a closed account"))
    with guard_change() if seated else nullcontext(), guard_sole_actor(user, timezone.localdate(), second):
        _set_account_open(user, False, actor, "account.close")
    return True


def _check_independence(approval: Approval | None, user: User) -> None:
    """Raise `Faults` where whoever countersigned is of one company with the person, on its other side."""
    if approval is not None and are_opposed(approval.decided_by, user):
        raise Faults([fault("other-side")])


@act("account.reopen", on=ACCOUNT, right="account:create", clock=False)
def reopen_account(user: User, *, actor: Actor, approval: Approval | None = None) -> bool:
    """Open a closed account again, with the roles it still holds; False when it is open, or its person erased."""
    if user.is_active or user.erased_at is not None:
        return False
    if requires_second_factor(user):
        require_countersignature(approval, actor=actor, kind=REOPEN, user=user)
    with guard_change() if holds_seat(user) else nullcontext():
        _set_account_open(user, True, actor, "account.reopen")
    notify_power_change(actor, user, Text(fr="a un compte rouvert", en="has a reopened account"))
    return True


def _set_account_open(user: User, opened: bool, actor: Actor, act: str) -> None:
    user.is_active = opened
    # Drawn anew, so that no session of before comes back with the account: it may have been closed for a thief’s.
    user.session_mark = secrets.token_hex(8)
    user.save(update_fields=["is_active", "session_mark"])
    record_act(actor, act, "user", user.key)
