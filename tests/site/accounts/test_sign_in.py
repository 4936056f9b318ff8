"""Signing in: the limiter, the messages, and where one is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from filiere.site.accounts import rate_limits
from filiere.site.accounts.models import SignInLimit
from filiere.site.journal.models import Entry

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]


def post(client: Client, email: str, password: str, **extra: Any) -> Any:
    """Send the sign-in form."""
    return client.post("/fr/sign-in/", {"username": email, "password": password, **extra.pop("data", {})}, **extra)


def test_signing_in_and_out(client: Client, make_user: MakeUser) -> None:
    """The right password leads to the second factor, then to one’s own space, and is recorded; leaving takes a POST."""
    user = make_user("staff")
    response = post(client, user.email.upper(), user.plain)
    assert (response.status_code, response["Location"]) == (302, "/fr/second-factor/?next=%2Ffr%2Fdossiers%2F")
    assert Entry.objects.latest("number").act == "account.sign-in"
    assert client.get("/fr/sign-out/").status_code == 405
    assert client.post("/fr/sign-out/").status_code == 302
    assert client.get("/fr/staff/").status_code == 302


@pytest.mark.parametrize(("page", "own"), [("en", "fr"), ("fr", "en")])
def test_the_language_of_the_page_is_kept(client: Client, make_user: MakeUser, page: str, own: str) -> None:
    """Who signs in from an English page goes on in English, whatever language their letters come in."""
    user = make_user(language=own)
    response = client.post(f"/{page}/sign-in/", {"username": user.email, "password": user.plain})
    assert response["Location"] == f"/{page}/dossiers/"


@pytest.mark.parametrize("where", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_no_open_redirect(client: Client, make_user: MakeUser, where: str) -> None:
    """`next` never leads out of the site."""
    user = make_user("staff")
    response = post(client, user.email, user.plain, data={"next": where})
    assert response["Location"] == "/fr/second-factor/?next=%2Ffr%2Fdossiers%2F"
    client.logout()
    response = client.post("/fr/sign-in/", {"username": make_user().email, "password": "x", "next": where})
    assert response.status_code == 422
    plain = make_user()
    assert post(client, plain.email, plain.plain, data={"next": where})["Location"] == "/fr/dossiers/"


def test_next_leads_back(client: Client, make_user: MakeUser) -> None:
    """A visitor sent to sign in comes back to the page they asked for."""
    user = make_user("staff")
    assert client.get("/fr/staff/")["Location"] == "/fr/sign-in/?next=/fr/staff/"
    response = post(client, user.email, user.plain, data={"next": "/fr/staff/journal/"})
    assert response["Location"] == "/fr/second-factor/?next=%2Ffr%2Fstaff%2Fjournal%2F"
    plain = make_user()
    assert post(Client(), plain.email, plain.plain, data={"next": "/fr/label/"})["Location"] == "/fr/label/"


def test_the_refusal_says_the_same_of_any_account(client: Client, make_user: MakeUser) -> None:
    """A wrong password and an unknown e-mail cannot be told apart."""
    user = make_user("staff")

    def shown(response: Any, email: str) -> str:
        page = response.content.decode().replace(email, "")
        return page[page.index("<main") : page.index("csrfmiddlewaretoken")]

    wrong = post(client, user.email, "wrong")
    unknown = post(client, "nobody@example.org", "wrong")
    assert shown(wrong, user.email) == shown(unknown, "nobody@example.org")
    assert 'role="alert"' in wrong.content.decode()
    # Nothing was to be saved: the page says what did not happen.
    assert "Vous n’êtes pas connecté." in wrong.content.decode()
    assert "enregistré" not in wrong.content.decode()
    english = client.post("/en/sign-in/", {"username": user.email, "password": "wrong"}).content.decode()
    assert "You are not signed in." in english


def test_too_many_failures_close_the_door(client: Client, make_user: MakeUser) -> None:
    """After five failures even the right password waits; another address still enters; time opens again."""
    user = make_user("staff")
    for _ in range(rate_limits.FAILURES_PER_ACCOUNT):
        response = post(client, user.email, "wrong")
    assert "Trop de tentatives" in response.content.decode()
    assert Entry.objects.latest("number").act == "account.lock"
    response = post(client, user.email, user.plain)
    assert response.status_code == 422
    assert "Trop de tentatives" in response.content.decode()
    assert post(Client(), user.email, user.plain, REMOTE_ADDR="192.0.2.7").status_code == 302
    SignInLimit.objects.update(locked_until=timezone.now() - timedelta(seconds=1))
    assert post(client, user.email, user.plain).status_code == 302


def test_many_accounts_from_one_address(client: Client) -> None:
    """Trying one password on many accounts closes the address."""
    now = timezone.now()
    for number in range(rate_limits.FAILURES_PER_ADDRESS):
        assert rate_limits.reserve_sign_in_attempt(f"{number}@example.org", "192.0.2.1", now=now) is None
    assert rate_limits.reserve_sign_in_attempt("new@example.org", "192.0.2.1", now=now) is not None
    assert rate_limits.reserve_sign_in_attempt("new@example.org", "192.0.2.2", now=now) is None


def test_success_forgets_failures(client: Client, make_user: MakeUser) -> None:
    """Four failures and a success leave five new tries."""
    user = make_user("staff")
    for _ in range(rate_limits.FAILURES_PER_ACCOUNT - 1):
        post(client, user.email, "wrong")
    assert post(client, user.email, user.plain).status_code == 302
    assert "Trop d’essais" not in post(client, user.email, "wrong").content.decode()


def test_the_table_names_nobody(client: Client, make_user: MakeUser) -> None:
    """The limiter keeps sealed keys only."""
    user = make_user("staff")
    post(client, user.email, "wrong")
    stored = str(list(SignInLimit.objects.values()))
    assert user.email not in stored
    assert "127.0.0.1" not in stored


def test_changing_the_password(client: Client, make_user: MakeUser) -> None:
    """The new password works, a weak one is refused with the reason, in French."""
    user = make_user("staff")
    client.force_login(user)
    form = {"old_password": user.plain, "new_password1": "123456", "new_password2": "123456"}
    refused = client.post("/fr/password/", form)
    assert refused.status_code == 422
    assert "12 caractères" in refused.content.decode()
    assert 'aria-describedby="id_new_password2_error"' in refused.content.decode()
    chosen = "une phrase assez longue"
    form |= {"new_password1": chosen, "new_password2": chosen}
    assert client.post("/fr/password/", form)["Location"] == "/fr/password/changed/"
    assert client.get("/fr/password/changed/").status_code == 200
    user.refresh_from_db()
    assert user.check_password(chosen)
    assert Entry.objects.latest("number").act == "account.password"


def test_no_cache_keeps_the_pages_of_an_account(client: Client, make_user: MakeUser) -> None:
    """A shared computer does not give back, by its back button, what a person saw once signed in."""
    client.force_login(make_user("staff"))
    for page in ("sign-in", "password", "password/changed"):
        assert "no-store" in client.get(f"/fr/{page}/")["Cache-Control"], page
    client.logout()
    for page in ("password", "password/changed"):
        assert "no-store" in client.get(f"/fr/{page}/")["Cache-Control"], page
