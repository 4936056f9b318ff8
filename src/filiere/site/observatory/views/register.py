"""The register: search, facets with counts, sort and pages, all in the address, without script."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.core import Text, source_language
from filiere.core.collation import collation_key
from filiere.core.typography import typeset_french
from filiere.figures import FacetValue, Register
from filiere.site.kit.bilingual_text import localize
from filiere.site.observatory import register_filters
from filiere.site.observatory.figure_register import count_figures, current_register
from filiere.site.observatory.register_filters import RegisterSelection
from filiere.site.observatory.tables.figure_columns import build_figures_table
from filiere.site.observatory.tables.figures import REGISTER_TITLE
from filiere.site.observatory.views.common import build_figures_view

PAGE_SIZE = 50
MAX_CHOICES_SHOWN = 7
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

_SORT_CHOICES = {
    "": Text(fr="Chiffres retenus d’abord, puis par confiance", en="Retained figures first, then by confidence"),
    "-period": Text(fr="Période, la plus récente d’abord", en="Period, latest first"),
    "period": Text(fr="Période, la plus ancienne d’abord", en="Period, oldest first"),
    "-value": Text(fr="Valeur, la plus grande d’abord", en="Value, largest first"),
    "confidence": Text(fr="Confiance, la meilleure d’abord", en="Confidence, best first"),
    "indicator": Text(fr="Indicateur", en="Indicator"),
    "source": Text(fr="Source", en="Source"),
}


@dataclass(frozen=True, slots=True)
class FacetChoice:
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
    choices: tuple[FacetChoice, ...]
    folded: tuple[FacetChoice, ...]


@dataclass(frozen=True, slots=True)
class ActiveCriterion:
    """A criterion in force and the address without it."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to a page of results; without address it is a gap or the current page."""

    words: str
    url: str | None = None
    current: bool = False


@require_safe
def show_register(request: HttpRequest) -> HttpResponse:
    """The selection that the address asks for."""
    book = current_register()
    chosen = register_filters.parse_selection(request.GET.dict())
    found = register_filters.find_figures(book, chosen)
    pages = max(1, math.ceil(len(found) / PAGE_SIZE))
    page = _page_number(request.GET.get("page", "1"), pages)
    shown = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    # Only the figures of the page are made into rows; the download builds them all.
    table = build_figures_view(
        book,
        build_figures_table(book, "register", REGISTER_TITLE, shown),
        columns=("title", "value", "segment", "said_by", "confidence"),
        query=dict(chosen.params),
        details={
            "title": lambda row: localize("valeur retenue", "retained value") if book[str(row["id"])].retained else "",
            "confidence": lambda row: str(book.name("nature", book[str(row["id"])].nature)),
        },
        sorts=_column_sorts(chosen),
    )
    return render(
        request,
        "observatory/register.html",
        {
            "nav": "figures",
            "selection": chosen,
            "total": len(book.listed_figures),
            "counts": count_figures(book),
            "found": len(found),
            "first": (page - 1) * PAGE_SIZE + 1,
            "last": (page - 1) * PAGE_SIZE + len(shown),
            "table": table,
            "facets": build_facets(book, chosen),
            "criteria": list_active_criteria(book, chosen),
            "steps": build_page_links(chosen, page, pages),
            "current_sort": chosen.params.get("sort", ""),
            "sort_choices": _SORT_CHOICES,
            "problems": [str(one) for one in register_filters.unread_parameter_notices(request.GET)]
            + list_problems(book, chosen),
            "hidden": [
                (key, value) for key, value in chosen.params.items() if key not in {"text", "indicator", "sort"}
            ],
            "indicators": sorted(
                ((key, str(one.label)) for key, one in book.indicators.items()), key=lambda pair: collation_key(pair[1])
            ),
        },
    )


def list_problems(register: Register, chosen: RegisterSelection) -> list[str]:
    """What the address asks for and cannot be: a year that is none, a word that the register does not know."""
    found = [f"{fault.message} {fault.remedy}" for fault in chosen.faults(register)]
    return [typeset_french(words) if source_language() == "fr" else words for words in found]


def _page_number(words: str, pages: int) -> int:
    """The page asked for, kept between the first and the last."""
    number = int(words) if words.isascii() and words.isdigit() and len(words) < 7 else 1
    return min(max(number, 1), pages)


def _column_sorts(chosen: RegisterSelection) -> dict[str, tuple[str, str | None]]:
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


def build_facets(book: Register, chosen: RegisterSelection) -> list[Facet]:
    """Each facet with its counts; a facet in force counts what it would offer without itself."""
    counted = book.facets(book.search(chosen.query))
    found = []
    for key, fr, en in _FACETS:
        values: Iterable[FacetValue] = counted[key]
        if key in chosen.params:
            values = book.facets(book.search(chosen.drop_criterion(key).query))[key]
        ordered = sorted(values, key=lambda one: one.value, reverse=True) if key == "year" else list(values)
        choices = [
            FacetChoice(
                criterion_value_text(book, key, one.value),
                one.count,
                chosen.address(**{key: None if chosen.params.get(key) == one.value else one.value}),
                chosen.params.get(key) == one.value,
            )
            for one in ordered
        ]
        choices.sort(key=lambda one: not one.chosen)
        if choices:
            found.append(
                Facet(key, localize(fr, en), tuple(choices[:MAX_CHOICES_SHOWN]), tuple(choices[MAX_CHOICES_SHOWN:]))
            )
    return found


def criterion_value_text(book: Register, key: str, value: str) -> str:
    """A criterion's value in words."""
    if key in {"year", "text"}:
        return value
    if key == "retained":
        return localize("valeurs retenues", "retained values")
    return str(book.name(key, value))


def list_active_criteria(book: Register, chosen: RegisterSelection) -> list[ActiveCriterion]:
    """The criteria in force, each with the address that removes it."""
    titles = {key: localize(fr, en) for key, fr, en in _FACETS}
    titles |= {"text": localize("Mots", "Words"), "retained": localize("Choix", "Choice")}
    colon = "\u00a0: " if source_language() == "fr" else ": "
    return [
        ActiveCriterion(
            f"{titles.get(key, str(book.name('axis', key)))}{colon}{criterion_value_text(book, key, value)}",
            chosen.address(**{key: None}),
        )
        for key, value in chosen.params.items()
        if key != "sort"
    ]


def build_page_links(chosen: RegisterSelection, page: int, pages: int) -> list[PageLink]:
    """Links to the pages of results: the first, the last, and those around the current one."""
    if pages == 1:
        return []
    base = chosen.address()
    join = "" if base == "?" else "&"
    found: list[PageLink] = []
    for number in range(1, pages + 1):
        if number in {1, pages} or abs(number - page) <= 2:
            url = None if number == page else f"{base}{join}page={number}"
            found.append(PageLink(str(number), url, number == page))
        elif found and found[-1].words != "…":
            found.append(PageLink("…"))
    return found
