"""A public notice as plain text: what it states of social matters, what it denies, and where.

A statement stands in its own sentence, line of a form or item of a list. One that is denied is not counted; one that
only may be so leaves the notice unreadable rather than guessed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from filiere.programme.notice_patterns import (
    ARTICLES,
    DENIED_AFTER,
    DENIERS,
    EXEMPTIONS,
    LINKS,
    NEGATIONS,
    PATTERNS,
    READABLE,
    STATING_VERBS,
    UNSURE,
    UNTICKED,
    Statement,
)
from filiere.programme.sign_folding import FoldedText, fold_signs

_BREAK = re.compile(r"[.!?;](?=[ \n]|$)|\n[ \n]*\n|\n(?=[ \t]*(?:[-*•·–—]|[0-9]{1,3}[.)°]) )")
_LINE = re.compile(r"\n")
_WORD = re.compile(r"[a-z]++'?+")
LOOKED_BACK = 16
"""Words before a statement in which a negation is looked for."""
LOOKED_AHEAD = 25
MOST_BETWEEN = 5
"""Words between a negation and what it denies."""
_TURN = re.compile(r"(?<![a-z])(?:mais|toutefois|cependant|en revanche|but|however)(?![a-z])")


@dataclass(frozen=True, slots=True)
class Found:
    """A statement of a text: its span in code points, and whether it is denied or only possible."""

    statement: Statement
    start: int
    end: int
    denied: bool
    unsure: bool


def find_statements(folded: FoldedText) -> tuple[Found, ...]:
    """Return the statements of a text in its order; of two that overlap, the longer."""
    bounds = _sentence_bounds(folded.signs)
    raw: list[tuple[int, int, Statement]] = []
    for statement, pattern in PATTERNS:
        raw += [(found.start(), found.end(), statement) for found in pattern.finditer(folded.signs)]
    kept: list[tuple[int, int, Statement]] = []
    for one in sorted(raw, key=lambda one: (one[0] - one[1], one[0])):
        if not any(one[0] < other[1] and other[0] < one[1] for other in kept):
            kept.append(one)
    return tuple(_judge(folded, bounds, *one) for one in sorted(kept))


def _judge(folded: FoldedText, bounds: tuple[int, ...], start: int, end: int, statement: Statement) -> Found:
    low = max((one for one in bounds if one <= start), default=0)
    high = min((one for one in bounds if one >= end), default=len(folded.signs))
    before = folded.signs[low:start]
    after = folded.signs[end:high]
    doubtful, denied = _judge_words(_WORD.findall(before)[-LOOKED_BACK:])
    denied = bool(denied or UNTICKED.search(before[-5:]) or DENIED_AFTER.match(after))
    unsure = bool(doubtful or UNSURE.search(before) or UNSURE.search(after[:LOOKED_AHEAD]))
    return Found(statement, *folded.span(start, end), denied, (unsure or after.lstrip()[:1] == "?") and not denied)


def _judge_words(words: Sequence[str]) -> tuple[bool, bool]:
    """Tell whether the words before a statement make it doubtful, and whether they deny it."""
    for place in range(len(words) - 1, -1, -1):
        word, gap = words[place], words[place + 1 :]
        bare = word in DENIERS or (word == "pas" and gap[:1] in (["de"], ["d'"]))
        if bare and sum(one not in LINKS for one in gap) <= 1 and not ARTICLES & set(gap):
            return False, True
        said = words[max(0, place - 6) : place]
        verb = STATING_VERBS & set(said) and ({"ne", "n'"} & set(said) or word == "not")
        if word in ("pas", "aucun", "aucune", "not") and verb and len(gap) <= MOST_BETWEEN:
            return any(one.startswith(EXEMPTIONS) for one in gap), not any(one.startswith(EXEMPTIONS) for one in gap)
    return bool(NEGATIONS & set(words)), False


def _sentence_bounds(signs: str) -> tuple[int, ...]:
    """Return the places between sentences; a line of a form, « name: value », is a sentence of its own."""
    bounds = {0, len(signs)}
    bounds |= {found.end() for found in _BREAK.finditer(signs)} | {found.start() for found in _TURN.finditer(signs)}
    ends = [-1, *(found.start() for found in _LINE.finditer(signs)), len(signs)]
    formal = [":" in signs[start + 1 : end] for start, end in pairwise(ends)]
    bounds |= {ends[rank] for rank in range(1, len(ends) - 1) if formal[rank - 1] or formal[rank]}
    return tuple(sorted(bounds))


def iterate_lines(text: str) -> Iterator[int]:
    """Give the offset at which each line of a text begins."""
    yield 0
    for found in re.finditer(r"\r\n|\r|\n", text):
        yield found.end()


def read_text_statements(text: str) -> tuple[Found, ...] | None:
    """Return the statements of a text, None when it is in neither language."""
    folded = fold_signs(text)
    found = find_statements(folded)
    return found if found or READABLE.search(folded.signs) else None
