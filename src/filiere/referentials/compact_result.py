"""What a dossier gets under a release, kept small enough to hold thousands of them and to be sent to another process.

Two shadows of one dossier say what a change of release or of weights does to it. Levels are compared by their place
in the later release, from the lowest; one that it no longer has, by its place in its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from filiere.referentials.release import Release
from filiere.referentials.scoring.award import NO_LEVEL
from filiere.referentials.scoring.case import Case
from filiere.referentials.scoring.evaluator import evaluate
from filiere.referentials.scoring.results import Evaluation, Score

Movement = Literal["gains", "loses", "same", "open"]
MOVEMENTS: tuple[Movement, ...] = ("gains", "same", "loses", "open")


@dataclass(frozen=True, slots=True)
class CompactResult:
    """The figures of one evaluation; ``reachable`` are the levels still open, best first, one when it is decided."""

    release: str
    release_sha256: str
    date: date
    total: Decimal | None
    range: tuple[Decimal, Decimal] | None
    level: str
    reachable: tuple[str, ...]
    themes: Mapping[str, Score]
    theme_ranges: Mapping[str, tuple[Decimal, Decimal] | None]

    @classmethod
    def of(cls, evaluation: Evaluation) -> "CompactResult":
        """Return the figures of an evaluation."""
        return cls(
            release=evaluation.release_id,
            release_sha256=evaluation.release_sha256,
            date=evaluation.state.bound.case.date,
            total=evaluation.total,
            range=evaluation.range,
            level=evaluation.level,
            reachable=evaluation.reachable_levels,
            themes=evaluation.themes,
            theme_ranges=evaluation.theme_ranges,
        )


def evaluate_compactly(release: Release, case: Case) -> CompactResult:
    """Return the figures of a case under a release; raise :class:`Faults` when the case does not fit it."""
    return CompactResult.of(evaluate(release, case))


def rank_levels(before: Release, after: Release) -> dict[str, int]:
    """Return the place of each level of two releases, 0 for no level."""
    found = {NO_LEVEL: 0}
    for release in (before, after):
        levels = release.award.levels if release.award is not None else ()
        found |= {level.key: place for place, level in enumerate(reversed(levels), 1)}
    return found


def compare_levels(before: CompactResult, after: CompactResult, places: Mapping[str, int]) -> Movement:
    """Return whether a dossier gains or loses a level, keeps it, or whether it is not decided yet."""
    old = [places[level] for level in before.reachable]
    new = [places[level] for level in after.reachable]
    if min(new) > max(old):
        return "gains"
    if max(new) < min(old):
        return "loses"
    return "same" if len({*old, *new}) == 1 else "open"
