"""Searching the register: a query, the facets of what it finds, and the orders a list may take.

Words are compared without case or accents, so that *metier* finds *métier*, and a number is found however its
thousands are grouped.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from filiere.core.periods import Period
from filiere.core.search_synonyms import list_synonyms
from filiere.core.search_words import is_small_word
from filiere.figures.records import Figure

Criterion = str | tuple[str, ...] | None

# Fields of a figure that a reader may filter by and count; family is that of the figure's indicator.
FACETS = (
    "indicator", "family", "category", "segment", "measure", "staff", "market", "territory", "unit",
    "nature", "mark", "confidence", "source",
)  # fmt: skip

CONFIDENCE_ORDER = ("high", "medium", "low", "untraceable")

_GROUPED = re.compile(r"(?<![\d.])\d{1,3}(?:[ ,’'\u00a0\u202f]\d{3})+(?!\d)")
_SEPARATOR = re.compile(r"\D")
_WORD = re.compile(r"[^\W_]+(?:[.][0-9]+)?")


@dataclass(frozen=True, kw_only=True)
class Query:
    """What is looked for. Every criterion given must hold; a criterion of several values holds for any of them.

    ``year`` finds the figures whose period contains that year, and ``start`` and ``end`` (years, both included) those
    whose period touches the span. A figure of uncertain year answers to its likely year. ``retained`` is True for
    figures retained for any use, False for those retained for none, or the name of a use. ``text`` is searched in
    labels, notes, methods, producers, sources and values, and every word of it must be there, or begin a word that is.
    ``sort`` is a key of :data:`SORTS`, with a minus sign before it for the reverse order; by default, the order of the
    files.
    """

    indicator: Criterion = None
    category: Criterion = None
    family: Criterion = None
    segment: Criterion = None
    measure: Criterion = None
    staff: Criterion = None
    market: Criterion = None
    territory: Criterion = None
    unit: Criterion = None
    nature: Criterion = None
    mark: Criterion = None
    confidence: Criterion = None
    source: Criterion = None
    year: int | None = None
    start: int | None = None
    end: int | None = None
    text: str | None = None
    retained: bool | str | None = None
    sort: str | None = None

    def accepts(self, figure: Figure, family: str) -> bool:
        """Tell whether a figure meets every criterion but the text, which needs the register's index."""
        for name in FACETS:
            wanted = getattr(self, name)
            value = family if name == "family" else getattr(figure, name)
            if wanted is not None and not _is_among(value, wanted):
                return False
        period = figure.period
        if self.year is not None and not period.contains(self.year):
            return False
        if self.start is not None and period.end.year < self.start:
            return False
        if self.end is not None and period.start.year > self.end:
            return False
        if isinstance(self.retained, str):
            return self.retained in figure.retained
        return self.retained is None or self.retained == bool(figure.retained)


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet and how many figures have it."""

    value: str
    count: int


def fold_words(words: str) -> str:
    """Return words without case, accents or grouping of thousands."""
    joined = _GROUPED.sub(lambda match: _SEPARATOR.sub("", match[0]), words)
    split = unicodedata.normalize("NFKD", joined).casefold()
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def split_tokens(words: str) -> list[str]:
    """Return the words searched for, folded."""
    return _WORD.findall(fold_words(words))


def expand_query(words: str) -> list[tuple[str, ...]]:
    """Return the telling words searched for, folded, each followed by its synonyms; all of them if none is telling."""
    tokens = split_tokens(words)
    telling = [one for one in tokens if not is_small_word(one)] or tokens
    return [(one, *list_synonyms(one, fold_words)) for one in telling]


def matches_tokens(haystack: str, wanted: Iterable[tuple[str, ...]]) -> bool:
    """Tell whether every token begins a word of an already folded text, or one of its synonyms is a word of it.

    The words of the text are set apart by spaces.
    """
    whole = f"{haystack} "
    return all(f" {token}" in haystack or any(f" {one} " in whole for one in synonyms) for token, *synonyms in wanted)


def build_index(parts: Iterable[str | None]) -> str:
    """Return the folded text that :func:`matches_tokens` reads, one space before each word."""
    return " " + " ".join(token for part in parts if part for token in split_tokens(part))


def count_facets(figures: Iterable[Figure], families: Mapping[str, str]) -> dict[str, list[FacetValue]]:
    """Count the figures by each value of each facet, most frequent first; a figure without a value is not counted."""
    counters: dict[str, Counter[str]] = {name: Counter() for name in (*FACETS, "year", "retained")}
    for figure in figures:
        for name in FACETS:
            value = families.get(figure.indicator) if name == "family" else getattr(figure, name)
            if value is not None:
                counters[name][value] += 1
        for year in range(figure.period.start.year, figure.period.end.year + 1):
            counters["year"][str(year)] += 1
        counters["retained"].update(figure.retained)
    return {
        name: [
            FacetValue(value, count) for value, count in sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))
        ]
        for name, counter in counters.items()
    }


def sort_figures(figures: Iterable[Figure], sort: str | None) -> list[Figure]:
    """Return figures in the order of ``sort``; those without the value sorted by come last in both directions.

    Raises ``ValueError`` for an unknown key.
    """
    found = list(figures)
    if not sort:
        return found
    reverse = sort.startswith("-")
    key = SORTS.get(sort.lstrip("-"))
    if key is None:
        raise ValueError(sort)
    there = [figure for figure in found if key(figure) is not None]
    absent = [figure for figure in found if key(figure) is None]
    return sorted(there, key=key, reverse=reverse) + absent


def _confidence_rank(figure: Figure) -> int:
    order = CONFIDENCE_ORDER
    return order.index(figure.confidence) if figure.confidence in order else len(order)


def _period(figure: Figure) -> Period:
    return figure.period


def _read_published_period(figure: Figure) -> Period | None:
    return figure.published


def _value(figure: Figure) -> Decimal | None:
    if figure.middle is not None:
        return figure.middle
    return figure.low if figure.low is not None else figure.high


SORTS: dict[str, Callable[[Figure], Any]] = {
    "period": _period,
    "published": _read_published_period,
    "value": _value,
    "confidence": _confidence_rank,
    "id": lambda figure: figure.id,
    "indicator": lambda figure: figure.indicator,
    "segment": lambda figure: figure.segment,
    "source": lambda figure: figure.source,
    "territory": lambda figure: figure.territory,
}


def _is_among(value: str | None, wanted: str | tuple[str, ...]) -> bool:
    return value == wanted if isinstance(wanted, str) else value in wanted
