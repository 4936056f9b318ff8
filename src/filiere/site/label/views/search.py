"""Search across referentials, and what of the search could not be understood."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from filiere.core import Lang
from filiere.site.label import search as engine
from filiere.site.label import words
from filiere.site.label.views.common import page, question_url
from filiere.site.label.visibility import Shelf, near_names, shelf_of
from filiere.site.observatory.charts import Link
from filiere.site.observatory.words import count, say
from filiere.site.templatetags.filiere import lang as current_lang

SHOWN = 50
READ = ("q", "referential", "category")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, and what could not be read in it."""

    text: str
    release: str
    category: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A question found, as the page shows it."""

    release: str
    text: str
    theme: str
    url: str


def read(request: HttpRequest, shelf: Shelf, lang: Lang) -> Asked:
    """The search of an address: unknown referentials, categories and parameters are said and left aside."""
    problems: list[str] = []

    def tell(fr: str, en: str) -> None:
        problems.append(say(lang, fr, en))

    for key in sorted(set(request.GET) - set(READ)):
        tell(
            f"« {key[:60]} » n’est pas un critère de recherche : il est laissé de côté.",
            f"“{key[:60]}” is not a search criterion: it was ignored.",
        )
    text = request.GET.get("q", "").strip()
    if len(text) > engine.LONGEST:
        text = text[: engine.LONGEST]
        longest = engine.LONGEST
        tell(f"La recherche est coupée à {longest} caractères.", f"The search was cut to {longest} characters.")
    if text and not engine.folded(text):
        tell("Il faut au moins une lettre ou un chiffre.", "At least one letter or digit is needed.")
    referentials = {one.referential.key for one in shelf.releases.values()}
    release = request.GET.get("referential", "").strip()[:60]
    if release and release not in shelf.releases and release not in referentials:
        near = ", ".join(near_names(release, (*shelf.releases, *sorted(referentials)))) or "–"
        tell(
            f"Aucun référentiel « {release} » : la recherche porte sur tous. Proches : {near}.",
            f"No referential “{release}”: all are searched. Closest matches: {near}.",
        )
        release = ""
    known = categories(shelf, lang)
    category = request.GET.get("category", "").strip()[:60]
    if category and category not in known:
        near = ", ".join(near_names(category, tuple(known)) or tuple(known)) or "–"
        tell(
            f"Aucune catégorie « {category} » : elle est laissée de côté. Essayez : {near}.",
            f"No category “{category}”: it was ignored. Try: {near}.",
        )
        category = ""
    return Asked(text, release, category, tuple(problems))


def categories(shelf: Shelf, lang: Lang) -> dict[str, str]:
    """Every category of candidates of the visible referentials."""
    found: dict[str, str] = {}
    for one in shelf.releases.values():
        for key in one.referential.categories:
            found.setdefault(key, words.category(one.referential, key, lang))
    return found


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The page of results; a form alone when nothing was asked for."""
    lang = current_lang()
    shelf = shelf_of(request.user)
    asked = read(request, shelf, lang)
    among = [one for one in shelf.releases.values() if asked.release in ("", one.id, one.referential.key)]
    hits = engine.find(among, asked.text, asked.category or None)
    context = {
        "title": finding(asked, len(hits), lang),
        "asked": asked,
        "total": len(hits),
        "shown": min(len(hits), SHOWN),
        "results": [
            Found(
                hit.release.id,
                words.heading(hit.criterion, lang),
                hit.release.theme_of[hit.criterion.key].text.get(lang),
                question_url(hit.release.id, hit.criterion.key),
            )
            for hit in hits[:SHOWN]
        ],
        "releases": [(one.id, str(words.title(one))) for one in shelf.releases.values()],
        "categories": categories(shelf, lang),
        "elsewhere": by_release(asked, hits, lang),
    }
    return page(request, "search", context)


def by_release(asked: Asked, hits: list[engine.Hit], lang: Lang) -> list[Link]:
    """How many questions each release holds among those found, as links that narrow the search to it."""
    totals: dict[str, int] = {}
    for hit in hits:
        totals[hit.release.id] = totals.get(hit.release.id, 0) + 1
    if len(totals) < 2:
        return []
    kept = {"q": asked.text, **({"category": asked.category} if asked.category else {})}
    address = reverse("label:search")
    return [
        Link(f"{name} ({total})", f"{address}?{urlencode({**kept, 'referential': name})}")
        for name, total in totals.items()
    ]


def finding(asked: Asked, total: int, lang: Lang) -> str:
    """What was found, in a sentence."""
    if not asked.text:
        return say(lang, "Chercher une question dans tous les référentiels", "Search all referentials for a question")
    quoted = say(lang, f"« {asked.text} »", f"“{asked.text}”")
    if not total:
        return say(lang, f"Aucune question ne parle de {quoted}", f"No question mentions {quoted}")
    many = count(lang, total)
    if total == 1:
        return say(lang, f"Une question parle de {quoted}", f"One question mentions {quoted}")
    return say(
        lang, f"{many.capitalize()} questions parlent de {quoted}", f"{many.capitalize()} questions mention {quoted}"
    )
