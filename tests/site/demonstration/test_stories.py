"""The stories of the demonstration: the whole life of the label by its real acts, on SQLite as on PostgreSQL.

On SQLite all of them are told by the command that builds the demonstration, which tests/site/test_demo.py reads.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection  # noqa: F401  Named in the condition of a mark.
from django.utils import timezone
from support.scenes.story_ends import STANDS

from filiere.site.committee.actions.votes import cast_ballot, open_ballots
from filiere.site.committee.agenda import Sitting
from filiere.site.committee.models import Item
from filiere.site.demonstration import enter_people, play_all_scenarios, scenarios
from filiere.site.demonstration.clock import Scenario, freeze_at, play_in_order
from filiere.site.demonstration.dossier_steps import DossierPlayer
from filiere.site.holders.models import Certificate
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Entry
from filiere.site.journal.reconciliation import find_differences
from filiere.site.pages.todo_list import tasks_for
from filiere.site.workflow.engine_adapter import replay_dossier
from filiere.site.workflow.models import Dossier

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)


@pytest.mark.engines
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")
def test_every_company_stands_where_its_story_ends_and_the_journal_tells_all_of_it() -> None:
    """A dossier a stage; the chain whole, the tables as it tells; told again, nothing more happens."""
    cast = enter_people(TODAY)
    play_all_scenarios(cast, TODAY)
    # A provisional certificate starts its renewal, which is a dossier of its own.
    first = Dossier.objects.filter(renews__isnull=True)
    found = {key: first.get(organisation=cast.firms[key]) for key in scenarios.SCENARIOS}
    assert list(Dossier.objects.exclude(renews__isnull=True).values_list("renews", flat=True)) == [
        found["provisoire"].pk
    ]
    assert {key: (one.state, one.public_status) for key, one in found.items()} == STANDS
    assert list(find_differences()) == []
    report = check_integrity()
    assert report.is_whole
    for one in found.values():
        assert one.fictitious
        assert replay_dossier(one).key == one.state
    # All is in the order of its days, and nothing of the demonstration is still to come.
    days = list(Entry.objects.order_by("number").values_list("at", flat=True))
    assert days == sorted(days)
    assert days[-1] <= timezone.now()
    granted = {key for key, one in found.items() if Certificate.objects.filter(dossier=one).exists()}
    assert granted == {key for key, (_, label) in STANDS.items() if label != "none"}
    entries = Entry.objects.count()
    play_all_scenarios(enter_people(TODAY), TODAY)
    assert Entry.objects.count() == entries


def test_a_story_stands_in_its_day_and_gives_the_present_back() -> None:
    """However it ends; two acts of one day follow one another."""
    day = TODAY - timedelta(days=500)
    with freeze_at(day):
        assert timezone.localdate() == day
        first, second = timezone.now(), timezone.now()
        assert first < second
    with pytest.raises(RuntimeError, match="story"), freeze_at(day):
        raise RuntimeError("a story that fails")
    assert timezone.localdate() != day


def test_an_appeal_gives_back_a_label_with_its_term() -> None:
    """From the first page to the panel: granted, questioned, withdrawn, appealed, kept by those who had not voted."""
    cast = enter_people(TODAY)
    play = DossierPlayer(cast, "recours", "small_outsourcer")

    def story() -> Scenario:
        yield from scenarios.play_to_withdrawal(play, 200)
        yield 50
        play.appeal()
        yield 40
        play.offer_hearing()
        yield 33
        play.decide("keep")

    play_in_order([story()], TODAY)
    assert (play.dossier.state, play.dossier.public_status) == ("held_24", "valid")
    judged = play.dossier.events.filter(event__in=("withdrawn", "restored")).order_by("number")
    voters = [{one.person_id for one in event.signatures.all()} for event in judged]
    assert not voters[0] & voters[1]
    assert list(find_differences()) == []


def test_a_committee_votes_today_and_waits_for_the_ballot_of_one_member() -> None:
    """Whoever enters as the union delegate finds a vote in their space, and casts it."""
    cast = enter_people(TODAY)
    play_in_order([scenarios.play_questioned(DossierPlayer(cast, "examen", "small_outsourcer"))], TODAY)
    delegate = cast.seated["committee"][0]
    item = Item.objects.open().get()
    assert (item.status, item.session.day) == (Item.Status.FIRST, TODAY)
    assert Sitting(item, TODAY).quorum.is_reached
    with freeze_at(TODAY):
        assert [task.about for task in tasks_for(delegate, TODAY)] == [f"dossier:{item.dossier.key}"]
        cast_ballot(item, "keep", "Au vu des explications.", actor=delegate)
        assert open_ballots(item, actor=delegate).status == Item.Status.DEBATE
