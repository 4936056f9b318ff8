"""The dialogue: amendments, votes bound to words, colleges, disagreements that nobody detaches, minutes, positions."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.dialogue_room import RoomScene
from support.scenes.hostile_files import png

from filiere.core import Faults
from filiere.programme.paragraphs import hash_wording
from filiere.site.journal.reconciliation import find_differences
from filiere.site.kit.rights import RightRefused
from filiere.site.mail.models import Letter
from filiere.site.programme.dialogue.actions import amendments as amending
from filiere.site.programme.dialogue.actions import meetings, positions, votes
from filiere.site.programme.dialogue.actions.rooms import end_seat, parse_colleges
from filiere.site.programme.dialogue.models import DissentNote, SeatBallot, StatedPosition, WordingVote
from filiere.site.programme.dialogue.presenters.positions import build_matrix, load_public_statements
from filiere.site.programme.dialogue.presenters.votes import build_decision_json, read_vote
from filiere.site.programme.dialogue.text_readings import TextReading
from filiere.site.programme.dialogue.views.page_frame import vote_address

pytestmark = pytest.mark.django_db

VOIX, UNION, CHAMBRE, GROUPE = (
    "Fédération Voix",
    "Union du contact",
    "Chambre des prestataires",
    "Groupement intégré",
)


@pytest.fixture
def scene() -> RoomScene:
    """A public room."""
    return RoomScene()


def codes(refused: Any) -> list[str]:
    """The codes of what was refused."""
    return [one.code for one in refused.value.faults]


def page(name: str, *arguments: str, lang: str = "fr") -> str:
    """The address of a page of the dialogue."""
    return reverse(f"programme:dialogue{name}", args=arguments).replace("/fr/", f"/{lang}/")


def differences() -> list[str]:
    """The rows of the dialogue that are not what the journal told; the organisations of a scene are made by no act."""
    return [one.key for one in find_differences() if one.table.startswith("programme_")]


def adopt(scene: RoomScene, text: Any) -> Any:
    """An amendment of a union adopted against one employer, with a disagreement."""
    one = scene.file(text, VOIX, op="number", paragraph=2, old="15", new="8")
    scene.open_meeting()
    vote = votes.open_vote(text, actor=scene.secretary, amendment=one)
    return scene.vote(vote, Fédération="adopt", Union="adopt", Chambre="abstain", Groupement="adopt")


def test_a_vote_is_bound_to_its_words_and_makes_others_fall(scene: RoomScene) -> None:
    text = scene.put_text()
    replaced = scene.file(text, VOIX, op="replace", paragraph=1, words="La règle est affichée.")
    number = scene.file(text, CHAMBRE, op="number", paragraph=1, old="écrite", new="orale")
    scene.open_meeting()
    with pytest.raises(Faults) as refused:
        votes.open_vote(text, actor=scene.secretary, amendment=number)
    assert codes(refused) == ["dialogue-vote-order"]
    vote = votes.open_vote(text, actor=scene.secretary, amendment=replaced)
    assert vote.words_sha256 == hash_wording("La règle est affichée.")
    closed = scene.vote(vote, Fédération="adopt", Union="adopt", Chambre="reject", Groupement="adopt")
    # One for and one against among employers is no majority of that college: the room as a whole is not enough.
    assert closed.outcome["stopped_by"] == ["c2"]
    assert closed.outcome["adopted"] is False
    replaced.refresh_from_db()
    assert replaced.state == "rejected"
    second = votes.open_vote(text, actor=scene.secretary, amendment=number)
    scene.vote(second, Fédération="adopt", Union="blank", Chambre="adopt", Groupement="abstain")
    number.refresh_from_db()
    assert number.state == "accepted"
    assert (
        TextReading(text).merged_text.text
        == "Une règle orale existe et elle est suivie.\n\n" + text.base.split("\n\n")[1]
    )


def test_what_cannot_stand_beside_an_adopted_one_falls(scene: RoomScene) -> None:
    text = scene.put_text()
    first = scene.file(text, VOIX, op="replace", paragraph=1, words="La règle est affichée partout, et chacun la lit.")
    second = scene.file(text, CHAMBRE, op="number", paragraph=1, old="écrite", new="orale")
    assert [(one.first, one.second) for one in TextReading(text).collisions] == [(first.code, second.code)]
    scene.open_meeting()
    vote = votes.open_vote(text, actor=scene.secretary, amendment=first)
    scene.vote(vote, Fédération="adopt", Union="adopt", Chambre="abstain", Groupement="adopt")
    second.refresh_from_db()
    assert second.state == "fallen"
    assert second.events.last().by is None
    whole = votes.open_vote(text, actor=scene.secretary)
    assert whole.words == TextReading(text).merged_text.text
    assert scene.vote(whole, Fédération="adopt", Union="adopt", Chambre="adopt", Groupement="adopt").outcome["adopted"]
    with pytest.raises(Faults) as refused:
        scene.file(text, UNION, op="delete", paragraph=2)
    assert codes(refused) == ["dialogue-amend-voted"]


def test_words_edited_after_a_ballot_are_a_new_version_and_ballots_do_not_follow(scene: RoomScene) -> None:
    text = scene.put_text()
    one = scene.file(text, VOIX, op="replace", paragraph=1, words="Premiers mots.")
    scene.open_meeting()
    vote = votes.open_vote(text, actor=scene.secretary, amendment=one)
    votes.cast_ballots(vote, actor=scene.people[UNION], choice="adopt", words=vote.words_sha256)
    amending.rewrite_reasons(one, actor=scene.people[VOIX], title="Autrement dit", reasons="Un autre motif.")
    vote.refresh_from_db()
    assert vote.state == "open"
    amending.rewrite_amendment(one, actor=scene.people[VOIX], op="replace", paragraph=1, words="Seconds mots.", known=1)
    vote.refresh_from_db()
    one.refresh_from_db()
    assert (vote.state, vote.ballots.count(), one.state) == ("lapsed", 1, "filed")
    amending.judge_amendment(one, actor=scene.secretary, ruling="admissible")
    again = votes.open_vote(text, actor=scene.secretary, amendment=one)
    assert again.ballots.count() == 0
    with pytest.raises(Faults) as refused:
        votes.cast_ballots(again, actor=scene.people[UNION], choice="adopt", words=vote.words_sha256)
    assert codes(refused) == ["dialogue-vote-words"]
    with pytest.raises(Faults) as stale:
        amending.rewrite_amendment(
            one, actor=scene.people[VOIX], op="replace", paragraph=1, words="Troisièmes.", known=1
        )
    assert codes(stale) == ["dialogue-moved"]


def test_a_disagreement_goes_wherever_its_decision_goes_and_nobody_detaches_it(
    scene: RoomScene, client: Client
) -> None:
    text = scene.put_text()
    one = scene.file(text, VOIX, op="number", paragraph=2, old="15", new="8")
    meeting = scene.open_meeting("Groupement intégré")
    vote = votes.open_vote(text, actor=scene.secretary, amendment=one)
    closed = scene.vote(vote, Fédération="adopt", Union="reject", Chambre="adopt")
    assert closed.outcome["stopped_by"] == ["c1"]
    with pytest.raises(Faults) as refused:
        votes.sign_dissent(closed, actor=scene.people[UNION], text="Non.")
    assert codes(refused) == ["dialogue-no-dissent"]
    note = votes.sign_dissent(closed, actor=scene.people[VOIX], text="Huit jours suffisent.")
    assert note.decision_sha256 == closed.decision_sha256
    with pytest.raises(Faults) as twice:
        votes.sign_dissent(closed, actor=scene.people[VOIX], text="Encore.")
    assert codes(twice) == ["dialogue-dissent-twice"]
    for tamper in (
        lambda: DissentNote.objects.filter(pk=note.pk).update(text="…"),
        lambda: DissentNote.objects.filter(pk=note.pk)._raw_delete("default"),
        lambda: SeatBallot.objects.filter(vote=closed).update(choice="adopt"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            tamper()
    for lang in ("fr", "en"):
        for name, key in (("-amendment", one.key), ("-vote", closed.key), ("-meeting", meeting.key)):
            shown = client.get(page(name, scene.room.key, key, lang=lang)).content.decode()
            assert f'data-dissent="{note.key}"' in shown, name
    told = client.get(f"/api/v1/programme/dialogue/decisions/{closed.key}").json()
    assert [(one["text"], one["decision_sha256"]) for one in told["dissents"]] == [
        ("Huit jours suffisent.", closed.decision_sha256)
    ]
    listed = client.get("/api/v1/programme/dialogue/decisions").json()["decisions"]
    assert listed[0]["dissents"] == told["dissents"]
    file = client.get(f"/export/dialogue-votes.csv?id={text.key}")
    assert "Huit jours suffisent." in b"".join(file).decode()
    absent = next(one for one in told["ballots"] if one["organisation"] == GROUPE)
    assert absent["choice"] == "absent"


def test_quorum_presence_and_proxy(scene: RoomScene) -> None:
    text = scene.put_text()
    one = scene.file(text, VOIX, op="delete", paragraph=2)
    meeting = scene.open_meeting(UNION, CHAMBRE, GROUPE)
    with pytest.raises(Faults) as refused:
        votes.open_vote(text, actor=scene.secretary, amendment=one)
    assert codes(refused) == ["vote-no-quorum"]
    there = [scene.seats[name].key for name in (VOIX, CHAMBRE, GROUPE)]
    meetings.note_attendance(meeting, actor=scene.secretary, seats=there)
    with pytest.raises(Faults) as across:
        meetings.note_proxy(
            meeting, actor=scene.secretary, seat=scene.seats[UNION].key, holder=scene.seats[CHAMBRE].key
        )
    assert codes(across) == ["dialogue-proxy"]
    meetings.note_proxy(meeting, actor=scene.secretary, seat=scene.seats[UNION].key, holder=scene.seats[VOIX].key)
    vote = votes.open_vote(text, actor=scene.secretary, amendment=one)
    with pytest.raises(Faults) as early:
        votes.close_vote(vote, actor=scene.secretary)
    assert codes(early) == ["dialogue-ballots-missing"]
    with pytest.raises(Faults) as away:
        votes.cast_ballots(vote, actor=scene.people[UNION], choice="adopt", words=vote.words_sha256)
    assert codes(away) == ["vote-absent"]
    closed = scene.vote(vote, Fédération="adopt", Chambre="blank", Groupement="adopt")
    assert closed.counts["c1"]["adopt"] == 2
    assert [one["proxy"] for one in closed.seats if one["organisation"] == UNION] == [True]
    assert closed.outcome["adopted"]
    assert closed.words.startswith("[−]")
    with pytest.raises(Faults) as twice:
        votes.cast_ballots(closed, actor=scene.people[VOIX], choice="adopt", words=vote.words_sha256)
    assert codes(twice) == ["dialogue-vote-not-open"]


def test_a_vote_that_has_lost_its_quorum_says_so_before_it_is_closed(scene: RoomScene, client: Client) -> None:
    text = scene.put_text()
    meeting = scene.open_meeting()
    vote = votes.open_vote(text, actor=scene.secretary, amendment=scene.file(text, VOIX, op="delete", paragraph=2))
    votes.cast_ballots(vote, actor=scene.people[VOIX], choice="adopt", words=vote.words_sha256)
    client.force_login(scene.secretary)
    assert "data-no-quorum" not in client.get(vote_address(vote)).text
    meetings.note_attendance(meeting, actor=scene.secretary, seats=[scene.seats[VOIX].key])
    assert "data-no-quorum" in client.get(vote_address(vote)).text


def test_a_mandate_that_ended_yesterday_opens_nothing(scene: RoomScene, client: Client) -> None:
    text = scene.put_text()
    end_seat(scene.seats[VOIX], actor=scene.secretary, until=timezone.localdate() - timedelta(days=1))
    client.force_login(scene.people[VOIX])
    assert client.get(page("-amend", scene.room.key, text.key)).status_code == 403
    with pytest.raises(RightRefused):
        scene.file(text, VOIX, op="delete", paragraph=1)


def test_an_observer_reads_and_does_not_vote(client: Client) -> None:
    scene = RoomScene(confidentiality="members")
    text = scene.put_text()
    address = page("-text", scene.room.key, text.key)
    assert client.get(address).status_code == 404
    assert client.get("/api/v1/programme/dialogue/decisions").json()["decisions"] == []
    client.force_login(scene.people["Ministère fictif"])
    assert client.get(address).status_code == 200
    with pytest.raises(RightRefused):
        scene.file(text, "Ministère fictif", op="delete", paragraph=1)
    assert client.get(page("-amend", scene.room.key, text.key)).status_code == 403


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"op": "replace", "paragraph": 9, "words": "x"}, "amendment-out-of-bounds", "paragraph"),
        ({"op": "replace", "paragraph": 1}, "amendment-missing-field", "words"),
        ({"op": "number", "paragraph": 2, "old": "30", "new": "8"}, "amendment-absent-number", "old"),
        ({"op": "replace", "to": "T1-77", "words": "x"}, "amendment-unknown-target", "to"),
        ({"op": "delete", "paragraph": 1, "words": "x"}, "amendment-useless-field", "words"),
    ],
)
def test_an_amendment_that_cannot_be_read_is_refused_at_its_field(
    scene: RoomScene, client: Client, said: dict[str, Any], code: str, field: str
) -> None:
    text = scene.put_text()
    with pytest.raises(Faults) as refused:
        amending.file_amendment(text, actor=scene.people[VOIX], title="Une phrase", reasons="Parce que.", **said)
    assert [(one.code, one.key) for one in refused.value.faults] == [(code, field)]
    client.force_login(scene.people[VOIX])
    sent = client.post(
        page("-amend", scene.room.key, text.key), {"title": "Une phrase", "reasons": "Parce que.", **said}
    )
    assert sent.status_code == 422
    assert sent.context["form"].errors.keys() == {field}


def test_deadlines_admissibility_and_withdrawal(scene: RoomScene) -> None:
    text = scene.put_text(days=0)
    one = scene.file(text, VOIX, admissible=False, op="replace", paragraph=1, words="Mots.")
    with pytest.raises(Faults) as wordless:
        amending.judge_amendment(one, actor=scene.secretary, ruling="inadmissible")
    assert codes(wordless) == ["dialogue-words-missing"]
    with pytest.raises(Faults) as other:
        amending.withdraw_amendment(one, actor=scene.people[UNION])
    assert codes(other) == ["dialogue-amendment-other"]
    sub = scene.file(text, UNION, admissible=False, op="replace", to=one.code, words="D’autres mots.")
    with pytest.raises(Faults) as amended:
        amending.rewrite_amendment(one, actor=scene.people[VOIX], op="replace", paragraph=1, words="x", known=1)
    assert codes(amended) == ["dialogue-amendment-amended"]
    amending.judge_amendment(sub, actor=scene.secretary, ruling="inadmissible", why="Hors sujet.")
    amending.withdraw_amendment(one, actor=scene.people[VOIX], why="Accord trouvé.")
    sub.refresh_from_db()
    assert (one.__class__.objects.get(pk=one.pk).state, sub.state) == ("withdrawn", "inadmissible")
    text.amend_until = text.subamend_until = timezone.localdate() - timedelta(days=1)
    text.save()
    with pytest.raises(Faults) as refused:
        scene.file(text, VOIX, op="delete", paragraph=1)
    assert codes(refused) == ["dialogue-amend-late"]


def test_an_accepted_amendment_to_an_amendment_changes_the_words_that_are_voted(scene: RoomScene) -> None:
    text = scene.put_text()
    head = scene.file(text, VOIX, op="replace", paragraph=2, words="Chaque écoute est discutée sous 8 jours.")
    own = scene.file(text, CHAMBRE, op="number", to=head.code, old="8", new="10")
    scene.open_meeting()
    with pytest.raises(Faults) as refused:
        votes.open_vote(text, actor=scene.secretary, amendment=head)
    assert codes(refused) == ["dialogue-vote-order"]
    first = votes.open_vote(text, actor=scene.secretary, amendment=own)
    scene.vote(first, **dict.fromkeys(("Fédération", "Union", "Chambre", "Groupement"), "adopt"))
    second = votes.open_vote(text, actor=scene.secretary, amendment=head)
    assert second.words == "Chaque écoute est discutée sous 10 jours."
    scene.vote(second, **dict.fromkeys(("Fédération", "Union", "Chambre", "Groupement"), "reject"))
    own.refresh_from_db()
    assert own.state == "fallen"


def test_two_people_write_the_minutes_and_nothing_is_lost(scene: RoomScene, client: Client) -> None:
    meeting = scene.open_meeting()
    address = page("-minutes", scene.room.key, meeting.key)
    client.force_login(scene.secretary)
    assert client.post(address, {"text": "Premier récit.", "known": 0}).status_code == 302
    clash = client.post(address, {"text": "Second récit.", "known": 0})
    shown = clash.content.decode()
    assert clash.status_code == 422
    assert "Premier récit." in shown
    assert "Second récit." in shown
    assert clash.context["form"]["known"].value() == "1"
    assert client.post(address, {"text": "Premier et second récits.", "known": 1}).status_code == 302
    meeting.refresh_from_db()
    assert [one.text for one in meeting.minutes.all()] == ["Premier récit.", "Premier et second récits."]
    meetings.close_meeting(meeting, actor=scene.secretary)
    meeting.refresh_from_db()
    with pytest.raises(Faults) as stale:
        meetings.approve_minutes(meeting, actor=scene.people[VOIX], known=1)
    assert codes(stale) == ["dialogue-moved"]
    client.force_login(scene.people[VOIX])
    client.post(page("-approve", scene.room.key, meeting.key), {"known": 2})
    assert meeting.approval.sha256 == hash_wording("Premier et second récits.")
    with pytest.raises(Faults) as refused:
        meetings.write_minutes(meeting, actor=scene.secretary, text="Un ajout.", known=2)
    assert codes(refused) == ["dialogue-minutes-approved"]


def test_papers_are_read_before_the_meeting_under_the_confidentiality_of_the_room(client: Client) -> None:
    scene = RoomScene(confidentiality="members")
    meeting = scene.open_meeting()
    address = page("-paper-new", scene.room.key, meeting.key)
    client.force_login(scene.secretary)
    empty = client.post(address, {"title": "Note de séance"})
    assert (empty.status_code, empty.context["form"].errors.keys()) == (422, {"words"})
    wrong = client.post(address, {"title": "Note de séance", "file_sha256": "12"})
    assert (wrong.status_code, wrong.context["form"].errors.keys()) == (422, {"file_sha256"})
    sent = {"title": "Note de séance", "words": "Ce que coûte la garde des appels."}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, {"title": "Étude", "file_sha256": "AB" * 32}).status_code == 302
    assert [(one.number, one.file_sha256) for one in meeting.papers.all()] == [(1, ""), (2, "ab" * 32)]
    assert Letter.objects.filter(kind="meeting.add-paper").count() == 2 * len(scene.seats)
    shown = page("-meeting", scene.room.key, meeting.key)
    client.force_login(scene.people[VOIX])
    assert 'data-paper="2"' in client.get(shown).content.decode()
    assert client.get(address).status_code == 403
    client.logout()
    assert client.get(shown).status_code == 404
    meetings.close_meeting(meeting, actor=scene.secretary)
    meeting.refresh_from_db()
    with pytest.raises(Faults) as over:
        meetings.add_paper(meeting, actor=scene.secretary, title="Trop tard", words="…")
    assert codes(over) == ["dialogue-meeting-step"]
    assert differences() == []


def test_positions_are_read_at_two_dates(scene: RoomScene, client: Client) -> None:
    today = timezone.localdate()
    subject = positions.add_subject(scene.room, actor=scene.secretary, title="Télétravail", title_en="Telework")
    said = {"subject": subject, "text": "Dit.", "source": "Réunion fictive"}
    organisation = scene.organisations[VOIX]
    old, new = today - timedelta(days=100), today - timedelta(days=10)
    for on, stance in ((old, "reserve"), (new, "for")):
        positions.state_position(
            scene.room, actor=scene.people[VOIX], organisation=organisation, stance=stance, on=on, **said
        )
    with pytest.raises(Faults) as other:
        positions.state_position(
            scene.room, actor=scene.people[UNION], organisation=organisation, stance="for", on=today, **said
        )
    assert codes(other) == ["dialogue-position-other"]
    now = build_matrix(None, today, today).rows[0].cells[0]
    assert (now.stands.stance, now.previous_text.fr, now.recent) == ("for", "réserve", True)
    assert build_matrix(None, new - timedelta(days=1), today).rows[0].cells[0].stands.stance == "reserve"
    assert build_matrix(None, today, today - timedelta(days=1)).rows == ()
    shown = client.get(f"{page('')}?on={old.isoformat()}").content.decode()
    assert 'data-stance="reserve"' in shown
    assert 'data-stance="for"' not in shown
    compared = client.get(f"{page('')}?vs={(new - timedelta(days=1)).isoformat()}").context["changes"]
    # Both were recorded today: what was said by then is a correction of that day, and what was said since is a move.
    assert [(one.kind, one.after) for one in compared.rows] == [("restated", "réserve, Dit."), ("moved", "pour")]
    assert client.get(page("")).context["changes"] is None
    with pytest.raises(DatabaseError), transaction.atomic():
        StatedPosition.objects.update(stance="against")
    assert client.get(f"{page('')}?on=nonsense&known=2020-13-45").status_code == 200


def test_real_statements_stand_apart_with_their_sources(client: Client) -> None:
    statements = load_public_statements()
    assert [one["organisation"] for one in statements] == ["CFDT", "CFTC", "SUD", "CGT", "CFTC"]
    assert all(one["address"].startswith("http") and one["words"].en for one in statements)
    assert not StatedPosition.objects.exists()
    shown = client.get(page("")).content.decode()
    assert all(one["address"] in shown for one in statements)


def test_the_journal_tells_every_row(scene: RoomScene) -> None:
    text = scene.put_text()
    closed = adopt(scene, text)
    assert differences() == []
    WordingVote.objects.filter(pk=closed.pk).update(words="D’autres mots.")
    assert differences() == [closed.key]


def test_every_page_answers_every_reader(scene: RoomScene, client: Client) -> None:
    text = scene.put_text()
    closed = adopt(scene, text)
    scene.file(text, CHAMBRE, op="insert_after", paragraph=1, words="Elle est affichée.")
    meeting = scene.room.meetings.get()
    room = scene.room.key
    reading = [
        page(""),
        page("-room", room),
        page("-text", room, text.key),
        page("-whole", room, text.key),
        *(page("-amendment", room, one.key) for one in text.amendments.all()),
        page("-vote", room, closed.key),
        page("-meeting", room, meeting.key),
        page("-decision-json", room, closed.key),
    ]
    writing = [
        page("-room-new"),
        *(page(f"-{name}-new", room) for name in ("meeting", "seat", "text", "subject", "position", "agreement")),
        page("-seat-end", room, scene.seats[VOIX].key),
        page("-deadlines", room, text.key),
        page("-minutes", room, meeting.key),
    ]
    for lang in ("/fr/", "/en/"):
        for person in (None, scene.secretary, scene.people[VOIX], scene.people["Ministère fictif"]):
            client.logout()
            if person is not None:
                client.force_login(person)
            for address in reading:
                assert client.get(address.replace("/fr/", lang)).status_code == 200, address
        client.force_login(scene.secretary)
        for address in writing:
            assert client.get(address.replace("/fr/", lang)).status_code == 200, address
        client.force_login(scene.people[VOIX])
        mine = text.amendments.first()
        for name in ("-rewrite", "-reasons"):
            assert client.get(page(name, room, mine.key, lang=lang.strip("/"))).status_code == 200


def test_a_form_of_colleges_says_which_line_is_wrong() -> None:
    assert parse_colleges("Salariés ; Employees ; 2\n\nÉtat;1") == [("Salariés", "Employees", 2), ("État", "", 1)]
    with pytest.raises(Faults) as refused:
        parse_colleges("Salariés ; 2\nEmployeurs")
    assert codes(refused) == ["dialogue-colleges-form"]
    with pytest.raises(Faults) as refused:
        parse_colleges(f"{'m' * 81} ; 2")
    assert codes(refused) == ["text-too-long"]


def test_a_decision_for_programs_holds_its_ballots_by_organisation(scene: RoomScene) -> None:
    closed = adopt(scene, scene.put_text())
    told = build_decision_json(read_vote(closed))
    assert [(one["organisation"], one["choice"]) for one in told["ballots"]] == [
        (VOIX, "adopt"),
        (UNION, "adopt"),
        (CHAMBRE, "abstain"),
        (GROUPE, "adopt"),
    ]


def test_the_file_of_a_deposited_agreement_is_the_one_recorded(scene: RoomScene, client: Client) -> None:
    """Another is refused with both fingerprints; members download it, visitors of a public room read its hash."""
    content, day = png(), timezone.localdate()
    made = positions.deposit_agreement(
        scene.room,
        actor=scene.secretary,
        title="Accord",
        parties="Voix",
        signed_on=day,
        deposited_on=day,
        file_sha256=hashlib.sha256(content).hexdigest(),
    )
    send, given = (page(f"-agreement-file{end}", scene.room.key, made.key) for end in ("-send", ""))
    client.force_login(scene.secretary)
    for sent, status in ((png(3, 3), 422), (b"", 422), (content, 302), (content, 422)):
        assert client.post(send, {"file": SimpleUploadedFile("accord.png", sent)}).status_code == status
    client.force_login(scene.people[VOIX])
    assert b"".join(client.get(given)) == content
    assert client.get(send).status_code == 403
    client.logout()
    assert client.get(given).status_code == 302
    assert differences() == []
