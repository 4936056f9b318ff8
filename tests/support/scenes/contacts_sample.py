"""Stores of made-up contacts for tests: written as canonical CSV and imported, as a user would."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from filiere.contacts.importing.canonical_sources import CanonicalCsv
from filiere.contacts.importing.import_job import ImportResult, import_file
from filiere.contacts.schema import TABLES
from filiere.contacts.store import Store

TODAY = "2026-11-26"

LEG = {
    "contact_id": "c1",
    "leg": "1",
    "organisation": "fictive",
    "site": "lille",
    "queue": "ventes",
    "channel": "phone",
    "direction": "inbound",
    "customer_key": "client-1",
    "agent_key": "conseiller-1",
    "arrived_at": "2026-03-02T09:00:00+01:00",
    "queued_at": "2026-03-02T09:00:08+01:00",
    "offered_at": "2026-03-02T09:00:20+01:00",
    "answered_at": "2026-03-02T09:00:26+01:00",
    "ended_at": "2026-03-02T09:04:26+01:00",
    "wrap_ended_at": "2026-03-02T09:05:00+01:00",
    "outcome": "answered",
    "transferred": "false",
    "reason": "",
}
"""A sound answered leg, of a made-up centre; tests change what they are about."""


def csv_text(table: str, rows: Iterable[Mapping[str, str]]) -> str:
    """Return rows as the canonical CSV of a table; a column that a row lacks is empty."""
    header = TABLES[table].header
    lines = [",".join(header), *(",".join(row.get(one, "") for one in header) for row in rows)]
    return "".join(f"{line}\n" for line in lines)


def legs(*changes: Mapping[str, str]) -> str:
    """Return a canonical CSV of legs: each is :data:`LEG` with changes."""
    return csv_text("contact_leg", [{**LEG, **one} for one in changes])


def deliver(folder: Path, content: str | bytes, *, name: str = "legs.csv", **options: object) -> ImportResult:
    """Import a canonical CSV into the store at ``folder``, which is made if need be, in Europe/Paris."""
    if not (folder / "store.json").exists():
        Store.create(folder, zone="Europe/Paris")
    file = folder / "sent" / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return import_file(folder, file, CanonicalCsv(), today=TODAY, **options)  # type: ignore[arg-type]


SAMPLES: Mapping[str, Mapping[str, str]] = {
    "contact_leg": LEG,
    "contact_event": {
        "event_id": "e1",
        "source": "fictif",
        "source_seq": "1",
        "contact_id": "c1",
        "organisation": "fictive",
        "channel": "phone",
        "direction": "inbound",
        "occurred_at": "2026-03-02T09:00:00+01:00",
        "type": "queued",
        "customer_key": "client-1",
    },
    "agent_state": {
        "organisation": "fictive",
        "agent_key": "conseiller-1",
        "state": "available",
        "from_at": "2026-03-02T09:00:00+01:00",
        "to_at": "2026-03-02T09:30:00+01:00",
    },
    "case": {
        "case_id": "d1",
        "organisation": "fictive",
        "channel": "email",
        "kind": "complaint",
        "customer_key": "client-1",
        "opened_at": "2026-03-02T09:00:00+01:00",
        "paused_seconds": "60",
    },
    "survey_answer": {
        "answer_id": "r1",
        "organisation": "fictive",
        "channel": "phone",
        "question": "satisfaction",
        "invited_at": "2026-03-02T09:10:00+01:00",
        "answered_at": "2026-03-02T09:12:00+01:00",
        "score": "4",
        "scale_min": "1",
        "scale_max": "5",
    },
    "calendar": {
        "organisation": "fictive",
        "version": "2026",
        "zone": "Europe/Paris",
        "valid_from": "2026-01-01",
        "weekday": "1",
        "opens": "08:00",
        "closes": "18:00",
    },
    "queue_map": {
        "organisation": "fictive",
        "queue": "ventes",
        "common_queue": "sales",
        "valid_from": "2026-01-01",
    },
    "forecast": {
        "organisation": "fictive",
        "channel": "phone",
        "starts_at": "2026-03-02T09:00:00+01:00",
        "seconds": "1800",
        "volume": "41.5",
        "made_on": "2026-02-20",
    },
    "mystery_contact": {
        "mystery_id": "m1",
        "organisation": "fictive",
        "channel": "phone",
        "made_at": "2026-03-02T09:00:00+01:00",
        "points": "17",
        "points_possible": "20",
        "passed": "true",
    },
    "quality_review": {
        "review_id": "q1",
        "organisation": "fictive",
        "channel": "phone",
        "agent_key": "conseiller-1",
        "reviewed_at": "2026-03-02T09:00:00+01:00",
        "points": "17",
        "points_possible": "20",
        "calibrated": "false",
    },
    "service_uptime": {
        "organisation": "fictive",
        "system": "acd",
        "state": "up",
        "from_at": "2026-03-02T09:00:00+01:00",
        "to_at": "2026-03-03T09:00:00+01:00",
    },
    "staff_month": {"organisation": "fictive", "month": "2026-03", "headcount": "41.5", "entries": "2"},
}
"""One sound row of each canonical table, of a made-up centre."""


def rows_of(folder: Path, table: str) -> list[dict[str, Any]]:
    """The rows in force of a table of a store, in the order of its files."""
    files = Store.open(folder).files(table)
    return [row for file in files for row in pq.read_table(file, partitioning=None).to_pylist()]
