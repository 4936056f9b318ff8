"""How well a proximity finds the moves of a data set: recall, first hit, gain, hubs, and who can enter one job.

A data set has lines ``origin,target,relevance``: codes of the loaded nomenclature, and a number above 0, greater where
the move is closer. An origin is asked all other jobs; those that are left out as targets are left out for all.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from filiere.careers.evaluation_faults import CATALOGUE
from filiere.careers.nomenclature import MoveKind, Nomenclature
from filiere.core.faults import Fault, Faults
from filiere.core.spelling import close_words

LIST_LENGTH = 10
COLUMNS = ("origin", "target", "relevance")
Truth = Mapping[str, Mapping[str, float]]
"""For each origin, the relevance of each of its targets."""
_KIND_RELEVANCE = {MoveKind.NEAR: 2.0, MoveKind.EVOLUTION: 1.0, MoveKind.UNSAID: 1.0}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Means over origins: the share of targets found in the first ten, one over the rank of the first target, the
    normalised gain of the first ten. Then the target that stands in most lists, and the share of lists it stands in."""

    origins: int
    recall: float
    first_hit: float
    gain: float
    hub_share: float
    hub: str


def read_truth(rows: Iterable[tuple[int, Mapping[str, str | None]]], codes: Collection[str], *, file: str) -> Truth:
    """Return the moves of a data set, given its rows with their lines; raise :class:`Faults` with all that is wrong.

    A code that the nomenclature does not have, a job that leads to itself, a relevance that is no number above 0, the
    same move twice with two relevances, and a file without any move are faults.
    """
    faults: list[Fault] = []
    truth: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for line, row in rows:
        found = _read_row(row, codes)
        if isinstance(found, list):
            faults += [fault.at(file=file, line=line) for fault in found]
            continue
        origin, target, relevance = found
        if truth[origin].setdefault(target, relevance) != relevance:
            faults.append(CATALOGUE.build("moves-repeated", origin=origin, target=target).at(file=file, line=line))
    if not truth and not faults:
        faults.append(CATALOGUE.build("moves-none").at(file=file))
    if faults:
        raise Faults(faults)
    return truth


def _read_row(row: Mapping[str, str | None], codes: Collection[str]) -> tuple[str, str, float] | list[Fault]:
    origin, target, said = ((row.get(name) or "").strip() for name in COLUMNS)
    faults = [
        CATALOGUE.build("moves-unknown-code", code=code, near=close_words(code, sorted(codes), most=2))
        for code in dict.fromkeys((origin, target))
        if code not in codes
    ]
    if origin == target:
        faults.append(CATALOGUE.build("moves-to-itself", code=origin))
    try:
        relevance = float(said.replace(",", "."))
    except ValueError:
        relevance = float("nan")
    if not 0 < relevance < float("inf"):
        faults.append(CATALOGUE.build("moves-relevance", value=said))
    return faults or (origin, target, relevance)


def list_official_truth(nomenclature: Nomenclature, *, without: Collection[str] = ()) -> Truth:
    """Return the official links as a data set: near 2, evolution 1; ``without`` names targets that are left out."""
    truth: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for move in nomenclature.moves:
        if move.target not in without:
            truth[move.origin][move.target] = _KIND_RELEVANCE[move.kind]
    return truth


def is_even(code: str) -> bool:
    """Whether the SHA-256 of a code is even: the half of the origins on which choices are made."""
    return hashlib.sha256(code.encode()).digest()[-1] % 2 == 0


def evaluate_ranking(
    scores: NDArray[np.float64],
    codes: Sequence[str],
    truth: Truth,
    *,
    origins: Collection[str] | None = None,
    without: Collection[str] = (),
) -> Evaluation:
    """Return how well scores (a row an origin, a column a target, in the order of codes) find the moves of a data set.

    ``origins`` limits the means, and the lists in which hubs are counted, to some; those without a move, once the
    targets in ``without`` are left out, are in neither.
    """
    position = {code: at for at, code in enumerate(codes)}
    moves = {
        code: {
            target: one for target, one in truth.get(code, {}).items() if target in position and target not in without
        }
        for code in codes
        if origins is None or code in origins
    }
    asked = [code for code, wanted in moves.items() if wanted]
    recalls, hits, gains = [], [], []
    listed: Counter[str] = Counter()
    for origin in asked:
        order = _rank_row(scores[position[origin]], codes, {origin, *without})
        first = order[:LIST_LENGTH]
        listed.update(first)
        wanted = moves[origin]
        recalls.append(sum(code in wanted for code in first) / len(wanted))
        hits.append(1 / next(rank for rank, code in enumerate(order, 1) if code in wanted))
        best = sorted(wanted.values(), reverse=True)[:LIST_LENGTH]
        gains.append(_discount([wanted.get(code, 0.0) for code in first]) / _discount(best))
    hub, times = min(listed.items(), key=lambda one: (-one[1], one[0]), default=("", 0))
    count = max(1, len(asked))
    return Evaluation(len(asked), sum(recalls) / count, sum(hits) / count, sum(gains) / count, times / count, hub)


def rank_origins(scores: NDArray[np.float64], codes: Sequence[str], target: str) -> dict[str, int]:
    """Return the rank, from 1, of every other job as an origin of one target."""
    column = scores[:, list(codes).index(target)]
    return {code: rank for rank, code in enumerate(_rank_row(column, codes, {target}), 1)}


def rate_separation(ranks: Mapping[str, int], wanted: Collection[str]) -> tuple[float, float]:
    """Return how well ranks set some apart: the area under the curve (1 when they all come first), and the share of
    them in the first fifty."""
    places = sorted(ranks[code] for code in wanted if code in ranks)
    others = len(ranks) - len(places)
    if not places or not others:
        return float("nan"), float("nan")
    # For each wanted one, the others that stand before it.
    before = sum(place - at for at, place in enumerate(places, 1))
    return 1 - before / (len(places) * others), sum(place <= 50 for place in places) / len(places)


def rate_direction(
    levels: Mapping[str, float], nomenclature: Nomenclature, origins: Collection[str]
) -> tuple[float, int]:
    """Return the share of one-way evolutions, from these origins, whose target has more points of level (a tie counts
    half), and how many there are."""
    linked = {(move.origin, move.target) for move in nomenclature.moves}
    steps = [
        levels[move.target] - levels[move.origin]
        for move in nomenclature.moves
        if move.kind is MoveKind.EVOLUTION and move.origin in origins and (move.target, move.origin) not in linked
    ]
    right = sum(1.0 if step > 0 else 0.5 if step == 0 else 0.0 for step in steps)
    return (right / len(steps) if steps else float("nan")), len(steps)


def _rank_row(row: NDArray[np.float64], codes: Sequence[str], without: Collection[str]) -> list[str]:
    # Codes are sorted where the nomenclature is: a stable sort leaves ties in their order.
    return [codes[at] for at in np.argsort(-row, kind="stable") if codes[at] not in without]


def _discount(relevances: Sequence[float]) -> float:
    return sum(one / float(np.log2(rank + 1)) for rank, one in enumerate(relevances, 1))
