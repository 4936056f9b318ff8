"""One path, told to the line: what carries over, bridges, gaps with what teaches them, parts that sum to the score."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from filiere.careers.nomenclature import Nomenclature
from filiere.careers.paths.holdings import Holding
from filiere.careers.paths.records import (
    CrossedBridge,
    Gap,
    GapOutcome,
    GapState,
    GapTraining,
    HeldSkill,
    PartScore,
    PathPart,
    ScoreLine,
)
from filiere.careers.paths.scoring import WeighedBridge
from filiere.careers.paths.targets import Target, TargetNeed
from filiere.careers.paths.weights import PathWeights
from filiere.careers.profession import CertificationStatus, Profession, Training
from filiere.core.text import Text


@dataclass
class NeedAccount:
    """How each need of a target is met, gathered in the order of the needs."""

    held: list[HeldSkill] = field(default_factory=list)
    bridges: list[CrossedBridge] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    coverage_lines: list[ScoreLine] = field(default_factory=list)
    bridge_lines: list[ScoreLine] = field(default_factory=list)
    remains: dict[str, float] = field(default_factory=dict)
    weeks: dict[str, float | None] = field(default_factory=dict)
    trainings: dict[str, str] = field(default_factory=dict)


class NeedReader:
    """How the needs of a target are met by what a person holds."""

    def __init__(
        self,
        profession: Profession,
        nomenclature: Nomenclature | None,
        bridges: Sequence[WeighedBridge],
        weights: PathWeights,
    ) -> None:
        self._weights = weights
        self._profession = profession
        self._nomenclature = nomenclature
        self._bridges: defaultdict[str, list[WeighedBridge]] = defaultdict(list)
        for one in bridges:
            self._bridges[one.placed.skill].append(one)
        self._trainings: dict[str, tuple[GapTraining, ...]] = {}

    def name_item(self, item: str) -> Text:
        """Return an item in words: a skill, a phrase, or a line of the nomenclature."""
        if item in self._profession.skills or item in self._profession.phrases:
            return self._profession.item(item).label
        if self._nomenclature is not None and item in self._nomenclature.items:
            return Text.same(self._nomenclature.items[item].label)
        return Text.same(item)

    def read_needs(self, holding: Holding, target: Target) -> NeedAccount:
        """Return how each need is met; gaps come in the order of what is missing, by weight."""
        account = NeedAccount()
        for need in target.needs:
            self._read_need(need, holding, account)
        account.gaps.sort(key=lambda gap: (-gap.weight * account.remains[gap.id], gap.id))
        account.held.sort(key=lambda one: (-one.weight, one.id))
        account.bridges.sort(key=lambda one: (-one.weight * one.counted, one.id))
        return account

    def _read_need(self, need: TargetNeed, holding: Holding, account: NeedAccount) -> None:
        label = self.name_item(need.item)
        direct = min(1.0, holding.levels.get(need.item, 0) / need.level)
        crossed = self._find_bridge(need.item, holding)
        bridged = crossed.counted if crossed else 0.0
        credited = max(direct, bridged)
        account.remains[need.item] = 1 - credited
        account.weeks[need.item] = self._find_weeks(need.item)
        account.trainings[need.item] = next((one.id for one in self._list_trainings(need.item)), "")
        if direct:
            points = self._weights.points * need.weight * direct
            account.coverage_lines.append(ScoreLine(need.item, need.item, label, points))
        if crossed is not None and bridged > direct:
            told = self._tell_bridge(crossed, need, holding)
            account.bridges.append(told)
            words = Text(
                fr=f"{told.origin_label.fr} → {told.target_label.fr}",
                en=f"{told.origin_label.en} → {told.target_label.en}",
            )
            points = self._weights.points * need.weight * (bridged - direct)
            account.bridge_lines.append(ScoreLine(told.origin, need.item, words, points))
            if bridged < self._weights.least_crossed:
                account.gaps.append(self._tell_gap(need, label, GapState.TO_DEEPEN))
        elif direct >= 1:
            declared = need.item in holding.declared
            account.held.append(HeldSkill(need.item, label, need.weight, declared, need.kind))
        elif direct:
            account.gaps.append(self._tell_gap(need, label, GapState.TO_DEEPEN))
        else:
            state = GapState.SAID_NO if need.item in holding.refused else GapState.NOT_ASKED
            account.gaps.append(self._tell_gap(need, label, state))

    def _find_bridge(self, skill: str, holding: Holding) -> WeighedBridge | None:
        """The bridge to a skill that counts most; of two that count the same, the first by id."""
        if skill in holding.refused:
            return None
        held = [one for one in self._bridges.get(skill, ()) if holding.levels.get(one.placed.phrase, 0) > 0]
        return min(held, key=lambda one: (-one.counted, one.placed.bridge.id), default=None)

    def _find_weeks(self, item: str) -> float | None:
        if item not in self._profession.skills and item not in self._profession.phrases:
            return None
        weeks = self._profession.item(item).weeks
        return None if weeks is None else float(weeks)

    def _tell_bridge(self, crossed: WeighedBridge, need: TargetNeed, holding: Holding) -> CrossedBridge:
        written = crossed.placed.bridge
        return CrossedBridge(
            id=written.id,
            origin=crossed.placed.phrase,
            origin_label=self.name_item(crossed.placed.phrase),
            target=need.item,
            target_label=self.name_item(need.item),
            strength=written.strength,
            counted=crossed.counted,
            weight=need.weight,
            evidence=written.evidence,
            author_role=written.author_role,
            written=written.written,
            reviewed=written.review_date,
            unreviewed=crossed.unreviewed,
            declared=crossed.placed.phrase in holding.declared,
            kind=need.kind,
        )

    def _tell_gap(self, need: TargetNeed, label: Text, state: GapState) -> Gap:
        trainings = self._list_trainings(need.item)
        outcome = GapOutcome.NO_KNOWN_TRAINING
        if trainings:
            certified = any(one.certification for one in trainings)
            outcome = GapOutcome.CERTIFICATION if certified else GapOutcome.TRAINING
        return Gap(need.item, label, need.kind, need.weight, state, outcome, self._find_weeks(need.item), trainings)

    def _list_trainings(self, item: str) -> tuple[GapTraining, ...]:
        if item not in self._profession.skills and item not in self._profession.phrases:
            return ()
        if item not in self._trainings:
            found = self._profession.list_trainings(item)
            self._trainings[item] = tuple(self._tell_training(one) for one in found)
        return self._trainings[item]

    def _tell_training(self, training: Training) -> GapTraining:
        if training.certification is None:
            return GapTraining(training.id, training.label, training.status)
        certification = self._profession.certifications[training.certification]
        # A training is only as sure as the certification that it is part of.
        verified = CertificationStatus.VERIFIED
        status = training.status if certification.status is verified else certification.status
        return GapTraining(
            id=training.id,
            label=training.label,
            status=status,
            certification=certification.id,
            certification_label=certification.label,
            certification_level=certification.level,
            number=certification.number or "",
            source=certification.source or "",
            note=certification.note,
        )


def sum_parts(lines: Mapping[PathPart, Sequence[ScoreLine]]) -> tuple[PartScore, ...]:
    """Return every part, each the sum of its lines; a part without a line is worth nothing."""
    return tuple(
        PartScore(part, math.fsum(one.points for one in lines.get(part, ())), tuple(lines.get(part, ())))
        for part in PathPart
    )
