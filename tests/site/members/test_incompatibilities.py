"""Whoever judges holds none of the roles that prepare, run or staff the judging: neither way round, by nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.dossier_sample import make_mandate, make_person

from filiere.core import Faults
from filiere.site.accounts.actions.accept_invitation import accept_with_account
from filiere.site.accounts.actions.grant_role import grant_role
from filiere.site.accounts.actions.invite import send_invitation
from filiere.site.accounts.models import Grant, User
from filiere.site.accounts.rights import OPERATOR, Role
from filiere.site.kit.rights import allowed
from filiere.site.members.actions.mandates import record_mandate
from filiere.site.members.models import Mandate

pytestmark = pytest.mark.django_db

APART = ("label_staff", "auditor", "administrator")
BODIES = ("committee", "appeal_panel")


def codes(act: Any, **named: Any) -> list[str]:
    """The codes that an act is refused with; none when it is done."""
    try:
        act(**named)
    except Faults as refused:
        return [one.code for one in refused.faults]
    return []


def seat(user: Any, instance: str = "committee", college: str = "state", *, actor: Any = OPERATOR, **days: Any) -> Any:
    """What stands against a seat."""
    given = {"since": timezone.localdate()} | days
    return codes(
        record_mandate, actor=actor, user=user, instance=instance, college=college, seat=f"{college}-9", **given
    )


# C4, H2
@pytest.mark.parametrize("instance", BODIES)
@pytest.mark.parametrize("role", APART)
def test_no_seat_for_whoever_holds_such_a_role_whoever_records_it(role: str, instance: str) -> None:
    person, day = make_person(role), timezone.localdate()
    assert seat(person, instance) == ["judge-holds-role"]
    assert seat(person, instance, since=day + timedelta(days=90)) == ["judge-holds-role"]
    # What is over is history: the operator enters it, and it excludes nothing.
    over = {"since": day - timedelta(days=900), "until": day - timedelta(days=400)}
    assert seat(person, instance, **over) == []
    assert allowed(User.objects.get(pk=person.pk), "pack:verify") is (role == "auditor")


# C4, H2
@pytest.mark.parametrize("instance", BODIES)
@pytest.mark.parametrize("role", APART)
def test_no_such_role_for_whoever_judges_now_or_soon_by_any_way(role: str, instance: str) -> None:
    day = timezone.localdate()
    for since in (day - timedelta(days=5), day + timedelta(days=5)):
        judge = make_mandate(instance, "employees", since=since)
        assert codes(grant_role, actor=OPERATOR, user=judge, role=Role(role)) == ["role-of-judge"]
        sent = send_invitation(
            actor=OPERATOR, email=judge.email, grants=[{"kind": "role", "role": role}], language="fr"
        )
        assert codes(accept_with_account, token=sent[1].split("/")[-2], user=judge, now=timezone.now()) == [
            "role-of-judge"
        ]
    assert not Grant.objects.exists()
    Mandate.objects.update(since=day - timedelta(days=9), until=day - timedelta(days=1))
    assert codes(grant_role, actor=OPERATOR, user=judge, role=Role(role)) == []


def test_the_public_authority_sits_in_the_college_of_the_state_and_in_no_other() -> None:
    official, judge = make_person("state"), make_mandate("committee", "experts")
    assert seat(official, college="experts") == ["judge-holds-role"]
    assert seat(official, college="state") == []
    assert codes(grant_role, actor=OPERATOR, user=judge, role=Role.STATE) == ["role-of-judge"]
    same = make_mandate("appeal_panel", "state")
    assert codes(grant_role, actor=OPERATOR, user=same, role=Role.STATE) == []
    assert User.objects.get(pk=same.pk).roles() == {Role.STATE}


def test_other_roles_and_the_scientific_committee_are_free() -> None:
    for role in ("staff", "statistician"):
        assert seat(make_person(role), college="employees" if role == "staff" else "experts") == []
    assert seat(make_person("label_staff"), "scientific", "experts") == []


# H2
def test_two_hats_of_before_act_as_a_judge_only_and_the_staff_reads_of_it() -> None:
    """A database of before may hold both: the role counts for nothing until the seat is over."""
    judge, day = make_mandate("committee", "employees"), timezone.localdate()
    for role in (*APART, "state", "staff"):
        Grant.objects.create(user=judge, role=role, since=timezone.now())
    person = User.objects.get(pk=judge.pk)
    assert person.roles() == {Role.STAFF}
    rights = ("session:call", "mandate:record", "complaint:read", "account:grant")
    assert not any(allowed(person, one) for one in rights)
    browser = Client()
    browser.force_login(person)
    assert browser.get(reverse("members:mandates")).status_code == 403
    browser.force_login(make_person("label_staff"))
    page = browser.get(reverse("members:mandates")).content.decode()
    assert page.count(f"<li>{judge.name}") == 4
    assert "équipe du label" in page
    Mandate.objects.update(until=day - timedelta(days=1))
    assert len(User.objects.get(pk=judge.pk).roles()) == 5
    assert f"<li>{judge.name}" not in browser.get(reverse("members:mandates")).content.decode()
