"""Signs to plain words: without case, accents or ligatures, and with what stood before each of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss", "’": "'", "ʼ": "'", "`": "'"})
_WORD = re.compile(r"[a-z0-9+#&]+")


@dataclass(frozen=True, slots=True)
class PlainWord:
    """A word in plain letters, and the signs between it and the word before."""

    letters: str
    gap: str


def strip_accents(text: str) -> str:
    """Return a text in lower case, without accents or ligatures; signs of no alphabet stay as they are."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES).casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def split_words(text: str) -> Iterator[PlainWord]:
    """Yield the words of a text in plain letters; an apostrophe, a hyphen, a bracket and a point part words."""
    plain, end = strip_accents(text), 0
    for found in _WORD.finditer(plain):
        yield PlainWord(found[0], plain[end : found.start()])
        end = found.end()
