"""What the journal tells of audits, compared with their rows now: nothing can be slipped in or changed unseen.

Every row is told whole at each act on it, long texts by their seal, so that the last entry about a row is what the
row must say. The many changes of the form are told by batch, each by its fingerprint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db import models

from filiere.core import Text, seal
from filiere.referentials import form_merge
from filiere.site.accounts.permissions import Actor
from filiere.site.audit.models import (
    Change,
    Declaration,
    Finding,
    Lifting,
    Mission,
    Plan,
    Report,
    Round,
    Sampling,
    Statement,
    VisitRefusal,
)
from filiere.site.journal.reconciliation import Difference, DifferenceKind, entries_for, list_changed_fields
from filiere.site.journal.writer import record
from filiere.site.kit.rights import actor_key

CHANGES_SUBJECT = "audit.changes"
WRITE_ACT = "audit.write"

_SUBJECTS: dict[type[models.Model], str] = {
    Round: "audit.round",
    Mission: "audit.mission",
    Declaration: "audit.declaration",
    Sampling: "audit.sampling",
    Plan: "audit.plan",
    Finding: "audit.finding",
    Lifting: "audit.lifting",
    Statement: "audit.statement",
    Report: "audit.report",
    VisitRefusal: "audit.visit-refusal",
}
ACTS_BY_MODEL: dict[type[models.Model], tuple[str, ...]] = {
    Round: ("audit.open",),
    Mission: ("audit.name", "audit.accept", "audit.end"),
    Declaration: ("audit.declare", "audit.declared"),
    Sampling: ("audit.seal-sites", "audit.draw-sites"),
    Plan: ("audit.plan",),
    Finding: ("audit.find",),
    Lifting: ("audit.offer-lifting", "audit.judge-lifting"),
    Statement: ("audit.state",),
    Report: ("audit.report",),
    VisitRefusal: ("audit.tell-refusal",),
}


def record_row(actor: Actor | None, act: str, row: models.Model) -> None:
    """Write in the journal that a row is now what it is, by that act; without an actor, time did it."""
    record(
        actor_key="time" if actor is None else actor_key(actor),
        act=act,
        subject_kind=_SUBJECTS[type(row)],
        subject_id=str(row.pk),
        payload=row_payload(row),
    )


def record_changes(actor: Actor, round_: Round, changes: Iterable[Change]) -> None:
    """Write in the journal a batch of changes of the form."""
    record(
        actor_key=actor_key(actor),
        act=WRITE_ACT,
        subject_kind=CHANGES_SUBJECT,
        subject_id=str(round_.pk),
        payload={"changes": {one.uid: fingerprint_change(one) for one in changes}},
    )


def to_merge_change(row: Change) -> form_merge.FieldChange:
    """The change as the engine reads it."""
    return form_merge.FieldChange(row.uid, row.field, row.value, tuple(row.seen), row.author.key)


def fingerprint_change(row: Change) -> str:
    """The fingerprint of a change: what it says, and who wrote it."""
    return to_merge_change(row).print


def row_payload(row: models.Model) -> dict[str, Any]:
    """What the journal seals of a row: people by their opaque key, texts and bodies by their seal."""
    found: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.primary_key:
            continue
        value = getattr(row, field.name if field.is_relation else field.attname)
        found[field.name] = _field_payload(field, value)
    return found


def _field_payload(field: models.Field[Any, Any], value: Any) -> Any:
    if isinstance(value, models.Model):
        return getattr(value, "key", value.pk)
    if isinstance(field, (models.TextField, models.JSONField)):
        return None if value is None else seal(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def compare_rows() -> Iterator[Difference]:
    """Rows of the audit that were changed, that are gone, or that no act made."""
    for model in _SUBJECTS:
        yield from _compare_model(model)
    yield from _compare_changes()


def _compare_model(model: type[models.Model]) -> Iterator[Difference]:
    last: dict[str, tuple[int, dict[str, Any] | None]] = {}
    for entry in entries_for(_SUBJECTS[model], ACTS_BY_MODEL[model]):
        last[entry.subject] = (entry.number, entry.body)
    relations = [field.name for field in model._meta.concrete_fields if field.is_relation]
    for row in model._default_manager.select_related(*relations).order_by("pk").iterator(chunk_size=200):
        number, said = last.pop(str(row.pk), (None, None))
        if number is None:
            yield _row_difference(model, "stray", str(row.pk))
        elif said and (fields := list_changed_fields(said, row_payload(row))):
            yield _row_difference(model, "changed", str(row.pk), number, fields)
    for subject, (number, _) in last.items():
        yield _row_difference(model, "missing", subject, number)


def _compare_changes() -> Iterator[Difference]:
    said: dict[tuple[str, str], tuple[int, str | None]] = {}
    erased: set[str] = set()
    for entry in entries_for(CHANGES_SUBJECT, (WRITE_ACT,)):
        if entry.body is None:
            erased.add(entry.subject)
            continue
        for uid, mark in entry.body["changes"].items():
            said[entry.subject, uid] = (entry.number, mark)
    for row in Change.objects.select_related("author").order_by("pk").iterator(chunk_size=500):
        number, mark = said.pop((str(row.round_id), row.uid), (None, None))
        key = f"{row.round_id}:{row.uid}"
        if number is None:
            if str(row.round_id) not in erased:
                yield _row_difference(Change, "stray", key)
        elif mark != fingerprint_change(row):
            yield _row_difference(Change, "changed", key, number, ("value",))
    for (subject, uid), (number, _) in said.items():
        yield _row_difference(Change, "missing", f"{subject}:{uid}", number)


_ROW_NAMES: dict[type[models.Model], Callable[[str], Text]] = {
    Round: lambda key: Text(fr=f"Audit {key}", en=f"Audit {key}"),
    Mission: lambda key: Text(fr=f"Mission d’audit {key}", en=f"Audit mission {key}"),
    Declaration: lambda key: Text(fr=f"Déclaration d’indépendance {key}", en=f"Declaration of independence {key}"),
    Sampling: lambda key: Text(fr=f"Tirage de sites {key}", en=f"Draw of sites {key}"),
    Plan: lambda key: Text(fr=f"Plan d’audit {key}", en=f"Audit plan {key}"),
    Change: lambda key: Text(fr=f"Saisie d’audit {key}", en=f"Change of an audit form {key}"),
    Finding: lambda key: Text(fr=f"Constat d’audit {key}", en=f"Audit finding {key}"),
    Lifting: lambda key: Text(fr=f"Levée de constat {key}", en=f"Lifting of a finding {key}"),
    Statement: lambda key: Text(fr=f"Réponse au rapport {key}", en=f"Answer to the report {key}"),
    Report: lambda key: Text(fr=f"Rapport d’audit {key}", en=f"Audit report {key}"),
    VisitRefusal: lambda key: Text(fr=f"Visite empêchée {key}", en=f"Visit prevented {key}"),
}


def _row_difference(
    model: type[models.Model], kind: DifferenceKind, key: str, entry: int | None = None, fields: tuple[str, ...] = ()
) -> Difference:
    return Difference(kind, model._meta.db_table, key, _ROW_NAMES[model](key), entry, fields)
