"""An agreement as its page shows it: money against its plan, payments, versions, objectives, reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from filiere.core import Text, source_language
from filiere.core.numbers import format_number
from filiere.figures import Register
from filiere.programme.sums import check_statement
from filiere.publication.charts import StackedSums, SumPart, SumRow
from filiere.publication.charts.stacked_sums import PartKind
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.charts import ChartLink, draw_cached
from filiere.site.programme.agreements.models import Statement
from filiere.site.programme.agreements.presenters.money import MILLION, count_digits, write_millions, write_sum
from filiere.site.programme.agreements.presenters.sums import (
    StatedText,
    SumsView,
    build_sums_view,
    read_shipped_texts,
)
from filiere.site.programme.agreements.regions import name_region
from filiere.site.programme.agreements.shipped_agreements import (
    ShippedAgreement,
    link_sources,
    name_shipped_funders,
)
from filiere.site.programme.agreements.standing import (
    AgreementStanding,
    ObjectiveStanding,
    build_statement,
    list_statements,
    name_funder,
)


@dataclass(frozen=True, slots=True)
class YearsTable:
    """Amounts by funder and year, written in millions; the last row is their sum. ``verdict`` says whether they add up
    to what the agreement says."""

    years: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    sums: tuple[str, ...]
    verdict: str
    balanced: bool


def build_title(standing: AgreementStanding) -> str:
    """What the page of an agreement finds."""
    lang = source_language()
    check = _check_agreement(standing)
    if check is not None and check.difference:
        total, rest = write_sum(check.total or Decimal(0), lang), write_sum(abs(check.difference), lang)
        if check.difference > 0:
            return localize(
                f"Sur les {total} de la convention, {rest} n’ont pas d’origine connue",
                f"Of the {total} of the agreement, {rest} has no known origin",
            )
        return localize(
            f"Les lignes de la convention dépassent de {rest} son total de {total}",
            f"The lines of the agreement exceed its total of {total} by {rest}",
        )
    if standing.paid_amount:
        paid, spent = write_sum(standing.paid_amount, lang), write_sum(standing.spent_amount, lang)
        return localize(f"Sur {paid} versés, {spent} sont justifiés", f"Of {paid} paid, {spent} is accounted for")
    planned = sum((one.amount for one in standing.lines), Decimal(0))
    if planned:
        said = write_sum(planned, lang)
        return localize(f"{said} engagés, aucun versement inscrit", f"{said} committed, no payment entered")
    return localize("Une convention sans montant inscrit", "An agreement without any amount entered")


def build_shipped_title(agreement: ShippedAgreement, view: SumsView) -> str:
    """What the page of an agreement of the past finds."""
    year = agreement.signed.year
    if view.missing > 0 and view.total is not None:
        total, rest = format_number(view.total / MILLION), format_number(view.missing / MILLION)
        return localize(
            f"Sur les {total} millions d’euros annoncés en {year}, {rest} n’ont pas d’origine connue",
            f"Of the {total} million euros announced in {year}, {rest} have no known origin",
        )
    return str(agreement.title)


def _check_agreement(standing: AgreementStanding) -> Any:
    statement = next((one for one in list_statements(standing) if one.id == "agreement"), None)
    return check_statement(statement).total if statement is not None else None


def build_statements_view(standing: AgreementStanding) -> SumsView | None:
    """The texts that speak of the money of an agreement beside it; None where it is alone to do so."""
    rows = [one for one in _list_texts(standing) if standing.dates.is_known(one.known_at)]
    if not rows:
        return None
    agreement = build_statement("agreement", standing.agreement.title, standing.version.total, standing.lines)
    texts = [StatedText(agreement, confidence=Statement.Confidence.HIGH)]
    lines = list(standing.lines)
    for row in rows:
        link = (ChartLink(row.title, row.source_url or None),)
        said = list(row.lines.all())
        lines += said
        texts.append(StatedText(build_statement(f"text-{row.pk}", row.title, row.total, said), link, row.confidence))
    funders = {name_funder(one): Text.same(one.funder) for one in lines}
    return build_sums_view(texts, funders, standing.agreement.key)


def _list_texts(standing: AgreementStanding) -> list[Statement]:
    return list(standing.agreement.statements.prefetch_related("lines"))


def build_shipped_sums(agreement: ShippedAgreement, register: Register) -> SumsView:
    """The texts that speak of the money of an agreement of the past."""
    texts = read_shipped_texts(agreement, register)
    named = {part.funder for one in texts for part in one.statement.parts}
    funders = {key: words for key, words in name_shipped_funders().items() if key in named}
    view = build_sums_view(texts, funders, agreement.id)
    assert view is not None  # noqa: S101  One without texts does not ship.
    return view


def build_years_table(standing: AgreementStanding) -> YearsTable | None:
    """Amounts of the version in force by funder and year; None where there are none."""
    lines = standing.lines
    if not lines:
        return None
    years = sorted({one.year for one in lines if one.year is not None})
    by: dict[str, dict[int | None, Decimal]] = {}
    for one in lines:
        row = by.setdefault(one.funder, {})
        row[one.year] = row.get(one.year, Decimal(0)) + one.amount
    columns: list[int | None] = [*years, *([None] if any(one.year is None for one in lines) else [])]
    digits = count_digits(one.amount for one in lines)

    def write(row: Mapping[int | None, Decimal]) -> tuple[str, ...]:
        cells = [write_millions(row.get(year), digits) for year in columns]
        return (*cells, write_millions(sum(row.values(), Decimal(0)), digits))

    sums = {year: sum((row.get(year, Decimal(0)) for row in by.values()), Decimal(0)) for year in columns}
    check = _check_agreement(standing)
    heads = [str(year) if year is not None else localize("Sans année", "No year") for year in columns]
    return YearsTable(
        years=(*heads, localize("Total", "Total")),
        rows=tuple((funder, write(row)) for funder, row in by.items()),
        sums=write(sums),
        verdict=_describe_balance(check, digits),
        balanced=not (check is not None and check.difference),
    )


def _describe_balance(check: Any, digits: int) -> str:
    if check is None or check.total is None:
        return localize(
            "La convention ne donne pas de total ; les lignes ne peuvent donc être rapprochées de rien.",
            "The agreement gives no total, so the lines cannot be checked against one.",
        )
    total, lines = write_millions(check.total, digits), write_millions(check.parts_total, digits)
    said = localize(
        f"Total de la convention signée : {total}. Total des lignes : {lines}.",
        f"Total of the agreement as signed: {total}. Total of its lines: {lines}.",
    )
    if not check.difference:
        return said + localize(" Rien d’inexpliqué.", " Nothing unexplained.")
    rest = write_millions(abs(check.difference), digits)
    if check.difference > 0:
        return said + localize(f" {rest} inexpliqués.", f" {rest} unexplained.")
    return said + localize(f" {rest} de trop.", f" {rest} too much.")


def draw_spending(standing: AgreementStanding) -> SafeString:
    """What the State planned, what was paid, accounted for and accepted, one bar each on one scale."""
    lang = source_language()
    rows: list[tuple[str, Decimal, PartKind]] = [
        (localize("Prévu", "Planned"), standing.planned_amount, "open"),
        (localize("Versé", "Paid"), standing.paid_amount, "maybe"),
        (localize("Justifié", "Accounted for"), standing.spent_amount, "fill"),
        (localize("Accepté", "Accepted"), standing.accepted_amount, "fill"),
    ]
    said = [(f"{label}{localize(' : ', ': ')}{write_sum(amount, lang)}", amount, kind) for label, amount, kind in rows]
    spec = StackedSums(
        ident=f"spending-{standing.agreement.key}",
        lang=lang,
        title=localize("De la part prévue à la part acceptée", "From what was planned to what was accepted"),
        desc="; ".join(label for label, _, _ in said),
        rows=tuple(
            SumRow(label=label, parts=(SumPart(value=amount / MILLION, kind=kind),)) for label, amount, kind in said
        ),
        suffix=localize("\u00a0M€", "\u00a0€m"),
        width=660,
    )
    return draw_cached(spec)


def describe_payments(standing: AgreementStanding) -> str:
    """The finding about payments."""
    made, every = [one for one in standing.payments if one.paid is not None], len(standing.payments)
    late = sum(one.late for one in standing.payments)
    if not every:
        return localize("Aucun versement n’est prévu", "No payment is scheduled")
    if len(made) == every and not late:
        return localize(f"Les {every} versements sont faits, à l’heure", f"All {every} payments made, on time")
    if late:
        return localize(
            f"{len(made)} versement{'s' if len(made) > 1 else ''} sur {every}, {late} en retard",
            f"{len(made)} of {every} payments made, {late} late",
        )
    return localize(
        f"{len(made)} versement{'s' if len(made) > 1 else ''} sur {every}, aucun en retard",
        f"{len(made)} of {every} payments made, none late",
    )


def list_objective_rows(standing: AgreementStanding) -> Iterator[dict[str, Any]]:
    """Objectives as lines of a table."""
    for one in standing.objectives:
        yield describe_objective(one)


def describe_objective(one: ObjectiveStanding) -> dict[str, Any]:
    """An objective as a line of a table: its goal, its value or why there is none, where it is read."""
    row, words = one.row, one.words
    return {
        "row": row,
        "title": str(words.name),
        "due": words.due,
        "region": str(name_region(words.region)) if words.region else "",
        "goal": format_number(words.goal),
        "value": format_number(one.value),
        "why": str(one.why) if one.why is not None else "",
        "place": str(one.place),
        "url": reverse(one.page[0], args=one.page[1]) if one.page else None,
        "reached": one.value is not None and one.value >= words.goal,
        "typed": not (words.count or words.figure),
    }


def list_shipped_objectives(agreement: ShippedAgreement, register: Register) -> Iterator[dict[str, Any]]:
    """Objectives of an agreement of the past: what was promised, and every statement found about it."""
    for one in agreement.objectives:
        yield {
            "title": str(one.title),
            "goal": format_number(one.goal),
            "links": link_sources(one.figures, one.sources, register),
            "facts": [
                {"words": str(fact.text), "links": link_sources(fact.figures, fact.sources, register)}
                for fact in one.facts
            ],
        }
