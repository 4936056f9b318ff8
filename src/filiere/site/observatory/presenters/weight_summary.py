"""The answer of the observatory: the published range, the retained value and its reason, drawn on one scale."""

from __future__ import annotations

from typing import Any

from filiere.core import source_language
from filiere.core.numbers import format_number
from filiere.estimation import SectorWeight
from filiere.figures import Register
from filiere.publication.charts import IntervalScale
from filiere.site.kit.charts import draw_cached
from filiere.site.kit.text_formatting import localize, to_decimal
from filiere.site.observatory.page_figures import weight_points
from filiere.site.observatory.presenters.retained_weight import build_retained_weight
from filiere.site.observatory.views.common import build_source_links


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
