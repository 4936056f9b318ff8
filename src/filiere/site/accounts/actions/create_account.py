"""Opening an account. The password is chosen by the caller or drawn, and is shown once to whoever opens the account."""

from __future__ import annotations

import secrets
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from filiere.core import Faults, Lang, Text
from filiere.core.text_length import refuse_long_text
from filiere.site.accounts.extension_points import announce_opened_account
from filiere.site.accounts.faults import fault
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
    refuse_long_text(email, LONGEST_EMAIL, "email", Text(fr="Adresse", en="Address"))
    try:
        validate_email(email)
    except ValidationError:
        raise Faults([fault("email-malformed", email=email).at(key="email")]) from None


_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Signs by which a name would be another to the eye, or write lines of its own in letters, by Unicode category."""
_JOINERS = "\u200c\u200d"
"""Of these, the two that names of some scripts need."""


def check_identity(email: str, name: str) -> None:
    """Raise `Faults` for a bad address, a blank, long or deceiving name, or an address that has an account already."""
    check_email(email)
    refuse_long_text(name, LONGEST_NAME, "name", Text(fr="Nom", en="Name"))
    if not name:
        raise Faults([fault("name-missing").at(key="name")])
    if any(unicodedata.category(sign) in _INVISIBLE_CATEGORIES and sign not in _JOINERS for sign in name):
        raise Faults([fault("name-malformed").at(key="name")])
    held = User.objects.for_mailbox(email)
    if held is not None and held.email != email:
        # Two accounts of one person would sit twice, sign for each other, and judge the company of the other.
        raise Faults([fault("mailbox-taken").at(key="email")])
    if held is not None:
        raise Faults([fault("email-taken", email=email).at(key="email")])
