"""Whoever prepares a release neither votes on it nor chooses the moment at which its vote is closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from support.scenes.dossier_sample import make_mandate, make_person
from support.scenes.proposal_sample import at_vote, begin, codes, days_pass, everyone_votes, proposed
from support.scenes.signing_sample import WHY, sign

from filiere.core import Faults
from filiere.site.accounts.actions.erase_person import erase_person
from filiere.site.accounts.models import User
from filiere.site.accounts.retention_rules import apply_retention
from filiere.site.members.actions.mandates import record_mandate
from filiere.site.members.models import Mandate
from filiere.site.members.seat_requests import request_seat
from filiere.site.science.actions.comment_proposal import add_comment, answer_comment
from filiere.site.science.actions.proposals import open_consultation
from filiere.site.science.actions.vote_proposal import cast_ballot, close_round
from filiere.site.science.models import Ballot, FormerHand, Proposal

pytestmark = pytest.mark.django_db


def of(user: Any) -> User:
    """The person as their next request carries them."""
    return User.objects.get(pk=user.pk)


def test_two_hats_prepare_and_do_not_vote(scientist: Any, members: dict[str, list[Any]]) -> None:
    """A seat in each committee: the same person put a release to the vote, voted on it and closed the vote."""
    both = members["employees"][0]
    seat = make_mandate("scientific", "experts", user=both).mandate
    row = at_vote(of(both))
    for _ in range(2):
        with pytest.raises(Faults) as raised:
            cast_ballot(row, actor=of(both), choice="adopt", reasons="Je vote ce que j’ai préparé.")
        assert codes(raised) == {"prepared-it"}
        # Leaving the scientific committee does not undo what was done for the text.
        Mandate.objects.filter(pk=seat.pk).delete()
    assert not Ballot.objects.exists()
    cast_ballot(row, actor=of(members["employees"][1]), choice="adopt", reasons="Lu.")


def test_a_vote_is_not_closed_as_soon_as_those_in_favour_have_voted(
    scientist: Any, members: dict[str, list[Any]]
) -> None:
    """The page tells how many seats of each college voted: a preparer closed it with the quorum that suited them."""
    row = at_vote(scientist)
    friends = {college: people[:2] for college, people in members.items()} | {"employees": members["employees"][:3]}
    everyone_votes(row, friends, {})
    for days in (0, 5):
        days_pass(row, days)
        with pytest.raises(Faults) as raised:
            close_round(row, actor=scientist)
        assert codes(raised) == {"vote-runs"}
    days_pass(row)
    assert close_round(row, actor=scientist).valid


def test_a_vote_is_closed_at_once_when_every_seat_voted(scientist: Any, members: dict[str, list[Any]]) -> None:
    row = at_vote(scientist)
    everyone_votes(row, members, {})
    assert close_round(row, actor=scientist).valid


def test_whoever_answered_the_comments_on_a_text_does_not_vote_on_it(
    scientist: Any, members: dict[str, list[Any]]
) -> None:
    """Only what was done to the text itself took a vote away: one chose which opponents were read, then voted."""
    both, today = members["employees"][0], timezone.localdate()
    seat = make_mandate("scientific", "experts", user=both).mandate
    row = proposed(scientist)
    open_consultation(row, today + timedelta(days=40), actor=scientist)
    said = add_comment(row, actor=None, signature="Une fictive", body="Je suis contre.")
    answer_comment(row, said.pk, "Vous n’avez pas lu.", actor=of(both))
    Mandate.objects.filter(pk=seat.pk).delete()
    Proposal.objects.filter(pk=row.pk).update(
        consultation_from=today - timedelta(days=41), consultation_until=today - timedelta(days=1)
    )
    begin(row, scientist)
    with pytest.raises(Faults) as raised:
        cast_ballot(row, actor=of(both), choice="adopt", reasons="Lu.")
    assert codes(raised) == {"prepared-it"}
    cast_ballot(row, actor=of(members["employees"][1]), choice="adopt", reasons="Lu.")


def test_a_substitute_does_not_take_the_vote_of_the_holder(scientist: Any, members: dict[str, list[Any]]) -> None:
    """Nobody is noted as there during a round of days: the substitute voted first, and the holder could no more."""
    holder, other, preparer = members["employees"][:3]
    stand_ins = [
        make_mandate("committee", "employees", one.mandate.seat, substitute_of=one.mandate)
        for one in (holder, other, preparer)
    ]
    make_mandate("scientific", "experts", user=preparer)
    row = at_vote(scientist)
    for days in (0, 2):
        days_pass(row, days)
        with pytest.raises(Faults) as raised:
            cast_ballot(row, actor=of(stand_ins[0]), choice="adopt", reasons="Lu.")
        assert codes(raised) == {"holder-votes-first"}
    cast_ballot(row, actor=of(holder), choice="keep", reasons="Lu.")
    # A holder who has no vote on the text keeps nobody waiting, nor does one who has not voted for half of the round.
    cast_ballot(row, actor=of(stand_ins[2]), choice="adopt", reasons="Lu.")
    days_pass(row, 3)
    cast_ballot(row, actor=of(stand_ins[1]), choice="adopt", reasons="Lu.")
    voted = {holder.pk, stand_ins[1].pk, stand_ins[2].pk}
    assert set(Ballot.objects.values_list("person", flat=True)) == voted


def seat_of(person: Any) -> dict[str, Any]:
    """A seat of the scientific committee, from today on."""
    today = timezone.localdate()
    return {"user": person, "instance": "scientific", "college": "experts", "seat": "experts-9", "since": today}


# C4
def test_no_seat_that_one_person_gives_takes_a_vote_away(scientist: Any, members: dict[str, list[Any]]) -> None:
    """One of the staff gave opponents a seat of the scientific committee, unasked: they had no vote any more."""
    judge, staff = members["employees"][0], make_person("label_staff")
    with pytest.raises(Faults) as raised:
        record_mandate(actor=staff, **seat_of(judge))
    assert codes(raised) == {"takes-two-people"}
    asked = request_seat(actor=staff, reason=WHY, **seat_of(judge))
    row = at_vote(scientist)
    # Nor do two, once the vote is on.
    with pytest.raises(Faults) as raised:
        sign(asked)
    assert codes(raised) == {"seat-under-adoption"}
    cast_ballot(row, actor=of(judge), choice="keep", reasons="Lu.")
    record_mandate(actor=staff, **seat_of(make_person()))


def test_whoever_prepared_a_text_and_comes_back_under_another_account_does_not_vote_on_it(
    members: dict[str, list[Any]],
) -> None:
    """An erased account leads to nobody: its holder came back, was given a seat and voted on what they had prepared."""
    first = make_person("label_staff", email="qui.prepare@exemple.invalid")
    row = proposed(first)
    erase_person(actor=first, user=of(first))
    assert not FormerHand.objects.filter(person__isnull=False).exists()
    back = make_person(email="qui.prepare+retour@exemple.invalid")
    stranger = make_mandate("committee", "state", "state-8", user=make_person(email="autre@exemple.invalid"))
    make_mandate("committee", "state", "state-9", user=back)
    open_consultation(row, timezone.localdate() + timedelta(days=40), actor=make_person("label_staff"))
    past = timezone.localdate() - timedelta(days=1)
    Proposal.objects.update(consultation_from=past - timedelta(days=40), consultation_until=past)
    begin(row, make_person("label_staff"))
    for email in ("qui.prepare+retour@exemple.invalid", "une.autre@exemple.invalid"):
        voter = of(back)
        voter.email = email
        voter.save()
        with pytest.raises(Faults) as raised:
            cast_ballot(row, actor=voter, choice="adopt", reasons="Lu.")
        assert codes(raised) == {"prepared-it"}
    cast_ballot(row, actor=of(stranger), choice="adopt", reasons="Lu.")
    assert first.key not in str(FormerHand.objects.values())
    # Erased again, under the address that they have now: both are known, and neither points to an account.
    erase_person(actor=voter, user=of(back))
    assert FormerHand.objects.filter(person__isnull=True).count() == 2
    apply_retention(now=timezone.now() + timedelta(days=1096))
    assert not FormerHand.objects.exists()


def test_a_second_account_of_one_mailbox_is_the_same_hand(members: dict[str, list[Any]]) -> None:
    other = make_person("label_staff", email="deux.comptes+bureau@exemple.invalid")
    row = at_vote(other)
    twin = members["employees"][0]
    twin.email = "deux.comptes@exemple.invalid"
    twin.save()
    with pytest.raises(Faults) as raised:
        cast_ballot(row, actor=of(twin), choice="adopt", reasons="Lu.")
    assert codes(raised) == {"prepared-it"}
