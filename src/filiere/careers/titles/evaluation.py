"""How well titles are resolved, against pairs known to be right, and how alike two ranked lists are.

MAP is the mean over queries of average precision, where a right answer that the nomenclature lacks counts as never
found. acc@k is the share of queries with a right answer among the first k. At a coverage, only the queries answered
with most confidence are counted.
Rank-biased overlap: Webber, Moffat and Zobel, “A similarity measure for indefinite rankings”, ACM Transactions on
Information Systems 28(4), 2010, in its form extrapolated from lists of the same length.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from filiere.careers.titles.index import TitleIndex
from filiere.careers.titles.resolution import measure_confidence

COVERAGES = (1.0, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5)


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """The accuracy of the first answer among the share of queries that are answered with most confidence."""

    coverage: float
    accuracy: float
    confidence: float
    """The least confidence among them."""


@dataclass(frozen=True, slots=True)
class TitleEvaluation:
    """What an evaluation found."""

    queries: int
    mean_average_precision: float
    accuracy_at_1: float
    accuracy_at_5: float
    coverage: tuple[CoverageRow, ...]
    untold: int
    """Queries without a right answer in the pairs: not counted."""
    unreachable: int
    """Right answers that the nomenclature lacks: counted as never found."""


@dataclass(frozen=True, slots=True)
class _Judgement:
    precision: float
    first: bool
    fifth: bool
    confidence: float


def evaluate_titles(
    index: TitleIndex, queries: Mapping[str, str], truth: Mapping[str, frozenset[str]]
) -> TitleEvaluation:
    """Resolve every query that has a right answer, and count."""
    known = frozenset(index.ids)
    places = {identifier: place for place, identifier in enumerate(index.ids)}
    judged = [
        _judge(index, text, [places[one] for one in sorted(truth[query] & known)], len(truth[query]))
        for query, text in queries.items()
        if truth.get(query)
    ]
    return TitleEvaluation(
        queries=len(judged),
        mean_average_precision=_mean([one.precision for one in judged]),
        accuracy_at_1=_mean([one.first for one in judged]),
        accuracy_at_5=_mean([one.fifth for one in judged]),
        coverage=_measure_coverage(judged),
        untold=sum(1 for query in queries if not truth.get(query)),
        unreachable=sum(len(right - known) for right in truth.values()),
    )


def _judge(index: TitleIndex, text: str, right: Sequence[int], many: int) -> _Judgement:
    score, _ = index.score_jobs(index.read_key(text))
    order = np.argsort(-np.round(score, 9), kind="stable")
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(1, len(order) + 1)
    found = np.sort(ranks[np.array(right, np.int64)])
    return _Judgement(
        precision=float(np.sum(np.arange(1, len(found) + 1) / found)) / many,
        first=bool(len(found)) and int(found[0]) == 1,
        fifth=bool(len(found)) and int(found[0]) <= 5,
        confidence=measure_confidence([float(score[place]) for place in order[:2]]),
    )


def _measure_coverage(judged: Sequence[_Judgement]) -> tuple[CoverageRow, ...]:
    ordered = sorted(judged, key=lambda one: -one.confidence)
    rows = []
    for coverage in COVERAGES if ordered else ():
        kept = ordered[: max(1, round(coverage * len(ordered)))]
        rows.append(CoverageRow(coverage, _mean([one.first for one in kept]), kept[-1].confidence))
    return tuple(rows)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def measure_overlap(first: Sequence[str], second: Sequence[str], *, persistence: float = 0.9) -> float:
    """The rank-biased overlap of two lists of the same length, from 0 to 1, extrapolated beyond their end."""
    depth = min(len(first), len(second))
    if not depth:
        return 1.0
    common, total = 0, 0.0
    seen_first: set[str] = set()
    seen_second: set[str] = set()
    for rank in range(depth):
        seen_first.add(first[rank])
        seen_second.add(second[rank])
        common = len(seen_first & seen_second)
        total += common / (rank + 1) * persistence**rank
    return (1 - persistence) * total + common / depth * persistence**depth
