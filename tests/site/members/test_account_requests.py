"""Asking for an account: confirmed by mail, the same answer for everybody, answered by the staff, then forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.dossier_sample import make_member, make_organisation, make_person
from support.scenes.signing_sample import WHY, link_in, sign

from filiere.core.company_numbers import fictitious_siren
from filiere.site.accounts.actions.accept_invitation import accept_with_new_account
from filiere.site.accounts.extension_points import find_first_page
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.models_credentials import Invitation
from filiere.site.accounts.pending_forms import WHO_COOKIE, WHO_PURPOSE
from filiere.site.accounts.personal_data_registry import erase_personal_data, export_personal_data
from filiere.site.accounts.retention_rules import apply_retention
from filiere.site.accounts.robot_trap import SHORTEST_TIME, SHOWN_PURPOSE
from filiere.site.accounts.sealing import seal_text
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Entry
from filiere.site.mail.models import Letter
from filiere.site.members.actions.account_requests import LETTERS, REQUESTS
from filiere.site.members.models import AccountRequest, Organisation
from filiere.site.pages.todo_list import tasks_for

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]

ASK, SENT, LIST = "/fr/account-requests/new/", "/fr/account-requests/sent/", "/fr/account-requests/"
SIREN = "732829320"
TOKENS = re.compile(r'value="[^"]{20,}"')
"""What differs between two readings of one page: tokens of forms."""


def typed(**other: str) -> dict[str, str]:
    """What a person types, some while after the page was made."""
    shown = (timezone.now() - SHORTEST_TIME).isoformat()
    return {
        "organisation_name": "Voix Neuve",
        "siren": "732 829 320",
        "purpose": "label",
        "name": "Camille Neuve",
        "email": "camille@example.org",
        "message": "Directrice des ressources humaines.",
        "website": "",
        "shown": seal_text(SHOWN_PURPOSE, shown),
    } | other


def ask(**other: str) -> Any:
    """Send the form from a browser of its own."""
    return Client().post(ASK, typed(**other))


def confirm(email: str = "camille@example.org") -> AccountRequest:
    """Open the link of the last letter to an address and press its button; the request."""
    letter = Letter.objects.filter(address=email, kind="account-request.confirm").latest("pk")
    link = link_in(letter)
    visitor = Client()
    assert visitor.get(link).status_code == 200
    assert visitor.post(link)["Location"] == link
    return AccountRequest.objects.get(key=letter.about.partition(":")[2])


def staff() -> tuple[Any, Client]:
    """One of the staff of the label, and their browser."""
    person, client = make_person("label_staff"), Client()
    client.force_login(person)
    return person, client


def answer(client: Client, row: AccountRequest, act: str, **fields: str) -> Any:
    """Send one of the two forms of the page of a request."""
    return client.post(f"{LIST}{row.key}/", {"act": act, **fields})


def test_every_request_reads_the_same(make_user: MakeUser, django_capture_on_commit_callbacks: Any) -> None:
    """An address that has an account, a company that has one, a request made again, a robot: one answer, word for word.

    The same letter leaves to each person; a robot has none.
    """
    known, user = make_organisation(), make_user()
    cases = {
        "new": {},
        "again": {},
        "address with an account": {"email": user.email},
        "company in the directory": {"organisation_name": known.name, "siren": "", "email": "other@example.org"},
        "abroad": {"siren": "", "email": "abroad@example.org"},
    }
    robots = {
        "fills what nobody sees": {"website": "https://example.org/", "email": "robot@example.org"},
        "answers at once": {
            "shown": seal_text(SHOWN_PURPOSE, (timezone.now() + timedelta(minutes=1)).isoformat()),
            "email": "r2@example.org",
        },
        "never saw the page": {"shown": "", "email": "r3@example.org"},
    }
    seen, letters = set(), {}
    for name, fields in (cases | robots).items():
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            found = ask(**fields)
        page = TOKENS.sub("", Client().get(found["Location"]).content.decode())
        seen.add((found.status_code, found["Location"], found.content, tuple(sorted(found.headers)), page))
        letters[name] = len(mail.outbox)
    assert len(seen) == 1
    assert letters == dict.fromkeys(cases, 1) | dict.fromkeys(robots, 0)
    assert AccountRequest.objects.count() == len(cases)
    assert not AccountRequest.objects.exclude(state="asked").exists()


def test_so_many_letters_and_requests() -> None:
    """A fourth request for one mailbox is answered the same and writes nothing; one network is stopped in the end."""
    for form in ("camille@example.org", "Camille@example.org", "camille+1@example.org", "camille+2@example.org"):
        assert ask(email=form)["Location"] == SENT
    assert Letter.objects.count() == AccountRequest.objects.count() == LETTERS.allowed
    for number in range(REQUESTS.allowed - 4):
        assert ask(email=f"{number}@example.org").status_code == 302
    assert ask(email="more@example.org").status_code == 422


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"siren": "732829321"}, "siren"),
        ({"siren": str(fictitious_siren(7))}, "siren"),
        ({"email": "nobody"}, "email"),
        ({"organisation_name": ""}, "organisation_name"),
        ({"organisation_name": "Voix\u200fNeuve"}, "organisation_name"),
        ({"purpose": "other"}, "purpose"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(fields: dict[str, str], at: str) -> None:
    """Nothing typed is lost; a made-up number is for the demonstration only."""
    found = ask(**fields)
    assert found.status_code == 422
    assert f'id="id_{at}_error"' in found.content.decode()
    assert "Directrice des ressources humaines." in found.content.decode()
    assert not AccountRequest.objects.exists()


def test_a_request_is_a_task_of_the_staff_until_it_is_answered() -> None:
    """One confirmed waits for whoever answers it, and for nobody else; answered, it waits no more."""
    ask()
    person, client = staff()
    today = timezone.localdate()
    assert not tasks_for(person, today)
    row = confirm()
    assert [task.url for task in tasks_for(person, today)] == [f"{LIST}{row.key}/"]
    assert not tasks_for(make_person("administrator"), today)
    answer(client, row, "refuse", **{"refuse-reason": WHY})
    assert not tasks_for(person, today)


def test_a_letter_holds_nothing_that_was_typed() -> None:
    """Whoever types somebody else’s address cannot write to them by it."""
    said = {"organisation_name": "Gagnez-Vite", "name": "Lisez-Moi", "message": "https://example.com/offre"}
    ask(**said)
    body = Letter.objects.get().whole_body()
    assert not [word for word in said.values() if word in body]


def test_nobody_reads_a_request_before_its_address_is_confirmed() -> None:
    """It is on no page until the button of its letter is pressed, once."""
    ask()
    row = AccountRequest.objects.get()
    _, client = staff()
    assert row.key not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{row.key}/").status_code == 404
    link = link_in(Letter.objects.get())
    assert Client().get(link).status_code == 200
    row.refresh_from_db()
    assert row.state == "asked"
    confirm()
    confirm()
    assert row.key in client.get(LIST).content.decode()
    assert Entry.objects.filter(act="account-request.confirm", subject_id=row.key).count() == 1
    assert Client().get(link.replace("confirm/", "confirm/x")).status_code == 404


def test_the_last_request_confirmed_takes_the_place_of_others() -> None:
    """Somebody who asks again, for the same organisation, is one request of the list."""
    ask()
    first = confirm()
    ask(message="Je corrige.", email="camille+a@example.org")
    second = confirm("camille+a@example.org")
    ask(siren="", email="camille@example.org", organisation_name="Une autre")
    third = confirm()
    assert set(AccountRequest.objects.filter(state="waiting")) == {second, third}
    assert not Letter.objects.filter(about=f"account-request:{first.key}").exists()


def test_accepting_enters_the_organisation_and_invites() -> None:
    """One click for the staff: the organisation is new, the letter leaves, and its link opens the account."""
    ask()
    row = confirm()
    person, client = staff()
    page = client.get(f"{LIST}{row.key}/").content.decode()
    assert 'data-known="nothing"' in page
    assert answer(client, row, "accept", right="edit").status_code == 422
    assert not Organisation.objects.exists()
    assert answer(client, row, "accept", right="edit", kind="outsourcer")["Location"] == LIST
    row.refresh_from_db()
    made = Organisation.objects.get(siren=SIREN)
    assert (row.state, row.organisation, row.decided_by) == ("accepted", made, person)
    letter = Letter.objects.get(kind="invitation", address="camille@example.org")
    link = link_in(letter)
    assert row.name in letter.body
    assert f'value="{row.name}"' in Client().get(link).content.decode()
    user = accept_with_new_account(
        token=link.rstrip("/").rsplit("/", 1)[-1], name="Camille", language="fr", password=WHY, now=timezone.now()
    )
    assert list(user.memberships.values_list("organisation", "right")) == [(made.pk, "edit")]
    assert find_first_page(user) == reverse("candidature:start")
    AccountRequest.objects.update(purpose="measure")
    assert find_first_page(user) == ""
    assert answer(client, row, "refuse", **{"refuse-reason": WHY}).status_code == 422
    assert 'data-answer="accepted"' in client.get(f"{LIST}{row.key}/").content.decode()
    entry = Entry.objects.get(act="account-request.accept")
    assert (entry.subject_id, entry.actor_key) == (row.key, person.key)
    assert check_integrity().is_whole


def test_a_company_that_has_people_takes_two() -> None:
    """C4: the request is joined to the company in the directory; no one of the staff alone lets somebody in there."""
    known = make_organisation(siren=SIREN)
    make_member(known)
    ask(organisation_name="Un autre nom")
    row = confirm()
    _, client = staff()
    page = client.get(f"{LIST}{row.key}/").content.decode()
    assert 'data-known="organisation"' in page
    assert answer(client, row, "accept", right="edit").status_code == 422
    made = answer(client, row, "accept", right="edit", reason=WHY)
    assert made.status_code == 302
    assert Organisation.objects.count() == 1
    assert not Letter.objects.filter(kind="invitation").exists()
    sign(Approval.objects.get())
    assert Letter.objects.filter(kind="invitation", address=row.email).exists()


def test_refusing_writes_why() -> None:
    """In the language of the request; the organisation is not entered, and nobody is invited."""
    Client().post(ASK.replace("/fr/", "/en/"), typed())
    row = confirm()
    _, client = staff()
    assert answer(client, row, "refuse", **{"refuse-reason": ""}).status_code == 422
    assert answer(client, row, "refuse", **{"refuse-reason": "Une raison."})["Location"] == LIST
    letter = Letter.objects.get(kind="account-request.refuse")
    assert (letter.address, letter.language) == (row.email, "en")
    assert "Une raison." in letter.body
    assert not Organisation.objects.exists()
    assert not Invitation.objects.exists()
    assert row.key in client.get(f"{LIST}?state=answered").content.decode()


def test_an_address_with_an_account_is_told_to_the_staff_alone(make_user: MakeUser) -> None:
    """The letter and the page of its link say nothing of it."""
    user = make_user()
    ask(email=user.email)
    ask(email="nobody@example.org")
    letters = Letter.objects.filter(kind="account-request.confirm")
    bodies = {letter.whole_body().replace(link_in(letter), "") for letter in letters}
    assert len(bodies) == 1
    row = confirm(user.email)
    _, client = staff()
    assert 'data-known="account"' in client.get(f"{LIST}{row.key}/").content.decode()


def test_a_form_typed_as_the_session_ends_is_kept() -> None:
    """The staff who sign in again find the answer that they were typing."""
    ask()
    row = confirm()
    person, client = staff()
    assert client.post("/fr/sign-out/").status_code == 302
    client.force_login(person)
    client.get(LIST)
    client.cookies[WHO_COOKIE] = seal_text(WHO_PURPOSE, person.key)
    del client.cookies["sessionid"]
    sent = answer(client, row, "refuse", **{"refuse-reason": "Une raison tapée longuement."})
    assert sent["Location"].startswith("/fr/sign-in/?next=/fr/account/kept/")
    client.force_login(person)
    assert "Une raison tapée longuement." in client.get("/fr/account/kept/").content.decode()


def test_requests_go_in_time() -> None:
    """Three days without confirmation, three months after the answer, or without one, of which a letter tells."""
    for email in ("a@example.org", "b@example.org", "c@example.org"):
        ask(email=email, siren="", organisation_name=email)
    answered, waiting = confirm("a@example.org"), confirm("b@example.org")
    _, client = staff()
    answer(client, answered, "refuse", **{"refuse-reason": WHY})
    now = timezone.now()
    apply_retention(now=now + timedelta(days=4), actor_key="time")
    assert set(AccountRequest.objects.values_list("email", flat=True)) == {answered.email, waiting.email}
    assert not Letter.objects.filter(address="c@example.org").exists()
    person, _ = staff()
    due = {task.due for task in tasks_for(person, timezone.localdate())}
    assert due == {timezone.localdate(waiting.confirmed_at) + timedelta(days=89)}
    apply_retention(now=now + timedelta(days=89), actor_key="time")
    assert AccountRequest.objects.filter(pk=waiting.pk).exists()
    apply_retention(now=now + timedelta(days=91), actor_key="time")
    assert not AccountRequest.objects.exists()
    letters = Letter.objects.filter(kind__startswith="account-request")
    assert [(one.kind, one.reader(), one.address) for one in letters] == [("account-request.end", waiting.email, "")]
    assert waiting.organisation_name in letters.get().body
    assert Client().get(link_in(letters.get())).status_code == 200


def test_a_person_reads_and_erases_their_request(make_user: MakeUser) -> None:
    """What was asked under the address of an account is in its copy, and goes with it."""
    user = make_user()
    ask(email=user.email)
    assert [one["organisation"] for one in export_personal_data(user)["account-requests"]] == ["Voix Neuve"]
    erase_personal_data(user)
    assert not AccountRequest.objects.exists()
