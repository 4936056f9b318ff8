"""Acts of the programme as somebody hostile, or in a hurry, sends them: raw HTTP by each role, and forms sent twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.dialogue_room import RoomScene
from support.scenes.dossier_sample import make_person

from filiere.core import Faults
from filiere.quotations import pdf_text
from filiere.quotations.documents import read_document
from filiere.site.accounts.rights import Role
from filiere.site.journal.models import Entry
from filiere.site.programme.briefings.models import Briefing
from filiere.site.programme.commitments.actions.commitments import record_commitment
from filiere.site.programme.commitments.models import Call, Commitment, CommitmentEvent
from filiere.site.programme.dialogue.actions.votes import open_vote
from filiere.site.programme.dialogue.models import RoomMeeting
from filiere.site.programme.plan.models import Action, Axis, Orientation

pytestmark = pytest.mark.django_db

LEAD, TELLS, STATE, COUNTS = Role.PROGRAMME, Role.COMMUNICATION, Role.STATE, Role.STATISTICIAN
ACTS: tuple[tuple[str, str, frozenset[Any]], ...] = (
    ("plan-new", "", frozenset({LEAD})),
    ("orientation-new", "plan", frozenset({LEAD})),
    ("axis-new", "plan", frozenset({LEAD})),
    ("action-new", "plan", frozenset({LEAD})),
    ("action-state", "action", frozenset({LEAD})),
    ("action-reading", "action", frozenset({LEAD})),
    ("action-due", "action", frozenset({LEAD})),
    ("action-target", "action", frozenset({LEAD})),
    ("action-end", "action", frozenset({LEAD})),
    ("briefing-new", "", frozenset({LEAD})),
    ("agreement-new", "", frozenset({LEAD})),
    ("agreements-import", "", frozenset({LEAD})),
    ("commitment-new", "", frozenset({LEAD})),
    ("charter-publish", "", frozenset({LEAD})),
    ("call-new", "", frozenset({LEAD})),
    ("operation-new", "", frozenset({LEAD, TELLS})),
    ("message-new", "", frozenset({LEAD, TELLS})),
    ("use-new", "", frozenset({LEAD, TELLS})),
    ("recalls", "", frozenset({LEAD, TELLS, COUNTS})),
    ("dialogue-room-new", "", frozenset({LEAD})),
    ("dialogue-meeting-new", "room", frozenset({LEAD})),
    ("dialogue-seat-new", "room", frozenset({LEAD})),
    ("dialogue-text-new", "room", frozenset({LEAD})),
    ("dialogue-subject-new", "room", frozenset({LEAD})),
    ("dialogue-agreement-new", "room", frozenset({LEAD})),
    ("dialogue-vote-close", "room vote", frozenset({LEAD})),
    ("dialogue-vote-void", "room vote", frozenset({LEAD})),
    ("dialogue-ballot", "room vote", frozenset()),
    ("dialogue-amend", "room text", frozenset()),
)
"""An act, what its address names, and the roles that it is open to; a seat is what opens the last ones."""


def test_no_act_answers_a_role_that_may_not_do_it(leading: Any) -> None:
    """Sent as it stands, without reading the page first: nobody but those named gets as far as the form."""
    scene = RoomScene(confidentiality="members")
    vote = scene.open_secret_vote()
    keys = {
        "plan": leading.plan.key, "action": leading.add().key, "room": scene.room.key, "vote": vote.key,
        "text": vote.text.key,
    }  # fmt: skip
    before = Entry.objects.count()
    found = set()
    people = {role: make_person(role) for role in Role} | {"account": make_person()}
    for role, person in {**people, "nobody": None}.items():
        client = Client()
        if person is not None:
            client.force_login(person)
        for name, things, allowed in ACTS:
            address = reverse(f"programme:{name}", args=[keys[one] for one in things.split()])
            status = client.post(address, {"words": "0" * 64}).status_code
            if (role in allowed) != (status not in {403, 404} and not (person is None and status == 302)):
                found.add((role, name, status))
    assert found == set()
    made = {one for one in Entry.objects.order_by("pk")[before:].values_list("act", flat=True) if ".refuse" not in one}
    assert not {one for one in made if one.startswith(("programme-", "vote.", "ballot.", "room", "commitment."))}


def test_a_form_sent_twice_makes_one_row(leading: Any) -> None:
    """By a double click, or again after a lost answer: the second answer is the first, and there is one row."""
    scene, today = RoomScene(), timezone.localdate()
    day = (today + timedelta(days=30)).isoformat()
    orientation = {"title": "O", "text": "Écouter.", "assembly": "AG", "adopted_on": today.isoformat()}
    action = {"axis": "A", "title": "Former", "owner": "Délégation", "start": today.isoformat(), "due": day,
              "reads": "", "direction": "up", "period_months": "12"}  # fmt: skip
    commitment: dict[str, Any] = {
        "who": "Nous", "what": "Publier", "to_whom": "Vous", "made_on": today.isoformat(), "due": day,
        "proof": "la page", "origin": "other",
    }  # fmt: skip
    kept = record_commitment("new", actor=leading.lead, **(commitment | {"due": today, "made_on": today}))
    outcome = {"kind": "kept", "on": today.isoformat(), "words": "vu"}
    call = {"kind": "group", "title": "Groupe", "what": "Relire", "until": day}
    briefing = {"meeting_on": day, "place": "Cabinet", "about": "Convention", "asks": "Former"}
    forms: tuple[tuple[str, list[Any], dict[str, Any], Callable[[], int]], ...] = (
        ("orientation-new", [leading.plan.key], orientation, Orientation.objects.count),
        ("axis-new", [leading.plan.key], {"letter": "B", "title": "Autre"}, Axis.objects.count),
        ("action-new", [leading.plan.key], action, Action.objects.count),
        ("commitment-new", [], commitment, Commitment.objects.count),
        ("commitment-outcome", [kept.key], outcome, CommitmentEvent.objects.count),
        ("call-new", [], call, Call.objects.count),
        ("briefing-new", [], briefing, Briefing.objects.count),
        (
            "dialogue-meeting-new",
            [scene.room.key],
            {"on": day, "at": "09:00", "place": "Ici"},
            RoomMeeting.objects.count,
        ),
    )
    for name, args, said, count in forms:
        client = Client()
        client.force_login(leading.lead)
        address, before = reverse(f"programme:{name}", args=args), count()
        page = client.get(address).content.decode()
        token = re.search(r'name="form_token" value="([^"]+)"', page)
        assert token is not None, name
        picked = re.findall(r'name="(figures)" value="([^"]+)"[^>]*checked', page)
        sent = said | {"form_token": token[1]} | ({picked[0][0]: picked[0][1]} if picked else {})
        answers = [client.post(address, sent) for _ in range(2)]
        assert [one.status_code for one in answers] == [302, 302], (name, answers[0].content.decode()[-4000:])
        assert answers[0].headers["Location"] == answers[1].headers["Location"], name
        assert count() == before + 1, name


@pytest.mark.parametrize(
    "address", ["programme/plan", "programme/messages", "programme/agreements", "programme/dialogue/decisions"]
)
def test_the_api_says_what_is_unchanged_and_refuses_what_it_does_not_know(leading: Any, address: str) -> None:
    leading.add()
    client = Client()
    first = client.get(f"/api/v1/{address}")
    assert first.status_code == 200
    if "ETag" in first.headers:
        for said in (first.headers["ETag"], f'"other", {first.headers["ETag"]}', "*"):
            again = client.get(f"/api/v1/{address}", headers={"If-None-Match": said})
            assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
        assert client.get(f"/api/v1/{address}", headers={"If-None-Match": '"other"'}).status_code == 200
    else:
        # It looks at who asks: nothing between may keep it.
        assert "Cookie" in first.headers["Vary"]
    assert client.get(f"/api/v1/{address}?zz=1").status_code == 422
    assert client.post(f"/api/v1/{address}", {}).status_code == 405


def test_decisions_are_read_page_by_page() -> None:
    scene = RoomScene()
    text = scene.put_text()
    scene.open_meeting()
    for paragraph in (1, 2):
        one = scene.file(text, "Fédération Voix", op="delete", paragraph=paragraph)
        scene.vote(
            open_vote(text, actor=scene.secretary, amendment=one),
            Fédération="adopt", Union="adopt", Chambre="reject", Groupement="reject",
        )  # fmt: skip
    client, address = Client(), "/api/v1/programme/dialogue/decisions"
    whole = client.get(address).json()
    assert (whole["count"], whole["offset"], len(whole["decisions"])) == (2, 0, 2)
    pages = [client.get(address, {"offset": at, "limit": 1}).json() for at in range(3)]
    assert [one["decisions"] for one in pages] == [whole["decisions"][:1], whole["decisions"][1:], []]
    for wrong in ({"limit": 0}, {"limit": 501}, {"offset": -1}, {"offset": "x"}, {"offset": 10**30}):
        assert client.get(address, wrong).status_code == 422, wrong


def write_pdf(pages: int) -> bytes:
    """A PDF of so many blank pages."""
    import pikepdf

    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    held = BytesIO()
    made.save(held)
    return held.getvalue()


def test_a_pdf_of_too_many_pages_says_how_many_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused, and never read in part without a word."""
    monkeypatch.setattr(pdf_text, "MOST_PAGES", 3)
    with pytest.raises(Faults) as refused:
        read_document(write_pdf(4), "rapport.pdf")
    fault = refused.value.faults[0]
    assert (fault.code, "4" in fault.message.en, "3" in fault.message.en) == ("document-too-many-pages", True, True)
