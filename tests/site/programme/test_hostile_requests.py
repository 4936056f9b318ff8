"""Addresses and dates that nobody asks for in good faith, and a closed room, of which no way out says a word."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes import communication_sample as sample
from support.scenes.communication_sample import JOBS, Cast
from support.scenes.dialogue_room import RoomScene
from support.scenes.dossier_sample import make_person

from filiere.core import Faults
from filiere.site.programme.dialogue.actions import votes

pytestmark = pytest.mark.django_db

TYPED = {
    "reads": "readings", "figure": "", "measure": "Conventions", "unit": "régions", "direction": "up",
    "base": Decimal(0), "goal": Decimal(10), "goal_high": None, "period_months": 12,
}  # fmt: skip
DAYS = ("0001-01-01", "0000-00-00", "9999-12-31", "1582-10-10", "2026-02-30", "-1", "\x00", "٢٠٢٦-٠١-٠١", "a" * 5000)
HUSHED = "Zébulonie"


def test_any_date_in_an_address_is_answered(leading: Any, client: Client) -> None:
    """Today stands for what is no day; a day at either end of the calendar is one."""
    action = leading.add(target=TYPED)
    pages = [reverse(f"programme:{name}") for name in ("home", "dialogue", "agreements", "commitments", "operations")]
    pages.append(reverse("programme:action", args=[action.key]))
    pages.append("/api/v1/programme/plan")
    for address, day in product(pages, DAYS):
        for query in ({"on": day}, {"known": day}, {"versus": day}, {"on": day, "known": day, "versus": "0001-01-01"}):
            answer = client.get(address, query)
            assert answer.status_code in (200, 404, 422), (address, query)


def test_a_closed_room_is_told_nowhere() -> None:
    """To a visitor, to somebody of another house, and by no file, search, feed or answer to a program."""
    scene = RoomScene(confidentiality="members")
    room = scene.room
    room.name = room.name_en = HUSHED
    room.save()
    text = scene.put_text(base=f"La {HUSHED} est suivie sous 15 jours.\n\nEt puis 3 autres.", code="T9")
    filed = scene.file(text, "Fédération Voix", op="number", paragraph=1, old="15", new="8")
    meeting = scene.open_meeting()
    closed = scene.vote(
        votes.open_vote(text, actor=scene.secretary, amendment=filed),
        Fédération="adopt", Union="reject", Chambre="reject", Groupement="reject",
    )  # fmt: skip
    note = votes.sign_dissent(closed, actor=scene.people["Fédération Voix"], text=f"Note sur la {HUSHED}.")
    keys = [room.key, text.key, filed.key, meeting.key, closed.key, note.key]
    told = [HUSHED, *keys]

    def name(page: str, *more: str) -> str:
        return reverse(f"programme:dialogue-{page}", args=[room.key, *more])

    closed_pages = [
        name("room"), name("text", text.key), name("whole", text.key), name("amendment", filed.key),
        name("vote", closed.key), name("meeting", meeting.key), name("minutes-pdf", meeting.key),
        name("decision-json", closed.key),
    ]  # fmt: skip
    ways_out = [
        reverse("programme:dialogue"), reverse("programme:home"), f"/fr/search/?q={HUSHED}",
        f"/api/v1/search?q={HUSHED}", "/sitemap.xml", "/api/v1/programme/dialogue/decisions", "/fr/journal/",
        reverse("programme:report"),
    ]  # fmt: skip
    files = [f"/api/v1/programme/dialogue/decisions/{closed.key}", f"/export/dialogue-votes.csv?id={text.key}"]
    client = Client()
    client.force_login(scene.people["Union du contact"])
    for address in [*closed_pages, *files]:
        assert client.get(address).status_code == 200, address
    for person in (None, make_person(), make_person("statistician")):
        client = Client()
        if person is not None:
            client.force_login(person)
        for address in closed_pages:
            answer = client.get(address)
            assert answer.status_code in (302, 403, 404), (address, person)
            assert HUSHED not in answer.content.decode(errors="replace")
        for address in ways_out:
            answer = client.get(address)
            body = b"".join(answer).decode(errors="replace").replace(f"q={HUSHED}", "")
            assert not any(one in body for one in keys), address
        for address in files:
            answer = client.get(address)
            assert answer.status_code in (302, 403, 404, 422), (address, person)
            assert not any(one in b"".join(answer).decode(errors="replace") for one in told if one not in address)


def test_what_stands_in_one_room_is_reached_by_no_other() -> None:
    """An address that names the room of somebody and a thing of another leads nowhere, whoever asks."""
    here, there = RoomScene(), RoomScene(confidentiality="members")
    text = there.put_text()
    filed = there.file(text, "Fédération Voix", op="delete", paragraph=1)
    there.open_meeting()
    vote = votes.open_vote(text, actor=there.secretary, amendment=filed)
    client = Client()
    for person in (here.secretary, here.people["Fédération Voix"]):
        client.force_login(person)
        for page, key in (
            ("amend", text.key), ("deadlines", text.key), ("whole-vote", text.key), ("rewrite", filed.key),
            ("judge", filed.key), ("withdraw", filed.key), ("ballot", vote.key), ("vote-close", vote.key),
            ("dissent", vote.key), ("seat-end", there.seats["Fédération Voix"].key),
            ("minutes", there.room.meetings.get().key), ("approve", there.room.meetings.get().key),
        ):  # fmt: skip
            address = reverse(f"programme:dialogue-{page}", args=[here.room.key, key])
            assert client.post(address, {"choice": "adopt", "words": vote.words_sha256}).status_code in (403, 404, 405)
    vote.refresh_from_db()
    assert (vote.state, vote.ballots.count()) == ("open", 0)


@pytest.mark.parametrize("day", [date.max, date.max - timedelta(days=1), date(9999, 1, 1), date.min])
def test_an_operation_at_the_end_of_the_calendar_breaks_no_calendar(db: None, day: date) -> None:
    """It is refused, or its event is written: one operation never keeps the others from those who subscribed."""
    cast = Cast()
    sample.retain(cast, JOBS)
    with suppress(Faults):
        sample.plan(cast, day=day)
    client = Client()
    for address in ("/fr/programme/operations.ics", "/fr/programme/operations/"):
        assert client.get(address).status_code == 200


def test_nothing_that_is_typed_adds_a_line_to_a_calendar(db: None) -> None:
    """Neither a line end of any kind, nor a control character."""
    cast = Cast()
    sample.retain(cast, JOBS)
    title = "Salon\r\nATTENDEE:mailto:x@y.z\u2028BEGIN:VALARM\x85X\x0b"
    sample.plan(cast, title=title, title_en=title, day=timezone.localdate() + timedelta(days=9))
    feed = Client().get("/fr/programme/operations.ics").content
    lines = feed.decode().replace("\r\n ", "").split("\r\n")
    assert not [one for one in lines if one.startswith(("ATTENDEE", "BEGIN:VALARM", "X\x0b"))]
    assert b"\n" not in feed.replace(b"\r\n", b"")
