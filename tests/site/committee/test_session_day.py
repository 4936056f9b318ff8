"""A session lasts its day, and the next one for a vote that is under way; then whoever is left finds it closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from support.scenes.committee_sample import before, call, differing, make_body, put, scene, vote
from support.scenes.dossier_sample import make_mandate, make_person

from filiere.core import Faults
from filiere.site.committee.actions.conclude_item import conclude_item
from filiere.site.committee.actions.interests import declare_interest
from filiere.site.committee.actions.sessions import close_session, note_presence
from filiere.site.committee.actions.votes import cast_ballot, open_ballots, start_round
from filiere.site.committee.models import Item, Session
from filiere.site.journal.models import Entry
from filiere.site.kit import hourly_tasks
from filiere.site.mail.models import Letter

pytestmark = pytest.mark.django_db


def night(count: int = 1) -> None:
    """Let so many nights pass over the session."""
    Session.objects.update(day=timezone.localdate() - timedelta(days=count))


def sweep() -> int:
    """Do what the server does each hour about sessions; return how many it closed."""
    return sum(
        one(timezone.localdate()) for one in hourly_tasks.clock_bound_tasks if one.__name__ == "close_ended_sessions"
    )


def code(act: Callable[..., Any], *given: Any, **named: Any) -> str:
    """The one code that an act is refused with."""
    with pytest.raises(Faults) as refused:
        act(*given, **named)
    (fault,) = refused.value.faults
    return fault.code


def to(status: str) -> Any:
    """A session of today whose item is at that step."""
    place = scene()
    if status in ("debate", "counted"):
        vote(place, "abstain", number=1)
    if status == "counted":
        vote(place)
    if status == "first":
        start_round(place.item, 1, actor=place.members[0])
        cast_ballot(place.item, "granted_24", "Constat 12", actor=place.members[1])
    assert Item.objects.get().status == status
    return place


@pytest.mark.parametrize(("status", "number"), [("listed", 1), ("debate", 2)])
def test_no_vote_begins_after_the_day_for_which_members_were_called(status: str, number: int) -> None:
    """Nobody closed it, and nine came together one night some weeks later."""
    place = to(status)
    chair = place.members[0]
    night()
    assert code(start_round, place.item, number, actor=chair) == "session-over"
    note_presence(place.session, actor=place.members[1], there=False)
    assert code(note_presence, place.session, actor=place.members[1]) == "session-over"
    browser = Client()
    browser.force_login(chair)
    page = browser.get(f"/en/committee/sessions/{place.session.key}/").content.decode()
    assert "data-over" in page
    assert "arrive/" not in page
    assert "data-over" in browser.get(f"/fr/dossiers/{place.dossier.key}/committee/{place.item.key}/").content.decode()


def test_a_vote_that_is_under_way_is_finished_on_the_day_after_and_no_later() -> None:
    place = to("first")
    chair, voted, *others = place.members
    night(2)
    assert code(cast_ballot, place.item, "granted_24", "Constat 12", actor=chair) == "session-over"
    assert code(open_ballots, place.item, actor=chair) == "session-over"
    night()
    assert sweep() == 0
    assert code(close_session, place.session, actor=chair) == "session-items-open"
    for one in (chair, *others):
        cast_ballot(place.item, "granted_24", "Constat 12", actor=one)
    browser = Client()
    browser.force_login(voted)
    page = f"/fr/dossiers/{place.dossier.key}/committee/{place.item.key}/"
    assert "data-opening-ends" in browser.get(page).text, "the second vote cannot follow: the page warns of it"
    assert open_ballots(place.item, actor=voted).status == "debate"
    assert code(start_round, place.item, 2, actor=chair) == "session-over"


def test_a_decision_is_concluded_on_the_day_after_and_no_later() -> None:
    place = to("counted")
    night(2)
    assert code(conclude_item, place.item, "Les écarts sont levés.", actor=place.members[0]) == "session-over"
    night()
    assert conclude_item(place.item, "Les écarts sont levés.", actor=place.members[0]).status == "decided"


@pytest.mark.parametrize(("status", "nights"), [("listed", 1), ("debate", 1), ("first", 2), ("counted", 2)])
def test_the_site_closes_a_session_that_nobody_closed_and_leaves_what_is_not_concluded(
    status: str, nights: int
) -> None:
    place = to(status)
    night(nights - 1)
    assert sweep() == 0
    night(nights)
    assert [sweep(), sweep()] == [1, 0]
    session = Session.objects.get()
    assert session.minutes_sha256
    assert session.minutes["items"][0]["status"] == "left"
    assert Entry.objects.get(act="session.close", subject_id=session.key).actor_key == "time"
    assert {one.to for one in Letter.objects.filter(kind="session.close")} == set(place.members)
    assert Client().get(f"/en/committee/sessions/{session.key}/").status_code == 200
    assert put(call(place.staff), place.dossier, place.staff).status == "listed"
    assert differing() == []


def test_any_member_closes_a_session_that_is_over_and_nobody_one_that_is_not() -> None:
    """One who never came, or who is tied to the company: what is not concluded is left by the day, and not by them."""
    place = scene()
    tied = make_mandate("committee", "experts", "experts-2")
    declare_interest(place.organisation, "shares", actor=tied, since=place.session.day)
    assert code(close_session, place.session, actor=tied) == "not-in-the-room"
    night()
    assert close_session(place.session, actor=tied).minutes_sha256
    assert Item.objects.get().status == "left"


def test_what_was_on_the_agenda_of_a_session_that_nobody_opened_is_left_and_told() -> None:
    """It stood on no other agenda as long as it stood there, which was for ever."""
    staff, dossier, members = make_person("label_staff"), before(), make_body()
    session = call(staff)
    item = put(session, dossier, staff)
    browser = Client()
    browser.force_login(members[0])
    assert session.key in browser.get("/en/committee/").content.decode()
    night()
    assert [sweep(), sweep()] == [1, 0]
    item.refresh_from_db()
    assert (item.status, Session.objects.get().closed_at) == ("left", None)
    assert item.fallen_why["en"] == "the session was not opened"
    assert staff in {one.to for one in Letter.objects.filter(kind="item.leave")}
    assert session.key not in browser.get("/en/committee/").content.decode()
    assert put(call(staff), dossier, staff).session != session
    assert differing() == []
