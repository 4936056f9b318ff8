"""What the journal tells of dossiers, compared with their rows now.

An event added, changed or removed shows; so does a snapshot whose body is no longer that of its fingerprint, and a
state written beside the events that do not lead to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from filiere.core import Faults, Text, seal
from filiere.site.dossiers.models import Dossier, Event, Snapshot
from filiere.site.dossiers.running import replayed
from filiere.site.journal.comparing import Difference, Kind, differing, told

ACT, SUBJECT = "dossier.event", "event"
OPENED = "dossier.open"


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


def opened_of(dossier: Dossier) -> dict[str, Any]:
    """What the journal seals of a dossier when it is opened."""
    return {
        "organisation": dossier.organisation.key,
        "release": dossier.release,
        "category": dossier.category,
        "opened": dossier.opened.isoformat(),
        "renews": dossier.renews.key if dossier.renews is not None else None,
    }


def dossiers() -> Iterator[Difference]:
    """Dossiers that are not what they were opened as, or that stand where their events do not lead."""
    found = {one.key: one for one in Dossier.objects.select_related("organisation", "renews").order_by("pk")}
    opened: set[str] = set()
    for entry in told("dossier", (OPENED,)):
        opened.add(entry.subject)
        row = found.get(entry.subject)
        if row is None:
            yield _of(Dossier, "missing", entry.subject, entry.number)
        elif entry.body and (fields := differing(dict(entry.body), opened_of(row))):
            yield _of(Dossier, "changed", entry.subject, entry.number, fields)
    for key, row in found.items():
        if key not in opened:
            yield _of(Dossier, "stray", key)
        elif not _led_there(row):
            yield _of(Dossier, "changed", key, fields=("state",))


def _led_there(row: Dossier) -> bool:
    try:
        engine = replayed(row)
    except Faults:
        return False
    return (engine.key, engine.state.label, len(engine.history)) == (row.state, row.label, row.length)


def snapshots() -> Iterator[Difference]:
    """Snapshots whose body is not the one that their fingerprint, on which votes were taken, is the seal of."""
    rows = Snapshot.objects.filter(erased_at__isnull=True).select_related("dossier").order_by("pk")
    for row in rows.iterator(chunk_size=50):
        if seal(row.body) != row.sha256:
            yield _of(Snapshot, "changed", f"{row.dossier.key}:{row.name}", fields=("body",))


def _of(
    model: type[Dossier | Snapshot], kind: Kind, key: str, entry: int | None = None, fields: tuple[str, ...] = ()
) -> Difference:
    words = Text(fr=f"Dossier {key}", en=f"Dossier {key}")
    if model is Snapshot:
        words = Text(fr=f"Cliché {key}", en=f"Snapshot {key}")
    return Difference(kind, model._meta.db_table, key, words, entry, fields)


def _difference(kind: Kind, key: str, entry: int | None = None, fields: tuple[str, ...] = ()) -> Difference:
    row = Text(fr=f"Fait {key} d’un dossier", en=f"Event {key} of a dossier")
    return Difference(kind, Event._meta.db_table, key, row, entry, fields)
