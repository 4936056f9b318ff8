"""Rows erased for good: by age, with the file that brought them, at a customer's request; the rest accounted for."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from support.scenes.contacts_sample import LEG, SAMPLES, csv_text, deliver, legs, rows_of

from filiere.contacts.data_quality_checks import check_store
from filiere.contacts.engines import open_engine
from filiere.contacts.importing import erasure
from filiere.contacts.importing.erasure import (
    count_contacts_of,
    erase_before,
    erase_customer,
    erase_delivery,
    hash_customer,
)
from filiere.contacts.importing.import_job import import_file
from filiere.contacts.importing.protocol import CanonicalRow, SourceContext, SourceItem
from filiere.contacts.indicators import build_context
from filiere.contacts.sealed.pack_writer import load_sealed_set, make_pack
from filiere.contacts.sealed.verification import verify_pack
from filiere.contacts.store import Store
from filiere.core import Faults

TODAY = date(2026, 11, 26)
DAY = date(2026, 3, 2)


def at(day: str, contact: str, **more: str) -> dict[str, str]:
    """The sound leg, on another day, of a contact."""
    moved = {name: value.replace("2026-03-02", day) for name, value in LEG.items()}
    return {**moved, "contact_id": contact, **more}


def accounted(folder: Path) -> None:
    """The rows in force are those that the record leaves, contacts have their legs, and no file is unnamed."""
    store = Store.open(folder)
    for table in {one.table for one in store.deliveries}:
        left = sum(d.accepted + d.repaired - d.supersedes for d in store.deliveries if d.table == table)
        left -= sum(one.rows - one.restored for one in store.erasures if one.table == table)
        assert store.rows(table) == left == len(rows_of(folder, table)), table
    with open_engine() as engine:
        assert check_store(build_context(store, engine), store.deliveries, store.erasures).has_passed
    named = {path for files in store.listed.values() for path in files}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.parquet")}
    assert there == named


def verified(folder: Path, out: Path) -> dict[str, object]:
    """Make a pack of the store, verify it, and return its manifest as JSON."""
    manifest = make_pack(Store.open(folder), [load_sealed_set("icmi-1")], out)
    found = verify_pack(out)
    assert found.holds, [one.message.fr for one in found.faults]
    return json.loads(manifest.text())


def test_what_is_older_than_the_day_goes_and_the_rest_is_accounted_for(tmp_path: Path) -> None:
    """A contact goes whole by its first arrival, a leg of the next day with it; the pack of what stays says so."""
    store = tmp_path / "store"
    rows = [
        at("2026-02-27", "old"),
        at("2026-03-01", "across"),
        at("2026-03-02", "across", leg="2"),
        at("2026-03-02", "new"),
        at("2026-04-02", "later"),
    ]
    deliver(store, csv_text("contact_leg", rows))
    states = [{**SAMPLES["agent_state"], "from_at": "2026-02-01T09:00:00+01:00", "to_at": "2026-02-01T09:30:00+01:00"}]
    deliver(store, csv_text("agent_state", [*states, SAMPLES["agent_state"]]), name="states.csv")
    deliver(store, csv_text("calendar", [SAMPLES["calendar"]]), name="calendar.csv")
    gone = erase_before(store, DAY, today=TODAY)
    assert (gone.rows, gone.contacts) == ({"contact_leg": 3, "agent_state": 1}, 2)
    assert {row["contact_id"] for row in rows_of(store, "contact_leg")} == {"new", "later"}
    assert {row["contact_id"] for row in rows_of(store, "contact")} == {"new", "later"}
    assert len(rows_of(store, "calendar")) == 1
    accounted(store)
    manifest = verified(store, tmp_path / "pack")
    assert {(one["rule"], one["before"], one["rows"]) for one in manifest["erasures"]} == {  # type: ignore[attr-defined]
        ("retention", "2026-03-02", 3),
        ("retention", "2026-03-02", 1),
    }
    assert not erase_before(store, DAY, today=TODAY)
    assert len(Store.open(store).erasures) == 2


def test_the_day_begins_at_midnight_of_the_store(tmp_path: Path) -> None:
    """Half past midnight in Paris is the day before in UTC, and yet is kept."""
    late = {"arrived_at": "2026-03-02T00:30:00+01:00", "queued_at": "", "offered_at": "", "answered_at": ""}
    late |= {"outcome": "abandoned", "ended_at": "2026-03-02T00:31:00+01:00", "wrap_ended_at": ""}
    deliver(tmp_path, legs(late))
    assert not erase_before(tmp_path, DAY, today=TODAY)
    assert erase_before(tmp_path, date(2026, 3, 3), today=TODAY).rows == {"contact_leg": 1}
    assert Store.open(tmp_path).rows("contact") == 0
    accounted(tmp_path)


def test_a_file_taken_back_leaves_its_fingerprint_alone(tmp_path: Path) -> None:
    """Its rows, its name and its reports go, and what it corrected is in force again; it may be delivered anew."""
    store = tmp_path / "store"
    first = deliver(store, legs({}, {"contact_id": "c2"}, {"contact_id": "c3"}))
    fixed = legs({"contact_id": "c2", "site": "tours"}, {"contact_id": "c4"}, {"contact_id": "c5", "outcome": "?"})
    second = deliver(store, fixed, name="fixed.csv")
    assert erase_delivery(store, second.report["sha256"], today=TODAY).restored == 1
    rows = {row["contact_id"]: row for row in rows_of(store, "contact_leg")}
    assert set(rows) == {"c1", "c2", "c3"}
    assert rows["c2"]["site"] == "lille"
    assert {(row["contact_id"], row["site"]) for row in rows_of(store, "contact")} == {
        ("c1", "lille"),
        ("c2", "lille"),
        ("c3", "lille"),
    }
    assert not Store.open(store).has("superseded/contact_leg")
    accounted(store)
    told = {one.sha256: one for one in Store.open(store).deliveries}
    taken = told[second.report["sha256"]]
    assert (taken.name, taken.erased_on, taken.rows) == ("", "2026-11-26", 3)
    assert told[first.report["sha256"]].erased_on is None
    assert not list((store / "reports").glob(f"{taken.sha256}*"))
    verified(store, tmp_path / "pack")
    again = deliver(store, fixed, name="fixed.csv")
    assert not again.again
    assert len(rows_of(store, "contact_leg")) == 4
    # The files that an import replaces stay until the next change, for whoever reads them.
    assert not erase_before(store, date(2020, 1, 1), today=TODAY)
    accounted(store)


def test_what_a_later_file_corrects_as_well_does_not_come_back(tmp_path: Path) -> None:
    """Of three files that say three things of one leg, the second is taken back: the third still has the last word."""
    said = [deliver(tmp_path, legs({"site": site}), name=f"{site}.csv") for site in ("lille", "tours", "caen")]
    assert erase_delivery(tmp_path, said[1].report["sha256"], today=TODAY).restored == 0
    assert [row["site"] for row in rows_of(tmp_path, "contact_leg")] == ["caen"]
    accounted(tmp_path)


def test_the_ranks_of_what_went_are_forgotten(tmp_path: Path) -> None:
    """Remembered, they would make a file delivered again lose to a row that is no longer there."""

    class Ranked:
        name, mapping_sha256 = "made-up", None

        def read(self, file: object, context: SourceContext) -> list[SourceItem]:  # noqa: ARG002
            values = {name: LEG[name] for name in ("organisation", "channel", "direction", "arrived_at", "outcome")}
            return [
                CanonicalRow("contact_leg", {**values, "contact_id": name, "leg": "1"}, line=1, rank=9) for name in "ab"
            ]

    Store.create(tmp_path, zone="Europe/Paris")
    file = tmp_path / "sent"
    file.write_text("whatever")
    done = import_file(tmp_path, file, Ranked(), today="2026-11-26")
    assert Store.open(tmp_path).rows("ranks/contact_leg") == 2
    erase_delivery(tmp_path, done.report["sha256"], today=TODAY)
    assert not Store.open(tmp_path).has("ranks/contact_leg")
    accounted(tmp_path)


def test_a_customer_is_erased_by_what_the_logs_call_them(tmp_path: Path) -> None:
    """Every contact of theirs goes whole; nobody else's does, and the store never held their name."""
    deliver(
        tmp_path,
        legs(
            {},
            {"leg": "2", "customer_key": ""},
            {"contact_id": "c2", "customer_key": "client-2"},
        ),
    )
    deliver(tmp_path, csv_text("case", [{**SAMPLES["case"], "customer_key": "client-1"}]), name="cases.csv")
    key = hash_customer(tmp_path, " client-1 ")
    assert count_contacts_of(tmp_path, key) == 1
    gone = erase_customer(tmp_path, key, today=TODAY)
    assert (gone.rows, gone.contacts) == ({"contact_leg": 2, "case": 1}, 1)
    assert count_contacts_of(tmp_path, key) == 0
    assert {row["contact_id"] for row in rows_of(tmp_path, "contact")} == {"c2"}
    accounted(tmp_path)
    assert not erase_customer(tmp_path, key, today=TODAY)


def test_an_erasure_killed_before_its_record_erases_nothing_and_after_it_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record is what is in force; files that it does not name go when the store is next changed."""
    deliver(tmp_path, csv_text("contact_leg", [at("2026-02-27", "old"), at("2026-03-05", "new")]))
    before = Store.open(tmp_path)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Store, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            erase_before(tmp_path, DAY, today=TODAY)
    assert Store.open(tmp_path) == before
    assert len(rows_of(tmp_path, "contact_leg")) == 2
    real = erasure.remove_unlisted_files
    calls: list[int] = []

    def late(store: Store) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(store)

    with monkeypatch.context() as patch:
        patch.setattr(erasure, "remove_unlisted_files", late)
        with pytest.raises(KeyboardInterrupt):
            erase_before(tmp_path, DAY, today=TODAY)
    assert [row["contact_id"] for row in rows_of(tmp_path, "contact_leg")] == ["new"]
    erase_before(tmp_path, DAY, today=TODAY)
    accounted(tmp_path)


def test_a_store_at_work_is_left_alone(tmp_path: Path) -> None:
    """An erasure that an import holds up is refused, and said so."""
    deliver(tmp_path, legs({}))
    with erasure.lock_store(tmp_path), pytest.raises(Faults) as caught:
        erase_before(tmp_path, DAY, today=TODAY)
    assert [one.code for one in caught.value.faults] == ["store-busy"]
