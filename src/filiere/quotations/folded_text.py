"""A text as it is scanned: without case, accents, soft hyphens or kinds of space, each sign knowing where it stood.

Offsets given to a reader are code points of the text as received. What is scanned may be shorter (a combining accent, a
soft hyphen and the first half of a CRLF are left out) or longer (``œ`` is two letters), so that each folded sign keeps
the place of the sign that it comes from.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from filiere.core.text import Lang
from filiere.quotations.word_lists import split_set

_DROPPED = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f")
_SPACES = frozenset(
    "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_REPLACED = {
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss",
    "‐": "-", "‑": "-", "‒": "–", "—": "–", "\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n",
}  # fmt: skip

_VULGAR = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5"}

_TOKEN = re.compile(r"[0-9]++|[^\W\d_]++|[ ]++|.", re.DOTALL)
"""A run of digits, a run of letters, a run of spaces, or one other sign: every place has one start."""

_FRENCH = split_set(
    "le la les des du de un une en et est sont dans pour par sur au aux qui que ce cette ces il elle ils nous "
    "notre on leur leurs se plus avec selon soit ont etait avait comptait compte emploie d l ou cet emplois "
    "salaries filiere prestataires personnes chiffre affaires appels entreprises millions deux trois quatre cinq sept "
    "huit neuf dix vingt trente quarante cinquante soixante cent mille"
)
_ENGLISH = split_set(
    "the of and in to is are was were for by with at that this these it they we our their its from than more "
    "has have had according which an as there jobs people revenue employees staff outsourcers now today "
    "could would should boast boasts "
    "currently call sector year per were been all whole share years company companies under over whose "
    "two three four five seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand"
)


class Token(NamedTuple):
    """A piece of a folded text: ``kind`` is ``n`` digits, ``w`` letters, ``s`` spaces or ``p`` any other sign."""

    kind: str
    text: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def _fold_sign(sign: str) -> str:
    if sign.isdecimal():
        # Digits of full width, and of other scripts.
        return str(unicodedata.decimal(sign))
    if sign in _DROPPED or unicodedata.combining(sign):
        return ""
    if sign in _SPACES:
        return " "
    if sign in _REPLACED:
        return _REPLACED[sign]
    split = unicodedata.normalize("NFD", sign)
    return "".join(one for one in split if not unicodedata.combining(one)).lower()


class FoldedText:
    """A text, its folded form, and the way back: :meth:`span` gives code points of the text as received."""

    def __init__(self, text: str) -> None:
        self.text = text
        signs: list[str] = []
        places: list[int] = []
        last = len(text) - 1
        for place, sign in enumerate(text):
            if sign == "\r":
                # CRLF is one end of line, and a CR alone is one too.
                folded = "" if place < last and text[place + 1] == "\n" else "\n"
            elif sign in _VULGAR and not (place and text[place - 1].isdecimal()):
                # After a digit it is a decimal part, which stays one sign.
                folded = _VULGAR[sign]
            else:
                folded = sign.lower() if sign.isascii() and sign != "\t" else _fold_sign(sign)
            for one in folded:
                signs.append(one)
                places.append(place)
        self.folded = "".join(signs)
        self._places = places

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return first and one past the last code point of a folded span; a last letter keeps its accents."""
        first, last = self._places[start], self._places[end - 1] + 1
        while last < len(self.text) and unicodedata.combining(self.text[last]):
            last += 1
        return first, last

    def place(self, at: int) -> int:
        """Return the code point that a folded place comes from; the length of the text at its end."""
        return self._places[at] if at < len(self._places) else len(self.text)

    def read_original(self, token: Token) -> str:
        """Return a token as it was written."""
        start, end = self.span(token.start, token.end)
        return self.text[start:end]


def split_tokens(folded: str) -> list[Token]:
    """Cut a folded text into tokens, in one reading."""
    found = []
    for match in _TOKEN.finditer(folded):
        words = match[0]
        first = words[0]
        kind = "n" if "0" <= first <= "9" else "w" if first.isalpha() else "s" if first in " \n" else "p"
        found.append(Token(kind, words, match.start(), match.end()))
    return found


def detect_language(tokens: list[Token], fallback: Lang = "fr") -> Lang:
    """Return the language that most small words of a text belong to; ``fallback`` when they say nothing."""
    french = english = 0
    for token in tokens:
        if token.kind == "w":
            french += token.text in _FRENCH
            english += token.text in _ENGLISH
    return "en" if english > french else "fr" if french > english else fallback
