"""The methods page: six ways to estimate the sector's weight in one year, the range, what was left out, the words."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.core import source_language
from filiere.core.numbers import format_number
from filiere.core.typography import raise_first_letter
from filiere.estimation import SectorWeight, ValueSpan, WeightChoice
from filiere.figures import Register, list_ceilings
from filiere.publication.charts.base import format_range
from filiere.site.kit.bilingual_text import format_value_range, localize
from filiere.site.kit.tables import list_downloads
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.presenters import estimation_methods
from filiere.site.observatory.presenters.weight_summary import (
    RetainedWeightView,
    build_retained_weight,
    draw_weight_scale,
)
from filiere.site.observatory.suppression_notice import SUPPRESSION_NOTICE
from filiere.site.observatory.views.common import figure_url
from filiere.site.observatory.weight_estimates import compute_weight, find_default_year, list_years

VOCABULARIES: tuple[tuple[str, str, str], ...] = (
    ("segments", "Périmètres", "Scopes"),
    ("measures", "Mesures", "Measures"),
    ("markets", "Lieu de travail ou marché servi", "Place of work or market served"),
    ("natures", "Nature d’une valeur", "Nature of a value"),
    ("marks", "Comment une valeur est connue", "How a value is known"),
    ("documents", "Genre de document", "Kind of document"),
    ("readings", "Ce qui a été lu", "What was read"),
    ("confidences", "Confiance", "Confidence"),
)


@require_safe
def show_methods(request: HttpRequest) -> HttpResponse:
    """The six methods for the year asked for, without one for the latest that has a value."""
    register = current_register()
    years = list_years(register)
    year, problem = _parse_year_field(request.GET.get("year", ""), find_default_year(register), years)
    weight = compute_weight(register, year)
    found = estimation_methods.build_methods(register, weight)
    context = {
        "nav": "figures",
        "title": estimation_methods.weight_range_finding(weight),
        "year": year,
        "years": [(one, one) for one in years[::-1]],
        "problem": problem,
        "worked": [one for one in found if one.value],
        "unfed": [one for one in found if not one.value],
        "titles": _cited_titles(register, weight, found),
        "range": _build_range(register, weight),
        "excluded": _excluded_figures(register, weight),
        "ceilings": [
            (register.name("confidence", level), [register.name("kind", kind) for kind in kinds])
            for level, kinds in list_ceilings().items()
        ],
        "vocabularies": [
            (key, localize(fr, en), list(register.vocabulary[key].values()))
            for key, fr, en in VOCABULARIES
            if key in register.vocabulary
        ],
        "rule": SUPPRESSION_NOTICE,
        "downloads": list_downloads("methods", {"year": year}),
    }
    return render(request, "observatory/methods.html", context)


def _parse_year_field(written: str, default: int, years: range) -> tuple[int, str]:
    words = written.strip()
    if not words:
        return default, ""
    if words.isascii() and words.isdigit() and int(words) in years:
        return int(words), ""
    return default, localize(
        f"« {words[:20]} » : choisissez une année de {years[0]} à {years[-1]}.",
        f"“{words[:20]}”: choose a year from {years[0]} to {years[-1]}.",
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
    shown = _write_retained_value(register, kept)
    name = _retention_phrase(kept)
    desc = localize(
        f"De {format_number(low)} à {format_number(high)} emplois{f' ; {name} : {shown}' if shown else ''}.",
        f"From {format_number(low)} to {format_number(high)} jobs{f'; {name}: {shown}' if shown else ''}.",
    )
    published = weight.published_range
    methods_range = weight.method_range
    return {
        "scale": draw_weight_scale(
            register,
            weight,
            desc=desc,
            retained=kept.origin if kept else None,
            words=name if shown else "",
        ),
        "low": low,
        "high": high,
        "window": weight.window,
        "published": format_value_range(
            estimation_methods.round_jobs(published.low), estimation_methods.round_jobs(published.high)
        )
        if published
        else None,
        "methods": _format_span(methods_range),
        "counted": _format_span(weight.counted_range),
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


def _write_retained_value(register: Register, kept: WeightChoice | None) -> str:
    """The value put forward in words, a published range as a range; nothing when there is none."""
    if kept is None:
        return ""
    if kept.kind == "method":
        return format_number(estimation_methods.round_jobs(kept.value))
    figure = register[kept.origin]
    return format_range(figure.low, figure.high, figure.value, source_language())


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
    for excluded_figure in [*weight.excluded, *(each for estimate in weight.estimates for each in estimate.excluded)]:
        if excluded_figure.figure in register:
            found.setdefault(excluded_figure.figure, str(excluded_figure.reason))
    return list(found.items())
