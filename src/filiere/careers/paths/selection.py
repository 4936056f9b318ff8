"""Which targets may be suggested, and the first of them that are not variants of one another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from filiere.careers.paths.holdings import Origin
from filiere.careers.paths.records import Direction, JobLayer
from filiere.careers.paths.targets import Target

_MOST_KEPT = 20_000
LEAST_LISTED = 3
"""How many targets are listed even where they are far from the best."""


def tell_direction(origin: Origin, target: Target) -> Direction:
    """Return where a move leads.

    From an occupation of the profession: out, or by the levels. From elsewhere: into the profession, or, to a job
    outside of it, by the levels (to the side where one is not known).
    """
    if target.layer is JobLayer.OCCUPATION and not origin.is_occupation:
        return Direction.IN
    if target.layer is not JobLayer.OCCUPATION and origin.is_occupation:
        return Direction.OUT
    if origin.level is None or target.level is None or origin.level == target.level:
        return Direction.SIDE
    return Direction.UP if target.level > origin.level else Direction.DOWN


def is_candidate(origin: Origin, target: Target, direction: Direction | None) -> bool:
    """Tell whether a target may be suggested: in the direction asked, else into the profession, up, aside or out.

    A move down is suggested only to who asks for it, and the way out only to somebody of the profession.
    """
    if target.id in {origin.job, origin.code}:
        return False
    leads = tell_direction(origin, target)
    if direction is not None:
        return leads is direction
    if not origin.is_occupation:
        return leads is Direction.IN
    return leads is not Direction.DOWN


class Selection:
    """The first targets of a ranking that are not alike, for many rankings.

    A list is not filled with what is far: after the third, a target whose score is under ``least_share`` of the best
    one is left out. Lists filled to their length with the few targets that are within reach would be the same for
    everybody.
    """

    def __init__(
        self, targets: Sequence[Target], variants: frozenset[tuple[str, str]], most: int, least_share: float
    ) -> None:
        ids = [one.id for one in targets]
        self._most = most
        self._least_share = least_share
        self._alike = [[(one, other) in variants for other in ids] for one in ids]
        self._found: dict[bytes, tuple[int, ...]] = {}

    def choose(self, scores: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return for each row of scores the places of the first targets, from the best; -1 where there are no more.

        Of two with one score, the first by id. Variants of a better target wait until all others that are near are
        listed; a target without a score is never listed.
        """
        orders = np.argsort(-scores, axis=1, kind="stable")
        sizes = self._count_near(np.take_along_axis(scores, orders, axis=1))
        width, step = orders.shape[1] * orders.itemsize, orders.itemsize
        # Many rows begin alike, since they differ by a few answers: what they begin with is chosen from once.
        begun = orders.tobytes()
        found = self._found
        chosen = []
        for at, size in enumerate(sizes):
            key = begun[at * width : at * width + size * step]
            if key not in found:
                if len(found) >= _MOST_KEPT:
                    found.clear()
                found[key] = self._pick(orders[at, :size].tolist())
            chosen.append(found[key])
        return np.array(chosen, np.intp).reshape(-1, self._most)

    def _count_near(self, ordered: NDArray[np.float64]) -> list[int]:
        """How many of the first targets of each row, whose scores come from the best, may be listed."""
        least = np.maximum(ordered[:, :1], 0.0) * self._least_share
        near = np.isfinite(ordered) & ((ordered >= least) | (np.arange(ordered.shape[1]) < LEAST_LISTED))
        sizes: list[int] = near.sum(axis=1).tolist()
        return sizes

    def _pick(self, order: list[int]) -> tuple[int, ...]:
        kept = self._keep(order)
        listed = (*kept, *(at for at in order if at not in kept))[: self._most]
        return (*listed, *[-1] * (self._most - len(listed)))

    def _keep(self, order: list[int]) -> tuple[int, ...]:
        kept: list[int] = []
        for at in order:
            if len(kept) == self._most:
                break
            if not any(self._alike[at][other] for other in kept):
                kept.append(at)
        return tuple(kept)
