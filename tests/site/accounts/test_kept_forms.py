"""A session that ends while one types: the form comes back to its author, and to nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, resolve
from django.utils import timezone
from support.harness.rights_addresses import address, parameters

from filiere.site.accounts import pending_forms
from filiere.site.accounts.decorators import DOOR, NOT_KEPT
from filiere.site.accounts.models_credentials import KeptForm
from filiere.site.kit.refused_form_fields import FORM_TOKEN

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]

PAGE = "/fr/account/language/"
TEXT = "Une réponse de vingt lignes <script>alert(1)</script>"


def sign_in(client: Client, user: Any, following: str = "") -> Any:
    """Type one’s password."""
    return client.post("/fr/sign-in/", {"username": user.email, "password": user.plain, "next": following})


def expired(user: Any, client: Client | None = None) -> Client:
    """A browser whose session has ended on the server."""
    client = client or Client()
    sign_in(client, user)
    Session.objects.all().delete()
    return client


def test_what_was_typed_comes_back(make_user: MakeUser) -> None:
    """The sign-in page says so, then the form is shown whole, every field, and sending it does its work."""
    user = make_user()
    client = expired(user)
    answer = client.post(PAGE, {"language": "en", "note": TEXT, "many": ["a", "b"]})
    assert answer["Location"] == "/fr/sign-in/?next=/fr/account/kept/"
    assert "Ce que vous aviez tapé est gardé" in client.get(answer["Location"]).content.decode()
    assert sign_in(client, user, "/fr/account/kept/")["Location"] == "/fr/account/kept/"
    page = client.get("/fr/account/kept/").content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert page.count('name="many"') == 2
    assert f'action="{PAGE}"' in page
    assert client.post(PAGE, {"language": "en"}).status_code == 302
    user.refresh_from_db()
    assert user.language == "en"


def test_every_page_keeps_its_form(make_user: MakeUser) -> None:
    """A group of the questionnaire, an opinion, an audit: whatever a door guards and takes a form, by one mechanism."""
    client, kept = expired(make_user()), set()
    nothing = SimpleNamespace(
        organisation=SimpleNamespace(key="o-0123456789"), dossier=SimpleNamespace(key="d-0123456789")
    )
    for name, names in sorted(dict(parameters()).items()):
        try:
            page = address(name, names, nothing)
        except NoReverseMatch:
            # A public page, whose address has parts without a name.
            continue
        if DOOR not in vars(resolve(page).func):
            continue
        answer = client.post(page, {"note": TEXT})
        if answer.status_code != 405:
            assert answer["Location"] == "/fr/sign-in/?next=/fr/account/kept/", name
            assert KeptForm.objects.count() == 1, name
            KeptForm.objects.all().delete()
            kept.add(name)
    assert kept >= {"candidature:group", "candidature:opinion", "audit:form-page"}, kept


def test_it_is_sealed_and_holds_no_secret(make_user: MakeUser) -> None:
    """The table does not show the text; passwords, codes, tokens and files are not kept."""
    user = make_user()
    client = expired(user)
    form = {"note": TEXT, "password": "hunter22", "code": "123456", "csrfmiddlewaretoken": "x" * 64}
    client.post(PAGE, form | {"file": SimpleUploadedFile("f.txt", b"content")})
    assert "vingt lignes" not in str(list(KeptForm.objects.values()))
    sign_in(client, user)
    page = client.get("/fr/account/kept/").content.decode()
    for left in ("hunter22", "123456", "x" * 64):
        assert left not in page
    assert "Un fichier joint ne se garde pas" in page


def test_the_next_person_at_the_machine_never_sees_it(make_user: MakeUser) -> None:
    """Another account in the same browser is shown nothing; its author still finds it there."""
    user, other = make_user(), make_user()
    client = expired(user)
    client.post(PAGE, {"note": TEXT})
    sign_in(client, other)
    assert client.get("/fr/account/kept/")["Location"] == "/fr/dossiers/"
    sign_in(client, user)
    assert "vingt lignes" in client.get("/fr/account/kept/").content.decode()


def test_a_stranger_fills_no_table(make_user: MakeUser) -> None:
    """Without a browser that somebody signed in with, or after they signed out, nothing is kept."""
    assert Client().post(PAGE, {"note": TEXT})["Location"].startswith("/fr/sign-in/")
    user = make_user()
    client = Client()
    sign_in(client, user)
    client.post("/fr/sign-out/")
    client.post(PAGE, {"note": TEXT})
    forged = Client()
    forged.cookies[pending_forms.WHO_COOKIE] = f"{user.key}:0:forged"
    forged.post(PAGE, {"note": TEXT})
    assert not KeptForm.objects.exists()


def test_there_is_a_limit(make_user: MakeUser) -> None:
    """A form too large is not kept, nor more than a few a person."""
    client = expired(make_user())
    client.post(PAGE, {"note": "x" * pending_forms.MAX_FORM_BYTES})
    assert not KeptForm.objects.exists()
    for _ in range(pending_forms.MAX_FORMS_PER_PERSON + 3):
        client.post(PAGE, {"note": TEXT})
    assert KeptForm.objects.count() == pending_forms.MAX_FORMS_PER_PERSON


def test_it_ends_after_an_hour_and_can_be_thrown_away(make_user: MakeUser) -> None:
    """Past its time it is neither shown nor left in the table."""
    user = make_user()
    client = expired(user)
    client.post(PAGE, {"note": TEXT})
    sign_in(client, user)
    assert client.get("/fr/account/kept/").status_code == 200
    assert client.post("/fr/account/kept/discard/").status_code == 302
    assert not KeptForm.objects.exists()
    expired(user, client)
    client.post(PAGE, {"note": TEXT})
    KeptForm.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    sign_in(client, user)
    assert client.get("/fr/account/kept/").status_code == 302


def test_the_second_factor_keeps_it_too(make_user: MakeUser) -> None:
    """A form sent by a session that still owes its second factor is not lost either."""
    user = make_user("label_staff")
    client = Client()
    client.force_login(user, shown=False)  # type: ignore[call-arg]
    answer = client.post("/fr/account/language/", {"language": "en", "note": TEXT})
    assert answer["Location"] == "/fr/second-factor/?next=/fr/account/kept/"
    assert KeptForm.objects.count() == 1
    user.refresh_from_db()
    assert user.language == "fr"


def test_a_script_is_told_where_to_lead_its_person(make_user: MakeUser) -> None:
    """What saves while one types gets an answer that it can read, and the page keeps the text."""
    client = expired(make_user())
    answer = client.post(PAGE, {"note": TEXT}, headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, answer.json()) == (401, {"sign_in": "/fr/sign-in/"})
    assert not KeptForm.objects.exists()


def test_a_form_without_its_token_is_refused(make_user: MakeUser) -> None:
    """CSRF stands before everything: nothing is kept of a form that another site sent."""
    user = make_user()
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    for page in (PAGE, "/fr/account/erasure/", "/fr/account/sessions/", "/fr/sign-in/", "/fr/sign-in/demo/"):
        assert client.post(page, {"language": "en", "note": TEXT}).status_code == 403, page
    assert not KeptForm.objects.exists()


OWN = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}


def open_page(client: Client, page: str = "/fr/account/") -> dict[str, str]:
    """The tokens of the form of a page that a tab has open."""
    html = client.get(page).content.decode().partition("<main")[2]
    return {
        name: re.findall(rf'name="{name}" value="([^"]+)"', html)[-1] for name in ("csrfmiddlewaretoken", FORM_TOKEN)
    }


def sign_in_elsewhere(client: Client, user: Any) -> None:
    """Sign in from another tab of the same browser: the token of the session changes."""
    answer = client.post(
        "/fr/sign-in/", open_page(client, "/fr/sign-in/") | {"username": user.email, "password": user.plain}
    )
    assert answer.status_code == 302


def sign_out_elsewhere(client: Client) -> None:
    """Leave from another tab."""
    assert client.post("/fr/sign-out/", open_page(client) | {"sure": "yes"}).status_code == 302


def in_a_tab(user: Any) -> tuple[Client, dict[str, str]]:
    """A browser that checks everything, and the form of a page that its person has open."""
    client = Client(enforce_csrf_checks=True)
    sign_in_elsewhere(client, user)
    return client, open_page(client) | {"language": "en", "note": TEXT}


def test_a_tab_older_than_the_session_gets_its_form_back(make_user: MakeUser) -> None:
    """Signed out and in again elsewhere: nothing is done, and the form is there to be sent under a fresh token."""
    user = make_user()
    client, form = in_a_tab(user)
    sign_out_elsewhere(client)
    sign_in_elsewhere(client, user)
    answer = client.post(PAGE, form, headers=OWN)
    user.refresh_from_db()
    assert (answer.status_code, user.language) == (403, "fr")
    page = answer.content.decode()
    assert 'data-expired="own"' in page
    assert "&lt;script&gt;alert" in page
    assert f'action="{PAGE}"' in page
    again = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.partition("<main")[2])[-1]
    assert client.post(PAGE, form | {"csrfmiddlewaretoken": again}, headers=OWN).status_code == 302
    user.refresh_from_db()
    assert user.language == "en"
    assert not KeptForm.objects.exists()


@pytest.mark.parametrize("left", ["signed out", "no cookie"])
def test_a_tab_without_a_session_gets_its_form_back_after_signing_in(make_user: MakeUser, left: str) -> None:
    """Whoever signed out elsewhere, or cleared every cookie: the mark of the form says whose it is."""
    user = make_user()
    client, form = in_a_tab(user)
    if left == "signed out":
        sign_out_elsewhere(client)
    else:
        client.cookies.clear()
    answer = client.post(PAGE, form, headers=OWN)
    assert answer["Location"] == "/fr/sign-in/?next=/fr/account/kept/"
    assert 'role="status"' in client.get(answer["Location"]).content.decode()
    # Whatever page they came for.
    sign_in_elsewhere(client, user)
    kept = client.get("/fr/account/kept/").content.decode()
    assert "vingt lignes" in kept
    sent = {name: re.findall(rf'name="{name}" value="([^"]+)"', kept) for name in ("csrfmiddlewaretoken", FORM_TOKEN)}
    token = next(one for one in sent[FORM_TOKEN] if one.count(".") == 2)
    again = {"csrfmiddlewaretoken": sent["csrfmiddlewaretoken"][-1], FORM_TOKEN: token, "language": "en"}
    assert client.post(PAGE, again | {"csrfmiddlewaretoken": "x" * 64}, headers=OWN).status_code == 403
    assert KeptForm.objects.count() == 1
    assert client.post(PAGE, again, headers=OWN).status_code == 302
    user.refresh_from_db()
    assert user.language == "en"
    assert not KeptForm.objects.exists()


def test_two_tabs_both_get_their_forms_back(make_user: MakeUser) -> None:
    """The second form does not take the place of the first; each is thrown away alone."""
    user = make_user()
    client = expired(user)
    for words in ("Le premier texte, dans un onglet, long assez", "Le second texte, dans un autre onglet, long aussi"):
        client.post(PAGE, {"note": words})
    assert sign_in(client, user)["Location"] == "/fr/account/kept/"
    page = client.get("/fr/account/kept/").content.decode()
    assert "premier texte" in page
    assert "second texte" in page
    first = KeptForm.objects.order_by("pk")[0]
    client.post("/fr/account/kept/discard/", {"form": first.pk})
    page = client.get("/fr/account/kept/").content.decode()
    assert "premier texte" not in page
    assert "second texte" in page


def test_somebody_else_signed_in_meanwhile_is_shown_nothing(make_user: MakeUser) -> None:
    """Nor do they send it: it is kept for its author, who finds it when they sign in there."""
    user, other = make_user(), make_user()
    client, form = in_a_tab(user)
    sign_out_elsewhere(client)
    sign_in_elsewhere(client, other)
    answer = client.post(PAGE, form, headers=OWN)
    assert answer.status_code == 403
    assert 'data-expired="other"' in answer.content.decode()
    assert "vingt lignes" not in answer.content.decode()
    assert client.get("/fr/account/kept/").status_code == 302
    other.refresh_from_db()
    assert other.language == "fr"
    sign_out_elsewhere(client)
    sign_in_elsewhere(client, user)
    assert "vingt lignes" in client.get("/fr/account/kept/").content.decode()


@pytest.mark.parametrize(
    "sender",
    [
        {},
        {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
        OWN | {"X-Requested-With": "fetch"},
    ],
)
def test_only_a_page_of_ours_gets_a_form_back(make_user: MakeUser, sender: dict[str, str]) -> None:
    """A form that another site sent, or may have, is refused and neither shown nor kept, whoever is signed in."""
    user = make_user()
    client, form = in_a_tab(user)
    form["csrfmiddlewaretoken"] = "x" * 64
    for cookies in (True, False):
        if not cookies:
            client.cookies.clear()
        answer = client.post(PAGE, form, headers=sender)
        assert answer.status_code == 403
        assert "vingt lignes" not in answer.content.decode()
    assert not KeptForm.objects.exists()


def test_a_mark_is_not_made_up(make_user: MakeUser) -> None:
    """A form marked by anything else than the site is nobody's: neither shown to who is there, nor kept."""
    user = make_user()
    client, form = in_a_tab(user)
    form |= {FORM_TOKEN: f"{'t' * 24}.{user.key}", "csrfmiddlewaretoken": "x" * 64}
    answer = client.post(PAGE, form, headers=OWN)
    assert answer.status_code == 403
    assert "vingt lignes" not in answer.content.decode()
    assert not KeptForm.objects.exists()


def test_a_visitor_s_form_comes_back_in_its_page(make_user: MakeUser) -> None:
    """It is nobody's: whoever holds the browser may send it, and it never leaves by itself."""
    user = make_user()
    client = Client(enforce_csrf_checks=True)
    form = {"note": TEXT, FORM_TOKEN: "t" * 24, "csrfmiddlewaretoken": "x" * 64}
    assert "vingt lignes" in client.post("/fr/account/", form, headers=OWN).content.decode()
    sign_in_elsewhere(client, user)
    assert "vingt lignes" in client.post(PAGE, form, headers=OWN).content.decode()
    assert not KeptForm.objects.exists()


def test_a_password_is_never_given_back(make_user: MakeUser) -> None:
    """The sign-in page of an older tab leads to a fresh one."""
    client = Client(enforce_csrf_checks=True)
    form = open_page(client, "/fr/sign-in/") | {"username": "a@b.example", "password": "hunter22"}
    sign_in_elsewhere(client, make_user())
    page = client.post("/fr/sign-in/", form, headers=OWN | {"Referer": "http://testserver/fr/sign-in/"})
    assert page.status_code == 403
    assert "hunter22" not in page.content.decode()
    assert 'href="/fr/sign-in/"' in page.content.decode().partition("<main")[2]


def test_what_could_not_be_kept_is_said(make_user: MakeUser) -> None:
    """A form too large, of a tab whose person signed out: the sign-in page says so, and leads back by a path."""
    client, form = in_a_tab(make_user())
    client.cookies.clear()
    form["note"] = "x" * pending_forms.MAX_FORM_BYTES
    answer = client.post(PAGE, form, headers=OWN | {"Referer": f"http://testserver{PAGE}?a=b"})
    assert answer["Location"] == f"/fr/sign-in/?next={PAGE}%3Fa%3Db"
    assert str(NOT_KEPT) in client.get(answer["Location"]).content.decode()
    assert not KeptForm.objects.exists()
