"""A session from its call to sealed minutes, and everything that must not happen in between."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from support.scenes.committee_sample import decided, differing, scene, vote
from support.scenes.dossier_sample import make_mandate

from filiere.core import Faults
from filiere.referentials.voting import recount_minutes
from filiere.site.accounts.sealing import seal_text
from filiere.site.committee.actions.conclude_item import conclude_item
from filiere.site.committee.actions.interests import declare_interest, note_recusal
from filiere.site.committee.actions.sessions import note_presence
from filiere.site.committee.actions.votes import cast_ballot, open_ballots, start_round
from filiere.site.committee.ballot_sealing import (
    SEALED_BALLOT_FIELDS,
    enclose_ballot,
    reseal_at_even_length,
    to_sealed_ballot,
)
from filiere.site.committee.models import Ballot
from filiere.site.journal.models import Entry
from filiere.site.kit.rights import RightRefused
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.engine_adapter import load_release

pytestmark = pytest.mark.django_db


def codes(refused: Any) -> list[str]:
    """The codes of a refusal."""
    return [fault.code for fault in refused.value.faults]


def test_a_vote_for_two_years_grants_the_label_for_two_years() -> None:
    place = decided(scene())
    assert (place.dossier.state, place.dossier.public_status) == ("held_24", "valid")
    assert place.item.status == "decided"
    recount_minutes(place.item.minutes, load_release(place.dossier))
    assert differing() == []


@pytest.mark.parametrize(
    ("choices", "state"),
    [
        (["granted_12"] * 9, "held_12"),
        (["refuse"] * 9, "refused"),
        (["complement"] * 6 + ["granted_24"] * 3, "postponed"),
        (["granted_24"] * 3 + ["refuse"] * 3 + ["abstain"] * 3, "postponed"),
        (["granted_24"] * 6 + ["refuse"] + ["granted_24"] * 2, "refused"),
    ],
    ids=["a year", "refused", "complement", "tie", "a whole college against"],
)
def test_what_the_votes_decide_moves_the_dossier(choices: list[str], state: str) -> None:
    assert decided(scene(), choices).dossier.state == state


@pytest.mark.parametrize(
    ("state", "choice", "after"),
    [
        ("hearing", "eligible", "quoted"),
        ("hearing", "not_eligible", "barred"),
        ("under_review", "suspend", "suspended"),
        ("under_review", "withdraw", "withdrawn"),
        ("under_review", "keep", "held_24"),
        ("changed_entity", "provisional", "provisional"),
        ("before_withdrawal", "withdraw", "withdrawn"),
        ("award_appeal", "granted_24", "held_24"),
        ("award_appeal", "refuse", "closed"),
    ],
)
def test_every_question_of_the_procedure_is_voted(state: str, choice: str, after: str) -> None:
    assert decided(scene(state), choice).dossier.state == after
    assert differing() == []


def test_nobody_is_judged_unheard() -> None:
    place = scene(heard=False)
    with pytest.raises(Faults) as refused:
        start_round(place.item, 1, actor=place.members[0])
    assert codes(refused) == ["not-heard"]
    assert Entry.objects.filter(act="round.start.refuse", subject_id=place.item.key).exists()


def test_no_vote_opens_without_a_quorum() -> None:
    place = scene()
    note_presence(place.session, actor=place.members[6], there=False)
    with pytest.raises(Faults) as refused:
        start_round(place.item, 1, actor=place.members[0])
    assert codes(refused) == ["vote-no-quorum"]
    assert "State" in refused.value.faults[0].message.en


def test_a_seat_votes_once_a_round_whatever_is_sent() -> None:
    place = scene()
    start_round(place.item, 1, actor=place.members[0])
    cast_ballot(place.item, "refuse", "Critère 3", actor=place.members[1])
    with pytest.raises(Faults) as refused:
        cast_ballot(place.item, "granted_24", "Critère 3", actor=place.members[1])
    assert codes(refused) == ["vote-twice"]
    assert to_sealed_ballot(Ballot.objects.get()).choice == "refuse"


def test_the_database_itself_keeps_one_ballot_a_seat_and_one_a_person() -> None:
    place = scene()
    start_round(place.item, 1, actor=place.members[0])
    made = cast_ballot(place.item, "refuse", "Critère 3", actor=place.members[1])
    made.pk, made.user = None, place.members[2]
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)
    made.user, made.seat = place.members[1], "employees-9"
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)


def test_a_vote_after_a_recusal_is_refused() -> None:
    place = scene()
    start_round(place.item, 1, actor=place.members[0])
    declare_interest(place.organisation, "client", actor=place.members[1], since=place.session.day)
    with pytest.raises(Http404):
        cast_ballot(place.item, "granted_24", "Critère 3", actor=place.members[1])
    assert Ballot.objects.count() == 0


def test_a_ballot_cast_before_a_recusal_is_set_aside() -> None:
    place = scene()
    extra = make_mandate("committee", "employees", "employees-4")
    note_presence(place.session, actor=extra)
    place.members.append(extra)
    vote(place, "abstain", number=1)
    start_round(place.item, 2, actor=place.members[0])
    for member in place.members:
        cast_ballot(place.item, "refuse" if member == extra else "granted_24", "Critère 3", actor=member)
    note_recusal(place.dossier, extra, "declared", "Détient des parts", actor=extra)
    item = open_ballots(place.item, actor=place.members[0])
    assert item.second_counts["employees"]["refuse"] == 0
    assert item.outcome["carried"] == "granted_24"
    minutes = conclude_item(item, "Rien à lever.", actor=place.members[0]).minutes
    assert minutes["recusals"] == [
        {"seat": "employees-4", "college": "employees", "grades": ["declared"], "place": "recused"}
    ]
    assert minutes["second"]["aside"] == 1
    recount_minutes(minutes, load_release(place.dossier))


def test_a_late_vote_finds_the_round_closed() -> None:
    place = scene()
    vote(place, "abstain", number=1)
    with pytest.raises(Faults) as refused:
        cast_ballot(place.item, "granted_24", "Critère 3", actor=place.members[1])
    assert "vote-not-open" in codes(refused)


def test_nobody_in_the_room_is_cut_off_from_voting() -> None:
    place = scene()
    vote(place, "abstain", number=1)
    start_round(place.item, 2, actor=place.members[0])
    for member in place.members[:-1]:
        cast_ballot(place.item, "granted_24", "Critère 3", actor=member)
    with pytest.raises(Faults) as refused:
        open_ballots(place.item, actor=place.members[0])
    assert codes(refused) == ["ballots-missing"]
    note_presence(place.session, actor=place.members[-1], there=False)
    item = open_ballots(place.item, actor=place.members[0])
    # Whoever left took the quorum of a college along: there was no vote, and the dossier stays where it is.
    assert item.outcome["inputs"] == {"vote_valid": False}
    conclude_item(item, "Le quorum a été perdu.", actor=place.members[0])
    place.dossier.refresh_from_db()
    assert (place.dossier.state, place.dossier.events.last().event) == ("before_committee", "no_vote")


def test_a_level_above_the_proposal_cannot_be_voted() -> None:
    place = scene(level="granted_12")
    start_round(place.item, 1, actor=place.members[0])
    with pytest.raises(Faults) as refused:
        cast_ballot(place.item, "granted_24", "Critère 3", actor=place.members[1])
    assert codes(refused) == ["vote-raises-level"]


def test_only_seats_that_are_there_vote() -> None:
    place = scene()
    start_round(place.item, 1, actor=place.members[0])
    for stranger in (place.staff, place.candidate):
        with pytest.raises(RightRefused):
            cast_ballot(place.item, "granted_24", "Critère 3", actor=stranger)
    late = make_mandate("committee", "employees", "employees-4")
    with pytest.raises(Faults) as refused:
        cast_ballot(place.item, "granted_24", "Critère 3", actor=late)
    assert codes(refused) == ["vote-absent"]


def test_a_decision_is_concluded_once() -> None:
    place = decided(scene())
    with pytest.raises(RightRefused):
        conclude_item(place.item, "Encore", actor=place.members[0])
    with pytest.raises(Faults):
        perform_act(place.dossier, "decide", actor=place.members[0], on=place.item.snapshot_sha256)


def test_no_decision_without_a_vote() -> None:
    """The act itself, sent straight, finds nothing that answers the procedure."""
    place = scene()
    with pytest.raises(Faults) as refused:
        perform_act(place.dossier, "decide", actor=place.members[0], on=place.item.snapshot_sha256)
    assert codes(refused) == ["guard-unknown"]


def test_a_substitute_does_not_vote_beside_the_titular() -> None:
    place = scene()
    substitute = make_mandate("committee", "state", "state-1", substitute_of=place.members[6].mandate)
    note_presence(place.session, actor=substitute)
    start_round(place.item, 1, actor=place.members[0])
    with pytest.raises(Faults) as refused:
        cast_ballot(place.item, "granted_24", "Critère 3", actor=substitute)
    assert codes(refused) == ["vote-substitute"]


def test_a_forged_ballot_is_found_at_the_opening_and_by_the_journal() -> None:
    place = scene()
    start_round(place.item, 1, actor=place.members[0])
    for member in place.members:
        cast_ballot(place.item, "refuse", "Critère 3", actor=member)
    forged = replace(to_sealed_ballot(Ballot.objects.get(user=place.members[1])), choice="granted_24")
    Ballot.objects.filter(user=place.members[1]).update(closed=enclose_ballot(forged))
    with pytest.raises(Faults) as refused:
        open_ballots(place.item, actor=place.members[0])
    assert codes(refused) == ["ballot-changed"]
    assert [(one.kind, one.fields) for one in differing()] == [("changed", ("commitment",))]


def test_the_vote_is_bound_to_the_release_that_the_dossier_pinned() -> None:
    place = scene()
    assert place.item.release_sha256 == place.dossier.release_sha256 == load_release(place.dossier).sha256


def test_a_copy_of_the_database_tells_no_vote_before_the_opening(settings: Any) -> None:
    place = scene()
    start_round(place.item, 1, actor=place.members[0])
    for member in place.members:
        cast_ballot(place.item, "refuse", "Critère gov-3", actor=member)
    rows = str(list(Ballot.objects.values()))
    assert "refuse" not in rows
    assert "gov-3" not in rows
    # Whoever has the tables and not the secret of the site reads nothing, and no opening goes through.
    kept, settings.SECRET_KEY = settings.SECRET_KEY, "another secret, of another machine, long enough"
    assert {to_sealed_ballot(row).choice for row in Ballot.objects.select_related("item", "user")} == {""}
    settings.SECRET_KEY = kept
    assert open_ballots(place.item, actor=place.members[0]).first_counts["state"]["refuse"] == 1
    assert set(Ballot.objects.values_list("choice", flat=True)) == {"refuse"}
    assert differing() == []


def test_a_sealed_ballot_shows_neither_its_length_nor_its_hour() -> None:  # L5
    place = scene()
    start_round(place.item, 1, actor=place.members[0])
    reasons = ["", "Critère 3", "é" * 4000, "\U0001f600" * 4000, '"\\\n\x07' * 1000]
    choices = ["abstain", "refuse", "granted_24", "complement", "granted_12"]
    for member, choice, words in zip(place.members, choices, reasons, strict=False):
        cast_ballot(place.item, choice, words, actor=member)
    assert {len(one) for one in Ballot.objects.values_list("closed", flat=True)} == {SEALED_BALLOT_FIELDS.length}
    (opened_at,) = set(Ballot.objects.values_list("cast_at", flat=True))
    assert opened_at == place.item.rounds.get().opened_at
    with pytest.raises(Faults) as refused:
        cast_ballot(place.item, "refuse", "x" * 4001, actor=place.members[5])
    assert codes(refused) == ["text-too-long"]
    assert to_sealed_ballot(Ballot.objects.get(user=place.members[3])).reasons == reasons[3]


def test_ballots_sealed_at_their_own_length_are_sealed_anew_by_the_sweep() -> None:  # L5
    place = scene()
    start_round(place.item, 1, actor=place.members[0])
    made = cast_ballot(place.item, "refuse", "Critère 3", actor=place.members[1])
    said = to_sealed_ballot(made)
    short = seal_text("ballot", json.dumps([said.choice, said.reasons, said.nonce]))
    Ballot.objects.update(closed=short)
    reseal_at_even_length(place.session.day)
    after = Ballot.objects.get()
    assert (len(short), len(after.closed)) == (len(short), SEALED_BALLOT_FIELDS.length)
    assert to_sealed_ballot(after) == said
    assert differing() == []
    Ballot.objects.update(closed="not ours")
    assert reseal_at_even_length(place.session.day) == 0
    assert Ballot.objects.get().closed == "not ours"
