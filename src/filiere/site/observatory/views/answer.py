"""The answer of the observatory: the published range, the retained value and its reason, drawn on one scale."""

from __future__ import annotations

from typing import Any

from filiere.core import Lang
from filiere.core.numbers import number
from filiere.estimation import Weight
from filiere.figures import Register
from filiere.publication.charts import IntervalScale
from filiere.site.observatory.charts import drawn
from filiere.site.observatory.scopes import retained_weight, weight_points
from filiere.site.observatory.views.common import figure_url, said_by, source_links
from filiere.site.observatory.words import decimal, say


def answer(register: Register, weight: Weight, lang: Lang) -> dict[str, Any]:
    """The range of published values, the retained one and its reason, drawn on one scale."""
    published = weight.published_range or weight.range
    chosen = retained_weight(register)
    figures = [register[one.figure] for one in weight.published]
    if published is None:
        return {"low": None}
    low, high = decimal(published.low), decimal(published.high)
    years = sorted(one.year for one in weight.published) or [weight.year]
    kept = weight.retained
    value = decimal(kept.value) if kept else None
    words = say(lang, f"{number(value, lang)}, valeur retenue", f"{number(value, lang)}, retained value")
    scale = IntervalScale(
        ident="range",
        lang=lang,
        title=say(lang, "La fourchette et la valeur retenue", "The range and the retained value"),
        desc=say(
            lang,
            f"Sur une échelle qui part de zéro, la fourchette va de {number(low, lang)} à {number(high, lang)} "
            f"emplois ; la valeur retenue est {number(value, lang)}.",
            f"On a scale from zero, the range goes from {number(low, lang)} to {number(high, lang)} jobs; the "
            f"retained value is {number(value, lang)}.",
        ),
        low=low,
        high=high,
        retained=value,
        retained_words=words if value is not None else "",
    )
    reason = register.retention(chosen.retained[0]) if chosen and chosen.retained else None
    return {
        "low": low,
        "high": high,
        "first": years[0],
        "last": years[-1],
        "scale": drawn(scale),
        "retained": chosen,
        "retained_url": figure_url(chosen.id) if chosen else None,
        "retained_value": value,
        "retained_by": said_by(register, chosen, lang) if chosen else "",
        "retained_when": chosen.period.label(lang) if chosen else "",
        "reason": reason.reason if reason else (kept.reason if kept else None),
        "confidence": register.name("confidence", chosen.confidence) if chosen else None,
        "sources": source_links(register, figures, lang),
        "methods": len(weight.taking_part),
        "values": len(weight_points(register)),
    }
