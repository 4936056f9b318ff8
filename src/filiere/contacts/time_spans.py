"""Sets of spans of time, in microseconds UTC: what is in either, in both, or in one and not in another."""

from collections.abc import Iterable

type TimeSpans = tuple[tuple[int, int], ...]
"""Stretches of time from an instant, included, to another, excluded; sorted and apart. Microseconds UTC."""


def union_spans(spans: Iterable[tuple[int, int]]) -> TimeSpans:
    """Return spans sorted, those that touch or overlap made one, empty ones left out."""
    made: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((start, end))
    return tuple(made)


def intersect_spans(this: TimeSpans, other: TimeSpans) -> TimeSpans:
    """Return what two sets of spans have in common."""
    made: list[tuple[int, int]] = []
    i = j = 0
    while i < len(this) and j < len(other):
        start, end = max(this[i][0], other[j][0]), min(this[i][1], other[j][1])
        if start < end:
            made.append((start, end))
        if this[i][1] <= other[j][1]:
            i += 1
        else:
            j += 1
    return tuple(made)


def subtract_spans(this: TimeSpans, other: TimeSpans) -> TimeSpans:
    """Return what of one set of spans is not in another."""
    if not this:
        return ()
    first, last = this[0][0], this[-1][1]
    edges = [first, *(edge for span in other for edge in span), last]
    return intersect_spans(this, tuple((a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b))
