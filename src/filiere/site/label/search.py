"""Full-text search across referentials: both languages at once, accents and case ignored, numbers of questions too.

Every word asked for must be in the question: in its text, its levels, its reason, its evidence or its indicator, in
either language. A question whose number or key is what was typed comes first, then those whose own text holds the
words, then the rest, in the order of the trees. The folded texts are kept for each release, by its fingerprint.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from filiere.core import Text
from filiere.referentials import Criterion, Release


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """A question made ready to be searched: its names, its own text, and everything said of it, folded."""

    key: str
    names: frozenset[str]
    text: str
    whole: str


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A question found; ``rank`` is 0 for its number or key, 1 for its own text, 2 for the rest."""

    release: Release
    criterion: Criterion
    rank: int


def fold_text(words: str) -> str:
    """Return words without case, accents or typographic signs, single spaces between them."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    kept = (one if one.isalnum() or one in "._@-" else " " for one in plain if not unicodedata.combining(one))
    return " ".join("".join(kept).replace("œ", "oe").split())


def search_questions(releases: Iterable[Release], asked: str, category: str | None = None) -> list[SearchHit]:
    """Return the questions that hold every word asked for, the nearest first; none for no word."""
    wanted = fold_text(asked)
    terms = [term.strip(".-") or term for term in wanted.split()]
    if not terms:
        return []
    hits = [
        SearchHit(release, release.criteria[entry.key], rank)
        for release in releases
        for entry in build_index(release)
        if (rank := _rank_entry(entry, wanted, terms)) is not None
        and (category is None or release.criteria[entry.key].is_asked_of(category))
    ]
    return sorted(hits, key=lambda hit: hit.rank)


def _rank_entry(entry: SearchEntry, wanted: str, terms: list[str]) -> int | None:
    if wanted in entry.names:
        return 0
    if not all(term in entry.whole for term in terms):
        return None
    return 1 if all(term in entry.text for term in terms) else 2


_index_cache: dict[str, tuple[SearchEntry, ...]] = {}


def build_index(release: Release) -> tuple[SearchEntry, ...]:
    """Return the entries of a release, made at the first call of the process for that fingerprint."""
    if release.sha256 not in _index_cache:
        _index_cache[release.sha256] = tuple(_build_entries(release))
    return _index_cache[release.sha256]


def _build_entries(release: Release) -> Iterator[SearchEntry]:
    for criterion in release.criteria.values():
        own = _fold_texts((criterion.text,))
        names = {fold_text(name) for name in (criterion.key, criterion.number or "") if name}
        # A number is looked for whole, not inside another: 2.1 is not 12.14.
        yield SearchEntry(
            criterion.key,
            frozenset(names),
            own,
            f"{own} {_fold_texts(list_question_texts(release, criterion))} {criterion.key}",
        )


def list_question_texts(release: Release, criterion: Criterion) -> Iterator[Text]:
    """Return what is said of a question beside its own text: theme, reason, levels, indicator, evidence, sources."""
    theme = release.theme_of[criterion.key]
    yield theme.text
    yield from (section.text for section in theme.sections if section.key == criterion.section)
    if criterion.reason is not None:
        yield criterion.reason
    scale = release.scales.get(criterion.key)
    # The words of a shared scale are those of no question in particular.
    if criterion.levels is not None and scale is not None:
        yield from (level.text for level in scale.levels)
    indicator = release.indicators.get(criterion.scored_by or "")
    if indicator is not None:
        yield indicator.text
        yield from (one.text for one in indicator.inputs.values())
    yield from (release.evidence[key].text for key in criterion.evidence if key in release.evidence)
    yield from (Text.same(" ".join(filter(None, (one.name, one.locator)))) for one in criterion.sources)


def _fold_texts(texts: Iterable[Text]) -> str:
    return fold_text(" ".join(f"{one.fr} {one.en}" for one in texts))
