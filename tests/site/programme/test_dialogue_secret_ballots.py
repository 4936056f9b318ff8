"""Secret ballots of a room: who voted is known, what they voted is in no row, file or journal, and counts tell nobody’s
vote."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core import serializers
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from support.scenes.dialogue_room import RoomScene

from filiere.core import Faults
from filiere.publication.documents import room_minutes_pdf
from filiere.site.accounts import sealed_fields
from filiere.site.accounts.personal_data_registry import data_exporters
from filiere.site.accounts.sealing import UnreadableSeal
from filiere.site.journal.models import Entry
from filiere.site.journal.reconciliation import find_differences
from filiere.site.kit.rights import RightRefused
from filiere.site.programme.dialogue.actions import amendments as amending
from filiere.site.programme.dialogue.actions import meetings, votes
from filiere.site.programme.dialogue.actions.rooms import end_seat
from filiere.site.programme.dialogue.models import SeatBallot, SecretPaper, WordingVote
from filiere.site.programme.dialogue.presenters.minutes import build_room_minutes
from filiere.site.programme.dialogue.presenters.votes import build_decision_json, read_vote

pytestmark = pytest.mark.django_db

VOIX, UNION, CHAMBRE, GROUPE = (
    "Fédération Voix",
    "Union du contact",
    "Chambre des prestataires",
    "Groupement intégré",
)


@pytest.fixture
def scene() -> RoomScene:
    """A public room of two colleges of two seats."""
    return RoomScene()


def codes(refused: Any) -> list[str]:
    """The codes of what was refused."""
    return [one.code for one in refused.value.faults]


def cast(scene: RoomScene, vote: Any, who: str, choice: str) -> None:
    """A ballot."""
    votes.cast_ballots(vote, actor=scene.people[who], choice=choice, words=vote.words_sha256)


def told(vote: Any) -> dict[str, Any]:
    """A decision as programs read it."""
    vote.refresh_from_db()
    return build_decision_json(read_vote(vote))


def test_who_voted_is_known_and_what_they_voted_is_not(scene: RoomScene, client: Client) -> None:
    vote = scene.open_secret_vote()
    cast(scene, vote, VOIX, "adopt")
    cast(scene, vote, UNION, "reject")
    rows = list(SeatBallot.objects.filter(vote=vote))
    assert {(one.choice, one.cast_at, len(one.commitment)) for one in rows} == {("", vote.opened_at, 64)}
    papers = list(SecretPaper.objects.all())
    assert len({len(one.closed) for one in papers}) == 1
    assert "adopt" not in serializers.serialize("json", [*rows, *papers])
    client.force_login(scene.people[VOIX])
    page = reverse("programme:dialogue-vote", args=[scene.room.key, vote.key])
    assert 'data-mine="cast"' in client.get(page).content.decode()
    mine = dict(data_exporters.items())["dialogue"](scene.people[VOIX])["ballots"]
    assert [(one["choice"], one["secret"]) for one in mine] == [(None, True)]
    with pytest.raises(Faults) as early:
        votes.close_vote(vote, actor=scene.secretary)
    assert codes(early) == ["dialogue-ballots-missing"]
    cast(scene, vote, CHAMBRE, "adopt")
    cast(scene, vote, GROUPE, "adopt")
    closed = votes.close_vote(vote, actor=scene.secretary)
    # The employees were one for and one against, which is no majority of their college: the words are rejected.
    assert closed.outcome["adopted"] is False
    assert not SecretPaper.objects.exists()
    assert {one["choice"] for one in closed.seats} == {"cast"}
    decision = told(closed)
    assert {one["choice"] for one in decision["ballots"]} == {"cast"}
    assert decision["secret"] is True
    assert [one.key for one in find_differences() if one.table.startswith("programme_")] == []
    said = json.dumps([one.payload for one in Entry.objects.filter(act__startswith="ballot.")], default=str)
    assert "adopt" not in said
    with pytest.raises(DatabaseError), transaction.atomic():
        SeatBallot.objects.filter(pk=rows[0].pk).update(choice="adopt")


@pytest.mark.parametrize(
    ("choices", "counts"),
    [
        # Two seats a college: those of a college that all voted alike, or whose majority tells it, are not told apart.
        ({"Fédération": "adopt", "Union": "adopt", "Chambre": "adopt", "Groupement": "adopt"}, {}),
        ({"Fédération": "adopt", "Union": "blank", "Chambre": "adopt", "Groupement": "abstain"}, {"c1+c2": (2, 0)}),
        # A college stops it against the majority: the result alone is told.
        ({"Fédération": "adopt", "Union": "adopt", "Chambre": "adopt", "Groupement": "reject"}, {}),
    ],
)
def test_counts_of_small_colleges_tell_nobodys_vote(
    scene: RoomScene, client: Client, choices: dict[str, str], counts: dict[str, tuple[int, int]]
) -> None:
    closed = scene.vote(scene.open_secret_vote(), **choices)
    assert {key: (mine["adopt"], mine["reject"]) for key, mine in closed.counts.items()} == counts
    decision = told(closed)
    rows = {one["college"]: (one["adopt"], one["reject"], one["absent"]) for one in decision["colleges"]}
    assert rows == ({"c1+c2": (2, 0, 0)} if counts else {"c1": (None, None, 0), "c2": (None, None, 0)})
    assert {one["majority"] for one in decision["colleges"]} == {None}
    printed = build_room_minutes(closed.meeting).decisions[0]
    assert (printed.secret, {one.in_favour for one in printed.colleges}) == (True, {2} if counts else {None})
    for lang in ("fr", "en"):
        for name, key in (("-vote", closed.key), ("-meeting", closed.meeting.key)):
            address = reverse(f"programme:dialogue{name}", args=[scene.room.key, key]).replace("/fr/", f"/{lang}/")
            assert "data-secret" in client.get(address).content.decode()


def test_absence_blank_and_abstention_are_three_things_in_secret(scene: RoomScene) -> None:
    vote = scene.open_secret_vote(GROUPE)
    closed = scene.vote(vote, Fédération="adopt", Union="blank", Chambre="abstain")
    assert sorted(one["choice"] for one in closed.seats) == ["absent", "cast", "cast", "cast"]
    assert closed.counts == {"c1+c2": {"adopt": 1, "reject": 0, "blank": 1, "abstain": 1}}
    assert sum(one["absent"] for one in told(closed)["colleges"]) == 1


def test_any_seat_that_voted_in_secret_may_sign_a_disagreement(scene: RoomScene) -> None:
    vote = scene.open_secret_vote(GROUPE)
    closed = scene.vote(vote, Fédération="adopt", Union="adopt", Chambre="adopt")
    note = votes.sign_dissent(closed, actor=scene.people[VOIX], text="Nous ne sommes pas d’accord.")
    assert note.decision_sha256 == closed.decision_sha256
    with pytest.raises(Faults) as away:
        votes.sign_dissent(closed, actor=scene.people[GROUPE], text="Moi non plus.")
    assert codes(away) == ["dialogue-no-dissent"]
    assert [one["text"] for one in told(closed)["dissents"]] == ["Nous ne sommes pas d’accord."]


def test_a_secret_vote_refuses_what_a_public_one_refuses(scene: RoomScene) -> None:
    vote = scene.open_secret_vote()
    cast(scene, vote, VOIX, "adopt")
    with pytest.raises(Faults) as twice:
        cast(scene, vote, VOIX, "reject")
    assert codes(twice) == ["vote-twice"]
    end_seat(scene.seats[UNION], actor=scene.secretary, until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(RightRefused):
        cast(scene, vote, UNION, "adopt")
    amending.rewrite_amendment(
        vote.amendment, actor=scene.people[VOIX], op="replace", paragraph=2, words="D’autres mots.", known=1
    )
    vote.refresh_from_db()
    assert (vote.state, vote.ballots.count(), SecretPaper.objects.count()) == ("lapsed", 1, 0)
    with pytest.raises(Faults) as late:
        cast(scene, vote, CHAMBRE, "adopt")
    assert codes(late) == ["dialogue-vote-not-open"]
    amending.judge_amendment(vote.amendment, actor=scene.secretary, ruling="admissible")
    again = votes.open_vote(vote.text, actor=scene.secretary, amendment=vote.amendment, secret=True)
    assert again.ballots.count() == 0


def test_a_paper_that_was_changed_or_taken_away_is_not_counted(scene: RoomScene) -> None:
    vote = scene.open_secret_vote(GROUPE)
    for who in (VOIX, UNION, CHAMBRE):
        cast(scene, vote, who, "adopt")
    first, second, _ = SecretPaper.objects.order_by("pk")
    SecretPaper.objects.filter(pk=first.pk).update(closed=second.closed)
    SecretPaper.objects.filter(pk=second.pk).delete()
    with pytest.raises(Faults) as refused:
        votes.close_vote(vote, actor=scene.secretary)
    assert sorted(codes(refused)) == ["ballot-changed", "ballot-missing"]


def test_the_secretary_opens_a_secret_ballot_from_the_page(scene: RoomScene, client: Client) -> None:
    text = scene.put_text()
    one = scene.file(text, VOIX, op="delete", paragraph=2)
    scene.open_meeting()
    client.force_login(scene.secretary)
    page = reverse("programme:dialogue-amendment", args=[scene.room.key, one.key])
    assert "data-open-secret" in client.get(page).content.decode()
    client.post(reverse("programme:dialogue-amendment-vote", args=[scene.room.key, one.key]), {"secret": ""})
    assert WordingVote.objects.get(amendment=one).secret


def test_a_vote_whose_key_is_lost_is_void_and_its_meeting_closes(
    scene: RoomScene, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody voids a vote that can be counted; one that cannot says why in the minutes, and is held again."""
    vote = scene.open_secret_vote(GROUPE)
    for who in (VOIX, UNION, CHAMBRE):
        cast(scene, vote, who, "adopt")
    client.force_login(scene.secretary)
    page = reverse("programme:dialogue-vote", args=[scene.room.key, vote.key])
    with pytest.raises(Faults) as countable:
        votes.declare_vote_void(vote, actor=scene.secretary, reason="Le résultat ne convient pas.")
    assert codes(countable) == ["dialogue-vote-countable"]
    assert "data-void-vote" not in client.get(page).content.decode()

    def lose_key(*_: object) -> str:
        raise UnreadableSeal

    monkeypatch.setattr(sealed_fields, "unseal_text", lose_key)
    monkeypatch.setattr(sealed_fields, "key_is_lost", lambda: True)
    with pytest.raises(Faults) as lost:
        votes.close_vote(vote, actor=scene.secretary)
    assert codes(lost) == ["ballots-sealed"]
    drawn = client.get(page).content.decode()
    assert ("data-void-vote" in drawn, "data-close-vote" in drawn) == (True, False)
    with pytest.raises(RightRefused):
        votes.declare_vote_void(vote, actor=scene.people[VOIX], reason="x")
    address = reverse("programme:dialogue-vote-void", args=[scene.room.key, vote.key])
    assert client.post(address, {"reason": " "}).status_code == 422
    reason = "La clef des bulletins a été perdue."
    assert [client.post(address, {"reason": reason}).status_code for _ in range(2)] == [302, 422]
    vote.refresh_from_db()
    assert (vote.state, vote.void_reason, vote.outcome, SecretPaper.objects.count()) == ("void", reason, None, 0)
    assert vote.ballots.count() == 3
    vote.amendment.refresh_from_db()
    assert vote.amendment.state == "admissible"
    again = votes.open_vote(vote.text, actor=scene.secretary, amendment=vote.amendment)
    with pytest.raises(Faults) as still:
        meetings.close_meeting(vote.meeting, actor=scene.secretary)
    assert codes(still) == ["dialogue-meeting-votes-open"]
    scene.vote(again, Fédération="adopt", Union="adopt", Chambre="adopt")
    vote.meeting.refresh_from_db()
    meetings.close_meeting(vote.meeting, actor=scene.secretary)
    for lang in ("fr", "en"):
        meeting = reverse("programme:dialogue-meeting", args=[scene.room.key, vote.meeting.key])
        for where in (page, meeting):
            shown = client.get(where.replace("/fr/", f"/{lang}/")).content.decode()
            assert ("data-void" in shown, reason in shown) == (True, True)
        printed = room_minutes_pdf(build_room_minutes(vote.meeting), lang)
        words = " ".join(" ".join(one.extract_text() for one in PdfReader(BytesIO(printed)).pages).split())
        assert reason in words
    assert len(build_room_minutes(vote.meeting).decisions) == 1
    assert [one.key for one in find_differences() if one.table.startswith("programme_")] == []
    assert Entry.objects.filter(act="vote.void").count() == 1
