"""The methods page: six ways to estimate the sector's weight in one year, the range, what was left out, the words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.core import Lang
from filiere.core.numbers import number
from filiere.estimation import Choice, Span, Weight
from filiere.figures import Register
from filiere.publication.charts import IntervalScale
from filiere.publication.charts.frame import amount
from filiere.site.observatory import method_words
from filiere.site.observatory.charts import drawn
from filiere.site.observatory.estimates import DEFAULT_YEAR, FIRST_YEAR, LAST_YEAR, weight_of
from filiere.site.observatory.register import current_register
from filiere.site.observatory.retained import Kept, kept_for_weight
from filiere.site.observatory.secrecy import RULE
from filiere.site.observatory.shown import downloads
from filiere.site.observatory.views.common import figure_url
from filiere.site.observatory.words import say, span
from filiere.site.templatetags.filiere import lang as current_lang

VOCABULARIES: tuple[tuple[str, str, str], ...] = (
    ("segments", "Périmètres", "Scopes"),
    ("measures", "Mesures", "Measures"),
    ("markets", "Lieu de travail ou marché servi", "Place of work or market served"),
    ("natures", "Nature d’une valeur", "Nature of a value"),
    ("marks", "Comment une valeur est connue", "How a value is known"),
    ("confidences", "Confiance", "Confidence"),
)


@require_safe
def methods(request: HttpRequest) -> HttpResponse:
    """The six methods for the year asked for, 2008 without one."""
    register = current_register()
    lang = current_lang()
    year, problem = _year(request.GET.get("year", ""), lang)
    weight = weight_of(register, year)
    found = method_words.methods(register, weight, lang)
    context = {
        "nav": "methods",
        "title": method_words.finding(weight, lang),
        "year": year,
        "years": range(LAST_YEAR, FIRST_YEAR - 1, -1),
        "problem": problem,
        "methods": found,
        "titles": _titles(register, weight, found, lang),
        "range": _range(register, weight, lang),
        "excluded": _excluded(register, weight, lang),
        "vocabularies": [
            (key, say(lang, fr, en), list(register.vocabulary[key].values()))
            for key, fr, en in VOCABULARIES
            if key in register.vocabulary
        ],
        "rule": RULE,
        "downloads": downloads("methods", lang, {"year": year}),
    }
    return render(request, "observatory/methods.html", context)


def _year(written: str, lang: Lang) -> tuple[int, str]:
    words = written.strip()
    if not words:
        return DEFAULT_YEAR, ""
    if words.isascii() and words.isdigit() and FIRST_YEAR <= int(words) <= LAST_YEAR:
        return int(words), ""
    return DEFAULT_YEAR, say(
        lang,
        f"« {words[:20]} » : choisissez une année de {FIRST_YEAR} à {LAST_YEAR}.",
        f"“{words[:20]}”: choose a year from {FIRST_YEAR} to {LAST_YEAR}.",
    )


def _titles(
    register: Register, weight: Weight, found: list[method_words.MethodWords], lang: Lang
) -> dict[str, tuple[str, str]]:
    """Address and title of every figure the page names, by id."""
    keys = {key for one in found for key in one.figures} | {one.figure for one in weight.excluded}
    keys |= {key for one in found for each in one.assumptions for key in each.figures}
    keys |= {one.figure for one in weight.published} | {one.figure for e in weight.estimates for one in e.excluded}
    return {key: (figure_url(key), _cited(register, key, lang)) for key in sorted(keys) if key in register}


def _cited(register: Register, key: str, lang: Lang) -> str:
    figure = register[key]
    title, amount = register.title(figure).get(lang), register.amount(figure, lang)
    return say(lang, f"{title} : {amount}", f"{title}: {amount}")


def _range(register: Register, weight: Weight, lang: Lang) -> dict[str, Any] | None:
    found = weight.range
    if found is None:
        missing = weight.no_data
        return {
            "none": missing.reason.get(lang) if missing else "",
            "missing": missing.needed if missing else (),
            "today": _today(register, weight, lang),
        }
    low, high = method_words.whole(found.low), method_words.whole(found.high)
    kept = weight.retained
    value, shown = _put_forward(register, kept, lang)
    name = _standing(kept, lang)
    spec = IntervalScale(
        ident="range",
        lang=lang,
        title=say(lang, f"La fourchette de {weight.year}", f"The range of {weight.year}"),
        desc=say(
            lang,
            f"De {number(low, lang)} à {number(high, lang)} emplois ; {name} : {shown}.",
            f"From {number(low, lang)} to {number(high, lang)} jobs; {name}: {shown}.",
        ),
        low=low,
        high=high,
        retained=value,
        retained_words=f"{shown}, {name}" if value is not None else "",
    )
    published = weight.published_range
    methods_range = weight.method_range
    return {
        "scale": drawn(spec),
        "low": low,
        "high": high,
        "window": weight.window,
        "published": span(lang, method_words.whole(published.low), method_words.whole(published.high))
        if published
        else None,
        "methods": _span(methods_range, lang),
        "values": [one.figure for one in weight.published],
        "retained": shown,
        "standing": name[:1].upper() + name[1:],
        "use": _use(register, kept, lang),
        "today": _today(register, weight, lang),
        "origin": figure_url(kept.origin) if kept and kept.origin in register else None,
        "origin_method": kept.origin if kept and kept.kind == "method" else None,
        "kept_year": kept.year if kept else None,
        "reason": kept.reason.get(lang) if kept else "",
    }


def _put_forward(register: Register, kept: Choice | None, lang: Lang) -> tuple[Decimal | None, str]:
    """The value that the scale marks, and in words; a published range has no single value to mark."""
    if kept is None:
        return None, ""
    if kept.kind == "method":
        value = method_words.whole(kept.value)
        return value, number(value, lang)
    figure = register[kept.origin]
    return figure.value, amount(figure.low, figure.high, figure.value, lang)


def _standing(kept: Choice | None, lang: Lang) -> str:
    """What the value put forward is: somebody’s choice, or the default that the engine takes when nobody chose."""
    if kept is not None and kept.kind != "register":
        return say(lang, "valeur par défaut", "default value")
    return say(lang, "valeur retenue", "retained value")


def _use(register: Register, kept: Choice | None, lang: Lang) -> str:
    """For which use the value was retained, in words; nothing for a default."""
    choice = register.retention(kept.use) if kept and kept.use else None
    return choice.label.get(lang) if choice else ""


def _today(register: Register, weight: Weight, lang: Lang) -> Kept | None:
    """What is retained for the sector today, when it is not the value of this year: pages must not disagree."""
    kept = kept_for_weight(register, weight, lang)
    if kept is None or (weight.retained is not None and weight.retained.origin == kept.figure):
        return None
    return kept


def _span(found: Span | None, lang: Lang) -> str | None:
    return span(lang, method_words.whole(found.low), method_words.whole(found.high)) if found else None


def _excluded(register: Register, weight: Weight, lang: Lang) -> list[tuple[str, str]]:
    """Figures left out of the range or of a method, each once, with the reason."""
    found: dict[str, str] = {}
    for one in [*weight.excluded, *(each for estimate in weight.estimates for each in estimate.excluded)]:
        if one.figure in register:
            found.setdefault(one.figure, one.reason.get(lang))
    return list(found.items())
