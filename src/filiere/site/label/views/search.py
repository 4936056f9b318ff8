"""Search across referentials, and what of the search could not be understood."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from filiere.core.text import shorten
from filiere.site.kit.bilingual_text import count_in_letters, localize
from filiere.site.kit.charts import ChartLink
from filiere.site.label import code_labels
from filiere.site.label import search as engine
from filiere.site.label.views.common import question_url, render_page
from filiere.site.label.visible_releases import ReleaseCatalogue, near_names, visible_catalogue
from filiere.site.search.site_search import MAX_QUERY_LENGTH, find_question_problem

MAX_SHOWN = 50
KNOWN_PARAMETERS = ("q", "referential", "category")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What the address asks for, and what could not be read in it: `text` is blank where the `question` is refused."""

    question: str
    text: str
    release: str
    category: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A question found, as the page shows it."""

    release: str
    title: str
    text: str
    theme: str
    url: str


def parse_search(request: HttpRequest, shelf: ReleaseCatalogue) -> SearchRequest:
    """The search of an address: unknown referentials, categories and parameters are said and left aside."""
    problems: list[str] = []

    def tell(fr: str, en: str) -> None:
        problems.append(localize(fr, en))

    for key in sorted(set(request.GET) - set(KNOWN_PARAMETERS)):
        tell(
            f"« {key[:60]} » n’est pas un critère de recherche : il est laissé de côté.",
            f"“{key[:60]}” is not a search criterion: it was ignored.",
        )
    text = request.GET.get("q", "").strip()
    if problem := find_question_problem(text):
        problems.append(problem)
    referentials = {one.referential.key for one in shelf.releases.values()}
    release = request.GET.get("referential", "").strip()[:60]
    if release and release not in shelf.releases and release not in referentials:
        near = ", ".join(near_names(release, (*shelf.releases, *sorted(referentials)))) or "–"
        tell(
            f"Aucun référentiel « {release} » : la recherche porte sur tous. Proches : {near}.",
            f"No referential “{release}”: all are searched. Closest matches: {near}.",
        )
        release = ""
    known = list_categories(shelf)
    category = request.GET.get("category", "").strip()[:60]
    if category and category not in known:
        near = ", ".join(near_names(category, tuple(known)) or tuple(known)) or "–"
        tell(
            f"Aucune catégorie « {category} » : elle est laissée de côté. Essayez : {near}.",
            f"No category “{category}”: it was ignored. Try: {near}.",
        )
        category = ""
    return SearchRequest(text, "" if problem else text, release, category, tuple(problems))


def list_categories(shelf: ReleaseCatalogue) -> dict[str, str]:
    """Every category of candidates of the visible referentials."""
    found: dict[str, str] = {}
    for release in shelf.releases.values():
        for key in release.referential.categories:
            found.setdefault(key, code_labels.category_name(release.referential, key))
    return found


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """The page of results; a form alone when nothing was asked for."""
    shelf = visible_catalogue(request.user)
    asked = parse_search(request, shelf)
    among = [one for one in shelf.releases.values() if asked.release in ("", one.id, one.referential.key)]
    hits = engine.search_questions(among, asked.text, asked.category or None)
    context = {
        "title": search_finding(asked, len(hits)),
        "asked": asked,
        "question": shorten(asked.question, MAX_QUERY_LENGTH),
        "total": len(hits),
        "shown": min(len(hits), MAX_SHOWN),
        "results": [
            SearchResult(
                hit.release.id,
                str(hit.release.title),
                code_labels.question_heading(hit.criterion),
                str(hit.release.theme_of[hit.criterion.key].text),
                question_url(hit.release.id, hit.criterion.key),
            )
            for hit in hits[:MAX_SHOWN]
        ],
        "releases": [(one.id, str(one.title)) for one in shelf.releases.values()],
        "categories": list_categories(shelf),
        "elsewhere": build_release_links(asked, hits),
    }
    status = 422 if len(asked.question) > MAX_QUERY_LENGTH else 200
    return render_page(request, "search", context, status=status)


def build_release_links(asked: SearchRequest, hits: list[engine.SearchHit]) -> list[ChartLink]:
    """How many questions each release holds among those found, as links that narrow the search to it."""
    totals: dict[str, int] = {}
    titles = {hit.release.id: str(hit.release.title) for hit in hits}
    for hit in hits:
        totals[hit.release.id] = totals.get(hit.release.id, 0) + 1
    if len(totals) < 2:
        return []
    kept = {"q": asked.text, **({"category": asked.category} if asked.category else {})}
    address = reverse("label:search")
    return [
        ChartLink(f"{titles[name]} ({total})", f"{address}?{urlencode({**kept, 'referential': name})}")
        for name, total in totals.items()
    ]


def search_finding(asked: SearchRequest, total: int) -> str:
    """What was found, in a sentence."""
    if not asked.text:
        return localize("Chercher une question dans tous les référentiels", "Search all referentials for a question")
    quoted = localize(f"« {asked.text} »", f"“{asked.text}”")
    if not total:
        return localize(f"Aucune question ne parle de {quoted}", f"No question mentions {quoted}")
    many = count_in_letters(total)
    if total == 1:
        return localize(f"Une question parle de {quoted}", f"One question mentions {quoted}")
    return localize(
        f"{many.capitalize()} questions parlent de {quoted}", f"{many.capitalize()} questions mention {quoted}"
    )
