"""Letting somebody who forgot their password choose another: a link goes to their own address, and to nobody else.

Whoever sends it never sees it. It serves once, for three days, and is void as soon as the person signs in or changes
their password.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator

from filiere.core import Text
from filiere.site.accounts.actions.common import ACCOUNT, own_account_faults
from filiere.site.accounts.countersignature import PASSWORD_LINK, require_countersignature
from filiere.site.accounts.letters import write_letters
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.rights import Actor
from filiere.site.accounts.second_factor import requires_second_factor
from filiere.site.journal.act_decorator import act
from filiere.site.journal.writer import record_act


class PasswordLinkTokens(PasswordResetTokenGenerator):
    """What makes a link void: any later sign-in, even within the second, which Django rounds off."""

    key_salt = "filiere.accounts.password-link"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return "\n".join((user.key, user.password, user.email, str(user.last_login), str(timestamp)))


LINK_TOKENS = PasswordLinkTokens()


@act("account.password-link", on=ACCOUNT, right="account:password", clock=False)
def send_password_link(user: User, *, actor: Actor, approval: Approval | None = None) -> None:
    """Send the link. For somebody who holds power it takes two people. Raises `RightRefused` and `Faults`."""
    if getattr(actor, "pk", None) == user.pk:
        raise own_account_faults()
    if requires_second_factor(user):
        require_countersignature(approval, actor=actor, kind=PASSWORD_LINK, user=user)
    record_act(actor, "account.password-link", "user", user.key)
    days = settings.PASSWORD_RESET_TIMEOUT // 86_400
    write_letters(
        [user],
        subject=Text(fr="Choisir un nouveau mot de passe", en="Choose a new password"),
        body=Text(
            fr=(
                "un administrateur des comptes vous envoie ce lien, qui permet de choisir un nouveau mot de passe. "
                f"Il ne sert qu’une fois, sous {days} jours ; votre second facteur vous sera demandé ensuite comme "
                "toujours. Si vous n’aviez rien demandé, ne faites rien et prévenez un administrateur."
            ),
            en="an account administrator has sent you this link, which lets you choose a new password. It can be "
            f"used once, within {days} days; you will then be asked for your second factor as usual. If you "
            "did not request this, do nothing and tell an administrator.",
        ),
        kind="password-link",
        about=f"user:{user.key}",
        link=f"/password/new/{user.key}/{LINK_TOKENS.make_token(user)}/",
    )
