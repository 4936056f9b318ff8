"""What a seat of the committee that ends, while a release is voted, is worth in that vote."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from support.scenes.dossier_sample import make_mandate, make_person
from support.scenes.proposal_sample import at_vote, codes, days_pass, everyone_votes, signed
from support.scenes.signing_sample import WHY, sign

from filiere.core import Faults
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import OPERATOR
from filiere.site.members.actions.mandates import end_mandate
from filiere.site.members.models import Mandate
from filiere.site.members.seat_requests import request_seat_end
from filiere.site.science.actions.vote_proposal import build_ballots_record, cast_ballot, close_round
from filiere.site.science.models import Ballot

pytestmark = pytest.mark.django_db


def of(user: Any) -> User:
    """The person as their next request carries them."""
    return User.objects.get(pk=user.pk)


def test_a_seat_that_ended_votes_no_more_and_another_one_of_its_holder_does_not_either(
    scientist: Any, members: dict[str, list[Any]]
) -> None:
    """Whoever changed seats voted by the one that they held no more, for a college that was theirs no more."""
    row = at_vote(scientist)
    moved = members["employees"][0]
    yesterday = timezone.localdate() - timedelta(days=1)
    Mandate.objects.filter(user=moved).update(until=yesterday)
    make_mandate("committee", "state", "state-9", user=moved)
    with pytest.raises(Faults) as raised:
        cast_ballot(row, actor=of(moved), choice="adopt", reasons="Lu.")
    assert codes(raised) == {"seat-ended"}
    assert not Ballot.objects.exists()
    Mandate.objects.filter(user=moved, until=yesterday).update(until=timezone.localdate())
    cast_ballot(row, actor=of(moved), choice="adopt", reasons="Lu.")
    assert Ballot.objects.get().college == "employees"


def test_a_ballot_counts_when_its_seat_ends_afterwards_and_the_page_says_so(
    scientist: Any, members: dict[str, list[Any]]
) -> None:
    row = at_vote(scientist)
    gone, absent = members["state"][0], members["employers"][0]
    everyone_votes(row, members | {"employers": members["employers"][1:]}, {"state": 1})
    days_pass(row)
    Mandate.objects.filter(user__in=[gone, absent]).update(until=timezone.localdate() - timedelta(days=2))
    assert close_round(row, actor=scientist).valid
    row.refresh_from_db()
    votes = build_ballots_record(row)["vote"]
    assert votes["second"]["counts"]["state"] == {"adopt": 2, "keep": 1, "abstain": 0}
    assert votes["colleges"]["employers"]["held"] == 5
    page = signed(members["state"][1]).get(reverse("science:proposal", args=[row.key])).content.decode()
    assert 'data-rule="ended-seat"' in page


# C4
def test_no_seat_is_ended_by_others_before_the_last_day_of_the_vote(
    scientist: Any, members: dict[str, list[Any]]
) -> None:
    """Two of the staff ended the seat of an opponent, who had no vote any more: nothing watched over it."""
    row = at_vote(scientist)
    judge, staff, today = members["employees"][0], make_person("label_staff"), timezone.localdate()
    for days, refused in ((0, True), (4, True), (5, False)):
        asked = request_seat_end(actor=staff, mandate=judge.mandate, on=today + timedelta(days=days), reason=WHY)
        if not refused:
            sign(asked)
            continue
        with pytest.raises(Faults) as raised:
            sign(asked)
        assert codes(raised) == {"seat-under-adoption"}
    cast_ballot(row, actor=of(judge), choice="keep", reasons="Lu.")
    other = members["employees"][1].mandate
    with pytest.raises(Faults):
        end_mandate(actor=OPERATOR, mandate=other, on=today)
    # The vote is over, and not counted yet: nobody is kept in a seat for it.
    days_pass(row)
    assert end_mandate(actor=OPERATOR, mandate=other, on=today).until == today
