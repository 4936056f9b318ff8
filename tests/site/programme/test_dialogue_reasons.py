"""The reasons of an amendment: amended and voted apart from its words, by the same engine and the same votes."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from support.scenes.dialogue_room import RoomScene

from filiere.core import Faults
from filiere.site.journal.reconciliation import find_differences
from filiere.site.programme.dialogue.actions import amendments as amending
from filiere.site.programme.dialogue.actions import votes
from filiere.site.programme.dialogue.actions.texts import move_deadlines
from filiere.site.programme.dialogue.amended_reasons import find_reasons_text
from filiere.site.programme.dialogue.models import DiscussedText
from filiere.site.programme.dialogue.text_readings import TextReading

pytestmark = pytest.mark.django_db

VOIX, UNION, CHAMBRE = "Fédération Voix", "Union du contact", "Chambre des prestataires"
ALL = ("Fédération", "Union", "Chambre", "Groupement")


@pytest.fixture
def scene() -> RoomScene:
    """A public room."""
    return RoomScene()


def codes(refused: Any) -> list[str]:
    """The codes of what was refused."""
    return [one.code for one in refused.value.faults]


def amend(scene: RoomScene, row: Any, who: str, *, admissible: bool = True, **said: Any) -> Any:
    """An amendment to the reasons of an amendment."""
    made = amending.amend_reasons(row, actor=scene.people[who], title="En une phrase", reasons="Parce que.", **said)
    return amending.judge_amendment(made, actor=scene.secretary, ruling="admissible") if admissible else made


def last_reasons(row: Any) -> Any:
    """The present version of the reasons of an amendment."""
    return row.reasons.order_by("-number")[0]


def test_reasons_are_amended_and_voted_apart_from_the_words(scene: RoomScene, client: Client) -> None:
    text = scene.put_text()
    one = scene.file(text, VOIX, op="number", paragraph=2, old="15", new="8")
    first = amend(scene, one, CHAMBRE, op="replace", paragraph=1, words="Parce que 8 jours suffisent.")
    second = amend(scene, one, UNION, op="insert_after", paragraph=1, words="Et tout le monde y gagne.")
    rival = amend(scene, one, UNION, op="delete", paragraph=1)
    assert first.code == f"{one.code}-M1-01"
    reading = TextReading(find_reasons_text(one))
    assert {frozenset((pair.first, pair.second)) for pair in reading.collisions} == {
        frozenset((first.code, rival.code))
    }
    scene.open_meeting()
    on_words = votes.open_vote(text, actor=scene.secretary, amendment=one)
    votes.cast_ballots(on_words, actor=scene.people[UNION], choice="adopt", words=on_words.words_sha256)
    # Deletion is called first in the reasons as in a text; the vote on the words waits for none of it.
    with pytest.raises(Faults) as order:
        votes.open_vote(first.text, actor=scene.secretary, amendment=first)
    assert codes(order) == ["dialogue-vote-order"]
    scene.vote(votes.open_vote(rival.text, actor=scene.secretary, amendment=rival), **dict.fromkeys(ALL, "reject"))
    vote = votes.open_vote(first.text, actor=scene.secretary, amendment=first)
    assert scene.vote(vote, **dict.fromkeys(ALL, "adopt")).outcome["adopted"]
    made = last_reasons(one)
    assert (made.number, made.words, made.vote, made.by) == (2, "Parce que 8 jours suffisent.", vote, None)
    on_words.refresh_from_db()
    assert (on_words.state, on_words.ballots.count()) == ("open", 1)
    scene.vote(votes.open_vote(second.text, actor=scene.secretary, amendment=second), **dict.fromkeys(ALL, "adopt"))
    assert last_reasons(one).words == "Parce que 8 jours suffisent.\n\nEt tout le monde y gagne."
    assert one.wordings.count() == 1
    with pytest.raises(Faults) as undone:
        amending.rewrite_reasons(one, actor=scene.people[VOIX], title="En une phrase", reasons="À ma façon.")
    assert codes(undone) == ["dialogue-amendment-amended"]
    with pytest.raises(Faults) as whole:
        votes.open_vote(first.text, actor=scene.secretary)
    assert codes(whole) == ["dialogue-reasons-whole"]
    assert [one.key for one in find_differences() if one.table.startswith("programme_")] == []
    for lang in ("fr", "en"):
        for name, key in (("-amendment", one.key), ("-amendment", first.key), ("-text", first.text.key)):
            address = reverse(f"programme:dialogue{name}", args=[scene.room.key, key]).replace("/fr/", f"/{lang}/")
            shown = client.get(address)
            assert shown.status_code == 200
            assert first.code in shown.content.decode()


def test_reasons_fall_with_their_amendment_and_not_its_words(scene: RoomScene) -> None:
    text = scene.put_text()
    one = scene.file(text, VOIX, op="replace", paragraph=1, words="Mots.")
    own = scene.file(text, UNION, op="replace", to=one.code, words="D’autres mots.")
    reason = amend(scene, one, UNION, op="replace", paragraph=1, words="Un autre motif.")
    with pytest.raises(Faults) as amended:
        amending.rewrite_reasons(one, actor=scene.people[VOIX], title="Titre", reasons="Encore un motif.")
    assert codes(amended) == ["dialogue-amendment-amended"]
    amending.withdraw_amendment(one, actor=scene.people[VOIX])
    for fallen in (own, reason):
        fallen.refresh_from_db()
        assert (fallen.state, fallen.events.last().by) == ("fallen", None)
    with pytest.raises(Faults) as gone:
        amend(scene, one, UNION, op="delete", paragraph=1)
    assert codes(gone) == ["dialogue-amendment-step"]


def test_amendments_to_reasons_aim_at_the_version_they_were_filed_on(scene: RoomScene) -> None:
    text = scene.put_text()
    one = scene.file(text, VOIX, op="delete", paragraph=1)
    gone = amend(scene, one, UNION, op="replace", paragraph=1, words="Un autre motif.")
    with pytest.raises(Faults) as deep:
        amend(scene, gone, CHAMBRE, op="delete", paragraph=1)
    assert codes(deep) == ["dialogue-reasons-too-deep"]
    amending.withdraw_amendment(gone, actor=scene.people[UNION])
    amending.rewrite_reasons(one, actor=scene.people[VOIX], title="Titre", reasons="Un motif récrit.")
    again = amend(scene, one, UNION, op="number", paragraph=1, old="récrit", new="repris")
    assert (gone.text.base, again.text.base, again.code) == (
        "Parce que.",
        "Un motif récrit.",
        f"{one.code}-M2-01",
    )
    move_deadlines(text, actor=scene.secretary, amend_until=text.amend_until, subamend_until=text.amend_until)
    assert {row.subamend_until for row in DiscussedText.objects.filter(reasons__amendment=one)} == {text.amend_until}


def test_a_member_amends_reasons_from_the_page_of_the_amendment(scene: RoomScene, client: Client) -> None:
    text = scene.put_text()
    one = scene.file(text, VOIX, op="delete", paragraph=1)
    address = reverse("programme:dialogue-reasons-amend", args=[scene.room.key, one.key])
    client.force_login(scene.people[UNION])
    page = reverse("programme:dialogue-amendment", args=[scene.room.key, one.key])
    assert "data-amend-reasons" in client.get(page).content.decode()
    assert client.get(address).status_code == 200
    assert not DiscussedText.objects.filter(reasons__isnull=False).exists()
    sent = {"op": "replace", "paragraph": 4, "words": "Autre motif.", "title": "Titre", "reasons": "Motif du motif."}
    wrong = client.post(address, sent)
    assert (wrong.status_code, wrong.context["form"].errors.keys()) == (422, {"paragraph"})
    assert client.post(address, sent | {"paragraph": 1}).status_code == 302
    made = DiscussedText.objects.get(reasons__amendment=one).amendments.get()
    assert made.seat == scene.seats[UNION]
    listed = client.get(reverse("programme:dialogue-room", args=[scene.room.key])).content.decode()
    assert made.text.key not in listed
