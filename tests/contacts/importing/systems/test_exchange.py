"""XES and vCon, in and out: events that are read from both, and a store that is written as both and read again."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from support.scenes.systems_sample import FIXTURES, US, brought, command, legs_of, rows_of

from filiere.contacts.importing.pseudonymisation import hash_person
from filiere.contacts.store import Store
from filiere.core import Faults

LOG = FIXTURES / "process.xes"
VCONS = FIXTURES / "conversations.vcon.json"
T = 1_772_438_400
"""2026-03-02 at 08:00 UTC."""


def test_a_log_gives_events_and_no_legs(tmp_path: Path) -> None:
    """A log does not tell a wait; one event without its instant is refused, and a trace without events is unused."""
    done = brought(tmp_path, LOG, "xes")
    key = Store.open(tmp_path).key()
    found = sorted(rows_of(tmp_path, "contact_event"), key=lambda row: row["source_seq"])
    assert [(row["type"], row["occurred_us"] / US - T, row["queue"]) for row in found] == [
        ("queued", 0, "ventes"),
        ("answered.start", 12.5, None),
    ]
    assert found[0]["customer_key"] == hash_person(key, "made-up-caller")
    assert found[1]["agent_key"] == hash_person(key, "made-up-agent")
    raw = done.report["raw"]
    assert (raw["refusals"], raw["unused"], raw["records"]) == ({"missing-field": 1}, {"empty-trace": 1}, 4)
    assert not Store.open(tmp_path).has("contact_leg")


@pytest.mark.parametrize(
    ("text", "code", "key"),
    [
        (LOG.read_text()[:-60], "not-xes", None),
        ("<html/>", "not-xes", None),
        ('<!DOCTYPE log [<!ENTITY a "aaaa">]><log/>', "not-xes", None),
        (LOG.read_text().replace("org:group", "made:up"), "unknown-field", "made:up"),
    ],
)
def test_a_log_that_is_none_or_has_an_unknown_attribute_is_refused(
    tmp_path: Path, text: str, code: str, key: str | None
) -> None:
    """Cut, of another kind, with a document type, or with an attribute that means nothing here."""
    with pytest.raises(Faults) as refused:
        brought(tmp_path, text, "xes")
    assert [(one.code, one.key) for one in refused.value.faults] == [(code, key)]
    assert Store.open(tmp_path).deliveries == ()


def test_a_vcon_gives_events_of_known_parties(tmp_path: Path) -> None:
    """The call back is outbound, since the agent began it; a vCon that does not tell the customer is refused."""
    done = brought(tmp_path, VCONS, "vcon")
    found = sorted(rows_of(tmp_path, "contact_event"), key=lambda row: row["source_seq"])
    assert [(row["type"], row["direction"], row["occurred_us"] / US - T) for row in found] == [
        ("abandoned", "inbound", 0),
        ("answered", "outbound", 600),
        ("held", "outbound", 620),
        ("resumed", "outbound", 630),
        ("ended", "outbound", 661.5),
    ]
    assert {row["customer_key"] for row in found} == {hash_person(Store.open(tmp_path).key(), "tel:+33600000001")}
    assert done.report["raw"]["refusals"] == {"missing-field": 1}


@pytest.mark.parametrize(
    ("change", "code"),
    [({"critical": ["made-up"]}, "unknown-value"), ({"uuid": None}, "missing-field"), ({"dialog": {}}, "wrong-shape")],
)
def test_a_vcon_that_cannot_be_read_is_refused_alone(tmp_path: Path, change: dict[str, object], code: str) -> None:
    """And one whose field is unknown refuses the file."""
    good = json.loads(VCONS.read_text())[0]
    done = brought(tmp_path, json.dumps([{**good, **change}, good]), "vcon")
    assert done.report["raw"]["refusals"] == {code: 1}
    with pytest.raises(Faults) as refused:
        brought(tmp_path, json.dumps([good | {"new_field": 1}]), "vcon")
    assert [one.key for one in refused.value.faults] == ["new_field"]


def test_a_store_written_as_xes_reads_again_event_for_event(tmp_path: Path) -> None:
    """Each known instant of a leg is one event; people leave as hashes only."""
    first = tmp_path / "first"
    first.mkdir()
    brought(first, FIXTURES / "asterisk.queue_log", "asterisk")
    out = tmp_path / "log.xes"
    said = command("contacts", "export", str(first), "--to", "xes", "--out", str(out))
    assert said.returncode == 0, said.stderr
    legs = list(legs_of(first))
    columns = ("arrived_us", "queued_us", "offered_us", "answered_us", "ended_us", "wrap_ended_us")
    instants = sorted(leg[one] for leg in legs for one in columns if leg[one] is not None)
    assert len(ElementTree.parse(out).getroot()) - 3 == len({leg["contact_id"] for leg in legs})  # noqa: S314
    assert b"Made Up" not in out.read_bytes()
    second = tmp_path / "second"
    second.mkdir()
    assert brought(second, out, "xes").is_sound
    assert sorted(row["occurred_us"] for row in rows_of(second, "contact_event")) == instants


def test_a_store_written_as_vcon_reads_again(tmp_path: Path) -> None:
    """An answered leg is a dialog from its answer to its end, an abandoned one an incomplete dialog."""
    first = tmp_path / "first"
    first.mkdir()
    brought(first, FIXTURES / "asterisk.queue_log", "asterisk")
    out = tmp_path / "contacts.vcon.json"
    said = command("contacts", "export", str(first), "--to", "vcon", "--out", str(out))
    assert said.returncode == 0, said.stderr
    legs = list(legs_of(first))
    written = [json.loads(line) for line in out.read_text().splitlines()]
    assert len(written) == len({leg["contact_id"] for leg in legs})
    (two,) = (one for one in written if one["attachments"][0]["body"]["contact_id"].endswith(".2"))
    assert [(one["type"], one["duration"]) for one in two["dialog"]] == [("recording", 60.0), ("recording", 60.0)]
    second = tmp_path / "second"
    second.mkdir()
    brought(second, out, "vcon")
    types = [row["type"] for row in rows_of(second, "contact_event")]
    assert types.count("answered") == sum(leg["outcome"] == "answered" for leg in legs)
    assert types.count("abandoned") == sum(leg["outcome"] == "abandoned" for leg in legs)
