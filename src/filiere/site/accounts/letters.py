"""Letters about power and about one's own account: to the person, and to those who must know.

Letters belong to an upper app, which says here how they are written (`letter_writers`). An account that was
closed or erased gets none. Each letter is written in the transaction of the act that it tells of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from filiere.core import Text
from filiere.site.accounts import rate_limits
from filiere.site.accounts.approval_rules import list_permission_holders
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor, Operator
from filiere.site.kit.hooks import Hook

LetterWriter = Callable[..., Any]
letter_writers: Hook[LetterWriter] = Hook()
"""How letters reach people who have an account; the app of letters says."""

mail_server_checks: Hook[Callable[[], bool]] = Hook()
"""Whether letters leave."""


NO_MAIL_SERVER = Text(
    fr=(
        "Ce site n’a pas de serveur de messagerie : l’e-mail y reste. L’exploitant du serveur transmet un lien ou "
        "un mot de passe autrement (filiere users)."
    ),
    en="This site has no mail server: the e-mail stays on the site. The server operator can pass on a link or a "
    "password by other means (filiere users).",
)
"""What whoever has a letter written reads, where no letter leaves."""


def can_send_letters() -> bool:
    """Whether letters leave this machine."""
    return any(leaves() for leaves in mail_server_checks)


def write_letters(
    people: Iterable[User], *, subject: Text, body: Text, kind: str, about: str = "", link: str = ""
) -> None:
    """Write the same letter to each of these people, in their language, once each."""
    for post in letter_writers:
        post(to=people, subject=subject, body=add_greeting(body), kind=kind, about=about, link=link)


def add_greeting(body: Text) -> Text:
    """The body of a letter under its greeting."""
    return Text(fr=f"Bonjour,\n\n{body.fr}", en=f"Hello,\n\n{body.en}")


def list_administrators() -> list[User]:
    """Whoever may give roles now, by name."""
    return list_permission_holders("account:grant")


def notify_power_change(actor: Actor, user: User, what: Text, *, link: str = "") -> None:
    """Tell a person, and every administrator but whoever did it, that they gained or lost a power.

    ``what`` follows the person's name: “was given the role …”. The operator of the machine is named as such.
    """
    by = Text(
        fr=getattr(actor, "name", "") or "l’exploitant du serveur",
        en=getattr(actor, "name", "") or "the operator of the machine",
    )
    people = {one.pk: one for one in (user, *list_administrators()) if one.pk != getattr(actor, "pk", None)}
    write_letters(
        people.values(),
        subject=Text(fr="Un droit a changé", en="A right has changed"),
        body=Text(
            fr=(
                f"{user.name} {what.fr}, par un acte de {by.fr}.\n\nSi cela vous surprend, prévenez aussitôt un "
                "autre administrateur des comptes : le journal indique qui l’a fait et quand."
            ),
            en=f"{user.name} {what.en}, by action of {by.en}.\n\nIf this is unexpected, tell another account "
            f"administrator at once: the journal records who did it and when.",
        ),
        kind="account-power",
        about=f"user:{user.key}",
        link=link,
    )


def notify_operator_act(actor: Actor, user: User, what: Text) -> None:
    """Tell every administrator what the operator of the machine did to an account; nothing for acts of the site.

    The person is named by their key: what was done may be their erasure, and letters stay a year.
    """
    if not isinstance(actor, Operator):
        return
    write_letters(
        list_administrators(),
        subject=Text(fr="Acte de l’exploitant sur un compte", en="Operator action on an account"),
        body=Text(
            fr=(
                f"Le compte {user.key} {what.fr}, par un acte de l’exploitant du serveur. Cet acte est inscrit au "
                "journal."
            ),
            en=f"The account {user.key} {what.en}, by action of the server operator. It is recorded in the journal.",
        ),
        kind="account-power",
        about=f"user:{user.key}",
    )


def notify_person(user: User, what: Text) -> None:
    """Tell a person what has just changed in how their own account is opened.

    ``what`` is a clause without its final point: “your password was changed”.
    """
    write_letters(
        [user],
        subject=Text(fr="Sécurité de votre compte", en="Your account’s security"),
        body=Text(
            fr=f"{what.fr}.\n\nSi c’est vous, ne faites rien. Sinon, fermez vos sessions depuis « Mon compte » et "
            "prévenez aussitôt un administrateur des comptes.",
            en=(
                f"{what.en}.\n\nIf it was you, do nothing. Otherwise close your sessions under “My account” and "
                "tell an account administrator at once."
            ),
        ),
        kind="account-security",
        about=f"user:{user.key}",
        link="/account/",
    )


def notify_lock(user: User, what: Text, *, now: datetime) -> None:
    """Tell a person that attempts on their account failed: once a day, so that no stranger fills their mailbox."""
    if rate_limits.reserve_attempt(rate_limits.LOCK_LETTER, user.key, now=now) is None:
        notify_person(user, what)
