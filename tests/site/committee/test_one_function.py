"""One person does one thing about a dossier, signed or not: all who audited, voted or ran it count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone
from support.scenes.audit_sample import Clock, audited, drawn, name_and_accept, some_questions, to_audit, write
from support.scenes.committee_sample import before, decided, scene
from support.scenes.dossier_sample import at, make_mandate, make_person

from filiere.core import Faults
from filiere.site.accounts.actions.create_account import create_account
from filiere.site.accounts.actions.erase_person import erase_person
from filiere.site.accounts.actions.grant_role import grant_role
from filiere.site.accounts.actions.withdraw_role import withdraw_role
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import OPERATOR, Role
from filiere.site.audit.actions.name_auditor import end_mission, name_auditor
from filiere.site.audit.models import Mission, Plan, Round
from filiere.site.candidature.models import Payment
from filiere.site.committee.actions.interests import confirm_recusal, note_recusal
from filiere.site.committee.actions.votes import add_note, start_round
from filiere.site.committee.exclusion_reasons import find_exclusion_reasons, find_person_exclusion
from filiere.site.committee.models import ExceptionAct, Hearing
from filiere.site.committee.prior_involvement import iterate_acts
from filiere.site.holders.models import Alert, FollowUp, Place, Proof
from filiere.site.members.models import Mandate
from filiere.site.register.models import Complaint, ComplaintStep
from filiere.site.workflow.models import Dossier, Signature
from filiere.site.workflow.parties import find_parties

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, db: Any) -> Clock:
    """The clock of the site, in the year of the release."""
    return Clock(monkeypatch)


def held(user: Any, dossier: Any) -> frozenset[str]:
    """What a person is in a dossier, looked up afresh."""
    return find_parties(User.objects.get(pk=user.pk), dossier)


def second_auditor(clock: Clock) -> tuple[Any, Any]:
    """A dossier under audit, and an auditor who joined, wrote in the form, signed nothing and left."""
    dossier, _ = audited(clock)
    second = name_and_accept(dossier)
    assert write(dossier, second, f"{some_questions(1)[0]}:finding", "major").ids
    actor = User.objects.get(pk=second.pk)
    end_mission(actor=actor, dossier=dossier, mission=Mission.objects.get(auditor=second), why="Fini")
    withdraw_role(actor=OPERATOR, user=second, role=Role.AUDITOR)
    assert not Signature.objects.filter(person=second).exists()
    return dossier, second


# C4
def test_an_auditor_who_signed_nothing_judges_no_dossier_of_the_company(clock: Clock) -> None:
    """Only who hands the report signs it. Neither by rights, nor in lists, nor in the count of a quorum."""
    dossier, second = second_auditor(clock)
    coming = before(organisation=dossier.organisation)
    make_mandate("committee", "experts", user=second)
    stranger = make_mandate("committee", "experts", "experts-2")
    for one in (dossier, coming):
        assert held(second, one) == frozenset()
        told = {found.ground for found in find_exclusion_reasons(one, [second, stranger], clock.day, "committee")}
        assert told >= {"audited"}
        assert {found.person for found in find_exclusion_reasons(one, [second, stranger], clock.day, "committee")} == {
            second.key
        }
    assert not Dossier.objects.visible_to(User.objects.get(pk=second.pk)).exists()
    assert held(stranger, coming) == {"committee"}


# C4
def test_an_auditor_who_signed_nothing_does_not_run_a_dossier_of_the_company(clock: Clock) -> None:
    dossier, second = second_auditor(clock)
    grant_role(actor=OPERATOR, user=second, role=Role.LABEL_STAFF)
    assert held(second, dossier) == frozenset()
    user = User.objects.get(pk=second.pk)
    assert "staff" in find_parties(user, dossier, clock.day + timedelta(days=3 * 365 + 1))


# C4
def test_an_auditor_who_signed_nothing_comes_back_under_no_other_account(clock: Clock) -> None:
    dossier, second = second_auditor(clock)
    User.objects.filter(pk=second.pk).update(email="auditrice@exemple.invalid")
    gone = User.objects.get(pk=second.pk)
    erase_person(actor=gone, user=gone)
    back, _ = create_account(actor=OPERATOR, email="auditrice@exemple.invalid", name="De retour", language="fr")
    assert dossier.organisation_id in find_person_exclusion(back, clock.day).tied


# C4
def test_a_member_who_voted_and_signed_nothing_does_not_audit_that_dossier(clock: Clock) -> None:
    """One member concludes and signs; the others decided as much."""
    place = decided(scene())
    judge = place.members[3]
    assert not Signature.objects.filter(person=judge).exists()
    Mandate.objects.filter(user=judge).delete()
    grant_role(actor=OPERATOR, user=User.objects.get(pk=judge.pk), role=Role.AUDITOR)
    at(place.dossier, "follow_up")
    clock.on(place.dossier.events.last().day + timedelta(days=1))
    dossier, auditor = Dossier.objects.get(pk=place.dossier.pk), User.objects.get(pk=judge.pk)
    with pytest.raises(Faults) as refused:
        name_auditor(actor=make_person("label_staff"), dossier=dossier, auditor=auditor, firm="Cabinet Fictif")
    assert [one.code for one in refused.value.faults] == ["audit-apart"]
    # One who was let in before that rule is no auditor either.
    other = name_and_accept(dossier)
    assert held(other, dossier) == {"auditor"}
    Mission.objects.filter(auditor=other).update(auditor=auditor)
    assert held(auditor, dossier) == frozenset()


def _alert(dossier: Any, **by: Any) -> Alert:
    now = timezone.now()
    return Alert.objects.create(dossier=dossier, kind="other", told_on=now.date(), at=now, **by)


def pay(dossier: Any, person: Any) -> None:
    """Record a payment, which leaves no event where it is late."""
    now = timezone.now()
    Payment.objects.create(
        dossier=dossier, amount=10, received_on=now.date(), recorded_by=person, recorded_at=now, form="f"
    )


def accuse(dossier: Any, person: Any) -> None:
    """Raise a fact for the State, with which a colleague opens the review."""
    _alert(dossier, party="state", by=person)


def dismiss(dossier: Any, person: Any) -> None:
    """Dismiss a complaint about the holder."""
    now = timezone.now()
    one = Complaint.objects.create(dossier=dossier, tracking_hash="a" * 64, capacity="other", received_at=now)
    ComplaintStep.objects.create(complaint=one, number=1, kind="dismissed", by=person, at=now)


def prepare(dossier: Any, person: Any) -> None:
    """Plan the audit, as one of the staff."""
    now = timezone.now()
    opened = Round.objects.create(dossier=dossier, kind="initial", number=9, since=99, opened=now.date())
    Plan.objects.create(round=opened, at=now, by=person, opening=now.date(), visits=[])


def plan(dossier: Any, person: Any) -> None:
    """Plan the control of the holder."""
    now = timezone.now()
    FollowUp.objects.create(dossier=dossier, kind="site", planned_on=now.date(), by=person, at=now)


def refuse(dossier: Any, person: Any) -> None:
    """Refuse a proof that the logo is gone."""
    now = timezone.now()
    place = Place.objects.create(dossier=dossier, kind="website", listed_on=now.date(), at=now)
    Proof.objects.create(place=place, given_on=now.date(), at=now, refused_on=now.date(), refused_by=person)


@pytest.mark.parametrize("did", [pay, accuse, dismiss, prepare, plan, refuse])
def test_whoever_ran_or_accused_a_holder_by_an_act_without_event_does_not_judge_it(
    did: Callable[[Any, Any], None],
) -> None:
    place, person = scene(heard=False), make_person()
    did(place.dossier, person)
    make_mandate("committee", "experts", "experts-2", user=person)
    assert "committee" not in held(person, place.dossier)
    found = find_exclusion_reasons(place.dossier, [person, place.members[3]], place.session.day, "committee")
    assert [(one.person, one.ground) for one in found] == [(person.key, "acted")]


def draw(dossier: Any, person: Any, clock: Clock) -> None:
    """Seal the list of the sites, and draw from it."""
    drawn(dossier, clock, person)


def settle_first(dossier: Any, person: Any) -> None:
    """Say, as a member, that a question is settled."""
    _alert(dossier, party="time", settling_by=person, settling_college="employees")


@pytest.mark.parametrize("did", [draw, accuse, dismiss, settle_first, pay, refuse])
def test_whoever_drew_the_sites_accused_or_ran_a_dossier_does_not_audit_it(
    clock: Clock, did: Callable[..., None]
) -> None:
    """One of the staff who is an auditor too sealed and drew the sites first; a colleague then named them."""
    dossier, both = to_audit(), make_person("label_staff", "auditor")
    did(dossier, both, *((clock,) if did is draw else ()))
    with pytest.raises(Faults) as refused:
        name_auditor(
            actor=make_person("label_staff"),
            dossier=Dossier.objects.get(pk=dossier.pk),
            auditor=User.objects.get(pk=both.pk),
            firm="Cabinet Fictif",
        )
    assert [one.code for one in refused.value.faults] == ["audit-apart"]
    # One who was let in before that rule is no auditor either; one who did nothing is.
    other = name_and_accept(Dossier.objects.get(pk=dossier.pk))
    assert held(other, dossier) == {"auditor"}
    Mission.objects.update(auditor=both)
    assert "auditor" not in held(both, dossier)


def settle(place: Any, member: Any) -> None:
    """Say first that a question is settled, which a member of another college confirms."""
    _alert(place.dossier, party="time", settling_by=member, settling_college="employees")


def debate(place: Any, member: Any) -> None:
    """Speak in the debate, and leave before the vote."""
    add_note(place.item, "Le constat 12 est grave.", actor=member)


def ask(place: Any, member: Any) -> None:
    """Ask for a suspension at once, which nobody confirms."""
    given = {"state": "explaining", "entered": 1, "first_college": "employees", "asked_on": place.session.day}
    ExceptionAct.objects.create(dossier=place.dossier, action="suspend_at_once", first=member, **given)


def open_round(place: Any, member: Any) -> None:
    """Open a vote, and leave before casting a ballot."""
    start_round(place.item, 1, actor=member)


def note(place: Any, member: Any) -> None:
    """Note what came of a hearing, as a member."""
    Hearing.objects.filter(dossier=place.dossier).update(noted_by=member)


def confirm(place: Any, member: Any) -> None:
    """Confirm that a colleague stays out."""
    asked = note_recusal(place.dossier, place.members[1], "pinned", "Détient des parts", actor=place.staff)
    confirm_recusal(asked, actor=member)


def alert(place: Any, member: Any) -> None:
    """Raise a fact, as a member."""
    _alert(place.dossier, party="committee", by=member)


@pytest.mark.parametrize("did", [settle, debate, ask, open_round, note, confirm, alert])
def test_whoever_judged_as_a_member_without_a_vote_hears_no_appeal_and_still_sits(
    did: Callable[[Any, Any], None],
) -> None:
    place = scene()
    did(place, place.members[3])
    assert "committee" in held(place.members[3], place.dossier)
    day = place.session.day + timedelta(days=1)
    Mandate.objects.filter(user=place.members[3]).update(until=place.session.day)
    assert not find_exclusion_reasons(place.dossier, [place.members[3]], day, "committee")
    assert find_exclusion_reasons(place.dossier, [place.members[3]], day, "appeal_panel")


def test_an_auditor_who_was_named_and_never_let_in_did_nothing(clock: Clock) -> None:
    dossier, _ = audited(clock)
    named, judge = make_person("auditor"), make_person()
    name_auditor(actor=make_person("label_staff"), dossier=dossier, auditor=named, firm="Cabinet Fictif")
    Mission.objects.filter(auditor=named).update(auditor=judge)
    make_mandate("committee", "experts", user=judge)
    assert Round.objects.get().missions.filter(auditor=judge, accepted_on=None).exists()
    assert held(judge, dossier) == {"committee"}
    assert not find_exclusion_reasons(dossier, [judge], clock.day, "committee")


SILENT = {
    # The company's own side: its people are tied to it.
    "candidature": {"Answer.saved_by", "AnswerVersion.saved_by", "Carried.accepted_by", "Opinion.person"}
    | {"WorkbookDraft.person"},
    "evidence": {"Document.added_by", "Request.answered_by", "Use.added_by"}
    # Auditors, whose missions count, ask the company.
    | {"Request.asked_by"},
    "audit": {"Change.author", "Finding.by", "Lifting.judged_by", "Statement.by", "VisitRefusal.by"}
    | {"Lifting.offered_by"},
    "holders": {"Place.by", "Progress.by", "Proof.by", "Statement.by"},
    # Of no dossier, or what members of the body do in it, who vote.
    "committee": {"Attendance.user", "BusinessLink.noted_by", "Dissent.user", "ExceptionAct.second", "Interest.user"}
    | {"Item.decided_by", "NoTieStatement.user", "Recusal.user"}
    | {"Session.called_by", "Session.chair", "Session.closing_by"},
    # Whoever follows a holder did nothing about it.
    "register": {"Follow.user"},
}


# C4
def test_every_column_that_names_whoever_did_something_about_a_dossier_is_told_or_says_why_not() -> None:
    """Guard of a class: a new table of acts keeps those who did them from judging, or stands above with a reason."""
    told = {(one.model._meta.label, one.query.values_select[0]) for one in iterate_acts([], [])}
    wrong = []
    for label in ("dossiers", "candidature", "evidence", "audit", "committee", "holders", "register"):
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.get_fields():
                if not field.concrete or field.related_model is not User:
                    continue
                name = f"{model.__name__}.{field.name}"
                if ((f"{label}.{model.__name__}", field.name) in told) is (name in SILENT.get(label, ())):
                    wrong.append(f"{label}.{name}")
    assert wrong == []
