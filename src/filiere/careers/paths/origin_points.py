"""What a target gets from the origin alone, whatever a person answers: text, level, official link, hub correction."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from filiere.careers.nomenclature import Nomenclature
from filiere.careers.paths.holdings import Origin
from filiere.careers.paths.projection import list_jobs, project_profession
from filiere.careers.paths.records import OfficialLink, PathPart, ScoreLine
from filiere.careers.paths.targets import Target
from filiere.careers.profession import Profession
from filiere.careers.proximity import Part, Proximity
from filiere.core.text import Text

TEXT_POINTS: Mapping[Part, float] = {Part.ITEM_WORDS: 4.0, Part.TITLE_WORDS: 4.0, Part.SHEET_DEFINITION: 2.0}
"""Points for sheets whose words are the same, by where the words stand."""
OFFICIAL_POINTS = 5.0
FIRST_LEVEL, FREE_STEPS_UP = 1, 1
POINTS_A_STEP_UP, POINTS_A_STEP_DOWN = 4.0, 3.0
"""What is taken off for each level above the next one, and for each level down."""
COMMON_POINTS = 30.0
"""What is taken off for each unit by which what a target asks is more common than in half of the targets."""


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
    ) -> None:
        self._jobs = list_jobs(profession)
        self._nomenclature = nomenclature
        self._source = source
        self._official = official
        self._targets = tuple(targets)
        parts = frozenset(TEXT_POINTS)
        self._text = Proximity(project_profession(profession), parts=parts, weights=TEXT_POINTS)
        self._common = rate_common_needs(targets)
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
                PathPart.LEVEL_STEP: tuple(_list_level_step(origin, target)),
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
        return [ScoreLine(link.origin, link.target, words, OFFICIAL_POINTS)]

    def _list_text(self, origin: Origin, target: Target) -> list[ScoreLine]:
        if not origin.job or origin.job == target.id or target.id not in self._jobs:
            return []
        return [
            ScoreLine(
                line.origin,
                line.target,
                Text(fr=f"mot commun : {line.origin}", en=f"shared word: {line.origin}"),
                line.amount,
            )
            for part in self._text.explain(origin.job, target.id)
            if part.part in TEXT_POINTS
            for line in part.lines
        ]

    def _list_common(self, target: Target) -> list[ScoreLine]:
        points = -self._common.get(target.id, 0.0)
        words = Text(
            fr="ce que ce métier demande est demandé par beaucoup d’autres",
            en="what this job asks is asked by many others",
        )
        return [ScoreLine("", target.id, words, points)] if points else []


def rate_common_needs(targets: Sequence[Target]) -> dict[str, float]:
    """Return for each target what is taken off it so that no job is suggested to everybody.

    How common a skill is: the share of targets that ask it. A target is as common as its skills are, by their weights;
    what goes over the middle of all targets is taken off. It comes from what targets ask alone: a bridge or a feeder
    job more or less changes nothing here.
    """
    asked = [{need.item for need in target.needs} for target in targets]
    shares = [
        math.fsum(need.weight * sum(need.item in one for one in asked) for need in target.needs) / len(targets)
        for target in targets
    ]
    middle = sorted(shares)[len(shares) // 2] if shares else 0.0
    return {target.id: COMMON_POINTS * max(0.0, share - middle) for target, share in zip(targets, shares, strict=True)}


def _list_level_step(origin: Origin, target: Target) -> list[ScoreLine]:
    if target.level is None:
        return []
    # Who tells no job is counted from the first level: nobody is sent to the top for want of an answer.
    start = FIRST_LEVEL if origin.level is None else origin.level
    step = target.level - start
    points = -POINTS_A_STEP_UP * max(0, step - FREE_STEPS_UP) - POINTS_A_STEP_DOWN * max(0, -step)
    if not points:
        return []
    words = Text(
        fr=f"du niveau {start} au niveau {target.level}",
        en=f"from level {start} to level {target.level}",
    )
    return [ScoreLine(str(start), str(target.level), words, points)]
