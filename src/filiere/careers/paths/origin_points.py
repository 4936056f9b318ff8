"""What a target gets from the origin alone, whatever a person answers: text, level, official link, hub correction."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from filiere.careers.nomenclature import Nomenclature
from filiere.careers.paths.common_targets import rate_common_needs
from filiere.careers.paths.holdings import Origin
from filiere.careers.paths.projection import list_jobs, project_profession
from filiere.careers.paths.records import OfficialLink, PathPart, ScoreLine
from filiere.careers.paths.targets import Target
from filiere.careers.paths.weights import PathWeights
from filiere.careers.profession import Profession
from filiere.careers.proximity import PART_LABELS, Proximity
from filiere.core.text import Text

FIRST_LEVEL, FREE_STEPS_UP = 1, 1


class OriginPoints:
    """The points of each target that depend on the origin alone, line by line."""

    def __init__(
        self,
        profession: Profession,
        nomenclature: Nomenclature | None,
        targets: Sequence[Target],
        *,
        source: str,
        official: bool,
        weights: PathWeights,
    ) -> None:
        self._weights = weights
        self._jobs = list_jobs(profession)
        self._nomenclature = nomenclature
        self._source = source
        self._official = official
        self._targets = tuple(targets)
        self._parts = frozenset(weights.text_points)
        self._text = Proximity(project_profession(profession), parts=self._parts, weights=weights.text_points)
        self._common = rate_common_needs(targets, weights)
        self._lines: dict[tuple[Origin, str], Mapping[PathPart, tuple[ScoreLine, ...]]] = {}
        self._fixed: dict[Origin, NDArray[np.float64]] = {}

    def compute(self, origin: Origin) -> NDArray[np.float64]:
        """Return the points of every target, in their order."""
        if origin not in self._fixed:
            found = [
                math.fsum(line.points for lines in self.list_lines(origin, target).values() for line in lines)
                for target in self._targets
            ]
            self._fixed[origin] = np.array(found)
        return self._fixed[origin]

    def list_lines(self, origin: Origin, target: Target) -> Mapping[PathPart, tuple[ScoreLine, ...]]:
        """Return the lines of each part for one target."""
        key = (origin, target.id)
        if key not in self._lines:
            self._lines[key] = {
                PathPart.OFFICIAL_LINK: tuple(self._list_official(origin, target)),
                PathPart.SHEET_TEXT: tuple(self._list_text(origin, target)),
                PathPart.LEVEL_STEP: tuple(_list_level_step(origin, target, self._weights)),
                PathPart.COMMON_TARGET: tuple(self._list_common(target)),
            }
        return self._lines[key]

    def find_official(self, origin: Origin, target: Target) -> OfficialLink | None:
        """Return the official link between the codes of two jobs, the first in the publisher’s order."""
        if self._nomenclature is None or not origin.code:
            return None
        codes = {target.id}
        if target.id in self._jobs:
            codes |= {link.code for link in self._jobs[target.id].codes if link.nomenclature == self._source}
        found = [one for one in self._nomenclature.list_moves_from(origin.code) if one.target in codes]
        if not found:
            return None
        first = found[0]
        nomenclature = self._nomenclature
        return OfficialLink(
            first.origin, first.target, first.kind.value, first.rank, nomenclature.name, nomenclature.version
        )

    def _list_official(self, origin: Origin, target: Target) -> list[ScoreLine]:
        if not self._official or (link := self.find_official(origin, target)) is None:
            return []
        words = Text.same(f"{link.nomenclature} {link.version} : {link.origin} → {link.target}")
        return [ScoreLine(link.origin, link.target, words, self._weights.official_points)]

    def _list_text(self, origin: Origin, target: Target) -> list[ScoreLine]:
        if not origin.job or origin.job == target.id or target.id not in self._jobs:
            return []
        return [
            ScoreLine(origin.job, target.id, PART_LABELS[part.part], part.value)
            for part in self._text.explain(origin.job, target.id)
            if part.part in self._parts
        ]

    def _list_common(self, target: Target) -> list[ScoreLine]:
        points = self._common.get(target.id, 0.0)
        words = Text(
            fr="ce que ce métier demande est demandé par beaucoup d’autres",
            en="what this job asks is asked by many others",
        )
        return [ScoreLine("", target.id, words, -points)] if points else []


def _list_level_step(origin: Origin, target: Target, weights: PathWeights) -> list[ScoreLine]:
    if target.level is None:
        return []
    # Who tells no job is counted from the first level: nobody is sent to the top for want of an answer.
    start = FIRST_LEVEL if origin.level is None else origin.level
    step = target.level - start
    points = -weights.step_up * max(0, step - FREE_STEPS_UP) - weights.step_down * max(0, -step)
    if not points:
        return []
    words = Text(
        fr=f"du niveau {start} au niveau {target.level}",
        en=f"from level {start} to level {target.level}",
    )
    return [ScoreLine(str(start), str(target.level), words, points)]
