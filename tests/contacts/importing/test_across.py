"""Calendars and maps of queues that contradict themselves, and the common queue of a contact on its day."""

import json
from pathlib import Path

import ibis
import pytest
from support.scenes.contacts_sample import LEG, SAMPLES, csv_text, deliver, legs, rows_of

from filiere.contacts.importing.cross_row_checks import MAX_EXAMPLES
from filiere.contacts.queue_map import add_common_queue, build_queue_spans
from filiere.contacts.store import Store


def findings(folder: Path, table: str, *rows: dict[str, str]) -> list[tuple[str, int]]:
    """Deliver rows that differ from the sample as said; return the codes found between them, with their lines."""
    text = csv_text(table, [{**SAMPLES[table], **one} for one in rows])
    done = deliver(folder, text, name=f"{table}-{len(rows)}.csv")
    found = done.report["tables"][table]["across"]
    assert done.is_sound is not bool(found)
    assert all(one[part][lang] for one in found for part in ("message", "remedy") for lang in ("fr", "en"))
    return [(one["code"], one["line"]) for one in found]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"opens": "08:00", "closes": "12:00"}, {"opens": "12:00", "closes": "18:00"}], []),
        ([{"opens": "08:00", "closes": "12:30"}, {"opens": "12:00", "closes": "18:00"}], [("calendar-overlap", 3)]),
        ([{}, {"weekday": "2"}], []),
        ([{}, {"version": "2027", "valid_from": "2027-01-01"}], []),
        ([{}, {"weekday": "2", "zone": "Europe/Madrid"}], [("calendar-two-values", 2)]),
        ([{"closes": "23:59"}], [("calendar-minute-lost", 2)]),
    ],
)
def test_calendars(tmp_path: Path, rows: list[dict[str, str]], expected: list[tuple[str, int]]) -> None:
    """Two openings at once, two zones in one version, a minute lost at midnight; hours that follow are right."""
    assert findings(tmp_path, "calendar", *rows) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"valid_to": "2026-03-31"}, {"valid_from": "2026-04-01", "common_queue": "other"}], []),
        ([{}, {"valid_from": "2026-04-01", "common_queue": "other"}], [("queue-map-overlap", 3)]),
        ([{}, {"queue": "technique"}], []),
    ],
)
def test_maps_of_queues(tmp_path: Path, rows: list[dict[str, str]], expected: list[tuple[str, int]]) -> None:
    """A queue is one common queue on a day."""
    assert findings(tmp_path, "queue_map", *rows) == expected


def test_what_a_delivery_contradicts_in_the_store_is_told(tmp_path: Path) -> None:
    """The table is checked as it then is, rows of earlier deliveries included."""
    assert findings(tmp_path, "queue_map", {}) == []
    later = {"valid_from": "2026-04-01", "common_queue": "other"}
    assert findings(tmp_path, "queue_map", {}, later) == [("queue-map-overlap", 3)]


@pytest.mark.parametrize("table", ["queue_map", "calendar"])
def test_findings_are_counted_and_the_first_told(table: str, tmp_path: Path) -> None:
    """A file of queues that overlap thousands of times made a report of tens of megabytes, kept in the base, and every
    later delivery told all of it again."""
    long = "f" * 5_000
    days = [f"2026-{number // 28 + 1:02}-{number % 28 + 1:02}" for number in range(250)]
    same: dict[str, list[dict[str, str]]] = {
        "queue_map": [{"queue": long, "valid_from": day, "common_queue": f"c{day}{long}"} for day in days],
        "calendar": [
            {"queue": long, "opens": f"{n // 60:02}:{n % 60:02}", "closes": "20:00"} for n in range(len(days))
        ],
    }
    rows = [{**SAMPLES[table], **one} for one in same[table]]
    told = deliver(tmp_path, csv_text(table, rows), name="many.csv").report["tables"][table]
    assert sum(told["across_counts"].values()) == len(days) - 1
    assert len(told["across"]) == MAX_EXAMPLES
    assert len(json.dumps(told)) < MAX_EXAMPLES * 1_500
    later = deliver(tmp_path, csv_text(table, [{**SAMPLES[table], "queue": "other"}]), name="later.csv")
    assert later.report["tables"][table]["across"] == []
    assert later.is_sound


@pytest.mark.parametrize(
    ("arrived", "common"),
    [
        ("2025-12-31T23:59:59+01:00", None),
        ("2026-01-01T00:00:00+01:00", "sales"),
        ("2026-03-31T23:59:59+02:00", "sales"),
        ("2026-04-01T00:00:00+02:00", "commerce"),
        ("2026-06-30T23:59:59+02:00", "commerce"),
        ("2026-07-01T00:00:00+02:00", None),
    ],
)
def test_the_common_queue_is_that_of_the_local_day(tmp_path: Path, arrived: str, common: str | None) -> None:
    """From the first to the last day of an entry, in the zone of the contact; the later of two entries holds."""
    entries = [{}, {"valid_from": "2026-04-01", "valid_to": "2026-06-30", "common_queue": "commerce"}]
    deliver(tmp_path, csv_text("queue_map", [{**SAMPLES["queue_map"], **one} for one in entries]), name="map.csv")
    times = dict.fromkeys(("queued_at", "offered_at", "answered_at", "ended_at", "wrap_ended_at"), "")
    deliver(tmp_path, legs({"arrived_at": arrived} | times, {"contact_id": "c2", "queue": "autre"}))
    store = Store.open(tmp_path)
    spans = build_queue_spans(rows_of(tmp_path, "queue_map"), store.zones())
    contacts = ibis.read_parquet([str(one) for one in store.files("contact")], hive_partitioning=False)
    found = add_common_queue(contacts, spans).to_pyarrow().to_pylist()
    assert len(found) == 2
    assert {row["contact_id"]: row["common_queue"] for row in found} == {"c1": common, "c2": None}
    assert set(found[0]) == {*contacts.columns, "common_queue"}


def test_the_sample_queue_is_the_one_mapped() -> None:
    """The two samples speak of one queue."""
    assert LEG["queue"] == SAMPLES["queue_map"]["queue"]
