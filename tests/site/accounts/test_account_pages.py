"""One's own account: copy of one's data, erasure, sessions, the register of processing, retention."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from filiere.site.accounts import rate_limits, retention_rules
from filiere.site.accounts.actions.invite import send_invitation
from filiere.site.accounts.models import SignInLimit, User
from filiere.site.accounts.models_credentials import Invitation, KeptForm
from filiere.site.accounts.personal_data_registry import list_export_names
from filiere.site.accounts.processing_register import read_processings
from filiere.site.accounts.rights import OPERATOR
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Entry
from filiere.site.mail.models import Letter

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]

# Under which name each app answers for the tables of it that point to a person.
ANSWERS = {
    "accounts": "accounts",
    "evidence": "evidence",
    "science": "science",
    "holders": "holders",
    "mail": "letters",
    "members": "members",
}


def test_a_person_downloads_all_that_is_held(client: Client, make_user: MakeUser) -> None:
    """The file holds their acts and account, no secret, and nobody else."""
    user, other = make_user("staff"), make_user(email="other@example.org")
    client.force_login(user)
    answer = client.get("/fr/account/data/")
    held = json.loads(answer.content)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert held["accounts"]["email"] == user.email
    assert [role["role"] for role in held["accounts"]["roles"]] == ["staff"]
    assert {"account.create", "account.grant"} <= {entry["act"] for entry in held["journal"]["acts_about_you"]}
    words = answer.content.decode()
    assert other.email not in words
    assert other.key not in words
    assert user.password not in words
    assert list_export_names() <= set(held)


def test_no_table_that_points_to_a_person_is_forgotten() -> None:
    """A row about the person is in their copy whole; whoever wrote it gets its key and day, not what it says."""
    from support.scenes.dossier_sample import DAY, make_dossier, make_mandate, make_person

    from filiere.site.accounts.personal_data_registry import export_personal_data
    from filiere.site.committee.models import Recusal

    member, keeper, stranger = make_mandate("committee", "employees"), make_person("label_staff"), make_person()
    ground = "Travaille pour un concurrent fictif"
    recusal = Recusal.objects.create(
        dossier=make_dossier(), user=member, grade="pinned", ground=ground, since=DAY, noted_by=keeper
    )

    def told(user: Any) -> dict[tuple[str, str], list[dict[str, Any]]]:
        return {(part["table"], part["as"]): part["rows"] for part in export_personal_data(user)["rows"]}

    assert told(member)["committee_recusal", "user"][0]["ground"] == ground
    assert told(member)["members_mandate", "user"][0]["college"] == "employees"
    assert told(keeper)["committee_recusal", "noted_by"] == [{"id": recusal.pk, "since": DAY, "confirmed_on": None}]
    assert ground not in str(export_personal_data(keeper))
    assert told(stranger) == {}


def test_a_person_erases_themselves(client: Client, make_user: MakeUser) -> None:
    """With their password only; told before what goes and what stays; then nothing says who they were."""
    user = make_user("staff", email="unique-word@example.org", name="Unique-Word Fictif")
    client.force_login(user)
    page = client.get("/fr/account/erasure/").content.decode()
    assert user.key in page
    assert "appartiennent à l’institution" in page
    refused = client.post("/fr/account/erasure/", {"password": "wrong"})
    assert refused.status_code == 422
    assert "Rien n’a été effacé" in refused.content.decode()
    assert client.post("/fr/account/erasure/", {"password": user.plain}).status_code == 200
    user.refresh_from_db()
    assert user.erased_at is not None
    assert client.get("/fr/account/")["Location"].startswith("/fr/sign-in/")
    stored = str(
        [list(model.objects.values()) for model in apps.get_models() if model._meta.app_label not in {"contenttypes"}]
    )
    assert "unique-word" not in stored.lower()
    assert check_integrity().is_whole
    assert check_integrity().differences == ()


def test_guessing_the_password_of_erasure_is_limited(client: Client, make_user: MakeUser) -> None:
    """A stolen session does not let one try passwords for ever."""
    user = make_user()
    client.force_login(user)
    for _ in range(rate_limits.PASSWORD.allowed):
        client.post("/fr/account/erasure/", {"password": "wrong"})
    answer = client.post("/fr/account/erasure/", {"password": user.plain})
    assert answer.status_code == 422
    assert "Trop d’essais" in answer.content.decode()
    user.refresh_from_db()
    assert user.erased_at is None


def test_the_other_sessions_close(client: Client, make_user: MakeUser) -> None:
    """This one stays open and keeps its second factor; a copy elsewhere is worth nothing."""
    user = make_user("staff")
    client.force_login(user)
    elsewhere = Client()
    elsewhere.force_login(User.objects.get(pk=user.pk))
    assert client.post("/fr/account/sessions/").status_code == 302
    assert client.get("/fr/staff/").status_code == 200
    assert elsewhere.get("/fr/staff/")["Location"].startswith("/fr/sign-in/")


def test_the_list_of_accounts_is_for_its_keepers(client: Client, make_user: MakeUser) -> None:
    """An administrator reads it and sees who has no second factor; staff are refused."""
    make_user("staff", name="<b>Nom</b>")
    client.force_login(make_user("administrator"))
    page = client.get("/fr/people/").content.decode()
    assert "&lt;b&gt;Nom" in page
    for role in ("staff", "label_staff", "auditor", "state", "statistician"):
        other = Client()
        other.force_login(make_user(role))
        assert other.get("/fr/people/").status_code == 403
        assert other.post("/fr/people/", {"email": "x@example.org", "language": "fr"}).status_code == 403
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_register_of_processing_is_public_and_whole(client: Client, lang: str) -> None:
    """Each processing says its purpose, basis, people, data, readers, protection and durations, in both languages."""
    page = client.get(f"/{lang}/privacy/register/")
    assert page.status_code == 200
    assert client.get(f"/{lang}/privacy/").status_code == 200
    for one in read_processings():
        assert f'id="{one.key}"' in page.content.decode()
        for text in (one.title, one.purpose, one.basis, one.people, one.data, one.recipients, one.security):
            assert text.fr.strip()
            assert text.en.strip()
            assert text.fr != text.en
        assert one.retention


def test_the_durations_announced_are_those_applied() -> None:
    """Every rule of the register is applied by a machine, and every rule applied is announced."""
    announced = {kept.rule for one in read_processings() for kept in one.retention if kept.rule}
    assert announced == retention_rules.list_applied_rules()


def test_retention_removes_what_is_due_and_nothing_else(make_user: MakeUser) -> None:
    """Old sessions, attempts, forms, letters and addresses of dead invitations go; recent ones stay; it is recorded."""
    now, user = timezone.now(), make_user()
    send_invitation(actor=OPERATOR, email="late@example.org", now=now - timedelta(days=100))
    send_invitation(actor=OPERATOR, email="recent@example.org", now=now - timedelta(days=20))
    Letter.objects.filter(address="late@example.org").update(written_at=now - timedelta(days=366))
    for name, age in (("old", 3), ("new", 0)):
        moment = now - timedelta(days=age)
        Session.objects.create(session_key=name, session_data="", expire_date=moment)
        SignInLimit.objects.create(key=name, first_at=moment)
        KeptForm.objects.create(token_hash=name, user=user, sealed="", expires_at=moment)
    removed = retention_rules.apply_retention(now=now)
    due = {rule: number for rule, number in removed.items() if number}
    assert due == {"attempts": 1, "invitations": 1, "kept-forms": 1, "letters": 1, "sessions": 1}
    assert Session.objects.get().session_key == "new"
    assert not Invitation.objects.filter(email="late@example.org").exists()
    assert Invitation.objects.filter(email="recent@example.org").exists()
    assert Entry.objects.latest("number").act == "retention.apply"
    count = Entry.objects.count()
    assert not any(retention_rules.apply_retention(now=now).values())
    assert Entry.objects.count() == count
    assert check_integrity().differences == ()


def test_names_of_pages_do_not_tell_accounts_apart(client: Client, make_user: MakeUser) -> None:
    """A key that exists and one that does not answer the same to whoever may not read accounts."""
    user = make_user()
    client.force_login(make_user("staff"))
    there = client.get(f"/fr/people/{user.key}/")
    nowhere = client.get("/fr/people/u-0000/")
    assert there.status_code == nowhere.status_code == 403
