"""Before what a stolen session must not do, one proves again that it is oneself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.signing_sample import WHY

from filiere.site.accounts import one_time_codes, rate_limits
from filiere.site.accounts.actions.add_factor import add_totp
from filiere.site.accounts.actions.approvals import approve_request
from filiere.site.accounts.actions.grant_role import request_role
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Role
from filiere.site.accounts.urls import urlpatterns

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]

PHRASE = "une autre phrase assez longue"
CONFIRM = "/fr/confirm/?next="


def enrol(user: Any) -> pyotp.TOTP:
    """Give the person a generator of codes, as of an hour ago."""
    secret, moment = one_time_codes.draw_secret(), timezone.now() - timedelta(hours=1)
    add_totp(user=user, secret=secret, code=pyotp.TOTP(secret).at(moment), name="Téléphone", now=moment)
    return pyotp.TOTP(secret)


def stale(user: Any, minutes: int = 11) -> Client:
    """A browser in which the person signed in that long ago, second factor included."""
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    session = client.session
    past = (timezone.now() - timedelta(minutes=minutes)).isoformat()
    session["password_at"] = session["factor_at"] = past
    session.save()
    return client


CHANGES = {
    "password": "get",
    "erasure": "get",
    "factor-add": "get",
    "factor-remove": "post",
    "recovery-renew": "post",
    "approval": "post",
    "person": "post",
}
"""Pages that change what opens an account, or sign in a person's name, with the method that is asked to confirm."""
HARMLESS = {
    # Signing in and out, and what is asked of whoever does.
    "sign-in", "demo-sign-in", "sign-out", "second-factor", "confirm", "password-new", "invitation",
    # The same letter whoever asks for it.
    "password-forgotten", "password-link-sent",
    # Reading, choosing a language, closing one's other sessions, forms kept aside.
    "account", "language", "sessions", "data", "factors", "kept", "kept-discard", "password-changed", "approvals",
    "privacy", "processing",
    # A way in for somebody else, which gives no power before another person signs.
    "people", "invitation-revoke",
}  # fmt: skip


def test_every_page_says_whether_it_asks() -> None:
    """M13, the class: a page that is added to accounts is put on one side or the other."""
    assert {str(one.name) for one in urlpatterns} == CHANGES.keys() | HARMLESS


@pytest.mark.parametrize("name", list(CHANGES))
def test_an_old_session_changes_nothing(name: str, make_user: MakeUser) -> None:
    """M13: at version 0.5 an open session added a factor, removed one and drew codes without a word."""
    user, other = make_user("administrator"), make_user()
    enrol(user)
    request = request_role(actor=make_user("administrator"), user=other, role=Role.STATE, reason=WHY)
    keys = {"factor-remove": user.factors.get().key, "approval": request.key, "person": other.key}
    url = reverse(f"accounts:{name}", args=[keys[name]] if name in keys else [])
    forms = {"approval": {"act": "approve"}, "person": {"act": "account-close"}}
    answer = getattr(stale(user), CHANGES[name])(url, forms.get(name, {}))
    assert answer.status_code == 302
    assert answer["Location"].startswith(CONFIRM)
    assert user.factors.count() == 1
    assert not other.grants.exists()
    assert User.objects.get(pk=other.pk).is_active
    fresh = getattr(stale(user, minutes=9), CHANGES[name])(url, forms.get(name, {}))
    assert not fresh.get("Location", "").startswith(CONFIRM)


def test_one_confirms_and_goes_on(make_user: MakeUser) -> None:
    """Password, then code; then back to the page, and what was typed is offered again; ten minutes later, once more."""
    user, other = make_user("administrator"), make_user()
    totp, client = enrol(user), stale(user)
    client.post("/fr/sign-in/", {"username": user.email, "password": user.plain})
    client.post("/fr/second-factor/", {"code": totp.at(timezone.now() - timedelta(seconds=30))})
    session = client.session
    session["password_at"] = session["factor_at"] = (timezone.now() - timedelta(hours=1)).isoformat()
    session.save()
    form = {"act": "ask", "what": "role:state", "reason": "Un motif tapé avec soin."}
    where = client.post(f"/fr/people/{other.key}/", form)["Location"]
    first = client.get(where).content.decode()
    assert 'name="password"' in first
    assert 'name="code"' not in first
    assert client.post(where, {"password": "wrong"}).status_code == 422
    second = client.post(where, {"password": user.plain}).content.decode()
    assert 'name="code"' in second
    assert client.post(where, {"code": "000000"}).status_code == 422
    done = client.post(where, {"code": totp.now(), "next": "/fr/account/kept/"}, follow=True)
    assert "Un motif tapé avec soin." in done.content.decode()
    assert client.post(f"/fr/people/{other.key}/", form)["Location"].startswith("/fr/approvals/")


def test_a_clock_set_back_confirms_nothing(make_user: MakeUser) -> None:
    """A proof that is dated after now is none."""
    assert stale(make_user(), minutes=-60).get("/fr/account/second-factors/add/")["Location"].startswith(CONFIRM)


def test_guessing_the_password_there_is_limited(make_user: MakeUser) -> None:
    """L2: five tries, then even the right one waits; the same count as on the other pages that ask for it."""
    user = make_user()
    client = stale(user)
    for _ in range(rate_limits.PASSWORD.allowed - 1):
        assert client.post("/fr/confirm/", {"password": "wrong"}).status_code == 422
    form = {"old_password": "wrong", "new_password1": PHRASE, "new_password2": PHRASE}
    assert "Trop d’essais" in client.post("/fr/password/", form).content.decode()
    page = client.post("/fr/confirm/", {"password": user.plain})
    assert page.status_code == 422
    assert "Trop d’essais" in page.content.decode()
    assert Client().get("/fr/confirm/")["Location"].startswith("/fr/sign-in/")


def test_a_role_signed_from_an_old_session_is_not(make_user: MakeUser) -> None:
    """C4: an administrator’s screen left open countersigns nothing."""
    asker, second, user = make_user("administrator"), make_user("administrator"), make_user()
    request = request_role(actor=asker, user=user, role=Role.AUDITOR, reason=WHY)
    answer = stale(second).post(f"/fr/approvals/{request.key}/", {"act": "approve"})
    assert answer["Location"].startswith(CONFIRM)
    assert not user.grants.exists()
    assert approve_request(actor=second, approval=request)
