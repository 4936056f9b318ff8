"""Words as a search compares them: without case, accents, plural or feminine, in French and in English alike.

An index and a question are cut by the same function, so that a database only has to compare letters and digits: every
engine then finds the same pages. The folding is coarse on purpose. It need not be a word, only be the same for
*salarié*, *salariée* and *salariés*, for *company* and *companies*.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from filiere.core.text import fold_text

MOST_WORDS = 16
PREFIX_LENGTH = 4
"""A folded word of at least so many letters also finds the words that it begins."""

_WORD = re.compile(r"(?<!\d)(?:\d{1,3}(?:[ ,\u00a0\u202f]\d{3})+(?!\d)|\d{1,4}[.,]\d{1,2}(?!\d))|[^\W_]+")
"""A number whose thousands are grouped, one with decimals or that of a question, or letters and digits."""
_DECIMAL = re.compile(r"\d{1,4}[.,]\d{1,2}")
_SMALL_WORDS = """
a au aux ce ces combien comment d dans de des du en est et il l la le les mon ou par pour qu que quel quelle quelles
quels qui s sa se ses son sont sur un une vos votre y
an and are at by for from how in is it many much of on or the to what which with your
"""
"""Words that a question may hold and that tell nothing of what is looked for."""
_COUNTING_WORDS = "combien how many much"
"""Those that ask for a number."""


@dataclass(frozen=True, slots=True)
class SearchWord:
    """A word of a text, folded, and where it stands there."""

    folded: str
    start: int
    end: int


@lru_cache(maxsize=32_768)
def fold_word(word: str) -> str:
    """Return one word as it is compared."""
    if _DECIMAL.fullmatch(word):
        # 2.1 and 2,1 are one word, which no engine may cut in two.
        return word.replace(".", "d").replace(",", "d")
    letters = fold_text(word).replace("œ", "oe").replace("æ", "ae")
    plain = "".join(sign for sign in letters if sign.isalnum())
    if len(plain) < 4 or not plain.isalpha():
        return plain
    if plain.endswith("aux"):
        plain = plain[:-1] if plain.endswith("eaux") else f"{plain[:-2]}l" if len(plain) > 5 else plain
    elif plain.endswith(("eux", "oux")) or (plain.endswith("s") and not plain.endswith("ss")):
        plain = plain[:-1]
    short = plain.rstrip("e")
    plain = short if len(short) > 2 else plain
    return f"{plain[:-1]}i" if plain.endswith("y") and len(plain) > 3 else plain


def split_words(text: str) -> Iterator[SearchWord]:
    """Cut a text into its words, folded, in their order."""
    for found in _WORD.finditer(text):
        if folded := fold_word(found[0]):
            yield SearchWord(folded, found.start(), found.end())


def fold_words(text: str) -> str:
    """Return the folded words of a text, one space apart: what an index holds."""
    return " ".join(filter(None, map(fold_word, _WORD.findall(text))))


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(map(fold_word, _SMALL_WORDS.split()))


def is_small_word(word: str) -> bool:
    """Whether a word tells nothing of what is looked for."""
    return fold_word(word) in _stop_words()


def list_counting_words(question: str) -> tuple[str, ...]:
    """Return the folded words by which a question, or a title, asks how many, in their order."""
    counting = set(map(fold_word, _COUNTING_WORDS.split()))
    return tuple(one.folded for one in split_words(question) if one.folded in counting)


def list_query_words(question: str) -> tuple[str, ...]:
    """Return the folded words that a question asks for, each once; the small ones only if there are no others."""
    words = tuple(dict.fromkeys(one.folded for one in split_words(question)))
    telling = tuple(word for word in words if word not in _stop_words() and (len(word) > 1 or word.isdigit()))
    return (telling or words)[:MOST_WORDS]


def is_match(folded: str, wanted: Collection[str]) -> bool:
    """Whether a folded word is one of those asked for, or begins with one that is long enough."""
    return folded in wanted or any(len(word) >= PREFIX_LENGTH and folded.startswith(word) for word in wanted)


def mark_words(text: str, wanted: Collection[str]) -> list[tuple[str, bool]]:
    """Cut a text into pieces that are, or are not, words asked for."""
    pieces: list[tuple[str, bool]] = []
    done = 0
    for word in split_words(text):
        if is_match(word.folded, wanted):
            if word.start > done:
                pieces.append((text[done : word.start], False))
            pieces.append((text[word.start : word.end], True))
            done = word.end
    return [*pieces, (text[done:], False)] if done < len(text) else pieces


def cut_excerpt(text: str, wanted: Collection[str], length: int = 220) -> str:
    """Return the part of a text that holds most of the words asked for, cut between words; else its beginning."""
    if len(text) <= length:
        return text
    words = list(split_words(text))
    found = [one for one in words if is_match(one.folded, wanted)]
    best, most = 0, 0
    for search_word in found:
        within = {
            other.folded
            for other in found
            if search_word.start <= other.start and other.end <= search_word.start + length - 40
        }
        if len(within) > most:
            best, most = search_word.start, len(within)
    least = max(0, min(best - 40, len(text) - length))
    start = 0 if not least else next((one.start for one in words if one.start >= least), least)
    end = max((one.end for one in words if one.end <= start + length), default=start + length)
    # A word of its own, such as an address, may be longer than all that is shown.
    end = end if end > start else start + length
    rest = text[end : end + 1]
    tail = rest if rest in ".?!)»%" and end + 1 >= len(text) else "…" if end < len(text) else ""
    return f"{'…' if start else ''}{text[start:end]}{tail}"
