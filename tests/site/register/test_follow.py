"""A buyer follows holders: told of what befalls a label, and gone in one click."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from support.harness.refused_forms import TOLD_AT_THE_HEAD
from support.scenes.dossier_sample import at, make_person

from filiere.site.accounts.actions.erase_person import erase_person
from filiere.site.accounts.rate_limits import RateLimit
from filiere.site.accounts.retention_rules import apply_retention
from filiere.site.accounts.rights import OPERATOR
from filiere.site.mail.models import Letter
from filiere.site.register.actions import follow_holder
from filiere.site.register.models import Follow

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(grant):
    return grant("Alpha Appels", opened=timezone.localdate() - timedelta(days=300))


def address(dossier, act: str = "follow") -> str:
    return f"/fr/label/register/holders/{dossier.organisation.key}/{act}/"


def link(letter: Letter, name: str) -> str:
    return re.search(rf"/fr/label/register/follow/{name}/[^\s]+/", letter.whole_body())[0]


def told() -> list[str]:
    return [one.address or one.to.email for one in Letter.objects.filter(kind="register.changed").order_by("pk")]


def test_an_account_follows_at_once_and_is_told_of_a_suspension_and_a_withdrawal(dossier) -> None:
    user = make_person(email="buyer@example.org")
    client = Client()
    client.force_login(user)
    for _ in range(2):
        client.post(address(dossier))
    assert Follow.objects.count() == 1
    at(dossier, "suspended")
    assert told() == ["buyer@example.org"]
    letter = Letter.objects.get(kind="register.changed")
    assert "suspendu" in letter.subject.lower()
    at(dossier, "withdrawn")
    assert len(told()) == 2
    assert "Alpha Appels" in client.get("/fr/label/register/follow/").content.decode()
    assert Client().get("/fr/label/register/follow/").status_code == 302
    client.post(address(dossier, "unfollow"))
    assert not Follow.objects.exists()


def test_a_change_that_leaves_the_label_valid_writes_to_nobody(dossier) -> None:
    client = Client()
    client.force_login(make_person())
    client.post(address(dossier))
    at(dossier, "explaining")
    assert told() == []


def test_an_address_counts_only_once_it_is_confirmed(dossier) -> None:
    client = Client()
    client.post(address(dossier), {"email": "Buyer@Example.org"})
    first = Letter.objects.get(kind="follow.confirm")
    assert first.address == "buyer@example.org"
    confirm = link(first, "confirm")
    assert client.get(confirm).status_code == 200
    assert not Follow.objects.confirmed().exists()
    at(dossier, "suspended")
    assert told() == []
    assert client.post(confirm).status_code == 200
    at(dossier, "withdrawn")
    assert told() == ["buyer@example.org"]


def test_one_click_ends_it_and_erases_the_address_without_cookie_nor_token(dossier) -> None:
    client = Client(enforce_csrf_checks=True)
    Client().post(address(dossier), {"email": "buyer@example.org"})
    Client().post(link(Letter.objects.get(), "confirm"))
    at(dossier, "suspended")
    stop = link(Letter.objects.get(kind="register.changed"), "end")
    assert client.get(stop).status_code == 200
    assert Follow.objects.exists()
    assert client.post(stop).status_code == 200
    assert not Follow.objects.exists()
    assert client.post(stop).status_code == 404


def test_a_link_of_one_kind_does_not_serve_for_the_other(dossier) -> None:
    client = Client()
    client.post(address(dossier), {"email": "buyer@example.org"})
    token = link(Letter.objects.get(), "confirm").rstrip("/").rsplit("/", 1)[1]
    assert client.post(f"/fr/label/register/follow/end/{token}/").status_code == 404
    assert client.post("/fr/label/register/follow/confirm/forged/").status_code == 404
    assert Follow.objects.count() == 1


def test_the_page_says_the_same_whether_an_address_follows_already(dossier) -> None:
    answers = []
    for _ in range(2):
        page = Client().post(address(dossier), {"email": "buyer@example.org"}, follow=True).content.decode()
        answers.append("Un e-mail vient d’être envoyé" in page)
        if Letter.objects.filter(kind="follow.confirm").count() == 1:
            Client().post(link(Letter.objects.get(kind="follow.confirm"), "confirm"))
    assert answers == [True, True]
    assert Letter.objects.filter(kind="follow.confirm").count() == 1


def test_somebody_cannot_flood_an_address_nor_give_none(dossier) -> None:
    for _ in range(8):
        Client().post(address(dossier), {"email": "victim@example.org"})
    assert Letter.objects.filter(address="victim@example.org").count() <= 5
    Client().post(address(dossier), {"email": "nobody"})
    assert not Follow.objects.filter(address="nobody").exists()


def test_a_company_that_holds_nothing_is_not_followed(dossier) -> None:
    from support.scenes.dossier_sample import make_organisation

    one = make_organisation()
    assert Client().post(f"/fr/label/register/holders/{one.key}/follow/", {"email": "a@example.org"}).status_code == 404


def test_erasure_and_time_remove_followers(dossier) -> None:
    user = make_person()
    client = Client()
    client.force_login(user)
    client.post(address(dossier))
    Client().post(address(dossier), {"email": "never@example.org"})
    erase_person(actor=OPERATOR, user=user)
    assert list(Follow.objects.values_list("address", flat=True)) == ["never@example.org"]
    apply_retention(now=timezone.now() + timedelta(days=4))
    assert not Follow.objects.exists()
    assert not Letter.objects.filter(address="never@example.org").exists()


def test_what_is_no_address_is_refused_at_its_field(dossier) -> None:
    page = Client().post(address(dossier), {"email": "buyer@"})
    assert page.status_code == 422
    html = page.content.decode()
    assert re.search(r'<p class="state no" id="email-follow_error">\s*\S', html)
    assert 'value="buyer@"' in html
    assert TOLD_AT_THE_HEAD.search(html), "at the head of the page too"
    assert not Follow.objects.exists()


def test_a_machine_that_asks_too_often_is_told_to_wait(dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow_holder, "ADDRESS_LIMIT", RateLimit("follow-address", 1))
    client = Client()
    assert client.post(address(dossier), {"email": "buyer@example.org"}).status_code == 302
    page = client.post(address(dossier), {"email": "buyer@example.org"})
    assert page.status_code == 429
    assert 'value="buyer@example.org"' in page.content.decode()
    assert Letter.objects.count() == 1
