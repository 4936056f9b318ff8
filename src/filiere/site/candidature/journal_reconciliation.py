"""What the journal tells of a candidature, compared with its tables: what decides eligibility, price and audit.

Answers are sealed one by one under their version; an opinion is compared with its own fingerprint too, for its words
are nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import models

from filiere.core import Text, seal
from filiere.referentials.workbook import AnswerEntry, AnswerPlace, line_key
from filiere.site.candidature.actions import (
    carry_evidence,
    comparison_consent,
    file_application,
    record_payment,
    record_register_answer,
    save_answers,
    save_perimeter,
    sign_opinion,
)
from filiere.site.candidature.models import (
    Answer,
    AnswerVersion,
    Carried,
    MirrorLink,
    Opinion,
    Payment,
    PerimeterSite,
    Quote,
    RegisterAnswer,
)
from filiere.site.candidature.personal_data import ARCHIVED_STATE
from filiere.site.journal.reconciliation import Difference, DifferenceKind, entries_for, list_changed_fields
from filiere.site.journal.sealed_rows import SealedRow
from filiere.site.workflow.models import Dossier


def _payment_row_payload(row: Any) -> dict[str, Any]:
    return record_payment.payment_payload(row)


def _register_row_payload(row: Any) -> dict[str, Any]:
    return record_register_answer.register_answer_payload(row)


def _quote_row_payload(row: Any) -> dict[str, Any]:
    return {"dossier": row.dossier.key, "sha256": seal(row.body), "gross": f"{row.gross:.2f}"}


def _opinion_row_payload(row: Any) -> dict[str, Any]:
    if row.erased_at is not None:
        return {"dossier": row.dossier.key, "sha256": row.sha256}
    return {
        "dossier": row.dossier.key,
        "sha256": sign_opinion.seal_opinion(row.dossier, row.person, row.theme, row.levels, row.words),
    }


def compare_answers() -> Iterator[Difference]:
    """Answers, and what they said before, that are not what was saved."""
    last: dict[str, tuple[int, list[Any]]] = {}
    each: dict[str, tuple[int, list[Any]]] = {}
    for entry in entries_for(save_answers.SUBJECT, (save_answers.ACT,)):
        for line, sealed in ((entry.body or {}).get("saved") or {}).items():
            last[f"{entry.subject} {line}"] = entry.number, sealed
            each[f"{entry.subject} {line}@{sealed[0]}"] = entry.number, sealed
    for row in Answer.objects.select_related("dossier").order_by("pk").iterator(chunk_size=500):
        line = line_key(AnswerPlace(row.kind, row.key, row.row))  # type: ignore[arg-type]
        name = f"{row.dossier.key} {line}"
        found = last.pop(name, None)
        now = [row.version, save_answers.seal_entry(AnswerEntry(row.value, row.reason, row.note))]
        if found is None:
            yield _row_difference("stray", Answer, name)
        elif found[1] != now and row.dossier.state != ARCHIVED_STATE:
            yield _row_difference("changed", Answer, name, found[0], ("version", "value"))
    for name, (number, _) in last.items():
        yield _row_difference("missing", Answer, name, number)
    yield from _compare_versions(each)


def _compare_versions(each: dict[str, tuple[int, list[Any]]]) -> Iterator[Difference]:
    """What an answer said before, which the comparison of a branch and the papers of an audit rest on."""
    rows = AnswerVersion.objects.select_related("answer__dossier").order_by("pk")
    for row in rows.iterator(chunk_size=500):
        answer = row.answer
        line = line_key(AnswerPlace(answer.kind, answer.key, answer.row))  # type: ignore[arg-type]
        name = f"{answer.dossier.key} {line}@{row.version}"
        found = each.pop(name, None)
        now = [row.version, save_answers.seal_entry(AnswerEntry(row.value, row.reason, row.note))]
        if found is None:
            yield _row_difference("stray", AnswerVersion, name)
        elif found[1] != now and answer.dossier.state != ARCHIVED_STATE:
            yield _row_difference("changed", AnswerVersion, name, found[0], ("value",))
    for name, (number, _) in each.items():
        yield _row_difference("missing", AnswerVersion, name, number)


def compare_perimeters() -> Iterator[Difference]:
    """Sites of candidatures that are not what was saved."""
    last = {entry.subject: entry for entry in entries_for(save_perimeter.PERIMETER_SUBJECT, ("perimeter.save",))}
    for dossier in Dossier.objects.filter(perimeter__isnull=False).distinct().order_by("pk").iterator():
        entry = last.pop(dossier.key, None)
        now = save_perimeter.perimeter_payload(dossier)
        if entry is None:
            yield _row_difference("stray", PerimeterSite, dossier.key)
        elif entry.body and (fields := list_changed_fields(entry.body, now)):
            yield _row_difference("changed", PerimeterSite, dossier.key, entry.number, fields)
    for key, entry in last.items():
        if entry.body and entry.body.get("sites"):
            yield _row_difference("missing", PerimeterSite, key, entry.number)


def _row_difference(
    kind: DifferenceKind, model: type[models.Model], key: str, entry: int | None = None, fields: tuple[str, ...] = ()
) -> Difference:
    table = model._meta.db_table
    return Difference(kind, table, key, Text.same(f"{table} {key}"), entry, fields)


def _seal_rows(
    model: type[models.Model], subject: str, acts: tuple[str, ...], payload: Callable[[Any], dict[str, Any]]
) -> SealedRow[Any]:
    return SealedRow(model, subject, acts, payload, Text.same(model._meta.db_table))


SEALED_ROWS: tuple[SealedRow[Any], ...] = (
    _seal_rows(Payment, record_payment.PAYMENT, ("payment.record", "payment.cancel"), _payment_row_payload),
    _seal_rows(RegisterAnswer, record_register_answer.REGISTER, ("register.note",), _register_row_payload),
    _seal_rows(Quote, file_application.QUOTE_SUBJECT, ("quote.keep",), _quote_row_payload),
    _seal_rows(Opinion, sign_opinion.SUBJECT, ("opinion.sign",), _opinion_row_payload),
    _seal_rows(Carried, carry_evidence.SUBJECT, ("evidence.carry",), carry_evidence.carried_payload),
    _seal_rows(
        MirrorLink,
        comparison_consent.SUBJECT,
        ("mirror.ask", "mirror.agree", "mirror.close"),
        comparison_consent.mirror_payload,
    ),
)
"""Rows that the last act on them seals whole."""
