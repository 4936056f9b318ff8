"""What one of the staff may take off an agenda, until when, and that it stands who did it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from support.scenes.committee_sample import NOTICE, before, call, differing, make_body, put
from support.scenes.dossier_sample import at, make_dossier, make_mandate, make_person

from filiere.core import Faults
from filiere.site.committee.actions.sessions import call_session, close_session, open_session, take_off_agenda
from filiere.site.committee.models import Item, Session
from filiere.site.journal.models import Entry
from filiere.site.kit.rights import RightRefused
from filiere.site.mail.models import Letter
from filiere.site.workflow.actions.run_due_events import run_due
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties

pytestmark = pytest.mark.django_db


def listed(days: int) -> Any:
    """A dossier on the agenda of a session in so many days, listed in time."""
    members, staff, dossier = make_body(), make_person("label_staff"), before()
    session = call(staff, on=timezone.localdate() + timedelta(days=days))
    return SimpleNamespace(
        members=members, staff=staff, dossier=dossier, session=session, item=put(session, dossier, staff)
    )


def staff_page(place: Any) -> tuple[Client, str]:
    """A browser of one of the staff, and the address of the item."""
    browser = Client()
    browser.force_login(place.staff)
    return browser, f"/fr/dossiers/{place.dossier.key}/committee/{place.item.key}/"


def test_an_item_is_taken_off_with_its_reason_which_everybody_reads() -> None:
    place = listed(NOTICE.days)
    staff, path = staff_page(place)
    refused = staff.post(f"{path}off/", {"off-reason": " "})
    assert (refused.status_code, refused.content.decode().count("Rien n’a été enregistré.")) == (422, 1)
    with pytest.raises(Faults) as unsaid:
        take_off_agenda(place.item, " . ", actor=place.staff)
    assert [one.code for one in unsaid.value.faults] == ["words-missing"]
    with pytest.raises(RightRefused):
        take_off_agenda(place.item, "Pièce à revoir", actor=place.members[0])
    reason = "Une pièce <b>attendue</b>\nmanque."
    assert staff.post(f"{path}off/", {"off-reason": reason}).status_code == 302
    place.item.refresh_from_db()
    said = "Une pièce <b>attendue</b> manque"
    assert place.item.status == "fallen"
    assert place.item.fallen_why["fr"] == f"retiré par l’équipe du label ({said})"
    assert said in place.item.fallen_why["en"]
    assert said in str(Entry.objects.get(act="item.fall", subject_id=place.item.key).payload.body)
    assert {said in one.body for one in Letter.objects.filter(kind="item.fall")} == {True}
    Session.objects.update(day=timezone.localdate())
    close_session(open_session(place.session, actor=place.members[0]), actor=place.members[0])
    public = Client().get(f"/fr/committee/sessions/{place.session.key}/").content.decode()
    assert "Une pièce &lt;b&gt;attendue&lt;/b&gt; manque" in public
    assert differing() == []


@pytest.mark.parametrize("state", ["fixed", "open", "late"])
def test_nothing_is_taken_off_an_agenda_that_members_were_given_nor_what_the_procedure_put_there(state: str) -> None:
    """One of the staff took an item off before it was dealt with, and nobody could put it on again for five days."""
    if state == "late":
        day = timezone.localdate()
        dossier = make_dossier(opened=day - timedelta(days=80))
        at(dossier, "before_committee", bodies={"decision": {"proposed_level": "granted_24"}})
        run_due(day)
        staff = make_person("label_staff")
        session = call_session(
            actor=staff, instance="committee", on=day + NOTICE, at=timezone.now().time(), place="Paris"
        )
        place = SimpleNamespace(staff=staff, dossier=dossier, session=session, item=Item.objects.get())
    else:
        place = listed(NOTICE.days - 1 if state == "fixed" else 0)
    if state == "open":
        open_session(place.session, actor=place.members[0])
    staff, path = staff_page(place)
    assert f"{path}off/" not in staff.get(path).content.decode()
    assert staff.post(f"{path}off/", {"off-reason": "Pièce à revoir"}).status_code == 422
    assert Item.objects.get().status == "listed"
    with pytest.raises(Faults) as refused:
        take_off_agenda(place.item, "Pièce à revoir", actor=place.staff)
    assert [one.code for one in refused.value.faults] == ["item-overdue" if state == "late" else "item-announced"]


def test_whoever_took_an_item_off_stands_with_it_and_does_not_judge_it() -> None:
    place = listed(NOTICE.days)
    other = make_person("label_staff")
    staff, path = staff_page(place)
    assert f"{path}off/" in staff.get(path).content.decode()
    take_off_agenda(place.item, "Pièce à revoir", actor=other)
    assert Item.objects.get().taken_off_by == other
    judge = make_mandate("committee", "experts", "experts-2")
    Item.objects.update(taken_off_by=judge)
    assert find_parties(judge, Dossier.objects.get()) == frozenset()
