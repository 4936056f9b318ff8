"""Password reset links, sent to the account's own address and nowhere else.

An administrator may send one, valid for three days, without seeing it. Anyone may request one, valid for an
hour; the reply is the same whether or not the address has an account. Each works once, and is void as
soon as the person signs in or changes their password. Neither opens a session nor replaces the second factor: an
account with rights but no second factor cannot be reset by its mailbox alone, so two people must send its link.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.http import base36_to_int, urlencode

from filiere.core import Faults, Lang, Text
from filiere.site.accounts import rate_limits
from filiere.site.accounts.actions.common import ACCOUNT, own_account_faults
from filiere.site.accounts.countersignature import PASSWORD_LINK, require_countersignature
from filiere.site.accounts.email_equivalence import mailbox_of
from filiere.site.accounts.invitation_kinds import send_letter
from filiere.site.accounts.letters import add_greeting, can_send_letters, write_letters
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.rights import Actor
from filiere.site.accounts.second_factor_policy import requires_second_factor
from filiere.site.journal.act_decorator import act, keep_row
from filiere.site.journal.writer import record_act


class PasswordLinkTokens(PasswordResetTokenGenerator):
    """What makes a link void: any later sign-in, even within the second, which Django rounds off."""

    key_salt = "filiere.accounts.password-link"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return "\n".join((user.key, user.password, user.email, str(user.last_login), str(timestamp)))


class RequestedLinkTokens(PasswordLinkTokens):
    """Tokens of links people request themselves: valid for an hour, never for rights without a second factor."""

    key_salt = "filiere.accounts.password-forgotten"

    def check_token(self, user: User | None, token: str | None) -> bool:
        """Whether the link still serves; one by a clock that was ahead does not."""
        if user is None or not token or not super().check_token(user, token):
            return False
        age = self._num_seconds(self._now()) - base36_to_int(token.partition("-")[0])
        return 0 <= age <= REQUESTED_LINK_LIFETIME.total_seconds() and _opens_by_mailbox(user)

    def _now(self) -> datetime:
        # The clock of the wall, which Django reads, goes back an hour once a year.
        return datetime.now(UTC).replace(tzinfo=None)


class AnyLinkTokens:
    """Those of either kind, for the page that both open."""

    def check_token(self, user: User | None, token: str | None) -> bool:
        """Whether a link of one kind or the other still serves."""
        return any(tokens.check_token(user, token) for tokens in (LINK_TOKENS, REQUESTED_LINK_TOKENS))


LINK_TOKENS, REQUESTED_LINK_TOKENS = PasswordLinkTokens(), RequestedLinkTokens()
REQUESTED_LINK_LIFETIME = timedelta(hours=1)
_PATH = re.compile(r"/(?!/)[!-~]{1,400}")
"""A page of the site by its path, short enough for the line of a letter."""


def _opens_by_mailbox(user: User) -> bool:
    """Whether whoever reads the mail of an account may choose its password: what it can do is guarded by more.

    The first to enter an account that has power and no second factor chooses that factor.
    """
    return user.has_usable_password() and (user.second_factor_since is not None or not requires_second_factor(user))


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


FORGOTTEN = Text(fr="Mot de passe oublié", en="Forgotten password")


def request_password_link(email: str, *, language: Lang, visitor: str, now: datetime, wanted: str = "") -> None:
    """Send the link to whoever forgot their password, if the address has an account; else a letter that says so.

    The link leads on to the page ``wanted`` before, by its path, once they have signed in.

    A letter leaves in either case, so that neither the answer nor the time it takes tells which. Of more than a few for
    one mailbox nothing is said, and nothing is sent. Raises `Faults` after too many requests of one ``visitor``.
    """
    if until := rate_limits.reserve_attempt(rate_limits.PASSWORD_REQUESTS, visitor, now=now):
        raise Faults.one(
            code="too-many-attempts",
            message=rate_limits.too_many_attempts_text(rate_limits.minutes_left(until, now)),
            remedy=Text(fr="Essayez plus tard.", en="Try again later."),
        )
    mailbox = mailbox_of(email)
    if rate_limits.reserve_attempt(rate_limits.PASSWORD_LETTERS, mailbox, visitor, now=now):
        return
    if rate_limits.reserve_attempt(rate_limits.ALL_PASSWORD_LETTERS, mailbox, now=now):
        return
    user = User.objects.for_mailbox(email)
    if user is not None and user.is_active and user.has_usable_password():
        write_requested_link(user, wanted if _PATH.fullmatch(wanted) else "", actor="anonymous")
    else:
        _write_no_account_letter(email, language)


@act("account.password-forgotten", on=ACCOUNT, right=None, lock=keep_row, clock=False)
def write_requested_link(user: User, wanted: str = "", *, actor: str) -> None:
    """Send its own link to an account, for an hour, or the way to it that takes two people."""
    record_act(actor, "account.password-forgotten", "user", user.key)
    if not _opens_by_mailbox(user):
        write_letters(
            [user],
            subject=FORGOTTEN,
            body=Text(
                fr="quelqu’un, probablement vous, a demandé à choisir un nouveau mot de passe pour votre compte. Ce "
                "compte donne des droits et n’a pas encore de second facteur : pour que personne ne les prenne à votre "
                "place, deux administrateurs des comptes doivent envoyer ce lien. Demandez-le-leur de vive voix. Si "
                "vous n’avez rien demandé, prévenez l’un d’eux.",
                en="someone, probably you, asked to choose a new password for your account. It carries rights and has "
                "no second factor yet: to stop anyone else using them, two account administrators must send "
                "this link. Ask them in person or by phone. If you did not request this, tell one of them.",
            ),
            kind="password-link",
            about=f"user:{user.key}",
        )
        return
    write_letters(
        [user],
        subject=FORGOTTEN,
        body=Text(
            fr="quelqu’un, probablement vous, a demandé à choisir un nouveau mot de passe pour votre compte. Ouvrez ce "
            "lien pour le faire : il ne sert qu’une fois, pendant une heure. Votre second facteur, si vous en avez "
            "un, vous sera demandé ensuite comme toujours. Si vous n’aviez rien demandé, ne faites rien : votre mot "
            "de passe reste le même.",
            en="someone, probably you, asked to choose a new password for your account. Open this link to do so: it "
            "can be used once, within an hour. If you have a second factor, you will then be asked for it as usual. "
            "If you did not request this, do nothing: your password stays the same.",
        ),
        kind="password-link",
        about=f"user:{user.key}",
        link=f"/password/new/{user.key}/{REQUESTED_LINK_TOKENS.make_token(user)}/"
        + (f"?{urlencode({'next': wanted})}" if wanted else ""),
    )


def _write_no_account_letter(email: str, language: Lang) -> None:
    """Tell an address that it has no account; sealed, since its reader may be a stranger, until it leaves."""
    if not can_send_letters():
        return
    send_letter(
        email=email,
        language=language,
        subject=FORGOTTEN,
        body=add_greeting(
            Text(
                fr="quelqu’un, probablement vous, a demandé sur ce site à choisir un nouveau mot de passe. Aucun "
                "compte actif n’a cette adresse : essayez celle à laquelle vous avez reçu votre invitation. Si vous "
                "n’aviez rien demandé, ne faites rien ; cette adresse n’est pas conservée.",
                en="someone, probably you, asked here to choose a new password. No open account has this address: "
                "try the one your invitation was sent to. If you did not request this, do nothing; this address "
                "is not kept.",
            )
        ),
        kind="password-none",
        discreet=True,
    )
