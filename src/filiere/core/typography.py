"""French typography, put by code so that nobody types an invisible space by hand.

A narrow no-break space goes before ; ! ? and %, a no-break space before a colon and inside guillemets, and a narrow
one between the groups of a number. Text typed with ordinary spaces comes out right; text already right is unchanged.
"""

import re
from collections.abc import Callable
from functools import lru_cache

NARROW_NO_BREAK_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"

_SPACE = f"[ {NO_BREAK_SPACE}{NARROW_NO_BREAK_SPACE}]"


def _bind_groups(number: re.Match[str]) -> str:
    """Return a number whose groups are bound; a year followed by a number is no group, having four digits."""
    return re.sub(_SPACE, NARROW_NO_BREAK_SPACE, number[0])


_RULES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(rf"(?<!{_SPACE}){_SPACE}++([;!?%‰])"), rf"{NARROW_NO_BREAK_SPACE}\1"),
    (re.compile(rf"(?<!{_SPACE}){_SPACE}++:(?=\s|$)"), f"{NO_BREAK_SPACE}:"),
    (re.compile(rf"«{_SPACE}*+"), f"«{NO_BREAK_SPACE}"),
    (re.compile(rf"(?<!{_SPACE}){_SPACE}*+»"), f"{NO_BREAK_SPACE}»"),
    (re.compile(rf"(?<![\d,.])\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)"), _bind_groups),
    (re.compile(rf"(?<=\d){_SPACE}(?=[€$])"), NO_BREAK_SPACE),
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
)

# What no rule touches, which is most words, is seen in one reading instead of seven.
_TOUCHED = re.compile(rf"[«»'{_SPACE[1:]}(?:(?<=[«»'])|(?=[;!?%‰:\d€$]))")


def lower_first_letter(words: str) -> str:
    """Return words that continue a sentence: their first letter in lower case, unless they begin with capitals."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


@lru_cache(maxsize=8192)
def raise_first_letter(words: str) -> str:
    """Return words as a sentence begins, whatever their other letters."""
    return words[:1].upper() + words[1:]


def typeset_french(words: str) -> str:
    """Return ``words`` with the spaces and apostrophes of French typography; applying it twice changes nothing."""
    return _typeset_remembered(words) if len(words) <= _REMEMBERED_LENGTH else _typeset(words)


_REMEMBERED_LENGTH = 400
"""The longest words that are remembered: a page asks some thousands, most of which the page before asked too."""


def _typeset(words: str) -> str:
    if _TOUCHED.search(words) is None:
        return words
    for rule, replacement in _RULES:
        words = rule.sub(replacement, words)
    return words


_typeset_remembered = lru_cache(maxsize=16384)(_typeset)
