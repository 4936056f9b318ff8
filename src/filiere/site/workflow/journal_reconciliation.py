"""What the journal tells of dossiers, compared with their rows now.

An event added, changed or removed shows; so does a snapshot whose body is no longer that of its fingerprint, and a
state written beside the events that do not lead to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from filiere.core import Faults, Text, seal
from filiere.site.journal.reconciliation import Difference, DifferenceKind, entries_for, list_changed_fields
from filiere.site.workflow.engine_adapter import replay_dossier
from filiere.site.workflow.models import Dossier, Event, Snapshot

EVENT_ACT, EVENT_SUBJECT = "dossier.event", "event"
OPEN_ACT = "dossier.open"


def event_payload(event: Event, signers: Iterable[tuple[str, str, str | None]], snapshot: str | None) -> dict[str, Any]:
    """What the journal seals of an event."""
    return {
        "step": event.step,
        "event": event.event,
        "state": event.state,
        "day": event.day.isoformat(),
        "snapshot": snapshot,
        "signers": sorted([person, party, college or ""] for person, party, college in signers),
    }


def compare_events() -> Iterator[Difference]:
    """Events that were changed, that are gone, or that no act made."""
    rows = Event.objects.select_related("dossier", "snapshot").prefetch_related("signatures__person")
    found = {f"{row.dossier.key}:{row.number}": row for row in rows.order_by("pk")}
    for entry in entries_for(EVENT_SUBJECT, (EVENT_ACT,)):
        row = found.pop(entry.subject, None)
        if row is None:
            yield _event_difference("missing", entry.subject, entry.number)
            continue
        signers = [(one.person.key, one.party, one.college) for one in row.signatures.all()]
        now = event_payload(row, signers, row.snapshot.sha256 if row.snapshot is not None else None)
        if entry.body and (fields := list_changed_fields(dict(entry.body), now)):
            yield _event_difference("changed", entry.subject, entry.number, fields)
    for key in found:
        yield _event_difference("stray", key)


def opening_payload(dossier: Dossier) -> dict[str, Any]:
    """What the journal seals of a dossier when it is opened."""
    return {
        "organisation": dossier.organisation.key,
        "release": dossier.release,
        "category": dossier.category,
        "opened": dossier.opened.isoformat(),
        "renews": dossier.renews.key if dossier.renews is not None else None,
    }


def compare_dossiers() -> Iterator[Difference]:
    """Dossiers that are not what they were opened as, or that stand where their events do not lead."""
    found = {one.key: one for one in Dossier.objects.select_related("organisation", "renews").order_by("pk")}
    opened: set[str] = set()
    for entry in entries_for("dossier", (OPEN_ACT,)):
        opened.add(entry.subject)
        row = found.get(entry.subject)
        if row is None:
            yield _row_difference(Dossier, "missing", entry.subject, entry.number)
        elif entry.body and (fields := list_changed_fields(dict(entry.body), opening_payload(row))):
            yield _row_difference(Dossier, "changed", entry.subject, entry.number, fields)
    for key, row in found.items():
        if key not in opened:
            yield _row_difference(Dossier, "stray", key)
        elif not _is_replayed_state(row):
            yield _row_difference(Dossier, "changed", key, fields=("state",))


def _is_replayed_state(row: Dossier) -> bool:
    try:
        engine = replay_dossier(row)
    except Faults:
        return False
    return (engine.key, engine.state.public_status, len(engine.history)) == (row.state, row.public_status, row.length)


def compare_snapshots() -> Iterator[Difference]:
    """Snapshots whose body is not the one that their fingerprint, on which votes were taken, is the seal of."""
    rows = Snapshot.objects.filter(erased_at__isnull=True).select_related("dossier").order_by("pk")
    for row in rows.iterator(chunk_size=50):
        if seal(row.body) != row.sha256:
            yield _row_difference(Snapshot, "changed", f"{row.dossier.key}:{row.name}", fields=("body",))


def _row_difference(
    model: type[Dossier | Snapshot],
    kind: DifferenceKind,
    key: str,
    entry: int | None = None,
    fields: tuple[str, ...] = (),
) -> Difference:
    words = Text(fr=f"Dossier {key}", en=f"Dossier {key}")
    if model is Snapshot:
        words = Text(fr=f"Cliché {key}", en=f"Snapshot {key}")
    return Difference(kind, model._meta.db_table, key, words, entry, fields)


def _event_difference(
    kind: DifferenceKind, key: str, entry: int | None = None, fields: tuple[str, ...] = ()
) -> Difference:
    row = Text(fr=f"Événement {key} d’un dossier", en=f"Event {key} of a dossier")
    return Difference(kind, Event._meta.db_table, key, row, entry, fields)
