"""What the journal tells of dossiers, compared with their events now: an event added, changed or removed shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from filiere.core import Text
from filiere.site.dossiers.models import Event
from filiere.site.journal.comparing import Difference, Kind, differing, told

ACT, SUBJECT = "dossier.event", "event"


def payload_of(event: Event, signers: Iterable[tuple[str, str, str | None]], snapshot: str | None) -> dict[str, Any]:
    """What the journal seals of an event."""
    return {
        "step": event.step,
        "event": event.event,
        "state": event.state,
        "day": event.day.isoformat(),
        "snapshot": snapshot,
        "signers": sorted([person, party, college or ""] for person, party, college in signers),
    }


def events() -> Iterator[Difference]:
    """Events that were changed, that are gone, or that no act made."""
    rows = Event.objects.select_related("dossier", "snapshot").prefetch_related("signatures__person")
    found = {f"{row.dossier.key}:{row.number}": row for row in rows.order_by("pk")}
    for entry in told(SUBJECT, (ACT,)):
        row = found.pop(entry.subject, None)
        if row is None:
            yield _difference("missing", entry.subject, entry.number)
            continue
        signers = [(one.person.key, one.party, one.college) for one in row.signatures.all()]
        now = payload_of(row, signers, row.snapshot.sha256 if row.snapshot is not None else None)
        if entry.body and (fields := differing(dict(entry.body), now)):
            yield _difference("changed", entry.subject, entry.number, fields)
    for key in found:
        yield _difference("stray", key)


def _difference(kind: Kind, key: str, entry: int | None = None, fields: tuple[str, ...] = ()) -> Difference:
    row = Text(fr=f"Fait {key} d’un dossier", en=f"Event {key} of a dossier")
    return Difference(kind, Event._meta.db_table, key, row, entry, fields)
