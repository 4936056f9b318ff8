"""What each part of a proximity measures between an origin and every job of a nomenclature, and its lines for one."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from filiere.careers.levels import LevelPoint, rate_level
from filiere.careers.nomenclature import Job, Nomenclature, SheetPart
from filiere.careers.proximity.parts import Line, Part
from filiere.careers.proximity.vectors import (
    LatentSpace,
    Postings,
    RareTermWeights,
    Vector,
    count_holders,
    scale_to_one,
)
from filiere.careers.proximity.words import count_fragments, count_stems
from filiere.core.text import fold_text

ESSENTIAL_COVERAGE, ESSENTIAL_COMMON = 2.0, 1.5
"""How much an item that everybody in a job needs counts beside one that some need."""
_ITEM_RANK, _WORD_RANK = 50, 120
_SHOWN_PAIRS = 12
# Steps of points of level within which a move is an ordinary one; beyond, each point counts against it.
MOST_UP = 1.5
_REGULATED = re.compile(
    r"\bdoctorat|\bdocteur|\bdiplome d.etat|\bordre (des|national)|\bcertificat de capacite"
    r"|\binscri(t|ption)[^.]{0,40}(ordre|tableau)"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody comes from, in the terms that parts compare: a job, or what they declare of it."""

    items: Mapping[str, bool] = field(default_factory=dict)
    """Items held, and whether everybody in the job needs them."""
    environments: frozenset[str] = frozenset()
    item_words: Mapping[str, int] = field(default_factory=dict)
    title_words: Mapping[str, int] = field(default_factory=dict)
    title_fragments: Mapping[str, int] = field(default_factory=dict)
    definition_words: Mapping[str, int] = field(default_factory=dict)
    access_words: Mapping[str, int] = field(default_factory=dict)
    all_words: Mapping[str, int] = field(default_factory=dict)
    title_count: int = 0
    charge: float = 0.0
    level: float | None = None
    regulated: bool | None = None


def describe_job(job: Job, nomenclature: Nomenclature) -> Origin:
    """Return a job in the terms that parts compare."""
    items = nomenclature.items
    labels = [items[one.item].label for one in job.requirements if one.item in items]
    titles = [job.title, *(one.label for one in job.titles)]
    sentences = {part: job.sheet.get(part, ()) for part in SheetPart}
    item_words, title_words = count_stems(labels), count_stems(titles)
    sheet_words = count_stems(sentence for part in SheetPart for sentence in sentences[part])
    level = rate_level(job, items)
    access = fold_text(" ".join(sentences[SheetPart.ACCESS]))
    return Origin(
        items={one.item: one.base for one in job.requirements},
        environments=frozenset(job.environments),
        item_words=item_words,
        title_words=title_words,
        title_fragments=count_fragments(titles),
        definition_words=count_stems(sentences[SheetPart.DEFINITION]),
        access_words=count_stems(sentences[SheetPart.ACCESS]),
        all_words=item_words + title_words + sheet_words,
        title_count=len(job.titles),
        charge=level.shares[LevelPoint.RESPONSIBILITY],
        level=level.diploma,
        regulated=bool(_REGULATED.search(access)),
    )


def describe_declared(items: Iterable[str], nomenclature: Nomenclature) -> Origin:
    """Return declared items in the terms that parts compare: repeats count once, order is nothing."""
    held = sorted({key for key in items if key in nomenclature.items})
    words = count_stems(nomenclature.items[key].label for key in held)
    return Origin(items=dict.fromkeys(held, True), item_words=words, all_words=words)


class Measure(Protocol):
    """A part, measured."""

    @property
    def part(self) -> Part:
        """Which part it is."""
        ...

    def compare(self, origin: Origin) -> Vector:
        """Return what the part measures with each job, before its weight."""
        ...

    def list_lines(self, origin: Origin, index: int) -> list[Line]:
        """Return the lines that sum to it for one job."""
        ...


@dataclass(frozen=True)
class TermMeasure:
    """A sum over the terms that the origin and a job share."""

    part: Part
    kind: str
    postings: Postings
    read: Callable[[Origin], Mapping[str, float]]
    name: Callable[[str], str] = str

    def compare(self, origin: Origin) -> Vector:
        return self.postings.compare(self.read(origin))

    def list_lines(self, origin: Origin, index: int) -> list[Line]:
        found = self.postings.list_products(self.read(origin), index)
        return [Line(self.kind, self.name(term), self.name(term), amount) for term, amount in found]


@dataclass(frozen=True)
class PairMeasure:
    """A sum over pairs of terms that stand in the same jobs."""

    part: Part
    kind: str
    space: LatentSpace
    read: Callable[[Origin], Mapping[str, float]]
    name: Callable[[str], str] = str

    def compare(self, origin: Origin) -> Vector:
        return self.space.compare(self.read(origin))

    def list_lines(self, origin: Origin, index: int) -> list[Line]:
        pairs = sorted(self.space.list_pairs(self.read(origin), index), key=lambda pair: (-abs(pair[2]), pair[:2]))
        shown = [Line(self.kind, self.name(mine), self.name(theirs), amount) for mine, theirs, amount in pairs]
        rest = math.fsum(amount for _, _, amount in pairs[_SHOWN_PAIRS:])
        return [*shown[:_SHOWN_PAIRS], *([Line("rest", "", "", rest)] if len(pairs) > _SHOWN_PAIRS else [])]


@dataclass(frozen=True)
class FactMeasure:
    """One number for each origin and job, from one fact of each."""

    part: Part
    kind: str
    jobs: Sequence[Origin]
    rate: Callable[[Origin, Origin], float]
    tell: Callable[[Origin], str]

    def compare(self, origin: Origin) -> Vector:
        return np.array([self.rate(origin, job) for job in self.jobs])

    def list_lines(self, origin: Origin, index: int) -> list[Line]:
        job = self.jobs[index]
        amount = self.rate(origin, job)
        return [Line(self.kind, self.tell(origin), self.tell(job), amount)] if amount else []


def build_measures(nomenclature: Nomenclature, jobs: Sequence[Origin]) -> list[Measure]:
    """Return the measure of each part of a nomenclature whose jobs are given in the order of their codes."""

    def name_item(key: str) -> str:
        return nomenclature.items[key].label if key in nomenclature.items else key

    holders = count_holders(job.items for job in jobs)
    rarity = {key: math.log(len(jobs) / count) for key, count in holders.items()}
    shares = [_share_weights(job, rarity) for job in jobs]

    def weigh_items(origin: Origin) -> dict[str, float]:
        return scale_to_one(
            {key: rarity.get(key, 0.0) * (ESSENTIAL_COMMON if base else 1.0) for key, base in origin.items.items()}
        )

    common = Postings([weigh_items(job) for job in jobs])
    place_holders = count_holders(job.environments for job in jobs)
    place_rarity = {key: math.log(len(jobs) / count) for key, count in place_holders.items()}

    def weigh_places(origin: Origin) -> dict[str, float]:
        return scale_to_one({key: place_rarity.get(key, 0.0) for key in origin.environments})

    def measure_words(part: Part, kind: str, read: Callable[[Origin], Mapping[str, int]]) -> TermMeasure:
        weights = RareTermWeights([read(job) for job in jobs])
        return TermMeasure(
            part, kind, Postings([weights.weigh(read(job)) for job in jobs]), lambda one: weights.weigh(read(one))
        )

    words = RareTermWeights([job.all_words for job in jobs])
    word_rows = Postings([words.weigh(job.all_words) for job in jobs])
    names = [_add_counts(job.definition_words, job.title_words) for job in jobs]
    access = RareTermWeights([*(job.access_words for job in jobs), *names])
    return [
        TermMeasure(Part.COVERAGE, "item", Postings(shares), lambda one: dict.fromkeys(one.items, 1.0), name_item),
        TermMeasure(Part.COMMON_ITEMS, "item", common, weigh_items, name_item),
        PairMeasure(Part.NEIGHBOUR_ITEMS, "item", LatentSpace(common, _ITEM_RANK), weigh_items, name_item),
        measure_words(Part.ITEM_WORDS, "word", lambda one: one.item_words),
        measure_words(Part.TITLE_WORDS, "word", lambda one: one.title_words),
        measure_words(Part.TITLE_FRAGMENTS, "fragment", lambda one: one.title_fragments),
        TermMeasure(
            Part.ENVIRONMENTS, "environment", Postings([weigh_places(job) for job in jobs]), weigh_places, name_item
        ),
        FactMeasure(
            Part.SCOPE, "title", jobs, lambda _, job: math.log1p(job.title_count), lambda one: str(one.title_count)
        ),
        FactMeasure(
            Part.REACH,
            "environment",
            jobs,
            lambda _, job: math.log1p(len(job.environments)),
            lambda one: str(len(one.environments)),
        ),
        FactMeasure(Part.RESPONSIBILITY, "title", jobs, lambda _, job: job.charge, lambda one: f"{one.charge:.2f}"),
        FactMeasure(Part.LEVEL_STEP, "level", jobs, rate_level_step, _tell_level),
        FactMeasure(Part.ENTRY_RULE, "rule", jobs, rate_entry_rule, lambda one: "1" if one.regulated else "0"),
        measure_words(Part.SHEET_DEFINITION, "word", lambda one: one.definition_words),
        PairMeasure(
            Part.SHEET_NEIGHBOURS, "word", LatentSpace(word_rows, _WORD_RANK), lambda one: words.weigh(one.all_words)
        ),
        TermMeasure(
            Part.SHEET_ACCESS,
            "word",
            Postings([access.weigh(name) for name in names]),
            lambda one: access.weigh(one.access_words),
        ),
    ]


def rate_level_step(origin: Origin, job: Origin) -> float:
    """Return minus the steps of diploma that a move goes down, or up beyond ``MOST_UP``; 0 where a level is unknown."""
    if origin.level is None or job.level is None:
        return 0.0
    step = job.level - origin.level
    return min(0.0, step) - max(0.0, step - MOST_UP)


def rate_entry_rule(origin: Origin, job: Origin) -> float:
    """Return -1 when a job is entered with a state diploma or a registration, and -2 more from a job that is not."""
    if not job.regulated:
        return 0.0
    return -1.0 if origin.regulated else -3.0


def _share_weights(job: Origin, rarity: Mapping[str, float]) -> dict[str, float]:
    weights = {key: rarity[key] * (ESSENTIAL_COVERAGE if base else 1.0) for key, base in job.items.items()}
    total = math.fsum(weights.values())
    return {key: weight / total for key, weight in weights.items()} if total else {}


def _add_counts(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {term: one.get(term, 0) + other.get(term, 0) for term in sorted({*one, *other})}


def _tell_level(origin: Origin) -> str:
    return "" if origin.level is None else f"{origin.level:.1f}"
