"""The register: search, facets with counts, sort and pages, all in the address, without script."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.core import Lang
from filiere.core.typography import french
from filiere.figures import FacetValue, Figure, Register
from filiere.site.observatory import selection
from filiere.site.observatory.register import current_register
from filiere.site.observatory.selection import Selection
from filiere.site.observatory.tables.book import REGISTER
from filiere.site.observatory.tables.columns import figures_table
from filiere.site.observatory.views.common import shown_figures
from filiere.site.observatory.words import say
from filiere.site.templatetags.filiere import lang as current_lang

PAGE = 50
SHOWN = 7
"""Values of a facet shown at once; the others are folded."""

_FACETS: tuple[tuple[str, str, str], ...] = (
    ("family", "Thème", "Theme"),
    ("indicator", "Indicateur", "Indicator"),
    ("segment", "Périmètre", "Scope"),
    ("year", "Année", "Year"),
    ("territory", "Territoire", "Territory"),
    ("nature", "Nature", "Nature"),
    ("confidence", "Confiance", "Confidence"),
    ("source", "Source", "Source"),
)

_SORTS: tuple[tuple[str, str], ...] = (
    ("title", "indicator"),
    ("value", "value"),
    ("period", "period"),
    ("segment", "segment"),
    ("said_by", "source"),
    ("confidence", "confidence"),
)
"""Columns that sort, with the key of the engine."""

_SORT_CHOICES: tuple[tuple[str, str, str], ...] = (
    ("", "Retenus d’abord, puis les plus sûrs", "Retained first, then the most reliable"),
    ("-period", "Période, la plus récente d’abord", "Period, latest first"),
    ("period", "Période, la plus ancienne d’abord", "Period, oldest first"),
    ("-value", "Valeur, la plus grande d’abord", "Value, largest first"),
    ("confidence", "Confiance, la meilleure d’abord", "Confidence, best first"),
    ("indicator", "Indicateur", "Indicator"),
    ("source", "Source", "Source"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: words, how many figures it would leave, the address that takes it or takes it off."""

    words: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values, the most frequent first, then those folded away."""

    key: str
    title: str
    choices: tuple[Choice, ...]
    folded: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion in force and the address without it."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Step:
    """A link to a page of results; without address it is a gap or the current page."""

    words: str
    url: str | None = None
    current: bool = False


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The selection that the address asks for."""
    book = current_register()
    lang = current_lang()
    chosen = selection.read(request.GET.dict())
    found = selection.find(book, chosen)
    pages = max(1, math.ceil(len(found) / PAGE))
    page = _page(request.GET.get("page", "1"), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    # Only the figures of the page are made into rows; the download builds them all.
    table = shown_figures(
        book,
        figures_table(book, "register", REGISTER, shown),
        lang,
        columns=("title", "value", "segment", "said_by", "confidence"),
        query=dict(chosen.params),
        details={
            "title": lambda row: _line(book[str(row["id"])], lang),
            "confidence": lambda row: str(book.name("nature", book[str(row["id"])].nature)),
        },
        sorts=_sorts(chosen),
    )
    return render(
        request,
        "observatory/register.html",
        {
            "nav": "register",
            "selection": chosen,
            "total": len(book),
            "found": len(found),
            "first": (page - 1) * PAGE + 1,
            "last": (page - 1) * PAGE + len(shown),
            "table": table,
            "facets": facets(book, chosen, lang),
            "criteria": criteria(book, chosen, lang),
            "steps": steps(chosen, page, pages),
            "current_sort": chosen.params.get("sort", ""),
            "sort_choices": _SORT_CHOICES,
            "problems": [str(one) for one in selection.unread(request.GET)] + problems(book, chosen, lang),
            "hidden": [
                (key, value) for key, value in chosen.params.items() if key not in {"text", "indicator", "sort"}
            ],
            "indicators": sorted(
                ((key, str(one.label)) for key, one in book.indicators.items()), key=lambda pair: pair[1]
            ),
        },
    )


def problems(register: Register, chosen: Selection, lang: Lang) -> list[str]:
    """What the address asks for and cannot be: a year that is none, a word that the register does not know."""
    found = [f"{fault.message.get(lang)} {fault.remedy.get(lang)}" for fault in chosen.faults(register)]
    return [french(words) if lang == "fr" else words for words in found]


def _line(figure: Figure, lang: Lang) -> str:
    """The second line of a row: identifier, and whether the figure is retained."""
    return f"{figure.id}{say(lang, ' · valeur retenue', ' · retained value') if figure.retained else ''}"


def _page(words: str, pages: int) -> int:
    """The page asked for, kept between the first and the last."""
    number = int(words) if words.isascii() and words.isdigit() and len(words) < 7 else 1
    return min(max(number, 1), pages)


def _sorts(chosen: Selection) -> dict[str, tuple[str, str | None]]:
    """Address and current order of each column; a second click turns the order round."""
    current = chosen.params.get("sort", "")
    found: dict[str, tuple[str, str | None]] = {}
    for column, key in _SORTS:
        if current == key:
            found[column] = (chosen.address(sort=f"-{key}"), "ascending")
        elif current == f"-{key}":
            found[column] = (chosen.address(sort=key), "descending")
        else:
            found[column] = (chosen.address(sort=key), None)
    return found


def facets(book: Register, chosen: Selection, lang: Lang) -> list[Facet]:
    """Each facet with its counts; a facet in force counts what it would offer without itself."""
    counted = book.facets(book.search(chosen.query))
    found = []
    for key, fr, en in _FACETS:
        values: Iterable[FacetValue] = counted[key]
        if key in chosen.params:
            values = book.facets(book.search(chosen.without(key).query))[key]
        ordered = sorted(values, key=lambda one: one.value, reverse=True) if key == "year" else list(values)
        choices = [
            Choice(
                words_of(book, key, one.value, lang),
                one.count,
                chosen.address(**{key: None if chosen.params.get(key) == one.value else one.value}),
                chosen.params.get(key) == one.value,
            )
            for one in ordered
        ]
        choices.sort(key=lambda one: not one.chosen)
        if choices:
            found.append(Facet(key, say(lang, fr, en), tuple(choices[:SHOWN]), tuple(choices[SHOWN:])))
    return found


def words_of(book: Register, key: str, value: str, lang: Lang) -> str:
    """A criterion's value in words."""
    if key in {"year", "text"}:
        return value
    if key == "retained":
        return say(lang, "valeurs retenues", "retained values")
    return book.name(key, value).get(lang)


def criteria(book: Register, chosen: Selection, lang: Lang) -> list[Criterion]:
    """The criteria in force, each with the address that removes it."""
    titles = {key: say(lang, fr, en) for key, fr, en in _FACETS}
    titles |= {"text": say(lang, "Mots", "Words"), "retained": say(lang, "Choix", "Choice")}
    colon = "\u00a0: " if lang == "fr" else ": "
    return [
        Criterion(
            f"{titles.get(key, book.name('axis', key).get(lang))}{colon}{words_of(book, key, value, lang)}",
            chosen.address(**{key: None}),
        )
        for key, value in chosen.params.items()
        if key != "sort"
    ]


def steps(chosen: Selection, page: int, pages: int) -> list[Step]:
    """Links to the pages of results: the first, the last, and those around the current one."""
    if pages == 1:
        return []
    base = chosen.address()
    join = "" if base == "?" else "&"
    found: list[Step] = []
    for number in range(1, pages + 1):
        if number in {1, pages} or abs(number - page) <= 2:
            url = None if number == page else f"{base}{join}page={number}"
            found.append(Step(str(number), url, number == page))
        elif found and found[-1].words != "…":
            found.append(Step("…"))
    return found
