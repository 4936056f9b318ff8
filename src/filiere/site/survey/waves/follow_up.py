"""Whom to call first: the centres that have not replied, by what their answer is expected to change.

An answer changes a total by the weight of the centre times its headcount, as far as headcounts of its stratum vary:
what those like it answered says the rest.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import Final

from filiere.core import Text
from filiere.site.survey.waves.code_labels import UNIT_STATE_LABELS
from filiere.site.survey.waves.models import SampledUnit, Wave

SETTLED: Final = 0.9
"""The share of what can still change that the first of the list settle, as the page says it."""


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """A centre to call: its share of what can still change, and that of all down to it."""

    unit: SampledUnit
    share: float
    cumulative: float
    state: Text
    mark: str

    @property
    def percent(self) -> float:
        """The share, in per cent."""
        return 100 * self.share

    @property
    def cumulative_percent(self) -> float:
        """That of all down to it, in per cent."""
        return 100 * self.cumulative


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The list, and how many of its first centres settle how much."""

    lines: tuple[FollowUpLine, ...]
    settled_by: int
    settled_share: float


def list_priorities(wave: Wave) -> FollowUp:
    """Return those who are awaited, the one that can change most first."""
    expected = _expect_changes(list(wave.units.all()))
    awaited = sorted(wave.units.awaited(), key=lambda unit: (-expected[unit.pk], unit.unit))
    total = sum(expected[unit.pk] for unit in awaited)
    lines, so_far = [], 0.0
    for unit in awaited:
        so_far += expected[unit.pk]
        label, mark = UNIT_STATE_LABELS[unit.state]
        share, cumulative = (expected[unit.pk] / total, so_far / total) if total else (0.0, 1.0)
        lines.append(FollowUpLine(unit, share, cumulative, label, mark))
    settled = next((n for n, line in enumerate(lines, start=1) if line.cumulative >= SETTLED), len(lines))
    return FollowUp(tuple(lines), settled, lines[settled - 1].cumulative if lines else 1.0)


def _expect_changes(units: list[SampledUnit]) -> dict[int, float]:
    """What each centre may change: its weight times how far its headcount is from its stratum, or the usual distance
    there where that is more."""
    strata: dict[str, list[SampledUnit]] = defaultdict(list)
    for unit in units:
        strata[unit.stratum].append(unit)
    expected = {}
    for held in strata.values():
        sizes = [unit.size for unit in held]
        middle, usual = fmean(sizes), pstdev(sizes)
        expected |= {unit.pk: unit.weight * max(abs(unit.size - middle), usual) for unit in held}
    return expected
