"""Check 2, and the rules of writing: both languages say the same, no question says what another says."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Any

from filiere.core.faults import Fault
from filiere.core.text import Lang
from filiere.core.yaml_documents import Document, Key
from filiere.referentials.checker.faults import fault
from filiere.referentials.records import Criterion, translation_mark
from filiere.referentials.release import Release

SIMILARITY_THRESHOLD = 0.6
SHARED_SCALES = (1, 3)

# A digit inside a word (CO2, m2, B3) is part of a name, not a number.
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)*")
_SPELLED_NUMBERS: dict[str, tuple[str, ...]] = {
    "2": ("deux", "two", "second", "seconde", "half", "demi", "moitié"),
    "3": ("trois", "three", "tiers", "third"),
    "4": ("quatre", "four", "quart", "quarter"),
    "5": ("cinq", "five"),
    "6": ("six",),
    "7": ("sept", "seven"),
    "8": ("huit", "eight"),
    "9": ("neuf", "nine"),
    "10": ("dix", "ten"),
    "12": ("douze", "twelve"),
    "15": ("quinze", "fifteen"),
    "20": ("vingt", "twenty"),
    "24": ("vingt-quatre", "twenty-four"),
    "30": ("trente", "thirty"),
    "1": ("un", "une", "one", "first", "premier", "première"),
}


def document_faults(document: Document) -> Iterator[Fault]:
    """Yield a fault for each text of a file whose translation is stale or whose numbers differ."""
    for key, text in _bilingual_texts(document.data, ()):
        french, english = text["fr"], text["en"]
        expected = text.get("translated_from")
        if isinstance(expected, str) and expected != translation_mark(french):
            at = (*key, "translated_from")
            yield _locate_fault(document, at, "stale-translation", expected=expected, found=translation_mark(french))
        first, second = _unmatched_numbers(french, english)
        if first or second:
            yield _locate_fault(
                document, (*key, "en"), "numbers-differ", fr=_join_numbers(first), en=_join_numbers(second)
            )


def _locate_fault(document: Document, key: Key, code: str, **values: object) -> Fault:
    return document.place_fault(key, fault(code, **values))


def _join_numbers(numbers: list[str]) -> str:
    return ", ".join(numbers) or "–"


def _bilingual_texts(data: Any, key: Key) -> Iterator[tuple[Key, dict[str, Any]]]:
    if isinstance(data, dict):
        if isinstance(data.get("fr"), str) and isinstance(data.get("en"), str):
            yield key, data
            return
        for name, value in data.items():
            yield from _bilingual_texts(value, (*key, name))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _bilingual_texts(value, (*key, index))


def _unmatched_numbers(french: str, english: str) -> tuple[list[str], list[str]]:
    """Return the numbers that one text says and the other does not, in figures or in words."""
    ours, theirs = Counter(_find_numbers(french, "fr")), Counter(_find_numbers(english, "en"))
    if ours == theirs:
        return [], []
    only_french = [one for one in (ours - theirs).elements() if not _is_spelled_out(one, english)]
    only_english = [one for one in (theirs - ours).elements() if not _is_spelled_out(one, french)]
    return only_french, only_english


def _find_numbers(words: str, lang: Lang) -> list[str]:
    found = []
    for number in _NUMBER.findall(words):
        digits = re.sub(r"[ \u00a0\u202f]", "", number)
        digits = digits.replace(",", ".") if lang == "fr" else re.sub(r",(?=\d{3}(?!\d))", "", digits)
        found.append(digits.rstrip("."))
    return found


def _is_spelled_out(number: str, words: str) -> bool:
    return any(re.search(rf"\b{word}s?\b", words.lower()) for word in _SPELLED_NUMBERS.get(number, ()))


def question_faults(release: Release) -> Iterator[Fault]:
    """Yield the faults of writing of a release that has questionnaires: repeats, shared scales, reasons, proofs."""
    if all(criterion.questionnaires is None for criterion in release.criteria.values()):
        return
    for key, criterion in release.criteria.items():
        for name in ("reason", "basis"):
            if getattr(criterion, name) is None:
                yield release.fault(fault("reason-missing", key=key, name=name), "criterion", key)
        if criterion.basis not in (None, "proposed") and not criterion.sources:
            missing = fault("source-missing", key=key, basis=criterion.basis)
            yield release.fault(missing, "criterion", key, ("basis",))
        if not criterion.evidence and criterion.scored_by is None:
            yield release.fault(fault("no-proof", key=key), "criterion", key)
    told: set[tuple[str, str]] = set()
    for category in release.referential.categories:
        asked = release.questionnaire(category)
        shared = sum(criterion.scale is not None for criterion in asked)
        if shared * SHARED_SCALES[1] > len(asked) * SHARED_SCALES[0]:
            many = fault("too-many-shared-scales", shared=shared, total=len(asked), category=category)
            yield release.fault(many, "head")
        for this, other in _find_near_duplicates(asked):
            if (this.key, other.key) not in told:
                told.add((this.key, other.key))
                repeat = fault("near-equal-questions", key=other.key, other=this.key, category=category)
                yield release.fault(repeat, "criterion", other.key)


def size_faults(release: Release, least: int, most: int) -> Iterator[Fault]:
    """Yield a fault for each questionnaire with too few or too many questions."""
    for category in release.referential.categories:
        total = len(release.questionnaire(category))
        if not least <= total <= most:
            size = fault("questionnaire-size", category=category, total=total, least=least, most=most)
            yield release.fault(size, "head")


def _find_near_duplicates(asked: Sequence[Criterion]) -> Iterator[tuple[Criterion, Criterion]]:
    for lang in ("fr", "en"):
        words = [(criterion, _content_words(getattr(criterion.text, lang))) for criterion in asked]
        for (this, first), (other, second) in combinations(words, 2):
            small, large = sorted((len(first), len(second)))
            if small >= SIMILARITY_THRESHOLD * large and len(first & second) >= SIMILARITY_THRESHOLD * len(
                first | second
            ):
                yield this, other


@lru_cache(maxsize=4096)
def _content_words(words: str) -> frozenset[str]:
    """Return the words of a text that carry meaning, cut to their first six letters, accents aside."""
    plain = unicodedata.normalize("NFKD", words.lower())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return frozenset(word[:6] for word in re.findall(r"[a-z0-9]+", plain) if len(word) > 3 or word.isdigit())
