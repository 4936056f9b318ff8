"""What the pages of referentials share: addresses, the category of the reader, pages that say what is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from filiere.referentials import Criterion, Release, Theme
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.charts import ChartLink
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.label import code_labels
from filiere.site.label.visible_releases import NotVisible, near_names

View = Callable[..., HttpResponse]


def release_url(release: str, category: str | None = None) -> str:
    """The page of a release, for a category of candidates."""
    return reverse("label:release", args=[release]) + _query_string(category=category)


def theme_url(release: str, theme: str, category: str | None = None) -> str:
    """The page of a theme, for a category of candidates."""
    return reverse("label:theme", args=[release, theme]) + _query_string(category=category)


def question_url(release: str, key: str) -> str:
    """The page of a question."""
    return reverse("label:question", args=[release, key])


def mapping_url(mapping: str) -> str:
    """The page of a mapping."""
    return reverse("label:mapping", args=[mapping])


def compare_url(before: str, after: str) -> str:
    """The comparison of two releases."""
    return reverse("label:compare") + _query_string(**{"from": before, "to": after})


def _query_string(**params: str | None) -> str:
    given = {key: value for key, value in params.items() if value}
    return f"?{urlencode(given)}" if given else ""


def offer_near_names(kind: str) -> Callable[[View], View]:
    """Turn what is not there into a page of status 404 that offers near matches; ``kind`` says what was looked for."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except NotVisible as missing:
                return render_not_found(request, kind, missing)

        return wrapped

    return decorate


def render_not_found(request: HttpRequest, kind: str, missing: NotVisible) -> HttpResponse:
    """The page of a name that leads to nothing; ``near`` may hold a link for each name."""
    addresses: dict[str, Callable[[str], str]] = {"release": release_url, "mapping": mapping_url}
    near = [ChartLink(name, addresses[kind](name) if kind in addresses else None) for name in missing.near]
    context = {"nav": "label", "kind": kind, "name": missing.name, "near": near}
    return render(request, "label/missing.html", context, status=404)


@dataclass(frozen=True, slots=True)
class LinkChoice:
    """One choice of a list of links."""

    key: str
    words: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class CategoryChoice:
    """The category that the page shows, None for a text that knows none; the others; what could not be understood."""

    key: str | None
    words: str
    choices: tuple[LinkChoice, ...]
    problems: tuple[str, ...] = ()


def parse_category_choice(request: HttpRequest, release: Release) -> CategoryChoice:
    """The category of the address; the first of the referential without one, or in place of one it does not know."""
    known = tuple(release.referential.categories)
    asked = request.GET.get("category", "").strip()[:60]
    problems: tuple[str, ...] = ()
    key = known[0] if known else None
    if asked in known:
        key = asked
    elif asked and known:
        near = near_names(asked, known) or known
        listed = ", ".join(near)
        problems = (
            localize(
                f"« {asked} » n’est pas une catégorie de candidat : la page montre la première. Essayez : {listed}.",
                f"“{asked}” is not an applicant category: the page shows the first. Try: {listed}.",
            ),
        )
    elif asked:
        problems = (
            localize(
                f"Ce texte ne distingue pas de catégorie de candidat : « {asked} » est laissé de côté.",
                f"This text does not distinguish applicant categories: “{asked}” was ignored.",
            ),
        )
    choices = tuple(
        LinkChoice(one, code_labels.category_name(release.referential, one), _query_string(category=one), one == key)
        for one in known
    )
    shown = code_labels.category_name(release.referential, key) if key is not None else ""
    return CategoryChoice(key, shown, choices, problems)


def questions_asked(theme: Theme, category: str | None) -> tuple[Criterion, ...]:
    """The questions of a theme that a category is asked; all of them without a category."""
    return tuple(one for one in theme.criteria if category is None or one.is_asked_of(category))


def render_page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the rubric."""
    frame = {"nav": "label", "page_lang": current_lang()}
    return render(request, f"label/{template}.html", {**frame, **context}, status=status)
