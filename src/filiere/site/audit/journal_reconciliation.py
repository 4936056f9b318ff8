"""What the journal tells of audits, compared with their rows now: nothing can be slipped in or changed unseen.

Every row is told whole at each act on it, long texts by their seal, so that the last entry about a row is what the
row must say. The many changes of the form are told by batch, each by its fingerprint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db import models

from filiere.core import Text, seal
from filiere.referentials import form_merge
from filiere.site.accounts.rights import Actor
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
from filiere.site.journal.reconciliation import Difference, DifferenceKind, entries_for
from filiere.site.journal.sealed_rows import SealedRow
from filiere.site.journal.writer import record_act

CHANGES_SUBJECT = "audit.changes"
WRITE_ACT = "audit.write"


def record_changes(actor: Actor, round_: Round, changes: Iterable[Change]) -> None:
    """Write in the journal a batch of changes of the form."""
    record_act(
        actor,
        WRITE_ACT,
        CHANGES_SUBJECT,
        str(round_.pk),
        {"changes": {one.uid: fingerprint_change(one) for one in changes}},
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


def compare_changes() -> Iterator[Difference]:
    """Changes of the form that are not what their batch told."""
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
                yield _change_difference("stray", key)
        elif mark != fingerprint_change(row):
            yield _change_difference("changed", key, number, ("value",))
    for (subject, uid), (number, _) in said.items():
        yield _change_difference("missing", f"{subject}:{uid}", number)


def _change_difference(
    kind: DifferenceKind, key: str, entry: int | None = None, fields: tuple[str, ...] = ()
) -> Difference:
    name = Text(fr=f"Saisie d’audit {key}", en=f"Audit form change {key}")
    return Difference(kind, Change._meta.db_table, key, name, entry, fields)


def _seal_rows(model: type[models.Model], subject: str, acts: tuple[str, ...], words: Text) -> SealedRow[Any]:
    """Every field of a row is sealed, and all that it points to is read with it."""
    relations = [field.name for field in model._meta.concrete_fields if field.is_relation]
    return SealedRow(
        model, subject, acts, row_payload, words, rows=lambda: model._default_manager.select_related(*relations)
    )


SEALED_ROWS: tuple[SealedRow[Any], ...] = (
    _seal_rows(Round, "audit.round", ("audit.open",), Text(fr="Audit", en="Audit")),
    _seal_rows(
        Mission,
        "audit.mission",
        ("audit.name", "audit.accept", "audit.end"),
        Text(fr="Mission d’audit", en="Audit assignment"),
    ),
    _seal_rows(
        Declaration,
        "audit.declaration",
        ("audit.declare", "audit.declared"),
        Text(fr="Déclaration d’indépendance", en="Declaration of independence"),
    ),
    _seal_rows(
        Sampling,
        "audit.sampling",
        ("audit.seal-sites", "audit.draw-sites"),
        Text(fr="Tirage de sites", en="Site draw"),
    ),
    _seal_rows(Plan, "audit.plan", ("audit.plan",), Text(fr="Plan d’audit", en="Audit plan")),
    _seal_rows(Finding, "audit.finding", ("audit.find",), Text(fr="Constat d’audit", en="Audit finding")),
    _seal_rows(
        Lifting,
        "audit.lifting",
        ("audit.offer-lifting", "audit.judge-lifting"),
        Text(fr="Levée de constat", en="Lifting of a finding"),
    ),
    _seal_rows(
        Statement, "audit.statement", ("audit.state",), Text(fr="Réponse au rapport", en="Answer to the report")
    ),
    _seal_rows(Report, "audit.report", ("audit.report",), Text(fr="Rapport d’audit", en="Audit report")),
    _seal_rows(
        VisitRefusal, "audit.visit-refusal", ("audit.tell-refusal",), Text(fr="Visite empêchée", en="Obstructed visit")
    ),
)
"""Rows of the audit: an act on one tells it whole."""
