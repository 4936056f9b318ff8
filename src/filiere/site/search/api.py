"""The search for programs: what the page finds, kind by kind or page by page."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from filiere.core import Lang, Text
from filiere.site.kit.api import PROBLEMS, register_api
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.problems import reject_unknown_parameters
from filiere.site.search.extension_points import KINDS
from filiere.site.search.site_search import MAX_QUERY_LENGTH, PAGE_SIZE, read_hits, search_site

router = Router()


class SearchHitOut(Schema):
    """A document found: its kind, its title, the passage that holds the words, and the address of its page."""

    kind: str
    title: str
    excerpt: str
    url: str


class SearchOut(Schema):
    """What was found, the nearest first, in the language ``lang``; ``partial`` says that none has every word."""

    query: str
    lang: str
    partial: bool
    total: int
    page: int
    pages: int
    kinds: dict[str, int]
    results: list[SearchHitOut]


@router.get("", response={200: SearchOut, **PROBLEMS}, summary="Search the whole site")
def search_documents_json(
    request: HttpRequest,
    q: Annotated[str, Query(min_length=1, max_length=MAX_QUERY_LENGTH, description="Words, in any order")],
    kind: Annotated[str, Query("", pattern=f"^({'|'.join(KINDS)})?$", description=", ".join(KINDS))],
    page: Annotated[int, Query(1, ge=1, le=1000)],
    lang: Annotated[Lang, Query("fr", description="fr or en")],
) -> dict[str, Any]:
    """Figures, definitions, questions, holders, sources and pages that hold the words asked for."""
    reject_unknown_parameters(request, {"q", "kind", "page", "lang"})
    answer = search_site(q, lang)
    rows = answer.of_kind(kind) if kind else answer.rows
    hits = read_hits(answer, rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    return {
        "query": q,
        "lang": answer.lang,
        "partial": answer.partial,
        "total": len(rows),
        "page": page,
        "pages": -(-len(rows) // PAGE_SIZE),
        "kinds": answer.counts,
        "results": [
            {
                "kind": one.kind,
                "title": "".join(words for words, _ in one.title),
                "excerpt": "".join(words for words, _ in one.excerpt),
                "url": one.url,
            }
            for one in hits
        ],
    }


_DESCRIPTIONS: dict[str, Text] = {
    "/api/v1/search": bilingual("Chercher dans tout le site", "Search the whole site"),
}
register_api("search", router, tag="search", descriptions=_DESCRIPTIONS, incomplete=("/api/v1/search",))
