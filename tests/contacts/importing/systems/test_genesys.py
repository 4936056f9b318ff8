"""Genesys Cloud's conversation details, from made-up files: visits, call backs, and figures reckoned by hand."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.scenes.systems_sample import FIXTURES, US, brought, command, figures, legs_of, rows_of

from filiere.contacts.importing.pseudonymisation import hash_person
from filiere.contacts.store import Store
from filiere.core import Faults

DETAILS = FIXTURES / "genesys.json"
T = 1_772_438_400
"""2026-03-02 at 08:00 UTC."""


def conversation(identity: str) -> dict[str, Any]:
    """The first conversation of the fixture with an identity."""
    found = json.loads(DETAILS.read_text())["conversations"]
    return next(one for one in found if one["conversationId"] == identity)


def test_each_visit_of_a_queue_is_a_leg(tmp_path: Path) -> None:
    """Read by hand from the fixture; instants are seconds after 08:00 UTC."""
    brought(tmp_path, DETAILS, "genesys")
    times = ("arrived_us", "queued_us", "offered_us", "answered_us", "ended_us", "wrap_ended_us")
    words = ("contact_id", "leg", "channel", "direction", "queue", "outcome", "reason", "transferred")
    found = [
        (*(row[one] for one in words), *(None if row[one] is None else row[one] // US - T for one in times))
        for row in legs_of(tmp_path)
    ]
    phone, out = ("phone", "inbound"), ("phone", "outbound")
    assert found == [
        ("a", 1, *phone, "q-ventes", "answered", None, True, 0, 8, 16, 20, 120, 140),
        ("a", 2, *phone, "q-apres-vente", "answered", None, False, 115, 115, 120, 125, 230, 240),
        ("b", 1, *phone, "q-ventes", "abandoned", None, False, 300, 305, 315, None, 340, None),
        ("c", 1, *phone, "q-ventes", "overflowed", "transfer", False, 400, 410, None, None, 470, None),
        ("d", 1, *phone, None, "abandoned", "before_queue", False, 500, None, None, None, 506, None),
        ("e", 1, *phone, None, "deflected", "peer", False, 520, None, None, None, 550, None),
        ("f", 1, *phone, "q-ventes", "callback", None, False, 600, 605, None, None, 630, None),
        ("f", 2, *out, "q-ventes", "answered", None, False, 1150, 1150, 1182, 1185, 1300, 1320),
        ("g", 1, "social", "inbound", "q-social", "answered", None, False, 1500, 1500, None, 1560, 1800, None),
        ("h", 1, "chat", "inbound", "q-chat", "abandoned", None, False, 1900, 1901, None, None, 2020, None),
        ("i", 1, *out, None, "answered", None, False, 2000, None, None, 2012, 2100, None),
    ]
    assert {row["precision_us"] for row in legs_of(tmp_path)} == {1_000}


def test_a_call_back_to_the_customer_first_is_answered_in_the_call_that_follows(tmp_path: Path) -> None:
    """Its own session holds no answer: counted as an inbound visit it would be one that nobody answered."""
    brought(tmp_path, DETAILS, "genesys")
    (contact,) = (row for row in rows_of(tmp_path, "contact") if row["contact_id"] == "f")
    assert (contact["outcome"], contact["called_back_us"]) == ("callback", (T + 1185) * US)


def test_rows_and_records_add_up(tmp_path: Path) -> None:
    """A conversation that came again once it was over corrects the one under way; one without customer is unused."""
    done = brought(tmp_path, DETAILS, "genesys")
    table = done.report["tables"]["contact_leg"]
    assert (table["rows"], table["superseded"], table["conflicting"]) == (12, 1, 0)
    raw = done.report["raw"]
    assert (raw["records"], raw["refused"], raw["unused"]) == (11, 0, {"no-customer": 1})
    assert done.is_sound


def test_people_are_hashed(tmp_path: Path) -> None:
    """The caller, the agent; a withheld number is nobody."""
    brought(tmp_path, DETAILS, "genesys")
    key = Store.open(tmp_path).key()
    legs = {(row["contact_id"], row["leg"]): row for row in legs_of(tmp_path)}
    assert legs["c", 1]["customer_key"] == hash_person(key, "+33600000003")
    assert legs["a", 2]["agent_key"] == hash_person(key, "agent-2")
    assert (legs["b", 1]["customer_key"], legs["b", 1]["repairs"]) == (None, "anonymous-caller")


def test_a_field_that_is_not_published_refuses_the_file_by_name(tmp_path: Path) -> None:
    """In a segment, deep in a conversation, and beside the conversations."""
    one = conversation("b")
    one["participants"][0]["sessions"][0]["segments"][0]["newField"] = 1
    with pytest.raises(Faults) as refused:
        brought(tmp_path, json.dumps({"conversations": [one], "newPage": 1}), "genesys")
    assert [(one.code, one.key) for one in refused.value.faults] == [
        ("unknown-field", "newPage"),
        ("unknown-field", "participants.sessions.segments.newField"),
    ]


def broken() -> Iterator[tuple[str, dict[str, Any]]]:
    """Conversations that cannot be read, each with the code that says so."""
    one = conversation("b")
    one["participants"][1]["sessions"][0]["segments"][0]["segmentType"] = "magic"
    yield "unknown-value", one
    one = conversation("b")
    one["participants"][1]["purpose"] = "oracle"
    yield "unknown-value", one
    one = conversation("b")
    one["participants"][1]["sessions"][0]["mediaType"] = "pigeon"
    yield "unknown-value", one
    one = conversation("b")
    one["participants"][1]["sessions"][0] |= {"metrics": []}
    one["participants"][1]["sessions"][0]["segments"][0].pop("disconnectType")
    yield "missing-field", one
    one = conversation("b")
    one["conversationStart"] = "2026-03-02 08:00"
    yield "unreadable-time", one
    one = conversation("b")
    one["participants"] = {}
    yield "wrong-shape", one


@pytest.mark.parametrize(("code", "content"), list(broken()))
def test_a_conversation_that_cannot_be_read_is_refused_alone(
    tmp_path: Path, code: str, content: dict[str, Any]
) -> None:
    """And the next one is read."""
    done = brought(tmp_path, json.dumps([content, conversation("d")]), "genesys")
    assert done.report["raw"]["refusals"] == {code: 1}
    assert [row["contact_id"] for row in legs_of(tmp_path)] == ["d"]


def test_the_vendor_s_wait_against_the_instants(tmp_path: Path) -> None:
    """More than a second apart is told."""
    one = conversation("a")
    one["participants"][3]["sessions"][0]["metrics"][0]["value"] = 20_000
    done = brought(tmp_path, json.dumps([one]), "genesys")
    assert done.report["tables"]["contact_leg"]["defects"]["wait-disagrees"]["rows"] == 1


@pytest.mark.parametrize("late_first", [True, False], ids=["over-first", "under-way-first"])
def test_a_conversation_that_is_over_counts_before_one_under_way(tmp_path: Path, late_first: bool) -> None:
    """The export of the morning, in which somebody still waits, may be imported after that of the evening."""
    over, under_way = conversation("b"), conversation("b")
    under_way.pop("conversationEnd")
    (queue,) = (one for one in under_way["participants"] if one["purpose"] == "acd")
    queue["sessions"][0]["segments"][-1].pop("segmentEnd")
    exports = {"evening": over, "morning": under_way}
    for name in exports if late_first else reversed(exports):
        brought(tmp_path, json.dumps({"conversations": [exports[name]]}), "genesys", name=name)
    assert [row["outcome"] for row in legs_of(tmp_path)] == ["abandoned"]
    assert [row["outcome"] for row in rows_of(tmp_path, "superseded/contact_leg")] == ["open"]


def test_a_file_that_is_cut_is_refused_whole(tmp_path: Path) -> None:
    """The conversations are an array: what was cut off cannot be told."""
    with pytest.raises(Faults) as refused:
        brought(tmp_path, DETAILS.read_text()[:-200], "genesys")
    assert [one.code for one in refused.value.faults] == ["truncated-json"]
    assert Store.open(tmp_path).deliveries == ()


def test_figures_of_a_month_are_those_reckoned_by_hand(tmp_path: Path) -> None:
    """Thirty-one times a to f of the fixture: 1 of the 5 at the door is answered, and 1 of the 4 queued abandons."""
    text = json.dumps([conversation(one) for one in "abcdef"])
    days = [text.replace("2026-03-02T", f"2026-03-{day:02}T") for day in range(1, 32)]
    found = [
        {**one, "conversationId": f"{one['conversationId']}-{day}"}
        for day, each in enumerate(days)
        for one in json.loads(each)
    ]
    export = tmp_path / "made-up.json"
    export.write_text("".join(json.dumps(one) + "\n" for one in found))
    store = tmp_path / "store"
    said = command(
        "contacts", "import", str(export), "--source", "genesys", "--organisation", "fictive", "--out", str(store)
    )
    assert said.returncode == 0, said.stderr
    assert command("contacts", "report", str(store)).returncode == 0
    figure = figures(store, "service_level_20", "accessibility", "abandonment", "speed_of_answer", "handling_time")
    # At the door: all six, e too, which met no person. d left before any queue. a waited 12 s in one.
    assert (figure["accessibility"].numerator, figure["accessibility"].denominator) == (31, 186)
    assert (figure["service_level_20"].numerator, figure["service_level_20"].denominator) == (31, 124)
    assert (figure["abandonment"].numerator, figure["abandonment"].denominator) == (31, 124)
    assert figure["speed_of_answer"].value == 12.0
    # Two legs: from 20 to 140 and from 125 to 240.
    assert figure["handling_time"].value == 120 + 115
