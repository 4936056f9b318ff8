"""Texts as they are searched, with the way back to the signs as they were received.

Offsets of what is quoted count the code points of the text that was sent, whatever its accents are made of.
"""

import unicodedata
from dataclasses import dataclass

_APOSTROPHES = frozenset("’ʼ`´")
_HYPHENS = frozenset("\u2010\u2011\u2012\u2013\u2014")
_SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A text in lower case without accents, and for each of its signs the place that it came from."""

    original: str
    signs: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a span of the folded text stands in the original, combining accents at its end included."""
        first, last = self.places[start], self.places[end - 1] + 1
        while last < len(self.original) and unicodedata.combining(self.original[last]):
            last += 1
        return first, last


def fold_signs(text: str) -> FoldedText:
    """Return a text as it is searched: no case, no accent, spaces of one kind; line ends stay U+000A, one each."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        plain = _fold_sign(sign, text[place + 1 : place + 2])
        signs.append(plain)
        places += [place] * len(plain)
    return FoldedText(text, "".join(signs), tuple(places))


def _fold_sign(sign: str, following: str) -> str:
    if sign == "\r":
        return "" if following == "\n" else "\n"
    if sign == "\n":
        return sign
    if sign.isspace():
        return " "
    if sign in _APOSTROPHES:
        return "'"
    if sign in _HYPHENS:
        return "-"
    if sign == _SOFT_HYPHEN:
        return ""
    apart = unicodedata.normalize("NFKD", sign)
    return "".join(one for one in apart if not unicodedata.combining(one)).casefold()
