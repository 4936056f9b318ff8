"""Which targets may be suggested, and the first of them that are not variants of one another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from filiere.careers.paths.holdings import Origin
from filiere.careers.paths.records import Direction, JobLayer
from filiere.careers.paths.targets import Target

_LOOKED_AT = 16


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
    """The first targets of a ranking that are not alike, for many rankings."""

    def __init__(self, targets: Sequence[Target], variants: frozenset[tuple[str, str]], most: int) -> None:
        ids = [one.id for one in targets]
        self._most = most
        self._alike = [[(one, other) in variants for other in ids] for one in ids]
        self._found: dict[bytes, tuple[int, ...]] = {}

    def choose(self, scores: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return for each row of scores the places of the first targets, from the best; -1 where there are no more.

        Of two with one score, the first by id. Variants of a better target wait until all others are listed; a target
        without a score is never listed.
        """
        orders = np.argsort(-scores, axis=1, kind="stable")
        sizes = np.isfinite(scores).sum(axis=1)
        found = [self._pick(order, int(size)) for order, size in zip(orders, sizes, strict=True)]
        return np.array([(*one, *[-1] * (self._most - len(one))) for one in found], np.intp).reshape(-1, self._most)

    def _pick(self, order: NDArray[np.intp], size: int) -> tuple[int, ...]:
        first = order[: min(size, _LOOKED_AT)]
        key = first.tobytes()
        if key not in self._found:
            self._found[key] = self._keep(first.tolist())
        kept = self._found[key]
        if len(kept) == self._most:
            return kept
        whole = order[:size].tolist()
        kept = self._keep(whole)
        return (*kept, *(at for at in whole if at not in kept))[: self._most]

    def _keep(self, order: list[int]) -> tuple[int, ...]:
        kept: list[int] = []
        for at in order:
            if len(kept) == self._most:
                break
            if not any(self._alike[at][other] for other in kept):
                kept.append(at)
        return tuple(kept)
