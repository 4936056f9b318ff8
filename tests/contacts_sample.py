"""Stores of made-up contacts for tests: written as canonical CSV and imported, as a user would."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from filiere.contacts.importing.canonical import CanonicalCsv
from filiere.contacts.importing.run import Imported, import_file
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


def deliver(folder: Path, content: str | bytes, *, name: str = "legs.csv", **options: object) -> Imported:
    """Import a canonical CSV into the store at ``folder``, which is made if need be, in Europe/Paris."""
    if not (folder / "store.json").exists():
        Store.create(folder, zone="Europe/Paris")
    file = folder / "sent" / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return import_file(folder, file, CanonicalCsv(), today=TODAY, **options)  # type: ignore[arg-type]
