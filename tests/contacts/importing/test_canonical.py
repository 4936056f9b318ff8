"""A canonical CSV goes into the store whole: its rows typed, its people hashed, its verdicts counted."""

import stat
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from contacts_sample import LEG, csv_text, deliver, legs

from filiere.contacts.importing.people import person
from filiere.contacts.schema import LINEAGE, TABLES
from filiere.contacts.store import KEY_FILE, Store
from filiere.core import Faults

US = 1_000_000


def rows_of(folder: Path, table: str) -> list[dict[str, object]]:
    """The rows in force of a table of a store, in the order of their files."""
    files = Store.open(folder).files(table)
    return [row for file in files for row in pq.read_table(file, partitioning=None).to_pylist()]


def test_a_leg_is_stored_with_instants_in_microseconds_and_people_hashed(tmp_path: Path) -> None:
    """The stored row has the canonical columns, those of lineage and those that a contact has."""
    done = deliver(tmp_path, legs({}))
    (row,) = rows_of(tmp_path, "contact_leg")
    assert set(row) == {
        *(one.stored for one in TABLES["contact_leg"].columns),
        *LINEAGE,
        *("handle_us", "talk_us", "called_back_us"),
    }
    assert row["queued_us"] == 1_772_438_408 * US
    assert row["handle_us"] == 274 * US
    assert row["talk_us"] == 240 * US
    assert row["customer_key"] == person(Store.open(tmp_path).key(), "client-1")
    assert row["raw_line"] == 2
    assert row["precision_us"] == US
    assert (row["zone"], row["repairs"], row["defects"]) == ("Europe/Paris", "", "")
    table = done.report["tables"]["contact_leg"]
    assert (table["rows"], table["accepted"], table["reconciles"]) == (1, 1, True)


def test_the_key_of_people_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    """It is made at the first import, and never changes."""
    deliver(tmp_path, legs({}))
    key = tmp_path / KEY_FILE
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_bytes()
    deliver(tmp_path, legs({"contact_id": "c2"}), name="second.csv")
    assert key.read_bytes() == before


def test_a_store_keeps_rows_by_organisation_and_month_utc(tmp_path: Path) -> None:
    """The last hour of March in Paris is the month of March, since the hour before midnight UTC is."""
    deliver(tmp_path, legs({}, {"contact_id": "c2", "organisation": "a/b", "arrived_at": "2026-04-01T01:30:00+02:00"}))
    store = Store.open(tmp_path)
    assert store.organisations() == ("a/b", "fictive")
    assert store.months("contact_leg") == ("2026-03",)
    assert [file.parent.parent.name for file in store.files("contact_leg")] == [
        "organisation=a%2Fb",
        "organisation=fictive",
    ]


def test_the_same_file_twice_is_recognised(tmp_path: Path) -> None:
    """By its bytes, whatever its name: nothing changes, and its first report is given again."""
    deliver(tmp_path, legs({}))
    record = (tmp_path / "store.json").read_bytes()
    again = deliver(tmp_path, legs({}), name="other.csv")
    assert again.again
    assert again.report["file"] == "legs.csv"
    assert (tmp_path / "store.json").read_bytes() == record


def test_a_header_that_lacks_a_column_and_has_another_is_refused_with_both(tmp_path: Path) -> None:
    """Nothing is guessed, and nothing is imported."""
    text = csv_text("contact_leg", [LEG]).replace("customer_key", "customer")
    with pytest.raises(Faults) as refused:
        deliver(tmp_path, text)
    assert {(one.code, one.key) for one in refused.value.faults} == {
        ("missing-column", "customer_key"),
        ("unknown-column", "customer"),
    }
    assert not Store.open(tmp_path).deliveries
    assert not list((tmp_path / "staging").iterdir())


def test_a_folder_without_a_record_is_no_store(tmp_path: Path) -> None:
    """The fault names the folder."""
    with pytest.raises(Faults) as refused:
        Store.open(tmp_path)
    assert refused.value.faults[0].code == "not-a-store"
    assert refused.value.faults[0].file == str(tmp_path)
