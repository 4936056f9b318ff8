"""Independence, secrecy and minutes: conflicts of interest, who reads what, what the public gets, and forgery."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone
from support.scenes.committee_sample import before, decided, differing, linked, make_body, scene, vote
from support.scenes.dossier_sample import make_mandate, make_organisation, make_person

from filiere.core import Faults
from filiere.referentials.voting import recount_minutes
from filiere.site.committee.actions.conclude_item import conclude_item
from filiere.site.committee.actions.interests import confirm_recusal, declare_interest, note_recusal
from filiere.site.committee.actions.sessions import close_session, note_presence, put_on_agenda
from filiere.site.committee.actions.votes import add_note, cast_ballot, open_ballots, sign_dissent, start_round
from filiere.site.committee.agenda import Sitting, load_current_rules
from filiere.site.committee.code_labels import seat_label
from filiere.site.committee.models import Attendance, Ballot, Item, Note, Recusal, Round, Session
from filiere.site.committee.seat_composition import load_composition
from filiere.site.journal.models import Entry
from filiere.site.mail.models import Letter
from filiere.site.members.models import Mandate
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties, forget_parties

pytestmark = pytest.mark.django_db


def codes(refused: Any) -> list[str]:
    """The codes of a refusal."""
    return [fault.code for fault in refused.value.faults]


def test_a_member_whose_company_buys_from_the_candidate_stays_out() -> None:
    """The story of a conflict of interest, as in 2008: a client sat on the committee that judged its supplier."""
    place = scene()
    buyer = make_organisation(name="Donneur fictif", kind="client_company")
    customer = place.members[3]
    customer.mandate.organisation = buyer
    customer.mandate.save()
    assert "committee" in find_parties(customer, place.dossier)
    linked(buyer, place.organisation, actor=place.staff, since=place.session.day)
    forget_parties(customer)
    assert "committee" not in find_parties(customer, place.dossier)
    places = {one.seat.key: one for one in Sitting(place.item).places()}
    assert (places["employers-1"].place, places["employers-1"].grades) == ("recused", ("presumed",))
    # Nine were needed and nine were there: the quorum is gone, until a substitute takes the seat.
    with pytest.raises(Faults) as refused:
        start_round(place.item, 1, actor=place.members[0])
    assert codes(refused) == ["vote-no-quorum"]
    substitute = make_mandate("committee", "employers", "employers-1", substitute_of=customer.mandate)
    note_presence(place.session, actor=substitute)
    place.members[3] = substitute
    decided(place)
    assert place.dossier.state == "held_24"
    assert place.item.minutes["recusals"] == [
        {"seat": "employers-1", "college": "employers", "grades": ["presumed"], "place": "votes"}
    ]
    with pytest.raises(Http404):
        add_note(place.item, "Je connais bien cette entreprise.", actor=customer)
    assert not Ballot.objects.readable_by(customer, place.item).exists()


def test_a_dossier_from_which_one_is_recused_is_in_no_list() -> None:
    place = scene()
    seen = [Dossier.objects.visible_to(one).filter(pk=place.dossier.pk).exists() for one in place.members]
    assert all(seen)
    buyer = make_organisation(name="Donneur fictif", kind="client_company")
    Mandate.objects.filter(user=place.members[3]).update(organisation=buyer)
    linked(buyer, place.organisation, actor=place.staff, since=place.session.day)
    declare_interest(place.organisation, "shares", actor=place.members[1], since=place.session.day)
    asked = note_recusal(place.dossier, place.members[2], "pinned", "Un fait", actor=place.staff)
    confirm_recusal(asked, actor=place.members[5])
    seen = [Dossier.objects.visible_to(one).filter(pk=place.dossier.pk).exists() for one in place.members]
    assert seen == [True, False, False, False, True, True, True, True, True]


def test_a_declared_interest_in_a_company_of_the_group_bars_too() -> None:
    place = scene()
    place.organisation.group = "Groupe fictif"
    place.organisation.save()
    sister = make_organisation(name="Soeur fictive", group="Groupe fictif")
    declare_interest(sister, "shares", actor=place.members[1], since=place.session.day)
    assert "committee" not in find_parties(place.members[1], place.dossier)


def test_who_judged_once_does_not_judge_the_appeal() -> None:
    place = decided(scene(), "refuse")
    perform_act(place.dossier, "appeal", actor=place.candidate)
    # The one who signed the decision, and one who only voted; their mandates over, they join the panel.
    for judge in (place.members[0], place.members[4]):
        Mandate.objects.filter(user=judge).update(until=place.session.day - timedelta(days=1))
        make_mandate("appeal_panel", "employees", f"panel-{judge.pk}", user=judge)
        forget_parties(judge)
        assert "appeal_panel" not in find_parties(judge, place.dossier)
    other = make_mandate("appeal_panel", "employees", "panel-other")
    assert "appeal_panel" in find_parties(other, place.dossier)
    make_mandate("committee", "employees", "employees-5", user=other)
    forget_parties(other)
    assert "appeal_panel" not in find_parties(other, place.dossier)


def test_an_empty_college_is_shown_with_what_it_does() -> None:
    """A union that refuses to sit leaves empty seats, and the page says what that costs."""
    dossier = before()
    make_body(colleges={"employers": 5, "state": 2, "consumers": 2, "experts": 2})
    ahead = Sitting(Item(dossier=dossier, session=Session(instance="committee"), state=dossier.state)).best_quorum
    assert not ahead.is_possible
    assert ahead.why[0].fr.endswith("5 sièges vides ; 0 votant au mieux, il en faut 1")


def test_a_recusal_is_noted_once() -> None:
    place = scene()
    note_recusal(place.dossier, place.members[2], "administrative", "Décision du comité", actor=place.staff)
    with pytest.raises(Faults) as refused:
        note_recusal(place.dossier, place.members[2], "administrative", "Décision du comité", actor=place.staff)
    assert codes(refused) == ["recusal-known"]
    assert Recusal.objects.count() == 1


def test_an_item_whose_dossier_moves_falls_off_by_itself() -> None:
    place = scene()
    Letter.objects.all().delete()
    perform_act(place.dossier, "give_up", actor=place.candidate)
    item = Item.objects.get()
    assert item.status == "fallen"
    assert "état" in item.fallen_why["fr"]
    assert Letter.objects.filter(kind="item.fall", to=place.members[3]).exists()
    assert Entry.objects.filter(act="item.fall", subject_id=item.key).exists()


def test_a_dossier_is_on_one_agenda_before_its_own_body() -> None:
    place = scene()
    with pytest.raises(Faults) as refused:
        put_on_agenda(place.session, place.dossier, actor=place.staff)
    assert codes(refused) == ["already-on-an-agenda"]
    with pytest.raises(Faults) as refused:
        put_on_agenda(place.session, before("award_appeal"), actor=place.staff)
    assert codes(refused) == ["not-before-this-body"]


def test_ballots_are_read_by_nobody_before_the_opening() -> None:
    place = scene()
    start_round(place.item, 1, actor=place.members[0])
    cast_ballot(place.item, "refuse", "Critère 3", actor=place.members[1])
    for reader in (*place.members, place.staff, place.candidate):
        assert not Ballot.objects.readable_by(reader, place.item).exists()
    for member in (place.members[0], *place.members[2:]):
        cast_ballot(place.item, "refuse", "Critère 3", actor=member)
    open_ballots(place.item, actor=place.members[0])
    assert Ballot.objects.readable_by(place.members[4], place.item).count() == 9
    for stranger in (place.staff, place.candidate, make_person()):
        assert not Ballot.objects.readable_by(stranger, place.item).exists()
    declare_interest(place.organisation, "shares", actor=place.members[4], since=place.session.day)
    assert not Ballot.objects.readable_by(place.members[4], place.item).exists()


def test_the_journal_holds_no_vote_and_no_words() -> None:
    place = scene()
    add_note(place.item, "Le dialogue social m’inquiète.", actor=place.members[2])
    decided(place)
    told = str(list(Entry.objects.values_list("payload__body", flat=True)))
    assert "inquiète" not in told
    assert "critère gov-3" not in told
    for entry in Entry.objects.filter(act="ballot.cast").select_related("payload"):
        assert set(entry.payload.body) == {"item", "round", "commitment"}


def test_a_word_of_the_debate_changed_or_gone_behind_the_journal_is_seen() -> None:
    place = scene()
    add_note(place.item, "Le dialogue social m’inquiète.", actor=place.members[2])
    assert differing() == []
    Note.objects.update(text="Tout va bien.")
    assert [(one.table, one.kind, one.fields) for one in differing()] == [("committee_note", "changed", ("text",))]
    Note.objects.update(text="")
    assert [one.kind for one in differing()] == ["changed"]
    Note.objects.all().delete()
    assert [(one.table, one.kind) for one in differing()] == [("committee_note", "missing")]


def test_counts_changed_behind_the_journal_are_seen() -> None:
    place = scene()
    vote(place, "abstain", number=1)
    vote(place, "granted_24")
    assert differing() == []
    for field in ("first_counts", "second_counts"):
        before = getattr(Item.objects.get(pk=place.item.pk), field)
        for value in ({**before, "granted_24": 99}, None):
            Item.objects.filter(pk=place.item.pk).update(**{field: value})
            assert [(one.table, one.kind, one.fields) for one in differing()] == [
                ("committee_item", "changed", (field,))
            ]
        Item.objects.filter(pk=place.item.pk).update(**{field: before})


def test_only_who_voted_otherwise_signs_a_minority_opinion() -> None:
    place = scene()
    vote(place, "abstain", number=1)
    vote(place, ["refuse"] + ["granted_24"] * 8)
    with pytest.raises(Faults) as refused:
        sign_dissent(place.item, "Non.", actor=place.members[1])
    assert codes(refused) == ["no-dissent"]
    sign_dissent(place.item, "La majorité oublie les temps de pause.", actor=place.members[0])
    with pytest.raises(Faults) as refused:
        sign_dissent(place.item, "Encore.", actor=place.members[0])
    assert codes(refused) == ["dissent-twice"]


def test_the_minutes_of_a_session_are_sealed_and_name_no_voter() -> None:
    place = scene()
    vote(place, "abstain", number=1)
    vote(place, ["refuse"] + ["granted_24"] * 8)
    sign_dissent(place.item, "La majorité oublie les temps de pause.", actor=place.members[0])
    with pytest.raises(Faults) as refused:
        close_session(place.session, actor=place.members[0])
    assert codes(refused) == ["session-items-open"]
    conclude_item(place.item, "Les écarts sont levés.", actor=place.members[0])
    closed = close_session(place.session, actor=place.members[0])
    for member in place.members:
        assert member.key not in str(closed.minutes)
        assert member.email not in str(closed.minutes)
    assert closed.minutes["items"][0]["minority"] == [
        {"college": None, "text": "La majorité oublie les temps de pause.", "name": None}
    ]
    recount_minutes(closed.minutes["items"][0]["minutes"], load_release(place.dossier))
    assert differing() == []


def test_a_refused_company_is_not_named_in_public() -> None:
    place = decided(scene(), "refuse")
    closed = close_session(place.session, actor=place.members[0])
    assert closed.minutes["items"][0]["organisation"] is None
    assert place.organisation.name not in str(closed.minutes)


def test_a_decision_changed_behind_the_journal_is_found() -> None:
    place = decided(scene())
    forged = {**place.item.minutes, "outcome": {**place.item.minutes["outcome"], "carried": "refuse"}}
    Item.objects.filter(pk=place.item.pk).update(minutes=forged)
    assert [one.fields for one in differing()] == [("minutes_body",)]


@pytest.mark.parametrize("field", ["outcome", "seats", "counted_at", "left_at"])
def test_what_was_made_of_a_vote_changed_behind_the_journal_is_found(field: str) -> None:
    """The outcome that letters print, who sat where, when ballots were counted, and who was there."""
    place = decided(scene())
    close_session(place.session, actor=place.members[0])
    assert differing() == []
    later = timezone.now() + timedelta(hours=1)
    if field == "outcome":
        place.item.outcome["text"]["fr"] = "Label refusé"
        Item.objects.filter(pk=place.item.pk).update(outcome=place.item.outcome)
    elif field == "seats":
        Item.objects.filter(pk=place.item.pk).update(seats=place.item.seats[1:])
    elif field == "counted_at":
        Round.objects.filter(item=place.item, number=2).update(counted_at=later)
    else:
        Attendance.objects.filter(session=place.session, user=place.members[2]).update(left_at=later)
    assert [one.kind for one in differing()] == ["changed"]


def test_empty_seats_take_no_number_that_is_held() -> None:
    make_mandate("committee", "employees", "employees 2")
    body = load_composition(load_current_rules("committee"), timezone.localdate())
    numbers = [seat_label(one.key).fr for one in body.seats if one.college == "employees"]
    assert len(numbers) == len(set(numbers))
    assert "siège 2" in numbers
