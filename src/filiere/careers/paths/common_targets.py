"""What no job is to gain from suiting everybody: points taken off a target that asks what many targets ask.

The correction comes from what targets ask alone: it depends neither on who asks nor on any bridge or feeder job, so
that one of these more or less changes nothing but for who holds its phrase. What stands in the lists is held down a
second way, by :class:`~filiere.careers.paths.selection.Selection`: a list is not filled with jobs that are far.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from filiere.careers.paths.targets import Target
from filiere.careers.paths.weights import WEIGHTS, PathWeights


def rate_common_needs(targets: Sequence[Target], weights: PathWeights = WEIGHTS) -> dict[str, float]:
    """Return for each target the points taken off for asking what many targets ask, from 0.

    How common a skill is: the share of targets that ask it. A target is as common as its skills are, by their weights;
    what goes over the middle of all targets is taken off.
    """
    asked = [{need.item for need in target.needs} for target in targets]
    shares = [
        math.fsum(need.weight * sum(need.item in one for one in asked) for need in target.needs) / len(targets)
        for target in targets
    ]
    middle = sorted(shares)[len(shares) // 2] if shares else 0.0
    return {
        target.id: weights.common_needs * max(0.0, share - middle)
        for target, share in zip(targets, shares, strict=True)
    }
