"""Closing the sessions of an account: each carries a mark of the account, which is drawn anew."""

from __future__ import annotations

import secrets

from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.accounts import rate_limits
from filiere.site.accounts.actions.common import ACCOUNT, require_for_another
from filiere.site.accounts.faults import fault
from filiere.site.accounts.letters import notify_person
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import act, keep_row
from filiere.site.journal.writer import record_act


@act("account.sessions", on=ACCOUNT, right=require_for_another("account:password"), lock=keep_row, clock=False)
def close_sessions(user: User, *, actor: Actor, approval: Approval | None = None) -> None:
    """Close every session of the account; whoever closes their own keeps theirs by signing it anew.

    One person closes those of another three times a day: the first stops a thief, and to sign somebody out at each step
    is to close their account. ``approval`` is what two people signed, of which this is a part. Raises
    `RightRefused` and `Faults`.
    """
    own = getattr(actor, "pk", None) == user.pk
    if not own and approval is None and isinstance(actor, User):
        _limit_closings(actor, user)
    user.session_mark = secrets.token_hex(8)
    User.objects.filter(pk=user.pk).update(session_mark=user.session_mark)
    record_act(actor, "account.sessions", "user", user.key)
    if not own:
        closed = Text(fr="un administrateur a fermé vos sessions", en="an administrator closed your sessions")
        notify_person(user, closed)


def _limit_closings(actor: User, user: User) -> None:
    now = timezone.now()
    until = rate_limits.reserve_attempt(rate_limits.SESSIONS_OF_ANOTHER, actor.key, user.key, now=now)
    if until is None:
        return
    hours = -(-rate_limits.minutes_left(until, now) // 60)
    raise Faults([fault("sessions-closed-often", hours=hours)])
