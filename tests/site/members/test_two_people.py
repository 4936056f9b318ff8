"""Who judges is never chosen by one person: a seat, and its end, are asked for by one and signed by another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.dossier_sample import make_mandate, make_person
from support.scenes.journal_sample import differences_in
from support.scenes.signing_sample import WHY, sign

from filiere.core import Faults
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import OPERATOR
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Entry
from filiere.site.mail.models import Letter
from filiere.site.members.actions.mandates import end_mandate, record_mandate
from filiere.site.members.models import Mandate

pytestmark = pytest.mark.django_db

NEW = "/fr/organisations/mandates/new/"
BODIES = ("committee", "appeal_panel")


def browser_of(user: Any) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def codes(act: Any, *given: Any, **named: Any) -> list[str]:
    """The codes that an act is refused with; none when it is done."""
    try:
        act(*given, **named)
    except Faults as refused:
        return [one.code for one in refused.faults]
    return []


def wanted(user: Any, instance: str = "committee", **more: Any) -> dict[str, Any]:
    """A seat among the employees from today on."""
    given = {"user": user, "instance": instance, "college": "employees", "seat": "9", "since": timezone.localdate()}
    return given | more


def typed(user: Any, instance: str = "committee", **more: Any) -> dict[str, Any]:
    """The same, in the form."""
    return wanted(user, instance) | {"user": user.email, "reason": WHY} | more


# C4
@pytest.mark.parametrize("instance", BODIES)
def test_one_person_of_the_staff_seats_nobody_and_unseats_nobody(instance: str) -> None:
    staff, puppet, judge = make_person("label_staff"), make_person(), make_mandate(instance, "employees")
    browser_of(staff).post(NEW, typed(puppet, instance))
    address = reverse("members:mandate-end", args=[judge.mandate.pk])
    browser_of(staff).post(address, {"on": timezone.localdate(), "reason": WHY})
    assert codes(record_mandate, actor=staff, **wanted(puppet, instance)) == ["takes-two-people"]
    act = {"actor": staff, "mandate": judge.mandate, "on": timezone.localdate()}
    assert codes(end_mandate, **act) == ["takes-two-people"]
    assert [(one.user, one.until) for one in Mandate.objects.all()] == [(judge, None)]


# C4
def test_a_seat_is_asked_on_the_form_and_held_once_another_signs() -> None:
    from filiere.site.accounts.models_approvals import Approval

    asker, second, person = make_person("label_staff"), make_person("label_staff"), make_person(name="Ana Fictive")
    beside, elsewhere = make_mandate("committee", "state"), make_mandate("appeal_panel", "state")
    Letter.objects.all().delete()
    browser = browser_of(asker)
    assert "une autre personne de l’équipe contresigne" in browser.get(NEW).content.decode()
    assert "Le motif a 0 caractères" in browser.post(NEW, typed(person, reason="")).content.decode()
    assert not Approval.objects.exists()
    answer = browser.post(NEW, typed(person))
    approval = Approval.objects.get()
    assert answer["Location"] == reverse("accounts:approval", args=[approval.key])
    page = browser_of(second).get("/fr/organisations/mandates/").content.decode()
    assert "Donner un siège à Ana Fictive" in page
    assert f"/fr/approvals/{approval.key}/" in page
    assert codes(sign, approval, asker) == ["own-request"]
    assert not Mandate.objects.filter(user=person).exists()
    browser_of(second).post(f"/fr/approvals/{approval.key}/", {"act": "approve"})
    row = Mandate.objects.get(user=person)
    assert (row.seat, row.since) == ("9", timezone.localdate())
    told = {one.to: one.body for one in Letter.objects.filter(kind="mandate.seat")}
    assert set(told) == {person, beside}
    assert elsewhere not in told
    for body in told.values():
        assert asker.name in body
        assert second.name in body
    assert "Ana Fictive" in told[beside]
    assert Entry.objects.get(act="mandate.create", subject_id=str(row.pk)).actor_key == asker.key
    assert Entry.objects.get(act="approval.approve", subject_id=approval.key).actor_key == second.key
    assert check_integrity().is_chained
    assert not [one for one in differences_in("Mandate") if one.key == str(row.pk)]


# C4
def test_an_end_is_asked_and_the_seat_is_held_until_another_signs() -> None:
    from filiere.site.accounts.models_approvals import Approval

    asker, second = make_person("label_staff"), make_person("label_staff")
    judge, beside = make_mandate("committee", "experts"), make_mandate("committee", "state")
    stand_in = make_mandate("committee", "experts", judge.mandate.seat, substitute_of=judge.mandate)
    Letter.objects.all().delete()
    today = timezone.localdate()
    browser = browser_of(asker)
    address = reverse("members:mandate-end", args=[judge.mandate.pk])
    yesterday = {"on": today - timedelta(days=1), "reason": WHY}
    assert "avant le jour où sa fin est inscrite" in browser.post(address, yesterday).content.decode()
    assert browser.post(address, {"on": today, "reason": WHY}).status_code == 302
    approval = Approval.objects.get()
    assert "fin demandée" in browser.get("/fr/organisations/mandates/").content.decode()
    # Signed a day late, it ends on the day of the signature: nobody voted without a seat meanwhile.
    Approval.objects.update(payload={"mandate": judge.mandate.pk, "on": (today - timedelta(days=1)).isoformat()})
    approval.refresh_from_db()
    assert not Mandate.objects.exclude(until=None).exists()
    sign(approval, second)
    ended = Mandate.objects.filter(until=today)
    assert {one.user for one in ended} == {judge, stand_in}
    told = Letter.objects.filter(kind="mandate.end")
    assert {one.to for one in told} == {judge, stand_in, beside}
    assert all(asker.name in one.body and second.name in one.body for one in told)
    assert {one.kind for one in differences_in("Mandate")} == {
        "stray"
    }  # That beside, entered without a word to the journal.


# C4
def test_the_second_was_not_named_by_the_first_nor_is_the_one_concerned() -> None:
    """A puppet of the one who asks signs nothing, and whoever it is about neither asks nor signs."""
    from filiere.site.members.seat_requests import request_seat

    asker, puppet, person = make_person("label_staff"), make_person("label_staff"), make_person()
    puppet.grants.update(granted_by=asker)
    approval = request_seat(actor=asker, reason=WHY, **wanted(person))
    assert codes(sign, approval, puppet) == ["named-by-asker"]
    assert "not-for-oneself" in codes(request_seat, actor=asker, reason=WHY, **wanted(asker))
    sign(approval, make_person("label_staff"))
    assert Mandate.objects.get().user == person


def test_what_changed_since_it_was_asked_seats_nobody() -> None:
    """The seat was taken meanwhile, or the person took a role that judges may not hold."""
    from filiere.site.accounts.actions.grant_role import write_grant
    from filiere.site.accounts.rights import Role
    from filiere.site.members.seat_requests import request_seat

    asker, second, person = make_person("label_staff"), make_person("label_staff"), make_person()
    approval = request_seat(actor=asker, reason=WHY, **wanted(person))
    record_mandate(actor=OPERATOR, **wanted(make_person()))
    assert codes(sign, approval, second) == ["seat-taken"]
    other = request_seat(actor=asker, reason=WHY, **wanted(person, seat="8"))
    write_grant(actor=OPERATOR, user=person, role=Role.AUDITOR)
    assert codes(sign, other, second) == ["judge-holds-role"]
    assert not Mandate.objects.filter(user=person).exists()


def test_the_operator_enters_past_mandates_alone_and_everybody_reads_it() -> None:
    person, beside = make_person(), make_mandate("committee", "state")
    row = record_mandate(actor=OPERATOR, **wanted(person, since=timezone.localdate() - timedelta(days=400)))
    assert Entry.objects.get(act="mandate.create", subject_id=str(row.pk)).actor_key == "operator"
    told = Letter.objects.filter(kind="mandate.seat")
    assert {one.to for one in told} == {person, beside}
    assert all("l’exploitant du serveur" in one.body for one in told)


def test_a_person_who_is_erased_leaves_their_seat_and_no_name_in_the_letters() -> None:
    from filiere.site.accounts.personal_data_registry import erase_personal_data

    judge = make_mandate("committee", "employees", user=make_person(name="Zoé Partante"))
    beside = make_mandate("committee", "state")
    erase_personal_data(User.objects.get(pk=judge.pk))
    (told,) = Letter.objects.filter(kind="mandate.end")
    assert told.to == beside
    assert "Zoé" not in told.body
