"""What of a complaint its holder may read: the marked words are taken out, and never come back by another way.

Somebody who complains marks what would tell who they are between double square brackets. The staff may take out more
when it admits the complaint, and cannot put anything back. Where the marks are badly written, too much is hidden rather
than too little: a mark within a mark hides as far as the outer one closes, one that never closes hides all that
follows, and a closing that nothing opened hides all that comes before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from filiere.site.register.text_folding import contains_text, fold_and_space

REDACTED_MARK = "[…]"
_MARK = re.compile(r"\[\[|\]\]")
_MIN_PIECE_LENGTH = 3


def redact_facts(facts: str) -> str:
    """The facts without what is marked."""
    kept, place = [], 0
    for start, end in _redacted_spans(facts):
        kept += [facts[place:start], REDACTED_MARK]
        place = end
    return "".join([*kept, facts[place:]]).strip()


def marked_passages(facts: str) -> tuple[str, ...]:
    """The marked words themselves: each passage whole, then its pieces where it holds other marks."""
    found: dict[str, None] = {}
    for start, end in _redacted_spans(facts):
        pieces = [strip for piece in _MARK.split(facts[start:end]) if (strip := piece.strip(" \t\n[]"))]
        found |= dict.fromkeys([" ".join(pieces)] if pieces else [])
        found |= dict.fromkeys(one for one in pieces if len(one) >= _MIN_PIECE_LENGTH)
    return tuple(found)


def find_marked_leaks(shared: str, facts: str) -> tuple[str, ...]:
    """The marked words that a text for the holder still holds, whatever their case, accents and spaces."""
    within = fold_and_space(shared)
    return tuple(one for one in marked_passages(facts) if contains_text(within, one))


def has_stray_mark(facts: str) -> bool:
    """Whether a closing stands there that nothing opened: what its author wished to hide cannot be known."""
    return any(depth < 0 for _, depth in _mark_depths(facts))


def _mark_depths(facts: str) -> Iterator[tuple[re.Match[str], int]]:
    """Each mark with the depth after it; below zero for a closing that nothing opened, which counts for nothing."""
    depth = 0
    for mark in _MARK.finditer(facts):
        depth += 1 if mark[0] == "[[" else -1
        yield mark, depth
        depth = max(depth, 0)


def _redacted_spans(facts: str) -> list[tuple[int, int]]:
    """What is hidden, from its beginning to its end, marks included."""
    found: list[tuple[int, int]] = []
    start = 0
    for mark, depth in _mark_depths(facts):
        if mark[0] == "[[" and depth == 1:
            start = mark.start()
        elif depth <= 0:
            # A third bracket goes with the closing: left behind, it would make a mark with what replaces the passage.
            end = mark.end() + (facts[mark.end() : mark.end() + 1] == "]" != facts[mark.end() + 1 : mark.end() + 2])
            if depth < 0:
                found, start = [], 0
            found.append((start, end))
            start = -1
        else:
            continue
    opened = [depth for _, depth in _mark_depths(facts)]
    if opened and opened[-1] > 0:
        found.append((start, len(facts)))
    return found
