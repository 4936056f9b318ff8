"""Opening an account. The password is chosen by the caller or drawn, and is shown once to whoever opens the account."""

from __future__ import annotations

import secrets
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from filiere.core import Faults, Lang, Text
from filiere.site.accounts.extension_points import announce_opened_account
from filiere.site.accounts.models import LONGEST_EMAIL, LONGEST_NAME, User
from filiere.site.accounts.rights import Actor
from filiere.site.journal.writer import record_act
from filiere.site.kit.rights import require


def create_account(
    *,
    actor: Actor,
    email: str,
    name: str,
    language: Lang = "fr",
    password: str | None = None,
    fictitious: bool = False,
    without_password: bool = False,
) -> tuple[User, str]:
    """Open an account with no role; return it with its password, empty for an account that has none.

    Nobody signs in to an account without password: it is for people of the demonstration, entered by its buttons.

    Raises `RightRefused`, and `Faults` when the e-mail is malformed, too long or already has an
    account, or when the name is blank or too long.
    """
    require(actor, "account:create", subject_kind="user")
    email = email.strip().lower()
    name = name.strip()
    check_identity(email, name)
    chosen = "" if without_password else password or secrets.token_urlsafe(15)
    with transaction.atomic():
        user = User(email=email, name=name, language=language, fictitious=fictitious)
        # Django makes an unusable password of None.
        user.set_password(chosen or None)
        user.save()
        record_act(actor, "account.create", "user", user.key, {"email": email, "name": name, "language": language})
        announce_opened_account(user)
    return user, chosen


def check_email(email: str) -> None:
    """Raise `Faults` for an address that is too long or malformed."""
    # SQLite would keep them whole, and PostgreSQL stop with an error of its own.
    if len(email) > LONGEST_EMAIL:
        raise Faults.one(
            code="email-too-long",
            key="email",
            message=Text(
                fr=f"L’adresse a {len(email)} caractères ; {LONGEST_EMAIL} au plus sont gardés.",
                en=f"The address has {len(email)} characters; the maximum is {LONGEST_EMAIL}.",
            ),
            remedy=Text(fr="Donnez une adresse plus courte.", en="Enter a shorter address."),
        )
    try:
        validate_email(email)
    except ValidationError:
        raise Faults.one(
            code="email-malformed",
            key="email",
            message=Text(
                fr=f"« {email} » n’est pas une adresse électronique.", en=f"“{email}” is not an e-mail address."
            ),
            remedy=Text(fr="Écrivez-la sous la forme nom@domaine.", en="Enter it as name@domain."),
        ) from None


_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Signs by which a name would be another to the eye, or write lines of its own in letters, by Unicode category."""
_JOINERS = "\u200c\u200d"
"""Of these, the two that names of some scripts need."""


def check_identity(email: str, name: str) -> None:
    """Raise `Faults` for a bad address, a blank, long or deceiving name, or an address that has an account already."""
    check_email(email)
    if len(name) > LONGEST_NAME:
        raise Faults.one(
            code="name-too-long",
            key="name",
            message=Text(
                fr=f"Le nom a {len(name)} caractères ; {LONGEST_NAME} au plus sont gardés.",
                en=f"The name has {len(name)} characters; the maximum is {LONGEST_NAME}.",
            ),
            remedy=Text(fr="Donnez un nom plus court.", en="Enter a shorter name."),
        )
    if not name:
        raise Faults.one(
            code="name-missing",
            key="name",
            message=Text(fr="Le compte n’a pas de nom.", en="The account has no name."),
            remedy=Text(fr="Donnez le nom de la personne.", en="Enter the person’s name."),
        )
    if any(unicodedata.category(sign) in _INVISIBLE_CATEGORIES and sign not in _JOINERS for sign in name):
        raise Faults.one(
            code="name-malformed",
            key="name",
            message=Text(
                fr="Le nom contient un retour à la ligne ou un caractère invisible.",
                en="The name contains a line break or an invisible character.",
            ),
            remedy=Text(fr="Tapez-le au clavier, sur une ligne.", en="Type it on the keyboard, on one line."),
        )
    held = User.objects.for_mailbox(email)
    if held is not None and held.email != email:
        # Two accounts of one person would sit twice, sign for each other, and judge the company of the other.
        raise Faults.one(
            code="mailbox-taken",
            key="email",
            message=Text(
                fr="Un compte existe déjà pour une autre forme de cette adresse : c’est la même boîte aux lettres.",
                en="An account already exists for another form of this address: it is the same mailbox.",
            ),
            remedy=Text(
                fr="Chaque personne n’a qu’un compte. Utilisez celui-là : il permet aussi d’accepter l’invitation.",
                en="Each person has one account. Use that one: it can accept the invitation too.",
            ),
        )
    if held is not None:
        raise Faults.one(
            code="email-taken",
            key="email",
            message=Text(fr=f"Un compte existe déjà pour {email}.", en=f"An account already exists for {email}."),
            remedy=Text(
                fr="Donnez un rôle à ce compte plutôt que d’en ouvrir un second.",
                en="Give that account a role instead of opening a second one.",
            ),
        )
