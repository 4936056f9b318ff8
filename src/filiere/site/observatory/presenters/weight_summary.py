"""The answer of the observatory: the published range, the retained value and its reason, drawn on one scale."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from filiere.core import Text, source_language
from filiere.core.numbers import format_number
from filiere.estimation import WEIGHT_USE, ExcludedFigure, SectorWeight, explain_exclusion
from filiere.figures import Register
from filiere.publication.charts import IntervalScale
from filiere.publication.charts.base import format_range
from filiere.site.kit.charts import draw_cached
from filiere.site.kit.localization import localize, to_decimal
from filiere.site.observatory.page_figures import weight_points
from filiere.site.observatory.views.common import build_source_links, figure_url, said_by
from filiere.site.observatory.weight_estimates import read_declarations


@dataclass(frozen=True, slots=True)
class RetainedWeightView:
    """A retained figure in the reader's language: all of it comes from one figure and from the one choice of it.

    Staff may retain a figure of other years or of another scope than the range beside it: the reader is then told, and
    the drawing leaves it out, since a mark on the scale would compare what cannot be compared.
    `format_range` is its value or its range in words; `value` is what the scale may mark, None when the figure has no
    single value or does not enter the range. `aside` says why it does not, and is empty when it does.
    """

    figure: str
    url: str
    amount: str
    value: Decimal | None
    when: str
    by: str
    confidence: Text
    reason: Text
    aside: str


def build_retained_weight(register: Register, weight: SectorWeight) -> RetainedWeightView | None:
    """What is retained for the weight of the sector, beside the range of `weight`; None when nothing is."""
    choice = register.retention(WEIGHT_USE)
    if choice is None:
        return None
    figure = register[choice.figure]
    outside = explain_exclusion(weight, figure, read_declarations())
    return RetainedWeightView(
        figure=figure.id,
        url=figure_url(figure.id),
        amount=format_range(figure.low, figure.high, figure.value, source_language())
        if figure.unit == "job"
        else register.amount(figure),
        value=figure.value if outside is None else None,
        when=figure.period.label(),
        by=said_by(register, figure),
        confidence=register.name("confidence", figure.confidence),
        reason=choice.reason,
        aside="" if outside is None else _left_aside_sentence(outside),
    )


def _left_aside_sentence(outside: ExcludedFigure) -> str:
    return localize(
        f"Cette valeur n’est ni dans la fourchette ni sur l’échelle : {outside.reason.fr}.",
        f"This value is neither in the range nor on the scale: {outside.reason.en}.",
    )


def build_weight_answer(register: Register, weight: SectorWeight) -> dict[str, Any]:
    """The range of published values, the retained one and its reason, drawn on one scale."""
    published = weight.published_range or weight.range
    kept = build_retained_weight(register, weight)
    figures = [register[one.figure] for one in weight.published]
    if published is None:
        return {"low": None, "retained": kept}
    low, high = to_decimal(published.low), to_decimal(published.high)
    years = sorted(one.year for one in weight.published) or [weight.year]
    marked = kept if kept is not None and kept.value is not None else None
    ends = format_number(low), format_number(high)
    desc_fr = f"Sur une échelle qui part de zéro, la fourchette va de {ends[0]} à {ends[1]} emplois"
    desc_en = f"On a scale from zero, the range goes from {ends[0]} to {ends[1]} jobs"
    if marked is not None:
        title = localize("La fourchette et la valeur retenue", "The range and the retained value")
        desc_fr += f" ; la valeur retenue est {marked.amount}"
        desc_en += f"; the retained value is {marked.amount}"
    else:
        title = localize("La fourchette", "The range")
    scale = IntervalScale(
        ident="range",
        lang=source_language(),
        title=title,
        desc=localize(f"{desc_fr}.", f"{desc_en}."),
        low=low,
        high=high,
        retained=marked.value if marked else None,
        retained_words=localize(f"{marked.amount}, valeur retenue", f"{marked.amount}, retained value")
        if marked
        else "",
    )
    return {
        "low": low,
        "high": high,
        "first": years[0],
        "last": years[-1],
        "scale": draw_cached(scale),
        "retained": kept,
        "sources": build_source_links(register, figures),
        "methods": len(weight.taking_part),
        "values": len(weight_points(register)),
    }
