"""Agreements for programs: what the pages show of their money and objectives, as they stand now."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from filiere.core import Lang, Text
from filiere.programme.sums import AmountStatement, check_statement
from filiere.site.kit.api import PROBLEMS, register_api
from filiere.site.kit.problems import reject_unknown_parameters
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.agreements.models import Agreement, Report
from filiere.site.programme.agreements.presenters.sums import read_shipped_texts
from filiere.site.programme.agreements.shipped_agreements import ShippedAgreement, list_shipped_agreements
from filiere.site.programme.agreements.standing import AgreementStanding, list_statements, read_standing
from filiere.site.programme.reading_dates import ReadingDates

router = Router()
Language = Annotated[Lang, Query("fr", description="fr or en")]


class StatementOut(Schema):
    """What a text says of the money."""

    text: str
    total: float | None
    parts: dict[str, float]
    unexplained: float | None


class ObjectiveOut(Schema):
    """An objective and its value."""

    title: str
    goal: float | None
    value: float | None
    retired: str | None
    due: str | None


class AgreementOut(Schema):
    """An agreement."""

    key: str
    title: str
    signed_on: str
    starts: str | None
    ends: str | None
    version: int | None
    regions: list[str]
    fictitious: bool
    statements: list[StatementOut]
    objectives: list[ObjectiveOut]
    planned_by_state: float | None
    paid: float | None
    accounted_for: float | None
    accepted: float | None
    reports: list[str]


class AgreementsOut(Schema):
    """Every agreement."""

    agreements: list[AgreementOut]


@router.get("/programme/agreements", response={200: AgreementsOut, **PROBLEMS}, summary="Agreements with the State")
def list_programme_agreements(
    request: HttpRequest, lang: Language = "fr", on: date | None = None, known: date | None = None
) -> dict[str, Any]:
    """Every agreement signed by a day, today by default, and entered by another: what each text says of its money, and
    where payments and objectives stood."""
    reject_unknown_parameters(request, {"lang", "on", "known"})
    today = timezone.localdate()
    dates = ReadingDates(on or today, known or max(on or today, today))
    signed = [one for one in Agreement.objects.public() if dates.holds(one.signed_on, one.recorded_at)]
    rows = [read_standing(one, dates) for one in signed]
    return {"agreements": [*map(_describe, rows), *map(_describe_shipped, list_shipped_agreements())]}


def _describe(standing: AgreementStanding) -> dict[str, Any]:
    row = standing.agreement
    return {
        "key": row.key,
        "title": str(row.name),
        "signed_on": row.signed_on.isoformat(),
        "starts": row.starts.isoformat(),
        "ends": standing.ends.isoformat(),
        "version": standing.version.number,
        "regions": standing.regions,
        "fictitious": row.fictitious,
        "statements": [_describe_statement(one) for one in list_statements(standing)],
        "objectives": [
            {
                "title": str(one.words.name),
                "goal": float(one.words.goal),
                "value": None if one.value is None else float(one.value),
                "retired": one.retired.isoformat() if one.retired is not None else None,
                "due": one.words.due.isoformat(),
            }
            for one in standing.objectives
        ],
        "planned_by_state": float(standing.planned_amount),
        "paid": float(standing.paid_amount),
        "accounted_for": float(standing.spent_amount),
        "accepted": float(standing.accepted_amount),
        "reports": [
            one.sha256
            for one in Report.objects.for_agreements({row.pk})
            if standing.dates.holds(timezone.localdate(one.sent_at), one.sent_at)
        ],
    }


def _describe_shipped(agreement: ShippedAgreement) -> dict[str, Any]:
    register = current_register()
    return {
        "key": agreement.id,
        "title": str(agreement.title),
        "signed_on": agreement.signed.isoformat(),
        "starts": agreement.period.start.isoformat() if agreement.period is not None else None,
        "ends": agreement.period.end.isoformat() if agreement.period is not None else None,
        "version": None,
        "regions": [],
        "fictitious": False,
        "statements": [_describe_statement(one.statement) for one in read_shipped_texts(agreement, register)],
        "objectives": [
            {"title": str(one.title), "goal": float(one.goal), "value": None, "retired": None, "due": None}
            for one in agreement.objectives
        ],
        "planned_by_state": None,
        "paid": None,
        "accounted_for": None,
        "accepted": None,
        "reports": [],
    }


def _describe_statement(statement: AmountStatement) -> dict[str, Any]:
    check = check_statement(statement)
    return {
        "text": str(statement.label),
        "total": _to_float(statement.total),
        "parts": {funder: float(amount) for funder, amount in check.funders.items()},
        "unexplained": _to_float(check.total.difference),
    }


def _to_float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


register_api(
    "",
    router,
    tag="programme",
    descriptions={
        "/api/v1/programme/agreements": Text(
            fr="Conventions avec l’État : sommes selon chaque texte, versements, objectifs.",
            en="Agreements with the State: sums in each text, payments, objectives.",
        )
    },
)
