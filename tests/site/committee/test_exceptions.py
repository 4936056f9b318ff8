"""Hearings and exceptions: nobody alone, nobody unheard, nothing before its day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from support.scenes.committee_sample import NOTICE, before, decided, differing, make_body, scene
from support.scenes.dossier_sample import make_member, make_organisation, make_person

from filiere.core import Faults
from filiere.site.committee.actions.hearings import decline_hearing, note_hearing, offer_hearing
from filiere.site.committee.actions.interests import declare_interest
from filiere.site.committee.actions.jointly_signed_acts import confirm_exception, request_exception
from filiere.site.committee.actions.sessions import call_session, close_session
from filiere.site.committee.models import ExceptionAct, Hearing
from filiere.site.committee.procedure_conditions import answer_heard
from filiere.site.kit.rights import RightRefused
from filiere.site.mail.models import Letter
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.parties import forget_parties

pytestmark = pytest.mark.django_db


def codes(refused: Any) -> list[str]:
    """The codes of a refusal."""
    return [fault.code for fault in refused.value.faults]


def test_a_suspension_at_once_takes_two_people_of_different_colleges() -> None:
    dossier, members = before("under_review"), make_body()
    asked = request_exception(dossier, "suspend_at_once", "Condamnation publiée ce matin.", actor=members[0])
    assert dossier.state == "under_review"
    for actor, code in ((members[0], "exception-alone"), (members[1], "exception-college")):
        with pytest.raises(Faults) as refused:
            confirm_exception(asked, actor=actor)
        assert codes(refused) == [code]
    confirm_exception(asked, actor=members[3])
    dossier.refresh_from_db()
    assert dossier.state == "suspended"
    signers = dossier.events.last().signatures.all()
    assert {one.college for one in signers} == {"employees", "employers"}
    with pytest.raises(Faults) as refused:
        confirm_exception(asked, actor=members[4])
    assert codes(refused) == ["exception-over"]
    assert differing() == []


def test_one_person_alone_cannot_do_the_act_on_another_way() -> None:
    dossier, members = before("under_review"), make_body()
    with pytest.raises(Faults) as refused:
        perform_act(dossier, "suspend_at_once", actor=members[0])
    assert codes(refused) == ["jointly"]


def test_an_auditor_let_in_by_exception_shows_in_the_public_minutes() -> None:
    dossier = before("naming_auditor")
    place = decided(scene())
    asked = request_exception(dossier, "waive_independence", "Seule auditrice disponible.", actor=place.members[0])
    confirm_exception(asked, actor=place.members[3])
    closed = close_session(place.session, actor=place.members[0])
    (one,) = closed.minutes["exceptions"]
    assert (one["action"], one["colleges"]) == ("waive_independence", ["employees", "employers"])
    assert ExceptionAct.objects.get().published_in == closed


def test_an_exception_that_the_state_does_not_know_is_refused() -> None:
    members = make_body()
    with pytest.raises(Faults) as refused:
        request_exception(before(), "waive_independence", "Non", actor=members[0])
    assert codes(refused) == ["exception-unknown"]


def test_a_recused_member_signs_no_exception() -> None:
    dossier, members = before("under_review"), make_body()
    asked = request_exception(dossier, "suspend_at_once", "Fait grave.", actor=members[0])
    declare_interest(dossier.organisation, "family", actor=members[0], since=timezone.localdate())
    with pytest.raises(Faults) as refused:
        confirm_exception(asked, actor=members[3])
    assert codes(refused) == ["exception-first-gone"]
    dossier.refresh_from_db()
    assert dossier.state == "under_review"


def test_a_hearing_is_held_declined_or_let_pass_in_its_time() -> None:
    organisation = make_organisation()
    candidate, staff = make_member(organisation), make_person("label_staff")
    dossier, day = before(organisation=organisation), timezone.localdate()
    with pytest.raises(Faults) as refused:
        decline_hearing(dossier, "Nous renonçons.", actor=candidate)
    assert codes(refused) == ["hearing-not-offered"]
    offer_hearing(dossier, actor=staff, on=day + timedelta(days=3), place="Paris")
    for outcome, code in (("held", "hearing-not-yet"), ("let_pass", "hearing-day-to-come")):
        with pytest.raises(Faults) as refused:
            note_hearing(dossier, outcome, "…", actor=staff)
        assert codes(refused) == [code]
    with pytest.raises(RightRefused):
        decline_hearing(dossier, "Ils renoncent.", actor=staff)
    assert answer_heard(dossier, day) is None
    decline_hearing(dossier, "Nous renonçons.", actor=candidate)
    assert answer_heard(dossier, day) is True
    assert answer_heard(dossier, day - timedelta(days=1)) is None
    with pytest.raises(Faults) as refused:
        note_hearing(dossier, "held", "…", actor=staff)
    assert codes(refused) == ["hearing-done"]
    assert Hearing.objects.get().noted_by == candidate
    assert differing() == []


@pytest.mark.parametrize("noted_by", ["staff", "member"])
def test_a_day_offered_on_its_eve_that_nobody_came_to_is_no_hearing(noted_by: str) -> None:
    """One of the staff offered a day late in the evening, and noted on the next that the company let it pass."""
    staff, judge = make_person("label_staff"), make_body()[0]
    dossier, day = before(), timezone.localdate()
    actor = staff if noted_by == "staff" else judge
    for days in (0, 4):
        offer_hearing(dossier, actor=staff, on=day + timedelta(days=days), place="Paris")
        with pytest.raises(Faults) as refused:
            note_hearing(dossier, "let_pass", "Personne.", actor=actor, day=day + timedelta(days=days + 1))
        assert codes(refused) == ["hearing-short-notice"]
        assert answer_heard(dossier, day + timedelta(days=days + 1)) is None
    offer_hearing(dossier, actor=staff, on=day + NOTICE, place="Paris")
    note_hearing(dossier, "let_pass", "Personne.", actor=actor, day=day + NOTICE + timedelta(days=1))
    assert answer_heard(dossier, day + NOTICE + timedelta(days=1)) is True


def test_only_the_staff_calls_a_session() -> None:
    members = make_body()
    with pytest.raises(RightRefused):
        call_session(actor=members[0], instance="committee", on=timezone.localdate(), at=None, place="Paris")  # type: ignore[arg-type]


def test_a_first_signer_who_stands_aside_does_not_hold_the_act_up() -> None:
    """Confirming is refused in words; another asks in their turn, the past request lapses, and it is done."""
    dossier, members = before("under_review"), make_body()
    asked = request_exception(dossier, "suspend_at_once", "Condamnation publiée ce matin.", actor=members[0])
    with pytest.raises(Faults) as refused:
        request_exception(dossier, "suspend_at_once", "La même.", actor=members[3])
    assert codes(refused) == ["exception-asked"]
    declare_interest(dossier.organisation, "shares", actor=members[0], since=timezone.localdate())
    for actor in members[3:5]:
        forget_parties(actor)
    with pytest.raises(Faults) as refused:
        confirm_exception(asked, actor=members[3])
    assert codes(refused) == ["exception-first-gone"]
    again = request_exception(dossier, "suspend_at_once", "La même, signée par un autre.", actor=members[3])
    asked.refresh_from_db()
    assert asked.lapsed_on == timezone.localdate()
    with pytest.raises(Faults) as refused:
        confirm_exception(asked, actor=members[1])
    assert codes(refused) == ["exception-over"]
    confirm_exception(again, actor=members[1])
    dossier.refresh_from_db()
    assert dossier.state == "suspended"
    assert differing() == []


def test_the_company_and_the_members_read_what_is_noted_of_a_hearing() -> None:
    scene()
    letters = Letter.objects.filter(kind="hearing.note")
    assert letters.count() == 10  # Nine members and the candidate.
    assert "Inscrit au dossier" in letters.first().body
