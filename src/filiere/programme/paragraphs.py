"""A text as numbered paragraphs, the words that a vote is bound to, and where a number stands in a paragraph.

Nothing here rewrites what people wrote: line ends alone are made the same, so that a text saved on two machines is one
text. Accents keep the form they were typed in, and spaces stay as they are.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

_LINE_END = re.compile(r"\r\n?+")
_BOUND_SPACES = frozenset("\u00a0\u2007\u2009\u202f")
"""Spaces that stand inside a number, between its groups of digits."""
_WORD_SIGN = r"[\w\u0300-\u036f]"
Span = tuple[int, int]
"""Where something stands in a text, in code points: the first one, and the one after the last."""


def normalise_line_ends(text: str) -> str:
    """Return a text whose lines all end with U+000A, and which is otherwise as it was."""
    return _LINE_END.sub("\n", text)


def split_paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text, parted by one or more blank lines, in their order.

    A line is blank when it holds spaces of any kind only. A paragraph keeps its own line ends and its spaces; an empty
    text has no paragraph.
    """
    paragraphs: list[list[str]] = [[]]
    for line in normalise_line_ends(text).removeprefix("\ufeff").split("\n"):
        if line.strip():
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return tuple("\n".join(lines) for lines in paragraphs if lines)


def join_paragraphs(paragraphs: Iterable[str]) -> str:
    """Return the text of paragraphs, one blank line between them and no line end after the last."""
    return "\n\n".join(paragraphs)


def hash_wording(text: str) -> str:
    """Return the SHA-256 of the words voted, 64 hexadecimal digits.

    It is that of the text in UTF-8 once its line ends are made the same (:func:`normalise_line_ends`), and of nothing
    else: a space, an accent typed otherwise or a line end more at the close is another wording.
    """
    return hashlib.sha256(normalise_line_ends(text).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class SearchedText:
    """A paragraph in which numbers are looked for, read once for all of them."""

    text: str

    @cached_property
    def _folded_text(self) -> tuple[str, list[int]]:
        return _fold(self.text)

    def find_number(self, words: str, most: int = 2) -> tuple[Span, ...]:
        """Return the first places at which a number stands whole, ``most`` at most.

        Spaces of all kinds match one another, and so do an accented letter and its two signs. ``15`` stands whole in
        « 15 jours », and neither in 115, nor in 15,5, nor in 15 000 when the space of its groups is a no-break one.
        """
        folded, places = self._folded_text
        sought, _ = _fold(words.strip())
        if not sought:
            return ()
        found = re.finditer(_whole_pattern(sought), folded)
        return tuple((places[one.start()], places[one.end() - 1] + 1) for one in islice(found, most))


def _fold(text: str) -> tuple[str, list[int]]:
    """Return a text with its accents apart and two kinds of spaces only, and the place that each sign came from."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        apart = "\u00a0" if sign in _BOUND_SPACES else " " if sign.isspace() else unicodedata.normalize("NFD", sign)
        signs.append(apart)
        places += [place] * len(apart)
    return "".join(signs), places


def _whole_pattern(sought: str) -> str:
    """Return the pattern of words that neither begin nor end inside other words or another number."""
    words = "".join("[ \u00a0]" if sign in " \u00a0" else re.escape(sign) for sign in sought)
    before = rf"(?<!{_WORD_SIGN})" if sought[0].isalnum() else ""
    after = rf"(?!{_WORD_SIGN})" if sought[-1].isalnum() else r"(?![\u0300-\u036f])"
    if sought[0].isdigit():
        before += "(?<!\\d[.,\u00a0])"
    if sought[-1].isdigit():
        after += "(?![.,\u00a0]\\d)"
    return before + words + after
