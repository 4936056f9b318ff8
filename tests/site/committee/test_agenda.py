"""What time and other apps do to an agenda: overdue decisions come by themselves, ties known elsewhere bar."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from support.scenes.committee_sample import NOTICE, before, call, differing, make_body, scene
from support.scenes.dossier_sample import at, make_dossier, make_mandate, make_organisation, make_person

from filiere.core import seal
from filiere.site.accounts.personal_data_registry import erase_personal_data, export_personal_data
from filiere.site.candidature.models import MirrorLink
from filiere.site.committee.actions.interests import declare_interest
from filiere.site.committee.actions.sessions import call_session
from filiere.site.committee.actions.votes import add_note, cast_ballot, start_round
from filiere.site.committee.models import Interest, Item, Note
from filiere.site.members.models import Mandate
from filiere.site.workflow.actions.run_due_events import run_due
from filiere.site.workflow.parties import find_parties, forget_parties

pytestmark = pytest.mark.django_db


def late_dossier(days: int = 80) -> Any:
    """A dossier opened so many days ago, which stands before the committee for some days less."""
    dossier = make_dossier(opened=timezone.localdate() - timedelta(days=days))
    return at(dossier, "before_committee", bodies={"decision": {"proposed_level": "granted_24"}})


def test_an_overdue_decision_goes_on_the_next_agenda_by_itself() -> None:
    dossier, day = late_dossier(40), timezone.localdate()
    on = day + timedelta(days=60)
    session = call_session(actor=make_person("label_staff"), instance="committee", on=on, at=time(9), place="Paris")
    assert not Item.objects.exists()
    run_due(on)
    assert Item.objects.get().dossier == dossier
    assert Item.objects.get().session == session
    run_due(on)
    assert Item.objects.count() == 1


def test_a_session_that_is_called_takes_in_what_is_overdue() -> None:
    dossier, day = late_dossier(), timezone.localdate()
    before()
    run_due(day)
    call_session(actor=make_person("label_staff"), instance="committee", on=day + NOTICE, at=time(9), place="Paris")
    assert [one.dossier for one in Item.objects.all()] == [dossier]


def test_a_client_and_its_outsourcer_who_compare_their_answers_are_tied() -> None:
    place = scene()
    client = make_organisation(name="Donneur fictif", kind="client_company")
    Mandate.objects.filter(pk=place.members[4].mandate.pk).update(organisation=client)
    now = timezone.now()
    link = MirrorLink.objects.create(
        client=client, outsourcer=place.organisation, asked_by=client, asked_at=now, client_agreed_at=now
    )
    assert "committee" in find_parties(place.members[4], place.dossier)
    link.outsourcer_agreed_at = now
    link.save()
    forget_parties(place.members[4])
    assert "committee" not in find_parties(place.members[4], place.dossier)


def test_a_person_is_told_all_that_is_held_and_erased_but_for_the_vote() -> None:
    place = scene()
    member = place.members[1]
    start_round(place.item, 1, actor=place.members[0])
    cast_ballot(place.item, "refuse", "Critère 3", actor=member)
    add_note(place.item, "Un mot du débat.", actor=member)
    declare_interest(make_organisation(), "shares", actor=member, since=place.session.day, note="Douze parts.")
    held = export_personal_data(member)["committee"]
    (mine,) = held["ballots"]
    assert mine["choice"] == "refuse"
    # With what they are given, a person finds their own ballot among the fingerprints of the minutes.
    assert seal({key: value for key, value in mine.items() if key not in ("item", "commitment")}) == mine["commitment"]
    assert held["interests"][0]["note"] == "Douze parts."
    erase_personal_data(member)
    assert (Note.objects.get().text, Interest.objects.get().note) == ("", "")
    assert differing() == []


def test_a_panel_and_a_committee_are_called_apart() -> None:
    make_body()
    judge = make_mandate("appeal_panel", "state")
    session = call(make_person("label_staff"), "appeal_panel")
    from filiere.site.mail.models import Letter

    assert {one.to for one in Letter.objects.filter(about=f"session:{session.key}")} == {judge}
