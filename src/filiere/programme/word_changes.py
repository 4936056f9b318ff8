"""What changes between two wordings, word by word, so that a room sees it before it votes.

The words kept are a longest common subsequence of both, weighed so that words count more than what parts them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

SegmentKind = Literal["kept", "deleted", "inserted"]
_TOKEN = re.compile(r"[\w\u0300-\u036f]++|\s++|[^\w\s]")
_WORD_WEIGHT, _SIGN_WEIGHT, _SPACE_WEIGHT = 6, 2, 1
MOST_COMPARED = 1_500_000
"""Pairs of words compared: beyond, all that lies between the first and the last change is one change."""
SHORT_WORD = 3
"""Letters of a word that is not shown as kept when it stands alone between two changes."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words that a change keeps, deletes or inserts."""

    kind: SegmentKind
    text: str


def compare_words(old: str, new: str) -> tuple[Segment, ...]:
    """Return the segments that lead from one wording to another.

    Those kept and deleted make the old one, those kept and inserted make the new one. What is deleted comes before what
    is inserted at the same place; a space or a short word kept between two changes is shown in both.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    head = _common_length(zip(before, after, strict=False))
    most = min(len(before), len(after)) - head
    tail = min(most, _common_length(zip(reversed(before), reversed(after), strict=False)))
    end, other_end = len(before) - tail, len(after) - tail
    middle = _compare_tokens(before[head:end], after[head:other_end])
    steps = [*(("kept", one) for one in before[:head]), *middle, *(("kept", one) for one in before[end:])]
    return _gather_segments(steps)


def count_changed_words(segments: Iterable[Segment]) -> int:
    """Return how many words a change deletes and inserts."""
    changed = "".join(f"{one.text} " for one in segments if one.kind != "kept")
    return sum(1 for token in _TOKEN.findall(changed) if _is_word(token))


def _common_length(pairs: Iterable[tuple[str, str]]) -> int:
    length = 0
    for one, other in pairs:
        if one != other:
            break
        length += 1
    return length


def _is_word(token: str) -> bool:
    return token[0].isalnum() or token[0] == "_"


def _weigh(token: str) -> int:
    return _WORD_WEIGHT if _is_word(token) else _SPACE_WEIGHT if token.isspace() else _SIGN_WEIGHT


def _compare_tokens(before: Sequence[str], after: Sequence[str]) -> list[tuple[SegmentKind, str]]:
    """Return each token of both with what becomes of it."""
    if len(before) * len(after) > MOST_COMPARED:
        return [*(("deleted", one) for one in before), *(("inserted", one) for one in after)]
    width = len(after) + 1
    # best[i][j] weighs the best that the rests from i and from j have in common.
    best = [[0] * width for _ in range(len(before) + 1)]
    for i in range(len(before) - 1, -1, -1):
        row, below, token, weight = best[i], best[i + 1], before[i], _weigh(before[i])
        for j in range(len(after) - 1, -1, -1):
            row[j] = below[j + 1] + weight if token == after[j] else max(below[j], row[j + 1])
    steps: list[tuple[SegmentKind, str]] = []
    i = j = 0
    while i < len(before) and j < len(after):
        if before[i] == after[j]:
            steps.append(("kept", before[i]))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            steps.append(("deleted", before[i]))
            i += 1
        else:
            steps.append(("inserted", after[j]))
            j += 1
    return [*steps, *(("deleted", one) for one in before[i:]), *(("inserted", one) for one in after[j:])]


def _gather_segments(steps: Sequence[tuple[SegmentKind, str]]) -> tuple[Segment, ...]:
    """Return runs of steps as segments, in each change what is deleted before what is inserted."""
    runs = [(kept, [*run]) for kept, run in groupby(steps, key=lambda step: step[0] == "kept")]
    found: list[Segment] = []
    change: list[tuple[SegmentKind, str]] = []
    for rank, (kept, run) in enumerate(runs):
        if kept and 0 < rank < len(runs) - 1 and _is_slight(run):
            change += [step for _, token in run for step in (("deleted", token), ("inserted", token))]
        elif kept:
            found += _close_change(change)
            change = []
            found.append(Segment("kept", "".join(token for _, token in run)))
        else:
            change += run
    return (*found, *_close_change(change))


def _is_slight(run: Sequence[tuple[SegmentKind, str]]) -> bool:
    words = [token for _, token in run if _is_word(token)]
    return not words or (len(words) == 1 and len(words[0]) <= SHORT_WORD and words[0].isalpha())


def _close_change(change: Sequence[tuple[SegmentKind, str]]) -> list[Segment]:
    sides: tuple[SegmentKind, SegmentKind] = ("deleted", "inserted")
    texts = [(side, "".join(token for kind, token in change if kind == side)) for side in sides]
    return [Segment(side, text) for side, text in texts if text]
