"""What the journal seals of agreements: every row, of which only payments and questions change, by acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from filiere.core import Text
from filiere.site.journal.sealed_rows import SealedRow, get_key, get_primary_key, name_acts
from filiere.site.programme.agreements.models import (
    Agreement,
    AgreementFile,
    AgreementVersion,
    AmendedObjective,
    AmountLine,
    Article,
    Measure,
    Objective,
    Payment,
    Question,
    Report,
    ReportingPeriod,
    Statement,
    UseEntry,
    UseLine,
)
from filiere.site.programme.row_payloads import seal_fields


def _describe_file(row: AgreementFile) -> dict[str, Any]:
    """A file, by its fingerprint; never by its name, which people are named in."""
    return {"version": row.version_id, "sha256": row.sha256, "erased": row.erased_at is not None}


def _seal_rows(
    model: type[models.Model],
    subject: str,
    acts: str,
    fields: str,
    words: tuple[str, str],
    key: Callable[[Any], str] = get_primary_key,
) -> SealedRow[Any]:
    """Declare a table: its acts and its fields with spaces between, its words in French and English."""
    payload = seal_fields(*fields.split())
    return SealedRow(
        model, subject, name_acts(subject, *acts.split()), payload, Text(fr=words[0], en=words[1]), key=key
    )


SEALED_ROWS: tuple[SealedRow[Any], ...] = (
    _seal_rows(
        Agreement,
        "agreement",
        "sign import describe",
        "title title_en parties signed_on starts ends regions object object_en source_url reference grant fictitious",
        ("Convention", "Agreement"),
        get_key,
    ),
    _seal_rows(
        AgreementVersion,
        "agreement-version",
        "sign amend",
        "agreement number signed_on reason total ends regions",
        ("Version d’une convention", "Version of an agreement"),
    ),
    _seal_rows(
        Article, "agreement-article", "add", "version number title text", ("Article d’une convention", "Article")
    ),
    _seal_rows(
        Statement,
        "agreement-statement",
        "add",
        "agreement title source_url said_on total confidence",
        ("Texte sur une convention", "Text about an agreement"),
    ),
    _seal_rows(
        AmountLine,
        "agreement-line",
        "add amend announce",
        "version statement funder funder_kind year amount kind",
        ("Montant d’une convention", "Amount of an agreement"),
    ),
    _seal_rows(
        Objective,
        "agreement-objective",
        "add",
        "agreement version title title_en unit goal due region count figure",
        ("Objectif d’une convention", "Objective of an agreement"),
        get_key,
    ),
    _seal_rows(
        AmendedObjective,
        "agreement-change",
        "write",
        "objective version title title_en unit goal due region count figure withdrawn",
        ("Objectif modifié par un avenant", "Objective changed by an amendment"),
    ),
    _seal_rows(
        Measure, "agreement-measure", "record", "objective value on comment", ("Valeur d’un objectif", "Measure")
    ),
    _seal_rows(
        Payment,
        "agreement-payment",
        "schedule record",
        "agreement version funder amount due condition paid_on paid_amount",
        ("Versement", "Payment"),
        get_key,
    ),
    _seal_rows(
        UseLine,
        "agreement-use",
        "plan",
        "agreement title title_en region planned",
        ("Ligne de dépense", "Line of spending"),
        get_key,
    ),
    _seal_rows(UseEntry, "agreement-entry", "spend accept", "use kind amount on comment", ("Dépense", "Spending")),
    _seal_rows(
        ReportingPeriod,
        "agreement-period",
        "open",
        "agreement number starts ends due",
        ("Période de rapport", "Reporting period"),
    ),
    _seal_rows(Report, "agreement-report", "send", "period comment body sha256", ("Rapport", "Report"), get_key),
    SealedRow(
        AgreementFile,
        "agreement-file",
        name_acts("agreement-file", "add", "erase"),
        _describe_file,
        Text(fr="Texte signé d’une convention", en="Signed text of an agreement"),
        key=get_key,
        rows=lambda: AgreementFile.objects.select_related("blob"),
    ),
    _seal_rows(
        Question, "agreement-question", "ask answer", "agreement text due answer", ("Question", "Question"), get_key
    ),
)
"""Rows that the act which made or changed them seals whole."""
