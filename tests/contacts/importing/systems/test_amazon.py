"""Amazon Connect's contact records, from made-up files: chains, versions, outcomes, and figures reckoned by hand."""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from support.scenes.contacts_sample import deliver, legs
from support.scenes.systems_sample import FIXTURES, US, brought, command, figures, legs_of, rows_of

from filiere.contacts.importing.pseudonymisation import hash_person
from filiere.contacts.store import Store
from filiere.core import Faults

RECORDS = FIXTURES / "amazon-connect.jsonl"
T = 1_772_438_400
"""2026-03-02 at 08:00 UTC."""


def record(**changes: Any) -> dict[str, Any]:
    """The second record of the fixture that abandons, with changes."""
    (one,) = (each for each in map(json.loads, RECORDS.read_text().splitlines()) if each["ContactId"] == "c")
    return {**one, **changes}


def lines(*records: Mapping[str, Any]) -> str:
    """Records as the stream delivers them."""
    return "".join(json.dumps(one) + "\n" for one in records)


def test_each_record_is_a_leg_of_its_chain(tmp_path: Path) -> None:
    """Read by hand from the fixture; instants are seconds after 08:00 UTC."""
    brought(tmp_path, RECORDS, "amazon-connect")
    found = [
        (
            row["contact_id"],
            row["channel"],
            row["direction"],
            row["queue"],
            row["outcome"],
            row["reason"],
            row["transferred"],
            *(
                None if row[one] is None else row[one] // US - T
                for one in ("arrived_us", "queued_us", "answered_us", "ended_us", "wrap_ended_us")
            ),
        )
        for row in legs_of(tmp_path)
    ]
    assert found == [
        ("a", "phone", "inbound", "ventes", "answered", None, True, 0, 8, 20, 120, 140),
        ("a", "phone", "inbound", "apres-vente", "answered", None, False, 110, 110, 120, 180, 185),
        ("c", "phone", "inbound", "ventes", "abandoned", None, False, 240, 250, None, 290, None),
        ("d", "phone", "inbound", None, "abandoned", "before_queue", False, 300, None, None, 306, None),
        ("e", "phone", "inbound", None, "deflected", "contact_flow_disconnect", False, 360, None, None, 390, None),
        *[
            (
                "f",
                "phone",
                "inbound",
                "ventes",
                "overflowed",
                "contact_flow_disconnect",
                False,
                420,
                425,
                None,
                455,
                None,
            )
        ],
        ("f", "phone", "inbound", "secours", "answered", None, False, 455, 455, 465, 540, 540),
        ("h", "phone", "inbound", "ventes", "callback", None, False, 600, 605, None, 640, None),
        ("h", "phone", "outbound", "ventes", "answered", None, False, 640, 640, 1215, 1320, 1330),
        ("j", "chat", "inbound", "ventes", "answered", None, False, 1800, 1800, 1830, 2100, 2100),
        ("m", "phone", "inbound", "ventes", "open", None, False, 2400, 2405, None, None, None),
        ("n", "phone", "inbound", "ventes", "answered", None, False, 2460, 2465, 2475, 2580, 2610),
    ]


def test_of_several_versions_the_latest_counts_and_the_others_are_counted(tmp_path: Path) -> None:
    """The latest by ``LastUpdateTimestamp``, though an older one comes after it in the file."""
    done = brought(tmp_path, RECORDS, "amazon-connect")
    table = done.report["tables"]["contact_leg"]
    assert (table["rows"], table["duplicates"], table["superseded"], table["conflicting"]) == (14, 1, 1, 0)
    raw = done.report["raw"]
    assert (raw["records"], raw["refusals"]) == (17, {"unknown-value": 1})
    assert raw["unused"] == {"beside-contact": 1, "task": 1}


def test_a_call_back_is_a_later_leg_of_the_contact(tmp_path: Path) -> None:
    """The contact ended as a call back, and knows when the customer was reached: when both ends were there."""
    brought(tmp_path, RECORDS, "amazon-connect")
    (contact,) = (row for row in rows_of(tmp_path, "contact") if row["contact_id"] == "h")
    assert (contact["outcome"], contact["called_back_us"]) == ("callback", (T + 1215) * US)


def test_people_are_hashed(tmp_path: Path) -> None:
    """The number, the agent, and nobody for a withheld number."""
    brought(tmp_path, RECORDS, "amazon-connect")
    key = Store.open(tmp_path).key()
    legs = {(row["contact_id"], row["outcome"]): row for row in legs_of(tmp_path)}
    assert legs["d", "abandoned"]["customer_key"] == hash_person(key, "+33600000004")
    assert legs["n", "answered"]["agent_key"] == hash_person(key, "arn:made-up:agent/one")
    assert (legs["c", "abandoned"]["customer_key"], legs["c", "abandoned"]["repairs"]) == (None, "anonymous-caller")
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"33600000004" not in written


def test_a_field_that_is_not_published_refuses_the_file_by_name(tmp_path: Path) -> None:
    """All of them at once, wherever they are; nothing of the file is kept."""
    content = lines(record(), record(ContactId="x", NewField=1), record(ContactId="y", Queue={"Name": "q", "Rank": 1}))
    with pytest.raises(Faults) as refused:
        brought(tmp_path, content, "amazon-connect")
    assert [(one.code, one.key, one.line) for one in refused.value.faults] == [
        ("unknown-field", "NewField", 2),
        ("unknown-field", "Queue.Rank", 3),
    ]
    assert Store.open(tmp_path).deliveries == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Channel": "FAX"}, "unknown-value"),
        ({"InitiationMethod": "MAGIC"}, "unknown-value"),
        ({"InitiationTimestamp": None}, "missing-field"),
        ({"InitiationTimestamp": "yesterday"}, "unreadable-time"),
        ({"InitiationTimestamp": "2026-03-02T08:00:00"}, "unreadable-time"),
        ({"ContactId": None}, "missing-field"),
        ({"Queue": []}, "wrong-shape"),
        ({"DisconnectReason": None, "Queue": None}, "missing-field"),
    ],
)
def test_a_record_that_cannot_be_read_is_refused_alone(tmp_path: Path, changes: dict[str, Any], code: str) -> None:
    """And the next one is read."""
    done = brought(tmp_path, lines({**record(), **changes}, record(ContactId="next")), "amazon-connect")
    assert done.report["raw"]["refusals"] == {code: 1}
    assert [row["contact_id"] for row in legs_of(tmp_path)] == ["next"]


def test_clocks_that_disagree_and_answers_before_arrival_are_told(tmp_path: Path) -> None:
    """The seconds that the record writes against its instants; an order that cannot be."""
    wrong = record(
        InitiationTimestamp="2026-03-02T08:10:00Z",
        Queue={"Name": "q", "EnqueueTimestamp": "2026-03-02T08:04:10Z", "DequeueTimestamp": "2026-03-02T08:04:50Z"}
        | {"Duration": 10},
        Agent={"ARN": "arn:made-up", "ConnectedToAgentTimestamp": "2026-03-02T08:04:50Z"},
    )
    brought(tmp_path, lines(wrong), "amazon-connect")
    (leg,) = legs_of(tmp_path)
    assert set(leg["defects"].split(",")) >= {"wait-disagrees", "answer-before-arrival", "queue-before-arrival"}


def test_a_next_record_that_is_elsewhere_leaves_what_it_was_in_doubt(tmp_path: Path) -> None:
    """Overflowed, with a defect that says so."""
    brought(tmp_path, lines(record(NextContactId="elsewhere")), "amazon-connect")
    (leg,) = legs_of(tmp_path)
    assert (leg["outcome"], leg["defects"]) == ("overflowed", "next-not-in-file")


VERSIONS = {
    "early": record(LastUpdateTimestamp="2026-03-02T08:06:00Z", DisconnectReason="TELECOM_PROBLEM"),
    "late": record(LastUpdateTimestamp="2026-03-02T09:00:00Z"),
    "later": record(LastUpdateTimestamp="2026-03-02T10:00:00Z", Tags={"team": "made up"}),
}
"""Versions of one contact: dropped by the line at first, abandoned in fact, and then the same with another tag."""


@pytest.mark.parametrize(
    "order", [("early", "late"), ("late", "early"), ("early", "later", "late"), ("later", "early")], ids="-".join
)
def test_the_latest_version_counts_between_deliveries_in_any_order(tmp_path: Path, order: tuple[str, ...]) -> None:
    """The row that lost is kept with the file whose row stands in its place, and every count comes out even."""
    reports = [brought(tmp_path, lines(VERSIONS[one]), "amazon-connect", name=one).report for one in order]
    (leg,) = legs_of(tmp_path)
    assert (leg["outcome"], leg["reason"]) == ("abandoned", None)
    (lost,) = rows_of(tmp_path, "superseded/contact_leg")
    assert (lost["outcome"], lost["superseded_by"]) == ("system_dropped", leg["delivery"])
    tables = [report["tables"]["contact_leg"] for report in reports]
    live = sum(one["accepted"] + one["repaired"] - one["supersedes"] for one in tables)
    assert live == Store.open(tmp_path).rows("contact_leg") == 1
    assert sum(one["superseded"] + one["supersedes"] for one in tables) == 1
    assert sum(one["duplicates"] for one in tables) == len(order) - 2
    assert [row["outcome"] for row in rows_of(tmp_path, "contact")] == ["abandoned"]


def test_a_version_that_changes_nothing_here_is_remembered_all_the_same(tmp_path: Path) -> None:
    """A tag moves a contact to 10 h; a version of 9 h that comes afterwards is not its last word."""
    changed = record(LastUpdateTimestamp="2026-03-02T09:30:00Z", DisconnectReason="TELECOM_PROBLEM")
    for name, one in {"late": VERSIONS["late"], "later": VERSIONS["later"], "between": changed}.items():
        brought(tmp_path, lines(one), "amazon-connect", name=name)
    assert [row["outcome"] for row in legs_of(tmp_path)] == ["abandoned"]


@pytest.mark.parametrize("apart_first", [True, False])
def test_a_file_that_holds_the_next_record_knows_better(tmp_path: Path, apart_first: bool) -> None:
    """One and the same version of a contact, delivered with its call back and without: a call back, in any order."""
    moved = record(NextContactId="back")
    back = record(ContactId="back", InitialContactId="c", PreviousContactId="c", InitiationMethod="CALLBACK")
    deliveries = {"apart": lines(moved), "together": lines(moved, back)}
    for name in deliveries if apart_first else reversed(deliveries):
        brought(tmp_path, deliveries[name], "amazon-connect", name=name)
    assert [row["outcome"] for row in legs_of(tmp_path) if row["leg"] == 1] == ["callback"]


def test_a_correction_made_by_hand_comes_after_every_version(tmp_path: Path) -> None:
    """A row without a rank is no version of the system: the delivery imported last wins, as everywhere else."""
    brought(tmp_path, lines(VERSIONS["late"]), "amazon-connect")
    (leg,) = legs_of(tmp_path)
    arrived = "2026-03-02T08:04:00Z"
    by_hand = legs({"contact_id": leg["contact_id"], "site": "", "arrived_at": arrived, "reason": "by_hand"})
    deliver(tmp_path, by_hand)
    assert [row["reason"] for row in legs_of(tmp_path)] == ["by_hand"]


def test_a_file_may_be_packed_an_array_or_cut(tmp_path: Path) -> None:
    """Packed and in an array gives the same rows; a last record that is cut is named."""
    packed = gzip.compress(json.dumps([record(ContactId="p"), record(ContactId="q")]).encode())
    assert brought(tmp_path, packed, "amazon-connect", name="a.gz").is_sound
    assert [row["contact_id"] for row in legs_of(tmp_path)] == ["p", "q"]
    cut = brought(tmp_path, lines(record(ContactId="r"), record())[:-40], "amazon-connect", name="cut.jsonl")
    assert cut.report["raw"]["refusals"] == {"truncated-json": 1}


def test_figures_of_a_hundred_contacts_are_those_reckoned_by_hand(tmp_path: Path) -> None:
    """Ten times: 6 answered after 10 s, 2 after 30 s, 1 abandons in queue and 1 before; one is served by the flow."""
    records = []
    for tens in range(10):
        for rank in range(11):
            day, at = f"2026-03-{tens + 2:02}", f"{10 + rank}"
            one = record(
                ContactId=f"{tens}-{rank}",
                CustomerEndpoint={"Address": f"+336{tens}{rank:02}", "Type": "TELEPHONE_NUMBER"},
                InitiationTimestamp=f"{day}T{at}:00:00Z",
                DisconnectTimestamp=f"{day}T{at}:05:00Z",
                Queue=None,
            )
            if rank < 8:
                wait = 10 if rank < 6 else 30
                one["Queue"] = {
                    "Name": "ventes",
                    "EnqueueTimestamp": f"{day}T{at}:00:08Z",
                    "DequeueTimestamp": f"{day}T{at}:00:{8 + wait:02}Z",
                    "Duration": wait,
                }
                one["Agent"] = {"ARN": "arn:made-up", "ConnectedToAgentTimestamp": f"{day}T{at}:00:{8 + wait:02}Z"}
            elif rank == 8:
                one["Queue"] = {"Name": "ventes", "EnqueueTimestamp": f"{day}T{at}:00:08Z"}
            elif rank == 10:
                one["DisconnectReason"] = "CONTACT_FLOW_DISCONNECT"
            records.append(one)
    export = tmp_path / "made-up.jsonl"
    export.write_text(lines(*records))
    store = tmp_path / "store"
    said = command(
        *("contacts", "import", str(export), "--source", "amazon-connect", "--organisation", "fictive"),
        *("--out", str(store)),
    )
    assert said.returncode == 0, said.stderr
    assert command("contacts", "report", str(store)).returncode == 0
    found = figures(store, "service_level_20", "accessibility", "abandonment", "speed_of_answer", "contacts")
    # The menu is before the queue, where the clock of common-v1 starts: the ten who left from it are in no queue,
    # and at the door as are those whom a flow kept.
    assert (found["service_level_20"].numerator, found["service_level_20"].denominator) == (60, 90)
    assert (found["accessibility"].numerator, found["accessibility"].denominator) == (80, 110)
    assert (found["abandonment"].numerator, found["abandonment"].denominator) == (10, 90)
    assert found["speed_of_answer"].value == 15.0
    assert found["contacts"].numerator == 110
