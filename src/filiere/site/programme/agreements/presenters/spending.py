"""Spending against targets, as the public authorities read it: by agreement, by region, and what does not agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from filiere.core import source_language
from filiere.programme.sums import check_statement
from filiere.site.kit.bilingual_text import localize
from filiere.site.programme.agreements.presenters.money import write_sum
from filiere.site.programme.agreements.presenters.sums import list_disagreement_sentences
from filiere.site.programme.agreements.regions import name_region
from filiere.site.programme.agreements.standing import FUNDER_LABELS, AgreementStanding, list_statements


@dataclass(frozen=True, slots=True)
class RegionRow:
    """What is planned, spent and accepted in a region, in euros."""

    code: str
    name: str
    planned: Decimal
    spent: Decimal
    accepted: Decimal


def list_region_rows(standing: AgreementStanding) -> list[RegionRow]:
    """The lines of use by region, those of no region last."""
    codes = dict.fromkeys(sorted((one.row.region for one in standing.uses), key=lambda code: (not code, code)))
    rows = []
    for code in codes:
        uses = [one for one in standing.uses if one.row.region == code]
        rows.append(
            RegionRow(
                code,
                str(name_region(code)),
                sum((one.row.planned for one in uses), Decimal(0)),
                sum((one.spent for one in uses), Decimal(0)),
                sum((one.accepted for one in uses), Decimal(0)),
            )
        )
    return rows


def list_disagreements(standing: AgreementStanding) -> Iterator[str]:
    """What does not add up, one sentence each: sums, texts, spending not accepted, payments that differ or are late."""
    lang = source_language()
    statements = list(list_statements(standing))
    for statement in statements:
        check = check_statement(statement).total
        if check.difference and len(check.parts) > 1:
            rest, label = write_sum(abs(check.difference), lang), statement.label
            yield (
                localize(f"{label} : {rest} que rien n’explique.", f"{label}: {rest} that nothing explains.")
                if check.difference > 0
                else localize(f"{label} : {rest} de trop dans les lignes.", f"{label}: {rest} too much in the lines.")
            )
    yield from list_disagreement_sentences(statements, dict(FUNDER_LABELS))
    for use in standing.uses:
        if (waiting := use.spent - use.accepted) < 0:
            said = write_sum(-waiting, lang)
            yield localize(
                f"{use.row.title} : {said} acceptés de plus que ce qui est justifié depuis une correction.",
                f"{use.row.name.en}: {said} accepted beyond what is accounted for since a correction.",
            )
        elif waiting:
            said = write_sum(waiting, lang)
            yield localize(
                f"{use.row.title} : {said} justifiés et pas encore acceptés.",
                f"{use.row.name.en}: {said} accounted for and not accepted yet.",
            )
        if use.difference < 0:
            said = write_sum(-use.difference, lang)
            yield localize(
                f"{use.row.title} : {said} dépensés au-delà du prévu.",
                f"{use.row.name.en}: {said} spent beyond the plan.",
            )
    for payment in standing.payments:
        if payment.paid is not None and payment.paid != payment.row.amount:
            got, due = write_sum(payment.paid, lang), write_sum(payment.row.amount, lang)
            yield localize(f"Versement de {got} au lieu de {due}.", f"Payment of {got} instead of {due}.")
        elif payment.paid is None and payment.late:
            due = write_sum(payment.row.amount, lang)
            yield localize(f"Versement de {due} en retard.", f"Payment of {due} is late.")
