"""Zendesk's tickets and their metric events, from made-up files: clocks, reopening, and figures reckoned by hand."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support.scenes.systems_sample import FIXTURES, US, brought, command, figures, legs_of, rows_of

from filiere.contacts.importing.pseudonymisation import hash_person
from filiere.contacts.store import Store
from filiere.core import Faults

EXPORT = FIXTURES / "zendesk.json"


def hours(row: dict[str, Any], column: str) -> float | None:
    """The hours from the opening of a case to an instant of it."""
    return None if row[column] is None else (row[column] - row["opened_us"]) / 3_600 / US


def test_a_ticket_is_a_case_with_the_clocks_of_its_events(tmp_path: Path) -> None:
    """Read by hand from the fixture: hours to the first reply, the closing, the reopening, and seconds of pause."""
    brought(tmp_path, EXPORT, "zendesk")
    found = {
        row["case_id"]: (
            row["channel"],
            *(hours(row, one) for one in ("first_reply_us", "closed_us", "reopened_us")),
            row["paused_seconds"],
        )
        for row in rows_of(tmp_path, "case")
    }
    assert found == {
        "1": ("email", 2.0, 6.0, None, 3600),
        "2": ("email", None, None, None, 0),
        "3": ("email", None, 0.5, None, 0),
        "4": ("chat", 40 / 3600, 49.0, 48.0, 0),
        "5": ("phone", None, None, None, None),
        "6": ("social", 1.0, None, None, None),
        "7": ("email", 1.5, 18.0, None, None),
    }


def test_what_was_written_is_a_contact_too_and_a_call_is_not(tmp_path: Path) -> None:
    """A ticket that was closed without a reply stays at the front door, unanswered."""
    brought(tmp_path, EXPORT, "zendesk")
    assert [(row["contact_id"], row["outcome"], row["reason"], row["transferred"]) for row in legs_of(tmp_path)] == [
        ("1", "answered", None, None),
        ("2", "open", None, None),
        ("3", "system_dropped", "closed_without_reply", None),
        ("4", "answered", None, None),
        ("6", "answered", None, None),
        ("7", "answered", None, True),
    ]
    assert {row["contact_id"] for row in rows_of(tmp_path, "case")} == {None, "1", "2", "3", "4", "6", "7"}


def test_every_record_is_accounted_for(tmp_path: Path) -> None:
    """Ten tickets: seven cases, two that nobody wrote, one of which nothing says when it was answered; an event of a
    ticket that is elsewhere."""
    done = brought(tmp_path, EXPORT, "zendesk")
    raw = done.report["raw"]
    assert raw["refusals"] == {"no-metrics": 1, "no-ticket": 1}
    assert raw["unused"] == {"no-writing": 2, "metric-record": 21}
    assert raw["records"] == 7 + 2 + 21 + 2
    assert done.report["tables"]["case"]["defects"]["minute-clock"]["rows"] == 1


def test_people_are_hashed_and_nothing_that_they_wrote_is_kept(tmp_path: Path) -> None:
    """The requester and the assignee by their identities in Zendesk."""
    brought(tmp_path, EXPORT, "zendesk")
    key = Store.open(tmp_path).key()
    first = next(iter(legs_of(tmp_path)))
    assert (first["customer_key"], first["agent_key"]) == (hash_person(key, "1001"), hash_person(key, "7"))
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"made.up@example.org" not in written
    assert b"Made up text" not in written


def test_events_may_come_before_their_tickets_or_within_them(tmp_path: Path) -> None:
    """The order of the pages changes nothing."""
    tickets, events = EXPORT.read_text().splitlines()
    for name in "abc":
        (tmp_path / name).mkdir()
    brought(tmp_path / "a", EXPORT, "zendesk")
    brought(tmp_path / "b", f"{events}\n{tickets}", "zendesk")
    content = json.loads(tickets)
    for one in content["tickets"]:
        own = [event for event in json.loads(events)["ticket_metric_events"] if event["ticket_id"] == one["id"]]
        if own:
            one["metric_events"] = {
                metric: [event for event in own if event["metric"] == metric] for metric in {e["metric"] for e in own}
            }
    brought(tmp_path / "c", json.dumps(content), "zendesk")
    columns = ("case_id", "opened_us", "first_reply_us", "closed_us", "reopened_us", "paused_seconds")
    found = [
        {row["case_id"]: [row[one] for one in columns] for row in rows_of(tmp_path / name, "case")} for name in "abc"
    ]
    assert found[0] == found[1] == found[2]


def test_a_field_that_is_not_published_refuses_the_file_by_name(tmp_path: Path) -> None:
    """In a ticket, in its channel, in an event."""
    content = {
        "tickets": [{"id": 1, "new_field": 1, "via": {"channel": "email", "other": 1}}],
        "ticket_metric_events": [{"id": 1, "fresh": 1}],
    }
    with pytest.raises(Faults) as refused:
        brought(tmp_path, json.dumps(content), "zendesk")
    assert {one.key for one in refused.value.faults} == {"new_field", "via.other", "fresh"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": "magic"}, "unknown-value"),
        ({"via": {"channel": "pigeon"}}, "unknown-value"),
        ({"created_at": None}, "missing-field"),
        ({"created_at": "2026-03-02"}, "unreadable-time"),
        ({"id": None}, "missing-field"),
        ({"via": []}, "wrong-shape"),
    ],
)
def test_a_ticket_that_cannot_be_read_is_refused_alone(tmp_path: Path, changes: dict[str, Any], code: str) -> None:
    """And the next one is read."""
    good = json.loads(EXPORT.read_text().splitlines()[0])["tickets"][6]
    done = brought(tmp_path, json.dumps({"tickets": [{**good, **changes}, good]}), "zendesk")
    assert done.report["raw"]["refusals"] == {code: 1}
    assert [row["case_id"] for row in rows_of(tmp_path, "case")] == ["7"]


def test_the_last_version_of_a_ticket_counts(tmp_path: Path) -> None:
    """By its date of update, whatever the order of the pages."""
    good = json.loads(EXPORT.read_text().splitlines()[0])["tickets"][6]
    late = {**good, "group_id": 43, "updated_at": "2026-03-10T00:00:00Z"}
    done = brought(tmp_path, json.dumps({"tickets": [late, good, late]}), "zendesk")
    table = done.report["tables"]["case"]
    assert (table["rows"], table["duplicates"], table["superseded"], table["conflicting"]) == (3, 1, 1, 0)
    assert [row["queue"] for row in rows_of(tmp_path, "case")] == ["43"]


def test_figures_of_a_hundred_emails_are_those_reckoned_by_hand(tmp_path: Path) -> None:
    """Of a hundred, 60 are answered after 5 hours, 30 after 30 hours, and 10 were closed without an answer."""
    tickets, events = [], []
    base = json.loads(EXPORT.read_text().splitlines()[0])["tickets"][0]
    start = int(datetime(2026, 3, 2, 8, tzinfo=UTC).timestamp())

    def at(second: int) -> str:
        return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    for rank in range(100):
        opened = start + rank * 600
        tickets.append({**base, "id": rank, "requester_id": rank, "created_at": at(opened)})
        wait = 5 if rank < 60 else 30 if rank < 90 else None
        for metric, kind, second in (
            ("reply_time", "activate", opened),
            ("reply_time", "fulfill", None if wait is None else opened + wait * 3600),
            ("requester_wait_time", "fulfill", opened + 40 * 3600),
        ):
            if second is not None:
                event = {"id": len(events), "ticket_id": rank, "metric": metric, "instance_id": 1}
                events.append(event | {"type": kind, "time": at(second)})
    export = tmp_path / "made-up.json"
    export.write_text(json.dumps({"tickets": tickets}) + json.dumps({"ticket_metric_events": events}))
    store = tmp_path / "store"
    said = command(
        "contacts", "import", str(export), "--source", "zendesk", "--organisation", "fictive", "--out", str(store)
    )
    assert said.returncode == 0, said.stderr
    assert command("contacts", "report", str(store)).returncode == 0
    found = figures(store, "email_within_24_hours", "email_delay_p50", "accessibility")
    assert (found["email_within_24_hours"].numerator, found["email_within_24_hours"].denominator) == (60, 100)
    assert found["email_delay_p50"].value == 5 * 3600
    assert (found["accessibility"].numerator, found["accessibility"].denominator) == (90, 100)
