"""Opening accounts and erasing people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from support.scenes.signing_sample import WHY, sign

from filiere.cli import users
from filiere.core import Faults
from filiere.site.accounts.actions.create_account import check_identity, create_account
from filiere.site.accounts.actions.erase_person import erase_person
from filiere.site.accounts.actions.grant_role import grant_role, request_role
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import OPERATOR, Role
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Entry, Payload
from filiere.site.kit.rights import RightRefused

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]


def test_an_email_has_one_account_whatever_its_case(make_user: MakeUser) -> None:
    """Case and spaces do not make another person, and the database itself keeps lower case."""
    make_user(email=" Camille@Example.org ")
    assert User.objects.get_by_natural_key("CAMILLE@example.ORG").email == "camille@example.org"
    with pytest.raises(Faults) as found:
        create_account(actor=OPERATOR, email="camille@EXAMPLE.org", name="Autre")
    assert found.value.faults[0].code == "email-taken"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="UPPER@example.org", name="x")


@pytest.mark.parametrize(
    ("email", "name", "code"),
    [
        ("nothing", "X", "email-malformed"),
        ("a@b.fr", " ", "name-missing"),
        ("a@b.fr", "X" * 121, "text-too-long"),
        (f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 20}.fr", "X", "text-too-long"),
    ],
)
def test_a_bad_account_is_refused(email: str, name: str, code: str) -> None:
    """A malformed e-mail or a blank name is a fault that says what to do."""
    with pytest.raises(Faults) as found:
        create_account(actor=OPERATOR, email=email, name=name)
    assert found.value.faults[0].code == code


@pytest.mark.parametrize("command", [users.password, users.erase, users.approve])
def test_bytes_that_are_no_text_name_nobody(command: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """What a terminal of another encoding types is no account and no request, said with what was typed."""
    monkeypatch.setattr("filiere.site.django_startup.migrate", lambda: None)
    with pytest.raises(Faults) as found:
        command("zo\udceb@example.org")
    (one,) = found.value.faults
    assert one.code in {"account-unknown", "approval-unknown"}
    assert "zo\\udceb@example.org" in one.message.fr


def test_only_an_administrator_opens_accounts(make_user: MakeUser) -> None:
    """Staff cannot open an account or hand out a role; an administrator can, with a second, and is named in it."""
    staff, administrator = make_user("staff"), make_user("administrator")
    with pytest.raises(RightRefused):
        create_account(actor=staff, email="x@example.org", name="X")
    user, _ = create_account(actor=administrator, email="x@example.org", name="X")
    with pytest.raises(RightRefused):
        grant_role(actor=staff, user=user, role=Role.STAFF)
    with pytest.raises(Faults) as found:
        grant_role(actor=administrator, user=user, role=Role.STAFF)
    assert found.value.faults[0].code == "takes-two-people"
    request = request_role(actor=administrator, user=user, role=Role.STAFF, reason=WHY)
    sign(request)
    grant = user.grants.get()
    assert grant.granted_by == administrator
    assert grant_role(actor=administrator, user=user, role=Role.STAFF, approval=request) == grant


def test_an_erased_person_is_nowhere(make_user: MakeUser, client: Client) -> None:
    """Name and e-mail leave every table, the session closes, and the journal still verifies and says so."""
    user = make_user("staff", email="unique-word@example.org", name="Unique-Word Fictif")
    client.force_login(user)
    assert client.get("/fr/staff/").status_code == 200
    erased = erase_person(actor=OPERATOR, user=user)
    assert len(erased) == 2
    user.refresh_from_db()
    assert "unique-word" not in f"{user.email} {user.name}".lower()
    assert not user.has_usable_password()
    assert not user.grants.filter(until__isnull=True).exists()
    stored = str(list(User.objects.values()) + list(Payload.objects.values()) + list(Entry.objects.values()))
    assert "unique-word" not in stored.lower()
    assert client.get("/fr/staff/").status_code == 302
    report = check_integrity()
    assert report.is_whole
    assert report.erased_count == 2
    assert report.erasures[0].rule == "person-erased"
    assert erase_person(actor=OPERATOR, user=user) == []


@pytest.mark.parametrize(
    "name", ["Adèle\n\nhttps://ailleurs.example/", "Adèle\u2028Fictive", "\u202eelèdA", "Ad\u200bèle"]
)
def test_a_name_is_one_line_of_letters_that_are_seen(name: str) -> None:
    """A guest wrote under the site’s hand in its letters, and bore the very name of a colleague to the eye."""
    with pytest.raises(Faults) as refused:
        check_identity("quelqu.un@example.org", name)
    assert [one.code for one in refused.value.faults] == ["name-malformed"]
