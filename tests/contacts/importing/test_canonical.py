"""A canonical CSV goes into the store whole: its rows typed, its people hashed, its verdicts counted."""

import stat
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support.scenes.contacts_sample import LEG, SAMPLES, TODAY, csv_text, deliver, legs, rows_of

from filiere.contacts.importing.canonical_sources import CanonicalParquet
from filiere.contacts.importing.import_job import import_file
from filiere.contacts.importing.pseudonymisation import PersonHasher
from filiere.contacts.schema import LINEAGE, TABLES
from filiere.contacts.store import KEY_FILE, Store
from filiere.core import Faults

US = 1_000_000


def test_a_leg_is_stored_with_instants_in_microseconds_and_people_hashed(tmp_path: Path) -> None:
    """The stored row has the canonical columns, those of lineage and those that a contact has."""
    done = deliver(tmp_path, legs({}))
    (row,) = rows_of(tmp_path, "contact_leg")
    assert set(row) == {
        *(one.stored_name for one in TABLES["contact_leg"].columns),
        *LINEAGE,
        *("handle_us", "talk_us", "called_back_us"),
    }
    assert row["queued_us"] == 1_772_438_408 * US
    assert row["handle_us"] == 274 * US
    assert row["talk_us"] == 240 * US
    assert row["customer_key"] == PersonHasher(Store.open(tmp_path).key()).one("client-1")
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


@pytest.mark.parametrize("table", list(TABLES))
def test_each_table_comes_in_by_csv_and_by_parquet_alike(tmp_path: Path, table: str) -> None:
    """The table is recognised by its header; both files give the same stored row, but for where it came from."""
    row = SAMPLES[table]
    by_csv = deliver(tmp_path / "csv", csv_text(table, [row]), name=f"{table}.csv")
    assert list(by_csv.report["tables"]) == [table]
    assert by_csv.report["tables"][table]["accepted"] == 1
    Store.create(tmp_path / "parquet", zone="Europe/Paris")
    (tmp_path / "parquet" / KEY_FILE).write_bytes((tmp_path / "csv" / KEY_FILE).read_bytes())
    file = tmp_path / "rows.parquet"
    pq.write_table(pa.table({name: [row.get(name) or None] for name in TABLES[table].header}), file)
    import_file(tmp_path / "parquet", file, CanonicalParquet(), today=TODAY)
    (one,), (other,) = rows_of(tmp_path / "csv", table), rows_of(tmp_path / "parquet", table)
    assert one | {"delivery": ""} == other | {"delivery": ""}


def test_a_typed_parquet_is_read_as_its_types(tmp_path: Path) -> None:
    """Instants with a zone, integers and booleans; an instant finer than the microsecond is cut, by a named rule."""
    moment = pa.timestamp("us", tz="Europe/Paris")
    columns: dict[str, pa.Array] = {name: pa.array([LEG[name] or None]) for name in TABLES["contact_leg"].header}
    columns |= {"leg": pa.array([1], pa.int32()), "transferred": pa.array([False])}
    columns["arrived_at"] = pa.array([1_772_438_400_123_456], pa.int64()).cast(moment)
    columns["queued_at"] = pa.array([1_772_438_408_000_000_789], pa.int64()).cast(pa.timestamp("ns", tz="UTC"))
    columns["offered_at"] = pa.array([None], moment)
    file = tmp_path / "typed.parquet"
    pq.write_table(pa.table(columns), file)
    Store.create(tmp_path / "store", zone="Europe/Paris")
    done = import_file(tmp_path / "store", file, CanonicalParquet(), today=TODAY)
    (row,) = rows_of(tmp_path / "store", "contact_leg")
    assert (row["arrived_us"], row["queued_us"], row["offered_us"]) == (1_772_438_400_123_456, 1_772_438_408 * US, None)
    assert row["transferred"] is False
    assert done.report["tables"]["contact_leg"]["repairs"] == {"fraction-cut": 1}


@pytest.mark.parametrize("cut", [0.5, 0.0])
def test_a_parquet_without_its_end_is_refused(tmp_path: Path, cut: float) -> None:
    """The format keeps its index at the end: a file that lacks it is no half table but none."""
    file = tmp_path / "rows.parquet"
    pq.write_table(pa.table({name: [LEG[name]] for name in TABLES["contact_leg"].header}), file)
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * cut)] or b"PAR1")
    Store.create(tmp_path / "store", zone="Europe/Paris")
    with pytest.raises(Faults) as refused:
        import_file(tmp_path / "store", file, CanonicalParquet(), today=TODAY)
    assert refused.value.faults[0].code == "not-parquet"
