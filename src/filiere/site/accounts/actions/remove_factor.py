"""Removing a second factor from one's own account, or all of them from the account of somebody who lost them."""

from __future__ import annotations

from filiere.core import Faults, Text
from filiere.site.accounts.actions.close_sessions import close_sessions
from filiere.site.accounts.actions.common import ACCOUNT
from filiere.site.accounts.countersignature import FACTORS_RESET, require_countersignature
from filiere.site.accounts.faults import fault
from filiere.site.accounts.letters import notify_operator_act, notify_person
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.models_credentials import Factor
from filiere.site.accounts.rights import Actor
from filiere.site.accounts.second_factor_policy import requires_second_factor
from filiere.site.journal.act_decorator import act
from filiere.site.journal.writer import record_act


@act("account.factor-remove", on=ACCOUNT, right=None, clock=False)
def remove_factor(user: User, *, actor: User, key: str) -> bool:
    """Remove one of one's own factors; False when it is already gone.

    Raises `Faults` when it is the last one of somebody whose roles or seats need one.
    """
    factor = user.factors.filter(key=key).first()
    if factor is None:
        return False
    last, name = user.factors.count() == 1, factor.name
    if last and requires_second_factor(user):
        raise Faults([fault("last-factor")])
    _delete_factors(user, [factor], actor=actor, all_of_them=last)
    notify_person(
        user,
        Text(fr=f"un second facteur a été retiré (« {name} »)", en=f"a second factor was removed (“{name}”)"),
    )
    return True


@act("account.factor-remove", on=ACCOUNT, right="account:password", clock=False)
def reset_factors(user: User, *, actor: Actor, approval: Approval | None = None) -> int:
    """Remove every factor of somebody who lost them, close their sessions; they set a new one at the next sign-in.

    Nobody does it for themselves: a stolen session must not shed the second factor. For somebody who holds power it
    takes two people, for a password alone then opens the account.
    """
    if getattr(actor, "pk", None) == user.pk:
        raise Faults([fault("own-factors")])
    if requires_second_factor(user):
        require_countersignature(approval, actor=actor, kind=FACTORS_RESET, user=user)
    factors = list(user.factors.all())
    _delete_factors(user, factors, actor=actor, all_of_them=True)
    notify_person(
        user,
        Text(
            fr="vos seconds facteurs ont été retirés par un administrateur",
            en="your second factors were removed by an administrator",
        ),
    )
    close_sessions(user, actor=actor, approval=approval)
    notify_operator_act(
        actor,
        user,
        Text(
            fr="n’a plus de second facteur jusqu’à sa prochaine connexion",
            en="has no second factor until they next sign in",
        ),
    )
    return len(factors)


def _delete_factors(user: User, factors: list[Factor], *, actor: Actor, all_of_them: bool) -> None:
    for factor in factors:
        record_act(actor, "account.factor-remove", "user", user.key, {"factor": factor.key})
        factor.delete()
    if all_of_them:
        user.recovery_codes.all().delete()
        User.objects.filter(pk=user.pk).update(second_factor_since=None)
