"""The page of the search: some of each kind, or all of one kind, page by page; what to do when nothing is found."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from filiere.core import source_language
from filiere.core.numbers import format_number
from filiere.core.text import shorten
from filiere.site.kit.bilingual_text import localize
from filiere.site.search.extension_points import KINDS, DocumentKind
from filiere.site.search.full_text import FoundRow
from filiere.site.search.site_search import (
    MAX_QUERY_LENGTH,
    PAGE_SIZE,
    SearchAnswer,
    SearchHit,
    count_documents,
    find_question_problem,
    read_hits,
    search_site,
)

GROUP_SIZE = 4
"""Results of a kind shown beside those of the other kinds."""


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """Results of one kind: how many there are, the address of all of them, and those shown."""

    kind: DocumentKind
    count: int
    url: str
    hits: list[SearchHit]
    current: bool


@require_safe
def show_search(request: HttpRequest) -> HttpResponse:
    """What answers the question of the address; the ways in when there is none."""
    question = " ".join(request.GET.get("q", "").replace("\0", " ").split())
    problem = find_question_problem(question)
    answer = search_site("" if problem else question, source_language())
    asked = request.GET.get("kind", "")
    kind = asked if asked in answer.counts else ""
    page = Paginator(answer.of_kind(kind), PAGE_SIZE).get_page(request.GET.get("page"))
    groups = _build_groups(answer, question, kind, tuple(page))
    shown = [hit for one in groups for hit in one.hits]
    context = {
        "title": _describe_answer(question, answer, problem),
        "question": shorten(question, MAX_QUERY_LENGTH),
        "problem": problem,
        "answer": answer,
        "elsewhere": answer.total > 0 and answer.lang != source_language(),
        "groups": groups,
        "kind": KINDS.get(kind),
        "page": page,
        "all_url": _search_url(question),
        "ways": [(KINDS[key], many) for key, many in count_documents(source_language()).items()] if not groups else [],
        "fictitious": any(one.fictitious for one in shown),
    }
    return render(request, "search/search.html", context, status=422 if len(question) > MAX_QUERY_LENGTH else 200)


def _build_groups(answer: SearchAnswer, question: str, kind: str, page: tuple[FoundRow, ...]) -> list[ResultGroup]:
    """The kinds found, that of the nearest result first; with the results of the one chosen, or a few of each."""
    kinds = dict.fromkeys(one.kind for one in answer.rows)
    rows = {key: answer.of_kind(key)[:GROUP_SIZE] for key in kinds} if not kind else {kind: page}
    hits: dict[str, list[SearchHit]] = {}
    for hit in read_hits(answer, [one for several in rows.values() for one in several]):
        hits.setdefault(hit.kind, []).append(hit)
    return [
        ResultGroup(KINDS[key], answer.counts[key], _search_url(question, key), hits.get(key, []), key == kind)
        for key in kinds
    ]


def _search_url(question: str, kind: str = "") -> str:
    return f"{reverse('search')}?{urlencode({'q': question, **({'kind': kind} if kind else {})})}"


def _describe_answer(question: str, answer: SearchAnswer, problem: str) -> str:
    """What was found, in a sentence."""
    if not question or problem:
        return localize("Chercher dans tout le site", "Search the whole site")
    quoted = localize(f"« {question} »", f"“{question}”")
    if not answer.total:
        return localize(f"Aucun résultat pour {quoted}", f"Nothing matches {quoted}")
    if answer.total == 1:
        return localize(f"Un résultat pour {quoted}", f"One result for {quoted}")
    many = format_number(answer.total)
    return localize(f"{many} résultats pour {quoted}", f"{many} results for {quoted}")
