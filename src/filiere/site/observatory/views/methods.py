"""The methods page: six ways to estimate the sector's weight in one year, the range, what was left out, the words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.core import source_language
from filiere.core.numbers import format_number
from filiere.core.typography import raise_first_letter
from filiere.estimation import SectorWeight, ValueSpan, WeightChoice
from filiere.figures import Register
from filiere.publication.charts import IntervalScale
from filiere.publication.charts.base import format_range
from filiere.site.kit.charts import draw_cached
from filiere.site.kit.localization import format_value_range, localize
from filiere.site.kit.tables import list_downloads
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.presenters import estimation_methods
from filiere.site.observatory.presenters.weight_summary import RetainedWeightView, build_retained_weight
from filiere.site.observatory.suppression_notice import SUPPRESSION_NOTICE
from filiere.site.observatory.views.common import figure_url
from filiere.site.observatory.weight_estimates import DEFAULT_YEAR, FIRST_YEAR, LAST_YEAR, compute_weight

VOCABULARIES: tuple[tuple[str, str, str], ...] = (
    ("segments", "Périmètres", "Scopes"),
    ("measures", "Mesures", "Measures"),
    ("markets", "Lieu de travail ou marché servi", "Place of work or market served"),
    ("natures", "Nature d’une valeur", "Nature of a value"),
    ("marks", "Comment une valeur est connue", "How a value is known"),
    ("confidences", "Confiance", "Confidence"),
)


@require_safe
def show_methods(request: HttpRequest) -> HttpResponse:
    """The six methods for the year asked for, 2008 without one."""
    register = current_register()
    year, problem = _parse_year_field(request.GET.get("year", ""))
    weight = compute_weight(register, year)
    found = estimation_methods.build_methods(register, weight)
    context = {
        "nav": "figures",
        "title": estimation_methods.weight_range_finding(weight),
        "year": year,
        "years": range(LAST_YEAR, FIRST_YEAR - 1, -1),
        "problem": problem,
        "methods": found,
        "titles": _cited_titles(register, weight, found),
        "range": _build_range(register, weight),
        "excluded": _excluded_figures(register, weight),
        "vocabularies": [
            (key, localize(fr, en), list(register.vocabulary[key].values()))
            for key, fr, en in VOCABULARIES
            if key in register.vocabulary
        ],
        "rule": SUPPRESSION_NOTICE,
        "downloads": list_downloads("methods", {"year": year}),
    }
    return render(request, "observatory/methods.html", context)


def _parse_year_field(written: str) -> tuple[int, str]:
    words = written.strip()
    if not words:
        return DEFAULT_YEAR, ""
    if words.isascii() and words.isdigit() and FIRST_YEAR <= int(words) <= LAST_YEAR:
        return int(words), ""
    return DEFAULT_YEAR, localize(
        f"« {words[:20]} » : choisissez une année de {FIRST_YEAR} à {LAST_YEAR}.",
        f"“{words[:20]}”: choose a year from {FIRST_YEAR} to {LAST_YEAR}.",
    )


def _cited_titles(
    register: Register, weight: SectorWeight, found: list[estimation_methods.MethodView]
) -> dict[str, tuple[str, str]]:
    """Address and title of every figure the page names, by id."""
    keys = {key for one in found for key in one.figures} | {one.figure for one in weight.excluded}
    keys |= {key for one in found for each in one.assumptions for key in each.figures}
    keys |= {one.figure for one in weight.published} | {one.figure for e in weight.estimates for one in e.excluded}
    return {key: (figure_url(key), _citation_text(register, key)) for key in sorted(keys) if key in register}


def _citation_text(register: Register, key: str) -> str:
    figure = register[key]
    title, amount = str(register.title(figure)), register.amount(figure)
    return localize(f"{title} : {amount}", f"{title}: {amount}")


def _build_range(register: Register, weight: SectorWeight) -> dict[str, Any] | None:
    found = weight.range
    if found is None:
        missing = weight.no_data
        return {
            "none": str(missing.reason) if missing else "",
            "missing": missing.needed if missing else (),
            "today": _current_retained_weight(register, weight),
        }
    low, high = estimation_methods.round_jobs(found.low), estimation_methods.round_jobs(found.high)
    kept = weight.retained
    value, shown = _marked_value(register, kept)
    name = _retention_phrase(kept)
    spec = IntervalScale(
        ident="range",
        lang=source_language(),
        title=localize(f"La fourchette de {weight.year}", f"The range of {weight.year}"),
        desc=localize(
            f"De {format_number(low)} à {format_number(high)} emplois ; {name} : {shown}.",
            f"From {format_number(low)} to {format_number(high)} jobs; {name}: {shown}.",
        ),
        low=low,
        high=high,
        retained=value,
        retained_words=f"{shown}, {name}" if value is not None else "",
    )
    published = weight.published_range
    methods_range = weight.method_range
    return {
        "scale": draw_cached(spec),
        "low": low,
        "high": high,
        "window": weight.window,
        "published": format_value_range(
            estimation_methods.round_jobs(published.low), estimation_methods.round_jobs(published.high)
        )
        if published
        else None,
        "methods": _format_span(methods_range),
        "values": [one.figure for one in weight.published],
        "retained": shown,
        "standing": raise_first_letter(name),
        "use": _use_phrase(register, kept),
        "today": _current_retained_weight(register, weight),
        "origin": figure_url(kept.origin) if kept and kept.origin in register else None,
        "origin_method": kept.origin if kept and kept.kind == "method" else None,
        "kept_year": kept.year if kept else None,
        "reason": str(kept.reason) if kept else "",
    }


def _marked_value(register: Register, kept: WeightChoice | None) -> tuple[Decimal | None, str]:
    """The value that the scale marks, and in words; a published range has no single value to mark."""
    if kept is None:
        return None, ""
    if kept.kind == "method":
        value = estimation_methods.round_jobs(kept.value)
        return value, format_number(value)
    figure = register[kept.origin]
    return figure.value, format_range(figure.low, figure.high, figure.value, source_language())


def _retention_phrase(kept: WeightChoice | None) -> str:
    """What the value put forward is: somebody’s choice, or the default that the engine takes when nobody chose."""
    if kept is not None and kept.kind != "register":
        return localize("valeur par défaut", "default value")
    return localize("valeur retenue", "retained value")


def _use_phrase(register: Register, kept: WeightChoice | None) -> str:
    """For which use the value was retained, in words; nothing for a default."""
    choice = register.retention(kept.use) if kept and kept.use else None
    return str(choice.label) if choice else ""


def _current_retained_weight(register: Register, weight: SectorWeight) -> RetainedWeightView | None:
    """What is retained for the sector today, when it is not the value of this year: pages must not disagree."""
    kept = build_retained_weight(register, weight)
    if kept is None or (weight.retained is not None and weight.retained.origin == kept.figure):
        return None
    return kept


def _format_span(found: ValueSpan | None) -> str | None:
    return (
        format_value_range(estimation_methods.round_jobs(found.low), estimation_methods.round_jobs(found.high))
        if found
        else None
    )


def _excluded_figures(register: Register, weight: SectorWeight) -> list[tuple[str, str]]:
    """Figures left out of the range or of a method, each once, with the reason."""
    found: dict[str, str] = {}
    for one in [*weight.excluded, *(each for estimate in weight.estimates for each in estimate.excluded)]:
        if one.figure in register:
            found.setdefault(one.figure, str(one.reason))
    return list(found.items())
