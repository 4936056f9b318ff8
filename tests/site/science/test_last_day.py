"""The last day of a vote on a release is told as it opens: nobody chooses, having seen who came, when it is over.

A preparer who saw on the page how many seats of each college had voted left the vote open until it suited them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from support.scenes.proposal_sample import at_vote, codes, days_pass, everyone_votes, ours, signed

from filiere.core import Faults
from filiere.core.dates import format_day
from filiere.site.accounts.models import User
from filiere.site.mail.models import Letter
from filiere.site.science.actions.vote_proposal import cast_ballot, close_round, open_round
from filiere.site.science.models import Ballot, Proposal

pytestmark = pytest.mark.django_db


def test_no_ballot_is_taken_after_the_last_day_and_none_is_opened_on_it(
    scientist: Any, members: dict[str, list[Any]]
) -> None:
    row = at_vote(scientist)
    last = timezone.localdate() + timedelta(days=5)
    late, *early = members["employees"]
    assert format_day(last, "fr") in Letter.objects.filter(kind="proposal.vote")[0].body
    everyone_votes(row, members | {"employees": early}, {})
    url, desk = reverse("science:proposal", args=[row.key]), signed(scientist)
    page = desk.get(url).content.decode()
    assert f'data-last-day="{last.isoformat()}"' in page
    assert f"/{row.key}/close/" not in page
    days_pass(row, 5)
    with pytest.raises(Faults) as raised:
        close_round(row, actor=scientist)
    assert codes(raised) == {"vote-runs"}
    days_pass(row, 6)
    late = User.objects.get(pk=late.pk)
    with pytest.raises(Faults) as raised:
        cast_ballot(row, actor=late, choice="adopt", reasons="Lu.")
    assert codes(raised) == {"vote-over"}
    assert not Ballot.objects.filter(person=late).exists()
    assert f"/{row.key}/vote/" not in signed(late).get(url).content.decode()
    assert f"/{row.key}/close/" in desk.get(url).content.decode()
    assert close_round(row, actor=scientist).valid
    assert ours() == []


def test_the_last_day_is_neither_sooner_than_the_notice_nor_beyond_three_months(scientist: Any) -> None:
    row = at_vote(scientist)
    Proposal.objects.update(state="consulted")
    for days in (-1, 0, 4, 91):
        with pytest.raises(Faults) as raised:
            open_round(row, timezone.localdate() + timedelta(days=days), actor=scientist)
        assert codes(raised) == {"vote-length"}
    assert open_round(row, timezone.localdate() + timedelta(days=90), actor=scientist).round == 2


def test_a_round_that_told_no_last_day_takes_ballots_until_it_is_counted(
    scientist: Any, members: dict[str, list[Any]]
) -> None:
    """As earlier versions opened it: nobody was told a day, so nobody comes too late."""
    row = at_vote(scientist)
    days_pass(row, 20)
    row.refresh_from_db()
    del row.electorate["until"]
    row.save(update_fields=["electorate"])
    late, *early = members["employees"]
    everyone_votes(row, members | {"employees": early}, {})
    cast_ballot(row, actor=User.objects.get(pk=late.pk), choice="keep", reasons="Lu.")
    assert close_round(row, actor=scientist).valid
