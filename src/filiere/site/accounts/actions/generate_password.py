"""Drawing a new password on the machine itself, for want of mail; it is shown once to the operator, who draws it.

On the site a link goes to the person instead (see `send_password_link`): nobody else ever knows a password.
"""

from __future__ import annotations

import secrets

from filiere.core import Text
from filiere.site.accounts.actions.common import ACCOUNT
from filiere.site.accounts.letters import notify_operator_act, notify_person
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor, Operator
from filiere.site.journal.act_decorator import act, keep_row
from filiere.site.journal.writer import record_act
from filiere.site.kit.rights import explain_refusal


@act("account.password", on=ACCOUNT, right="account:password", lock=keep_row, clock=False)
def reset_password(user: User, *, actor: Actor) -> str:
    """Replace the password, which also closes the sessions opened with the old one; return the new one."""
    if not isinstance(actor, Operator):
        raise explain_refusal(actor, "account:password")
    chosen = secrets.token_urlsafe(15)
    user.set_password(chosen)
    user.save(update_fields=["password"])
    record_act(actor, "account.password", "user", user.key)
    notify_person(
        user,
        Text(
            fr="l’exploitant du serveur a généré un nouveau mot de passe pour vous ; vos sessions sont fermées",
            en="the server operator generated a new password for you; your sessions have been closed",
        ),
    )
    notify_operator_act(
        actor,
        user,
        Text(
            fr="a un nouveau mot de passe, que l’exploitant du serveur connaît",
            en="has a new password, which the operator knows",
        ),
    )
    return chosen
