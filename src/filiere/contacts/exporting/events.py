"""The contacts of a store as events: each instant of a leg that is known, and what happened then."""

# Every identifier and path in SQL comes from the store, and is quoted by parquet.
# ruff: noqa: S608

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from filiere.contacts.importing.database import open_database, parquet_sql
from filiere.contacts.store import Store

BATCH_CONTACTS = 10_000
_END_EVENTS: Mapping[str, str] = {
    **{one: one for one in ("abandoned", "overflowed", "blocked", "deflected", "system_dropped")},
    "callback": "callback_requested",
    "answered": "ended",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactEvent:
    """What happened to a contact at an instant, in microseconds UTC; ``agent`` is a keyed hash."""

    type: str
    at: int
    leg: int
    queue: str | None
    agent: str | None
    reason: str | None


def iter_contacts(store: Store) -> Iterator[Sequence[Mapping[str, Any]]]:
    """Yield the legs of each contact of a store, by organisation and identity, the legs of one by rank."""
    files = store.files("contact_leg")
    if not files:
        return
    with TemporaryDirectory(prefix="filiere-") as folder, open_database(Path(folder)) as connection:
        cursor = connection.execute(
            f"SELECT * EXCLUDE (delivery, raw_line) FROM {parquet_sql(files)} ORDER BY organisation, contact_id, leg"
        )
        names = [one[0] for one in cursor.description or ()]

        def rows() -> Iterator[Mapping[str, Any]]:
            while lot := cursor.fetchmany(BATCH_CONTACTS):
                yield from (dict(zip(names, row, strict=True)) for row in lot)

        for _, legs in groupby(rows(), key=lambda row: (row["organisation"], row["contact_id"])):
            yield list(legs)


def build_events(legs: Sequence[Mapping[str, Any]]) -> list[ContactEvent]:
    """Return the events of a contact, in the order of time, and of its legs where instants are equal."""
    found = []
    for leg in legs:
        end = (
            "transferred_out"
            if leg["outcome"] == "answered" and leg["transferred"]
            else _END_EVENTS.get(leg["outcome"])
        )
        steps = (
            ("arrived_us", "arrived"),
            ("queued_us", "queued"),
            ("offered_us", "offered"),
            ("answered_us", "answered"),
            ("ended_us", end),
            ("wrap_ended_us", "wrap_end"),
        )
        for rank, (column, kind) in enumerate(steps):
            if leg[column] is not None and kind is not None:
                contact_event = ContactEvent(
                    type=kind,
                    at=leg[column],
                    leg=leg["leg"],
                    queue=leg["queue"],
                    agent=leg["agent_key"] if rank >= 2 else None,
                    reason=leg["reason"] if kind == end else None,
                )
                found.append((leg[column], leg["leg"], rank, contact_event))
    return [one for *_, one in sorted(found, key=lambda each: each[:3])]


def format_iso(microseconds: int) -> str:
    """Return an instant as ISO 8601 in UTC, with as many decimals as it has."""
    second, rest = divmod(microseconds, 1_000_000)
    text = datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{rest:06}+00:00" if rest else f"{text}+00:00"
