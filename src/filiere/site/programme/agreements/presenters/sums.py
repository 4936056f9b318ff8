"""Sums that texts give of the money of an agreement: each against its parts, and one against the other.

Nothing is repaired: what a text does not explain is a hole of its size, and what texts say differently is listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from filiere.core import Text, source_language
from filiere.core.numbers import format_number
from filiere.figures import Register
from filiere.programme.sums import (
    AmountStatement,
    StatementCheck,
    check_statement,
    find_disagreements,
)
from filiere.publication.charts import StackedSums, SumPart, SumRow
from filiere.publication.charts.stacked_sums import PartKind
from filiere.site.kit.bilingual_text import count_in_letters, localize
from filiere.site.kit.charts import ChartLink, draw_cached
from filiere.site.programme.agreements.presenters.money import MILLION, to_euros, to_millions, write_millions, write_sum
from filiere.site.programme.agreements.shipped_agreements import ShippedAgreement, link_sources

CONFIDENCE_LABELS: Mapping[str, Text] = {
    "high": Text(fr="Forte", en="High"),
    "medium": Text(fr="Moyenne", en="Medium"),
    "low": Text(fr="Faible", en="Low"),
}
SHIPPED_UNIT = "eur-million"
_TRUST = {"S": "medium", "C": "medium", "I": "low", "K": "low"}
"""How far a text of the past can be relied on, by how it is known: read, computed, inferred, not re-read."""
TOTAL = Text(fr="Le total", en="The total")


@dataclass(frozen=True, slots=True)
class StatedText:
    """A text and what it says: its statement in euros, where it can be read, how far it can be relied on."""

    statement: AmountStatement
    links: tuple[ChartLink, ...] = ()
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class SumsRow:
    """A text in the table: its total, the part of each funder, what is not explained."""

    label: str
    total: str
    parts: tuple[str, ...]
    missing: str
    explained: bool
    confidence: str
    links: tuple[ChartLink, ...]


@dataclass(frozen=True, slots=True)
class SumsView:
    """Texts that speak of the same money; ``equation`` is that of the text which names the most parts."""

    equation: str
    drawing: SafeString
    funders: tuple[str, ...]
    rows: tuple[SumsRow, ...]
    disagreements: tuple[str, ...]
    missing: Decimal
    total: Decimal | None


def read_shipped_texts(agreement: ShippedAgreement, register: Register) -> list[StatedText]:
    """What every text of an agreement of the past says, in euros, and how far each can be relied on."""
    if agreement.amounts is None:
        return []
    if agreement.amounts.unit != SHIPPED_UNIT:
        raise ValueError(f"amounts of {agreement.id} are in {agreement.amounts.unit}")
    return [
        StatedText(to_euros(one), link_sources(one.figures, one.sources, register), _TRUST[one.mark])
        for one in agreement.amounts.statements
    ]


def build_sums_view(texts: Sequence[StatedText], funders: Mapping[str, Text], ident: str) -> SumsView | None:
    """Return what a page shows of the texts; None where none says anything of money."""
    checks = [check_statement(one.statement) for one in texts]
    if not checks:
        return None
    main = find_fullest(checks)
    shown = check_statement(to_millions(main.statement))
    return SumsView(
        equation=shown.total.equation(),
        drawing=draw_cached(_draw_sums(checks, funders, ident)),
        funders=tuple(str(one) for one in funders.values()),
        rows=tuple(_write_row(text, check, funders) for text, check in zip(texts, checks, strict=True)),
        disagreements=tuple(list_disagreement_sentences([one.statement for one in texts], funders)),
        missing=main.total.difference or Decimal(0),
        total=main.total.total,
    )


def find_fullest(checks: Sequence[StatementCheck]) -> StatementCheck:
    """The text that names the most parts of a total, the first of several."""
    return max(checks, key=lambda one: (one.total.total is not None, len(one.funders)))


def list_disagreement_sentences(statements: Sequence[AmountStatement], funders: Mapping[str, Text]) -> list[str]:
    """One sentence for each amount of which texts give different values, in million euros."""
    labels = {one.id: one.label for one in statements}
    found = []
    for one in find_disagreements(statements):
        name = TOTAL if one.funder is None else funders.get(one.funder) or Text.same(one.funder)
        year = f" ({one.year})" if one.year else ""
        texts: dict[Decimal, list[Text]] = {}
        for key, amount in one.amounts:
            texts.setdefault(amount, []).append(labels[key])
        said = "; ".join(_write_amount_said(amount, by) for amount, by in texts.items())
        found.append(localize(f"{name}{year} : {said}.".replace("; ", " ; "), f"{name}{year}: {said}."))
    return found


def _write_amount_said(amount: Decimal, texts: Sequence[Text]) -> str:
    """An amount and who gives it: a text by its name, several by their number."""
    words = write_sum(amount, source_language())
    if len(texts) > 1:
        count = count_in_letters(len(texts), masculine=True)
        return localize(f"{words} selon {count} textes", f"{words} in {count} texts")
    return localize(f"{words} selon « {texts[0]} »", f"{words} in “{texts[0]}”")


def _write_row(text: StatedText, check: StatementCheck, funders: Mapping[str, Text]) -> SumsRow:
    difference = check.total.difference
    return SumsRow(
        label=str(check.statement.label),
        total=write_millions(check.total.total),
        parts=tuple(write_millions(check.funders.get(one)) for one in funders),
        missing=write_millions(difference),
        explained=not difference,
        confidence=str(CONFIDENCE_LABELS[text.confidence]) if text.confidence else "",
        links=text.links,
    )


def _draw_sums(checks: Sequence[StatementCheck], funders: Mapping[str, Text], ident: str) -> StackedSums:
    rows = tuple(_draw_row(one, funders) for one in checks)
    found = "; ".join(f"{row.label}: {', '.join(part.words for part in row.parts)}" for row in rows)
    return StackedSums(
        ident=f"sums-{ident}",
        lang=source_language(),
        title=localize("Ce que chaque texte dit de l’argent", "What each text says of the money"),
        desc=found,
        rows=rows,
        suffix=localize("\u00a0M€", "\u00a0€m"),
    )


def _draw_row(check: StatementCheck, funders: Mapping[str, Text]) -> SumRow:
    parts: list[SumPart] = []
    for number, (funder, amount) in enumerate(check.funders.items()):
        name = funders.get(funder) or Text.same(funder)
        kind: PartKind = "maybe" if number % 2 else "fill"
        parts.append(SumPart(value=amount / MILLION, kind=kind, words=f"{name}, {write_millions(amount)}"))
    rest = check.total.difference
    if rest is not None and rest > 0:
        # One funder alone says nothing of the others: the rest is told and not split, rather than unexplained.
        split = len(check.funders) > 1
        words = (
            localize(f"{write_millions(rest)} inexpliqués", f"{write_millions(rest)} unexplained")
            if split
            else localize(f"{write_millions(rest)}, répartition non donnée", f"{write_millions(rest)}, not broken down")
        )
        parts.append(SumPart(value=rest / MILLION, kind="hole" if split else "open", words=words))
    total = check.total.total if check.total.total is not None else check.total.parts_total
    said = format_number(total / MILLION)
    label = localize(f"{check.statement.label} : {said} M€", f"{check.statement.label}: €{said}m")
    return SumRow(label=label, parts=tuple(parts))
