"""Erasing a person: the account stays as an opaque key, and nothing in the database says who it was.

What the person decided stays, because decisions belong to the institution: they point to the key. The payloads of
the journal about the person are erased under the rule `person-erased`; the chain keeps their hashes and stays whole.
"""

from __future__ import annotations

import secrets
from contextlib import nullcontext

from django.contrib.sessions.models import Session
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.actions.common import ACCOUNT, require_for_another
from filiere.site.accounts.countersignature import ERASE, require_countersignature
from filiere.site.accounts.extension_points import guard_change
from filiere.site.accounts.invitation_kinds import send_letter
from filiere.site.accounts.letters import add_greeting, notify_operator_act
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.personal_data_registry import erase_personal_data
from filiere.site.accounts.rights import Actor
from filiere.site.accounts.second_factor_policy import holds_seat
from filiere.site.journal.act_decorator import act
from filiere.site.journal.writer import erase_payloads, list_subject_entries, record_act
from filiere.site.kit.rights import actor_key

ERASURE_RULE = "person-erased"
ERASED_NAME = "personne effacée / erased person"


@act("account.erase", on=ACCOUNT, right=require_for_another("account:erase"), clock=False)
def erase_person(user: User, *, actor: Actor, approval: Approval | None = None) -> list[int]:
    """Erase the person behind `user`; return the numbers of the journal entries whose payload is gone.

    Everyone may erase themselves; erasing somebody else is a right, and takes two people. The account can no longer
    sign in, its roles end and its sessions close; each app removes what it holds (see `personal_data`). Erasing twice
    changes nothing. Nobody erases somebody else who sits while a vote is on that it would move, which raises `Faults`.
    """
    if user.erased_at is not None:
        return []
    if getattr(actor, "pk", None) != user.pk:
        require_countersignature(approval, actor=actor, kind=ERASE, user=user)
        with guard_change() if holds_seat(user) else nullcontext():
            return _erase_account(actor, user)
    return _erase_account(actor, user)


def _erase_account(actor: Actor, user: User) -> list[int]:
    now, email, language, told = timezone.now(), user.email, user.language, user.is_active
    about = list_subject_entries("user", user.key)
    erase_personal_data(user)
    user.email = f"{user.key}@erased.invalid"
    user.name = ERASED_NAME
    user.is_active = False
    user.erased_at = now
    user.last_login = None
    user.second_factor_since = None
    user.session_mark = secrets.token_hex(8)
    user.set_unusable_password()
    user.save()
    user.grants.filter(until__isnull=True).update(until=now)
    user.forget_roles()
    _delete_sessions(user)
    record_act(actor, "account.erase", "user", user.key, {"rule": ERASURE_RULE})
    notify_operator_act(actor, user, Text(fr="a désormais un compte effacé", en="is an erased person"))
    if told:
        _send_erasure_letter(email, language, own=getattr(actor, "pk", None) == user.pk)
    return erase_payloads(about, rule=ERASURE_RULE, actor_key=actor_key(actor))


def _send_erasure_letter(email: str, language: str, *, own: bool) -> None:
    """One last letter, whose address is sealed and whose row goes when it leaves."""
    who = (
        Text(fr="à votre demande", en="as you asked")
        if own
        else Text(fr="par les administrateurs", en="by the administrators")
    )
    send_letter(
        email=email,
        language=language,
        subject=Text(fr="Votre compte Filière est effacé", en="Your Filière account has been erased"),
        body=add_greeting(
            Text(
                fr=(
                    f"votre compte a été effacé {who.fr}, avec tout ce qui vous identifiait. Cet e-mail est le dernier."
                ),
                en=f"your account was erased {who.en}, along with everything that identified you. This is the last "
                f"e-mail you will receive.",
            )
        ),
        kind="account-security",
        discreet=True,
    )


def _delete_sessions(user: User) -> None:
    for session in Session.objects.filter(expire_date__gte=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
