"""Dossiers judged twice: as they are, and under a candidate release or other weights. Who gains, who loses, by group.

Where the candidate is a later release that says how dossiers migrate, each dossier is migrated first. A dossier that
is not whole stays open rather than counted as lost. Nothing about one dossier leaves :func:`group_outcomes`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from itertools import batched
from math import ceil
from multiprocessing import get_context
from typing import Any

from filiere.referentials.compact_result import (
    MOVEMENTS,
    CompactResult,
    Movement,
    compare_levels,
    evaluate_compactly,
    rank_levels,
)
from filiere.referentials.migration import migrate_case
from filiere.referentials.minimum_size_groups import MIN_GROUP, GroupKey, case_group, count_values, partition_by_group
from filiere.referentials.release import Release
from filiere.referentials.scoring.case import Case
from filiere.referentials.simulation.synthetic_cases import complete_case, generate_cases

DEFAULT_GROUPING = ("category", "size_class")
TotalRange = tuple[Decimal, Decimal]
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """One dossier before and after; ``group`` is where it is counted."""

    group: GroupKey
    before: CompactResult
    after: CompactResult
    movement: Movement


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A group of dossiers: how many move and how, their levels, and the mean of their totals.

    A mean has two ends, which are one when every total is known: those of the ranges. It is None when fewer dossiers
    than the smallest group shown have a total on both sides.
    """

    group: GroupKey
    dossiers: int
    movements: Mapping[Movement, int]
    levels_before: Mapping[str, int]
    levels_after: Mapping[str, int]
    mean_before: TotalRange | None
    mean_after: TotalRange | None


@dataclass(frozen=True, slots=True)
class Simulation:
    """What a change does to a set of dossiers, by group.

    ``groups`` partition the dossiers; ``total`` is their sum. Both are empty when all the dossiers together are fewer
    than ``min_group``.
    """

    before: str
    after: str
    before_sha256: str
    after_sha256: str
    by: tuple[str, ...]
    min_group: int
    groups: tuple[GroupResult, ...]
    total: GroupResult | None


@dataclass(frozen=True)
class _ReplayTask:
    """What a process needs to judge a dossier twice."""

    before: Release
    after: Release
    by: tuple[str, ...]
    on: date | None
    places: Mapping[str, int] = field(default_factory=dict)

    def outcome(self, case: Case) -> CaseOutcome:
        group = case_group(case, self.by)
        if self.migrates:
            moved = migrate_case(self.before, self.after, case, on=self.on)
            return CaseOutcome(group, moved.before, moved.after, moved.movement)
        updates: dict[str, Any] = {"release": None}
        if self.on is not None:
            updates["date"] = self.on
        old = evaluate_compactly(self.before, case)
        new = evaluate_compactly(self.after, case.model_copy(update=updates))
        return CaseOutcome(group, old, new, compare_levels(old, new, self.places))

    @property
    def migrates(self) -> bool:
        """Whether the later release says how dossiers come to it from the earlier one."""
        start = self.before.head.release
        return start != self.after.head.release and any(one.migration.start == start for one in self.after.migrations)


def replay_cases(
    cases: Iterable[Case | Mapping[str, Any]],
    before: Release,
    after: Release,
    *,
    by: Sequence[str] = DEFAULT_GROUPING,
    on: date | None = None,
    workers: int = 1,
) -> Iterator[CaseOutcome]:
    """Yield each dossier before and after, in order; the same whatever the number of ``workers``.

    ``on`` is the day it is judged under the later release: by default its own, or for a migrated dossier the first day
    of that release when it is later.
    """
    work = _ReplayTask(before, after, tuple(by), on, rank_levels(before, after))
    read = (case if isinstance(case, Case) else Case.model_validate(case) for case in cases)
    if workers == 1:
        yield from map(work.outcome, read)
        return
    every = list(read)
    size = ceil(len(every) / workers) or 1
    # A process reads the releases once: one batch each, and no file with them.
    sent = partial(_replay_batch, replace(work, before=_strip_documents(before), after=_strip_documents(after)))
    # No copies of this process: the threads of another library would be missing from them.
    with ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn")) as pool:
        for part in pool.map(sent, batched(every, size)):
            yield from part


def replay_completed_cases(
    before: Release,
    after: Release,
    number: int,
    seed: int,
    *,
    by: Sequence[str] = DEFAULT_GROUPING,
    on: date | None = None,
) -> Iterator[CaseOutcome]:
    """Yield made-up dossiers before a migration and after it, with all that the later release asks anew made up too.

    A migrated dossier waits for new facts and answers, and a whole set of them says nothing of a rule: completed
    around its own standing, each shows what the rule would do to it.
    """
    places = rank_levels(before, after)
    for index, case in enumerate(generate_cases(before, number, seed)):
        moved = migrate_case(before, after, case, on=on)
        whole = evaluate_compactly(after, complete_case(after, before, moved.case, index, seed))
        yield CaseOutcome(case_group(case, tuple(by)), moved.before, whole, compare_levels(moved.before, whole, places))


def _strip_documents(release: Release) -> Release:
    return replace(release, documents={}, places={})


def _replay_batch(work: _ReplayTask, cases: Sequence[Case]) -> list[CaseOutcome]:
    return [work.outcome(case) for case in cases]


def simulate(
    cases: Iterable[Case | Mapping[str, Any]],
    before: Release,
    after: Release,
    *,
    by: Sequence[str] = DEFAULT_GROUPING,
    on: date | None = None,
    min_group: int = MIN_GROUP,
    workers: int = 1,
) -> Simulation:
    """Return what passing from a release to another does to a set of dossiers, by group.

    Raises :class:`Faults` when a dossier does not fit either release.
    """
    found = replay_cases(cases, before, after, by=by, on=on, workers=workers)
    return group_outcomes(found, before, after, by=by, min_group=min_group)


def group_outcomes(
    found: Iterable[CaseOutcome],
    before: Release,
    after: Release,
    *,
    by: Sequence[str] = DEFAULT_GROUPING,
    min_group: int = MIN_GROUP,
) -> Simulation:
    """Return outcomes told by group, none smaller than ``min_group``."""
    every = list(found)
    groups = partition_by_group(every, lambda one: one.group, min_group)
    return Simulation(
        before=before.id,
        after=after.id,
        before_sha256=before.sha256,
        after_sha256=after.sha256,
        by=tuple(by),
        min_group=min_group,
        groups=tuple(_summarise_group(name, kept, min_group) for name, kept in groups),
        total=_summarise_group((), every, min_group) if groups else None,
    )


def _summarise_group(name: GroupKey, kept: Sequence[CaseOutcome], min_group: int) -> GroupResult:
    moved = count_values(one.movement for one in kept)
    pairs = [(one.before.range, one.after.range) for one in kept]
    scored = [(old, new) for old, new in pairs if old is not None and new is not None]
    told = len(scored) >= min_group
    return GroupResult(
        group=name,
        dossiers=len(kept),
        movements={one: moved.get(one, 0) for one in MOVEMENTS},
        levels_before=count_values(one.before.level for one in kept),
        levels_after=count_values(one.after.level for one in kept),
        mean_before=_mean_range([old for old, _ in scored]) if told else None,
        mean_after=_mean_range([new for _, new in scored]) if told else None,
    )


def _mean_range(spans: Sequence[TotalRange]) -> TotalRange:
    low, high = (
        (sum(ends, Decimal(0)) / len(ends)).quantize(_TENTH, ROUND_HALF_UP) for ends in zip(*spans, strict=True)
    )
    return low, high
