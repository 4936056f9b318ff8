"""Searching: a question, what answers it by kind, the nearest first, each with the passage that holds its words.

Every word must be in a document, or begin a word that is. Where no document has them all, those that have any are
given; where the reader's language has none at all, those of the other language. A word also asks for its synonyms.
To a question of how many, a document whose title asks it comes first; then one whose title is what was typed, then
those whose title holds the words, then the rest as the database weighs it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count
from django.urls import NoReverseMatch, reverse

from filiere.core import LANGUAGES, Lang
from filiere.core.numbers import format_number
from filiere.core.search_synonyms import list_synonyms
from filiere.core.search_words import (
    cut_excerpt,
    fold_word,
    is_match,
    list_counting_words,
    list_query_words,
    mark_words,
)
from filiere.site.kit.bilingual_text import localize
from filiere.site.search.document_index import refresh_index
from filiere.site.search.extension_points import KINDS
from filiere.site.search.full_text import FoundRow, find_rows
from filiere.site.search.models import IndexedDocument

MAX_QUERY_LENGTH = 200
PAGE_SIZE = 20

Pieces = list[tuple[str, bool]]
"""A text cut into pieces that are, or are not, words asked for."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A document found: where it is, its title, and the passage that holds the words."""

    kind: str
    url: str
    title: Pieces
    excerpt: Pieces
    fictitious: bool


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What answers a question: how many documents of each kind, the kind of the nearest first, and all in order.

    ``lang`` is the language of what was found; ``partial`` says that no document holds every word.
    """

    words: tuple[str, ...]
    lang: Lang
    partial: bool
    counts: Mapping[str, int]
    rows: tuple[FoundRow, ...]

    @property
    def total(self) -> int:
        """How many documents were found."""
        return len(self.rows)

    def of_kind(self, kind: str) -> tuple[FoundRow, ...]:
        """Those of one kind."""
        return tuple(one for one in self.rows if one.kind == kind)


def find_question_problem(question: str) -> str:
    """Why a question cannot be searched for; an empty text when it can, or when there is none."""
    if len(question) > MAX_QUERY_LENGTH:
        most = MAX_QUERY_LENGTH
        return localize(
            f"Votre recherche compte {format_number(len(question))} caractères ; {most} au plus sont acceptés. "
            "Gardez deux ou trois mots.",
            f"Your search has {format_number(len(question))} characters; at most {most} are accepted. "
            "Keep two or three words.",
        )
    if question and not list_query_words(question):
        return localize("Il faut au moins une lettre ou un chiffre.", "At least one letter or digit is needed.")
    return ""


def search_site(question: str, lang: Lang) -> SearchAnswer:
    """Return what answers a question, for a reader of a language."""
    words = list_query_words(question)
    if not words:
        return SearchAnswer((), lang, False, {}, ())
    fresh = refresh_index()
    languages: list[Lang] = [lang, *(one for one in LANGUAGES if one != lang)]
    for every in (True, False):
        for tongue in languages if every or len(words) > 1 else ():
            groups = [(one, *list_synonyms(one, fold_word, tongue)) for one in words]
            found = [one for one in find_rows(connection, groups, tongue, every=every) if one.source in fresh]
            if found:
                counting = list_counting_words(question) if every else ()
                rows = sorted(found, key=lambda one: _sort_key(one, words, counting))
                counts = Counter(one.kind for one in rows)
                return SearchAnswer(words, tongue, not every, counts, tuple(rows))
    return SearchAnswer(words, lang, False, {}, ())


def _sort_key(
    found_row: FoundRow, words: Sequence[str], counting: tuple[str, ...]
) -> tuple[int, int, bool, float, int]:
    """The question first, then the title, then what the source puts first, then a title that begins with a word."""
    title = found_row.title_words.split()
    held = sum(any(is_match(other, (word,)) for other in title) for word in words)
    asks = bool(counting) and tuple(title[: len(counting)]) == counting
    rank = -1 if asks else 0 if set(title) == {*words} else 1 if held == len(words) else 2 if held else 3
    return rank, -found_row.weight, not is_match(title[0] if title else "", words), found_row.distance, found_row.id


def read_hits(answer: SearchAnswer, rows: Sequence[FoundRow]) -> list[SearchHit]:
    """Return the documents of these rows, with the words asked for marked; one whose page is gone is left out."""
    known = IndexedDocument.objects.in_bulk([one.id for one in rows])
    marked = [other for one in answer.words for other in (one, *list_synonyms(one, fold_word, answer.lang))]
    found = []
    for row in rows:
        indexed_document = known.get(row.id)
        try:
            url = (
                reverse(indexed_document.page, args=indexed_document.arguments) if indexed_document is not None else ""
            )
        except NoReverseMatch:
            continue
        if indexed_document is not None:
            found.append(
                SearchHit(
                    kind=indexed_document.kind,
                    url=url + indexed_document.suffix,
                    title=mark_words(indexed_document.title, marked),
                    excerpt=mark_words(cut_excerpt(indexed_document.body, marked), marked),
                    fictitious=indexed_document.fictitious,
                )
            )
    return found


def count_documents(lang: Lang) -> dict[str, int]:
    """Return how many documents of each kind may be found, in the order of the kinds."""
    refresh_index()
    rows = IndexedDocument.objects.filter(lang=lang).values_list("kind").annotate(many=Count("id"))
    counts = dict(rows.order_by())
    return {key: counts[key] for key in KINDS if key in counts}
