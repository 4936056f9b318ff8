"""What changes how an account is opened is told to its person by letter, and is not done by a session left open.

Nothing here names what does it: the same tests run on version 0.5, where they fail.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from filiere.site.accounts import one_time_codes, rate_limits
from filiere.site.accounts.actions.add_factor import add_totp
from filiere.site.accounts.actions.generate_password import reset_password
from filiere.site.accounts.actions.remove_factor import remove_factor, reset_factors
from filiere.site.accounts.actions.renew_recovery_codes import renew_recovery_codes
from filiere.site.accounts.actions.verify_factor import verify_code
from filiere.site.accounts.rights import OPERATOR
from filiere.site.mail.models import Letter

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]

PHRASE = "une autre phrase assez longue"


def enrol(user: Any) -> None:
    """Give the person a generator of codes, as of an hour ago."""
    secret, moment = one_time_codes.draw_secret(), timezone.now() - timedelta(hours=1)
    add_totp(user=user, secret=secret, code=pyotp.TOTP(secret).at(moment), name="Téléphone", now=moment)


def changed_password(user: Any) -> None:
    """By themselves."""
    client = Client()
    client.force_login(user)
    form = {"old_password": user.plain, "new_password1": PHRASE, "new_password2": PHRASE}
    assert client.post("/fr/password/", form).status_code == 302


def used_recovery(user: Any) -> None:
    """A recovery code in place of the generator."""
    verify_code(user=user, code=renew_recovery_codes(user=user)[0], now=timezone.now())


def failed_codes(user: Any) -> None:
    """Somebody knows the password and guesses codes."""
    for _ in range(rate_limits.SECOND_FACTOR.allowed + 2):
        with pytest.raises(Exception, match=r"."):
            verify_code(user=user, code="000000", now=timezone.now())


def failed_passwords(user: Any) -> None:
    """Somebody guesses the password, from two places."""
    for place in ("192.0.2.1", "192.0.2.2"):
        for _ in range(rate_limits.FAILURES_PER_ACCOUNT):
            form = {"username": user.email, "password": "wrong"}
            Client().post("/fr/sign-in/", form, REMOTE_ADDR=place)


HAPPENED: dict[str, tuple[Callable[[Any], object], str]] = {
    "password changed": (changed_password, "votre mot de passe a été changé"),
    "password drawn": (lambda user: reset_password(user, actor=OPERATOR), "a généré un nouveau mot de passe"),
    "factor added": (enrol, "un second facteur a été ajouté"),
    "factor removed": (
        lambda user: remove_factor(user, actor=user, key=user.factors.get().key),
        "un second facteur a été",
    ),
    "factors reset": (lambda user: reset_factors(user, actor=OPERATOR), "vos seconds facteurs ont été retirés"),
    "codes renewed": (lambda user: renew_recovery_codes(user=user), "vos codes de secours ont été tirés de nouveau"),
    "code used": (used_recovery, "un code de secours a servi"),
    "codes guessed": (failed_codes, "quelqu’un a saisi votre mot de passe"),
    "passwords guessed": (failed_passwords, "plusieurs essais de connexion à votre compte ont échoué"),
}


@pytest.mark.parametrize("what", list(HAPPENED))
def test_a_letter_tells_what_changed(what: str, make_user: MakeUser) -> None:
    """M13: at version 0.5 none of these wrote anything; one letter each, even when many attempts failed."""
    user = make_user()
    if what not in {"factor added", "password changed", "passwords guessed"}:
        enrol(user)
    Letter.objects.all().delete()
    act, words = HAPPENED[what]
    act(user)
    told = [one.body for one in Letter.objects.filter(to=user, kind="account-security") if words in one.body]
    assert len(told) == 1
    assert "prévenez aussitôt un administrateur" in told[0]


def test_a_session_left_open_draws_no_codes_and_removes_no_factor(make_user: MakeUser) -> None:
    """M13: at version 0.5 it did both without a word."""
    user, client = make_user(), Client()
    enrol(user)
    client.force_login(user)
    session = client.session
    for name in ("password_at", "factor_at"):
        session.pop(name, None)
    session.save()
    before = set(user.recovery_codes.values_list("code_hash", flat=True))
    client.post("/fr/account/second-factors/recovery/")
    client.post(f"/fr/account/second-factors/{user.factors.get().key}/remove/")
    assert set(user.recovery_codes.values_list("code_hash", flat=True)) == before
    assert user.factors.count() == 1
