"""What paths do to people: the same for both genders, no job proposed to everybody, ways in for the least qualified.

Nothing of who a person is enters a path; what could still be unfair is measured, and reported with its counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from filiere.careers.paths.advisor import Advisor
from filiere.careers.paths.effort import find_bin
from filiere.careers.paths.records import EffortBin, Person
from filiere.careers.titles.evaluation import measure_overlap
from filiere.careers.titles.resolution import TitleResolver

LIST_LENGTH = 10
LEAST_TARGETS = 3
LOW_LEVEL = 1


@dataclass(frozen=True, slots=True)
class FairnessReport:
    """Measures of fairness; every share comes with what it is a share of.

    ``overlap`` is the least rank-biased overlap (p = .9) between the lists of two writings of one title, and
    ``different`` the pairs for which it is not 1. ``hub`` stands in ``hub_share`` of the lists of ten from feeder jobs,
    ``presence`` being that share for every target. ``open_origins`` of the ``low_origins`` (feeder jobs of the first
    level) have at least three targets whose likely time is within six months; ``few`` counts those of each other,
    and ``surely_open_origins`` tells how many have three whose highest time is.
    """

    pairs: int
    overlap: float
    different: tuple[tuple[str, str], ...]
    lists: int
    hub: str
    hub_share: float
    presence: Mapping[str, float]
    low_origins: int
    open_origins: int
    few: Mapping[str, int]
    surely_open_origins: int = 0

    @property
    def open_share(self) -> float:
        """The share of low-qualified origins with at least three targets within six months."""
        return self.open_origins / self.low_origins if self.low_origins else 0.0


def report_fairness(advisor: Advisor, resolver: TitleResolver, pairs: Iterable[tuple[str, str]]) -> FairnessReport:
    """Return the report of an advisor; ``pairs`` are the masculine and feminine writings of titles."""
    overlaps = {pair: _compare_lists(advisor, resolver, pair) for pair in pairs}
    feeders = [one.id for one in advisor.profession.feeders.values()]
    lists = {name: advisor.list_targets(Person(name), most=LIST_LENGTH) for name in feeders}
    counts = Counter(target for found in lists.values() for target in found)
    hub, held = min(counts.items(), key=lambda one: (-one[1], one[0])) if counts else ("", 0)
    low = [name for name, job in advisor.profession.feeders.items() if job.level <= LOW_LEVEL]
    counted = {name: _count_near(advisor, name) for name in low}
    near = {name: likely for name, (likely, _) in counted.items()}
    few = {name: count for name, count in near.items() if count < LEAST_TARGETS}
    return FairnessReport(
        pairs=len(overlaps),
        overlap=min(overlaps.values(), default=1.0),
        different=tuple(pair for pair, overlap in overlaps.items() if overlap < 1 - 1e-12),
        lists=len(lists),
        hub=hub,
        hub_share=held / len(lists) if lists else 0.0,
        presence={target: count / len(lists) for target, count in sorted(counts.items())},
        low_origins=len(near),
        open_origins=len(near) - len(few),
        few=few,
        surely_open_origins=sum(surely >= LEAST_TARGETS for _, surely in counted.values()),
    )


def _compare_lists(advisor: Advisor, resolver: TitleResolver, pair: tuple[str, str]) -> float:
    """The overlap of the lists of two writings; 0 where one names a job and the other another, or none."""
    named = [resolver.resolve(title).job for title in pair]
    codes = [job.id if job else "" for job in named]
    if not all(codes):
        return 1.0 if codes[0] == codes[1] else 0.0
    first, second = (advisor.list_targets(Person(code), most=LIST_LENGTH) for code in codes)
    return measure_overlap(list(first), list(second))


def _count_near(advisor: Advisor, origin: str) -> tuple[int, int]:
    """How many targets are within six months, likely and at most, of those of which something is already there."""
    listed = advisor.list_targets(Person(origin), most=len(advisor.targets))
    paths = [advisor.explain(Person(origin), target, counterfactual=False) for target in listed]
    near = EffortBin.SIX_MONTHS
    return sum(path.effort.bin is near for path in paths), sum(find_bin(path.effort.high) is near for path in paths)
