"""A person has one account: another form of its address opens no second one, so that no hat is worn apart. H2, C4"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from support.scenes.dossier_sample import at, make_dossier, make_mandate, make_member, make_organisation, make_person
from support.scenes.signing_sample import WHY, link_in

import filiere.site
from filiere.core import Faults
from filiere.site.accounts.actions.close_sessions import close_sessions
from filiere.site.accounts.actions.create_account import create_account
from filiere.site.accounts.actions.erase_person import erase_person
from filiere.site.accounts.actions.invite import send_invitation
from filiere.site.accounts.email_equivalence import mailbox_of
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import OPERATOR
from filiere.site.mail.models import Letter
from filiere.site.members.actions.mandates import record_mandate
from filiere.site.members.models import Mandate
from filiere.site.workflow.parties import find_parties

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]

FORMS = (
    "camille+travail@gmail.com",
    "CAMILLE@GoogleMail.com",
    "c.amille@gmail.com",
    "Camille+1+2@gmail.com",
    '"camille"@gmail.com',
    '"ca\\mille+x"@gmail.com',
)


def codes(act: Callable[..., Any], **given: Any) -> list[str]:
    """The codes that an act is refused with."""
    with pytest.raises(Faults) as refused:
        act(**given)
    return [fault.code for fault in refused.value.faults]


@pytest.mark.parametrize("form", FORMS)
def test_another_form_of_an_address_opens_no_second_account(form: str) -> None:
    held = make_person(email="camille@gmail.com")
    assert codes(create_account, actor=OPERATOR, email=form, name="Camille bis") == ["mailbox-taken"]
    assert User.objects.for_mailbox(form) == held
    # Of somebody else, or of another domain, it does.
    create_account(actor=OPERATOR, email=form.lower().replace("mille", "therine"), name="Catherine")
    create_account(actor=OPERATOR, email="camille@example.org", name="Camille d’ailleurs")


def test_whose_an_address_is_takes_one_question_however_many_accounts(django_assert_num_queries: Any) -> None:
    """It read every account, for each letter and each invitation; a column that is written with the address tells."""
    held = make_person(email="camille@gmail.com")
    for number in range(3):
        make_person(email=f"x{number}@example.org")
    asked = []
    with django_assert_num_queries(len(FORMS)) as questions:
        assert {User.objects.for_mailbox(form) for form in FORMS} == {held}
    for one in questions.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {one['sql']}" if connection.vendor == "sqlite" else "SELECT 1")
            asked += [str(row[-1]) for row in cursor.fetchall()]
    assert [line for line in asked if line.startswith("SCAN accounts_user") and "INDEX" not in line] == []
    # The very address comes first, and whoever is erased has none.
    other = make_person()
    other.email = "camille+2@gmail.com"
    other.save(update_fields=["email"])
    assert User.objects.for_mailbox("camille+2@gmail.com") == other
    erase_person(actor=OPERATOR, user=held)
    assert User.objects.for_mailbox("camille@gmail.com") == other


@pytest.mark.parametrize("email", ["camille@gmail.com", "x+y@example.org", "été@exämple.org"])
def test_the_mailbox_of_an_account_goes_with_its_address(email: str) -> None:
    """Whoever saves an address saves it, whichever fields they name; no other way writes one."""
    user = make_person()
    user.email = email
    user.save(update_fields=["email"])
    user.refresh_from_db()
    assert user.mailbox == mailbox_of(email)
    site = Path(filiere.site.__file__).parent
    written = [
        path for path in site.rglob("*.py") if re.search(r"User\.objects.*\.update\([^)]*email=", path.read_text())
    ]
    assert written == []


def test_a_judge_invited_by_a_company_under_an_alias_is_kept_out_of_its_dossier() -> None:
    """The alias opened a second account: one person judged the company for which the other acted, unseen."""
    company = make_organisation()
    dossier = at(make_dossier(company), "before_committee")
    judge = make_mandate("committee", user=make_person(email="camille@gmail.com"))
    assert "committee" in find_parties(User.objects.get(pk=judge.pk), dossier)
    grants = [{"kind": "membership", "organisation": company.key, "right": "read"}]
    send_invitation(actor=make_member(company), email="camille+travail@gmail.com", grants=grants)
    letter = link_in(Letter.objects.get(kind="invitation", address="camille+travail@gmail.com"))
    visitor, people = Client(), User.objects.count()
    assert "a déjà un compte" in visitor.get(letter).content.decode()
    visitor.post(letter, {"name": "Camille bis", "language": "fr", "password": WHY})
    assert User.objects.count() == people
    own = Client()
    own.force_login(judge)
    assert own.post(letter).status_code == 302
    assert find_parties(User.objects.get(pk=judge.pk), dossier) == {"candidate_reader"}


def test_two_old_accounts_of_one_mailbox_do_not_sit_twice(make_user: MakeUser) -> None:
    """Accounts of before that rule stay: they hold one place between them, and none in the body of appeal."""
    one, other = make_person(email="camille@gmail.com"), make_person(email="x@example.org")
    other.email = "camille+2@gmail.com"
    other.save(update_fields=["email"])
    held = Mandate.objects.get(user=make_mandate("committee", "employees", "employees-1", user=one))
    given = {"actor": OPERATOR, "user": User.objects.get(pk=other.pk), "college": "employees", "since": held.since}
    assert codes(record_mandate, **given, instance="committee", seat="employees-2") == ["sits-already"]
    assert codes(record_mandate, **given, instance="appeal_panel", seat="employees-1") == ["two-judges"]


def test_one_administrator_does_not_sign_a_judge_out_at_each_step(make_user: MakeUser) -> None:
    """Thirty closings in a row kept a judge from voting, with a letter each; closing the account takes two people."""
    administrator, other = make_user("administrator"), make_user("administrator")
    judge = make_mandate("committee")
    for _ in range(3):
        close_sessions(actor=administrator, user=judge)
    browser = Client()
    browser.force_login(User.objects.get(pk=judge.pk))
    assert codes(close_sessions, actor=administrator, user=judge) == ["sessions-closed-often"]
    page = Client()
    page.force_login(administrator)
    assert page.post(f"/fr/people/{judge.key}/", {"act": "sessions"}).status_code == 422
    assert browser.get("/fr/account/").status_code == 200
    assert Letter.objects.filter(to=judge, kind="account-security").count() == 3
    # One's own, those of somebody else, by somebody else, by the operator, and the day after.
    close_sessions(actor=judge, user=judge)
    close_sessions(actor=administrator, user=other)
    close_sessions(actor=other, user=judge)
    close_sessions(actor=OPERATOR, user=judge)
    with pytest.MonkeyPatch.context() as patch:
        later = timezone.now() + timedelta(days=1, minutes=1)
        patch.setattr("filiere.site.accounts.actions.close_sessions.timezone.now", lambda: later)
        close_sessions(actor=administrator, user=judge)
