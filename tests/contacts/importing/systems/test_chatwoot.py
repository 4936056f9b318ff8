"""Chatwoot's conversations and reporting events, from made-up files: replies, bots, reopening, figures by hand."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support.scenes.systems_sample import FIXTURES, US, brought, command, figures, legs_of, rows_of

from filiere.contacts.importing.pseudonymisation import hash_person
from filiere.contacts.store import Store
from filiere.core import Faults

EXPORT = FIXTURES / "chatwoot.json"
T = 1_772_438_400
"""2026-03-02 at 08:00 UTC."""


def first() -> dict[str, Any]:
    """The first conversation of the fixture."""
    found: dict[str, Any] = json.loads(EXPORT.read_text().splitlines()[0])["data"]["payload"][0]
    return found


def test_a_conversation_is_a_case_and_a_contact(tmp_path: Path) -> None:
    """Read by hand from the fixture; instants are seconds after 08:00 UTC, and a 0 of the export is never."""
    brought(tmp_path, EXPORT, "chatwoot")
    cases = {
        row["case_id"]: (
            row["channel"],
            *(
                None if row[one] is None else row[one] // US - T
                for one in ("opened_us", "first_reply_us", "closed_us", "reopened_us")
            ),
        )
        for row in rows_of(tmp_path, "case")
    }
    assert cases == {
        "1": ("chat", 0, 40, 600, None),
        "2": ("email", 60, None, None, None),
        "3": ("chat", 120, None, 300, None),
        "4": ("social", 180, 240, 1800, 3600),
        "5": ("chat", 240, None, 1200, None),
    }
    assert [(row["contact_id"], row["outcome"], row["reason"]) for row in legs_of(tmp_path)] == [
        ("1", "answered", None),
        ("2", "open", None),
        ("3", "deflected", "bot"),
        ("4", "answered", None),
        ("5", "system_dropped", "closed_without_reply"),
    ]


def test_every_record_is_accounted_for(tmp_path: Path) -> None:
    """An inbox that does not say its channel, and an event whose conversation is elsewhere, are refused by name."""
    raw = brought(tmp_path, EXPORT, "chatwoot").report["raw"]
    assert raw["refusals"] == {"no-ticket": 1, "unknown-value": 1}
    assert raw["unused"] == {"metric-record": 7}
    assert raw["records"] == 6 + 8


def test_people_are_hashed_and_nothing_that_they_wrote_is_kept(tmp_path: Path) -> None:
    """The sender and the assignee by their identities in Chatwoot."""
    brought(tmp_path, EXPORT, "chatwoot")
    key = Store.open(tmp_path).key()
    one = next(iter(legs_of(tmp_path)))
    assert (one["customer_key"], one["agent_key"]) == (hash_person(key, "501"), hash_person(key, "7"))
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"made.up@example.org" not in written
    assert b"Made up text" not in written


def test_events_of_another_conversation_are_not_taken_for_its_own(tmp_path: Path) -> None:
    """Its number in the account is not its identity in the database: the first replies tell that they differ."""
    event = {"name": "first_response", "conversation_id": 1, "event_end_time": "2026-03-02T08:30:00Z"}
    content = json.dumps({"payload": [first()]}) + json.dumps({"payload": [event]})
    done = brought(tmp_path, content, "chatwoot")
    assert done.report["raw"]["refusals"] == {"events-disagree": 1}


def test_a_field_that_is_not_published_refuses_the_file_by_name(tmp_path: Path) -> None:
    """In a conversation, in its sender, in an event."""
    one = first() | {"new_field": 1}
    one["meta"]["sender"]["fresh"] = 1
    event = {"name": "first_response", "conversation_id": 1, "event_end_time": "2026-03-02T08:30:00Z", "other": 1}
    with pytest.raises(Faults) as refused:
        brought(tmp_path, json.dumps({"data": {"payload": [one, event]}}), "chatwoot")
    assert {one.key for one in refused.value.faults} == {"new_field", "meta.sender.fresh", "other"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": "magic"}, "unknown-value"),
        ({"created_at": 0}, "missing-field"),
        ({"created_at": "2026-03-02"}, "wrong-shape"),
        ({"id": None}, "missing-field"),
        ({"meta": []}, "wrong-shape"),
    ],
)
def test_a_conversation_that_cannot_be_read_is_refused_alone(
    tmp_path: Path, changes: dict[str, Any], code: str
) -> None:
    """And the next one is read."""
    done = brought(tmp_path, json.dumps([{**first(), **changes}, first() | {"id": 9}]), "chatwoot")
    assert done.report["raw"]["refusals"] == {code: 1}
    assert [row["case_id"] for row in rows_of(tmp_path, "case")] == ["9"]


def test_a_version_that_does_not_say_when_it_replied_is_refused(tmp_path: Path) -> None:
    """Older versions list no first reply: without events, to count none would be a guess."""
    one = first()
    del one["first_reply_created_at"]
    done = brought(tmp_path, json.dumps([one]), "chatwoot")
    assert done.report["raw"]["refusals"] == {"no-metrics": 1}


def test_a_file_that_is_cut_is_refused_whole(tmp_path: Path) -> None:
    """Within the array of a page, what was cut off cannot be told."""
    with pytest.raises(Faults) as refused:
        brought(tmp_path, EXPORT.read_text().splitlines()[0][:-50], "chatwoot")
    assert [one.code for one in refused.value.faults] == ["truncated-json"]


def test_figures_of_a_hundred_chats_are_those_reckoned_by_hand(tmp_path: Path) -> None:
    """Of a hundred, 70 have a reply after 30 seconds, 20 after 90, and 10 were resolved without any."""
    conversations, events = [], []
    for rank in range(100):
        opened = T + rank * 600
        wait = 30 if rank < 70 else 90 if rank < 90 else None
        one = first() | {"id": rank + 1, "created_at": opened, "updated_at": opened + 500.0}
        one["meta"]["sender"]["id"] = rank
        conversations.append(one | {"first_reply_created_at": 0 if wait is None else opened + wait})
        closed = datetime.fromtimestamp(opened + 300, UTC).isoformat()
        events.append({"name": "conversation_resolved", "conversation_id": rank + 1, "event_end_time": closed})
    export = tmp_path / "made-up.json"
    export.write_text(json.dumps({"data": {"payload": conversations}}) + json.dumps({"payload": events}))
    store = tmp_path / "store"
    said = command(
        "contacts", "import", str(export), "--source", "chatwoot", "--organisation", "fictive", "--out", str(store)
    )
    assert said.returncode == 0, said.stderr
    assert command("contacts", "report", str(store)).returncode == 0
    found = figures(store, "chat_within_60_seconds", "accessibility")
    assert (found["chat_within_60_seconds"].numerator, found["chat_within_60_seconds"].denominator) == (70, 100)
    assert (found["accessibility"].numerator, found["accessibility"].denominator) == (90, 100)
