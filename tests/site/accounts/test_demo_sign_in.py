"""Entering the demonstration as one of its people; impossible anywhere else."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts import demo_people
from filiere.site.accounts.actions.create_account import create_account
from filiere.site.accounts.demo_people import DEMO_PATHS, is_demo
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import OPERATOR
from filiere.site.journal.models import Entry

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]

ENTER = "/fr/sign-in/demo/"


@pytest.fixture
def person(make_user: MakeUser, settings: Any) -> Any:
    """A made-up member of the staff, on a stamped demonstration."""
    settings.FILIERE_DEMO = True
    user = make_user("staff", name="Ariane Fictive")
    User.objects.update(fictitious=True)
    user.refresh_from_db()
    return user


def test_one_button_a_person_opens_a_proved_session(client: Client, person: Any) -> None:
    """The sign-in page lists them with their roles; the session needs no second factor; the journal says how."""
    page = client.get("/fr/sign-in/").content.decode()
    assert "Ariane Fictive" in page
    assert "Équipe de l’observatoire" in page
    answer = client.post(ENTER, {"key": person.key, "next": "/fr/staff/journal/"})
    assert answer["Location"] == "/fr/staff/journal/"
    assert client.get("/fr/staff/journal/").status_code == 200
    entry = Entry.objects.latest("number")
    assert (entry.act, entry.payload.body) == ("account.sign-in", {"demo": True})


def test_it_takes_a_post_and_leads_nowhere_else(client: Client, person: Any) -> None:
    """A link cannot sign anybody in, and `next` never leads out."""
    assert client.get(ENTER).status_code == 405
    for address in ("//elsewhere.example/", "abc", "accounts:account"):
        assert client.post(ENTER, {"key": person.key, "next": address})["Location"] == "/fr/dossiers/"


def test_from_an_english_page_it_leads_to_an_english_one(client: Client, person: Any) -> None:
    """The language of the page is kept when no page was asked for."""
    assert client.post(ENTER.replace("/fr/", "/en/"), {"key": person.key})["Location"] == "/en/dossiers/"


def test_fourteen_paths_lead_to_what_waits(client: Client, settings: Any) -> None:
    """Each names its person, what they are and what they do; those of no path are in the list of all others."""
    settings.FILIERE_DEMO = True
    paths = [path for _, group in DEMO_PATHS for path in group]
    people = {
        path.email: create_account(
            actor=OPERATOR, email=path.email, name=f"Personne {number}", fictitious=True, without_password=True
        )[0]
        for number, path in enumerate(paths)
    }
    other, _ = create_account(actor=OPERATOR, email="x@filiere.invalid", name="Autre", fictitious=True)
    page = client.get("/fr/sign-in/").content.decode()
    assert len(paths) == page.count("data-waits") == 14
    for user in people.values():
        assert page.count(f'name="key" value="{user.key}"') == 1
    assert f'<option value="{other.key}"' in page
    for path in paths:
        entered = Client().post(ENTER, {"key": people[path.email].key})["Location"]
        assert entered == (reverse(path.page) if path.page else "/fr/dossiers/")


@pytest.mark.parametrize(
    ("others", "fr", "en"),
    [(0, "Voter.", "Vote."), (1, "Voter ; une autre tâche.", "Vote; one more task."),
     (11, "Voter ; 11 autres tâches.", "Vote; 11 more tasks.")],
)  # fmt: skip
def test_the_tasks_after_the_first_are_counted(
    monkeypatch: pytest.MonkeyPatch, person: Any, others: int, fr: str, en: str
) -> None:
    task = SimpleNamespace(due=None, words=Text(fr="Voter", en="Vote"), describe_term=lambda _day: None)
    monkeypatch.setattr(demo_people, "tasks_for", lambda *_: [task] * (1 + others))
    assert demo_people._describe_tasks(person, timezone.localdate()) == Text(fr=fr, en=en)


def test_one_real_account_closes_it(client: Client, person: Any, make_user: MakeUser) -> None:
    """A stamp beside a database that holds a real person opens nothing, for anyone, and lists nobody."""
    real = make_user("administrator")
    assert client.post(ENTER, {"key": person.key}).status_code == 404
    assert client.post(ENTER, {"key": real.key}).status_code == 404
    assert "Ariane Fictive" not in client.get("/fr/sign-in/").content.decode()


def test_without_the_stamp_it_does_not_exist(client: Client, person: Any, settings: Any) -> None:
    """Neither the page nor a session that it once opened."""
    client.post(ENTER, {"key": person.key})
    assert client.get("/fr/staff/").status_code == 200
    settings.FILIERE_DEMO = False
    assert client.get("/fr/staff/").status_code == 302
    assert Client().post(ENTER, {"key": person.key}).status_code == 404
    assert "Ariane Fictive" not in Client().get("/fr/sign-in/").content.decode()


@pytest.mark.parametrize("change", [{"is_active": False}, {"fictitious": False}])
def test_only_open_made_up_accounts(client: Client, person: Any, change: dict[str, Any]) -> None:
    """A closed account and a real one are not found, nor is a key that does not exist."""
    User.objects.update(**change)
    for key in (person.key, "u-none", ""):
        assert client.post(ENTER, {"key": key}).status_code == 404


def test_what_the_demonstration_invites_is_made_up_too(client: Client, person: Any) -> None:
    """An account opened from the demonstration never counts as a real one, and only its own password enters it."""
    from django.utils import timezone

    from filiere.site.accounts.actions.accept_invitation import accept_with_new_account
    from filiere.site.accounts.actions.grant_role import grant_role
    from filiere.site.accounts.actions.invite import send_invitation
    from filiere.site.accounts.rights import OPERATOR, Role

    grant_role(actor=OPERATOR, user=person, role=Role.ADMINISTRATOR)
    _, link = send_invitation(actor=person, email="new@example.org")
    token = link.rstrip("/").rsplit("/", 1)[-1]
    password = "une phrase assez longue"  # noqa: S105
    made = accept_with_new_account(token=token, name="Nouvelle", language="fr", password=password, now=timezone.now())
    assert made.fictitious
    assert is_demo()
    assert made.key not in client.get("/fr/sign-in/").content.decode()
    assert client.post(ENTER, {"key": made.key}).status_code == 404
