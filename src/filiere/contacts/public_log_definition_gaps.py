"""The gap between any two of some definitions on one real log, computed by the engine and kept as counts.

The log is the one of :mod:`filiere.contacts.rule_effects`, which is not shipped. The definitions are the common one,
what it becomes by each rule of ``rules.yaml``, an assumed centre that changes several, and published ones that
``rules.yaml`` names. ``gaps.json`` holds what the engine counted at each step of the way from each to each other;
:func:`read_gap` makes of it the gap that the engine returned, without the contacts. ``tools/build_rule_effects.py``
counts again.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from filiere.contacts.comparison import DefinitionGap, PathLevel, PathStep, compare_definitions, find_counterparts
from filiere.contacts.comparison.contact_contributions import MovedCounts
from filiere.contacts.comparison.edit_path import build_edit_path
from filiere.contacts.definitions.loader import load_set
from filiere.contacts.definitions.records import DefinitionSet, Indicator, merge_choices
from filiere.contacts.engines import open_engine
from filiere.contacts.rule_effects import FOLDER, ChangedRule, RulesFile, load_rules
from filiere.contacts.store import Store
from filiere.core.bounded_json import load_json
from filiere.core.content_folder import content_path
from filiere.core.text import StrictModel, Text

GAPS_FILE = content_path(*FOLDER, "gaps.json")


class LevelCount(NamedTuple):
    """What an indicator comes to: a percentage, and the counts it is made of, which a mean of ratios has not."""

    value: Decimal
    numerator: int | None
    denominator: int | None
    n: int

    @property
    def level(self) -> PathLevel:
        """The level that the engine returned; exactly, where it is the ratio of two counts."""
        exact = Fraction(100 * self.numerator, self.denominator) if self.numerator and self.denominator else None
        return PathLevel(
            value=exact if exact is not None else Fraction(self.value),
            numerator=self.numerator,
            denominator=self.denominator,
            n=self.n,
        )


class StepCount(NamedTuple):
    """What one change gives, and how many contacts it moves, as :class:`MovedCounts` has them."""

    value: Decimal
    numerator: int | None
    denominator: int | None
    n: int
    changed: int
    entered: int
    left: int
    gained: int
    lost: int

    @property
    def moved_counts(self) -> MovedCounts:
        """The contacts that the change moves, without any of them."""
        return MovedCounts(
            changed=self.changed, entered=self.entered, left=self.left, gained=self.gained, lost=self.lost
        )


_MOVES = StepCount._fields[4:]


class GapsFile(StrictModel):
    """The counts on the file of a SHA-256, of definitions under their seals: where each begins, and the steps from
    each to each other."""

    sha256: str
    definitions: Mapping[str, str]
    starts: Mapping[str, LevelCount]
    steps: Mapping[str, Mapping[str, tuple[StepCount, ...]]]


class GapSide(NamedTuple):
    """A definition that gaps lead from and to; ``text`` says what it changes in the common one, None of a published
    one."""

    key: str
    title: Text
    text: Text | None
    definition: DefinitionSet
    indicator: Indicator


@lru_cache(maxsize=1)
def list_gap_sides() -> Mapping[str, GapSide]:
    """Return the definitions by key: the assumed centre, those of the rules, then the published ones."""
    file = load_rules()
    common = load_set(file.definition)
    sides = [_build_changed_side(common, file, rule) for rule in (file.assumed, *file.rules)]
    for name in file.published:
        definition_set = load_set(name)
        indicator = find_counterparts(definition_set, common, named=None)[0]
        sides.append(GapSide(definition_set.id, definition_set.title, None, definition_set, indicator))
    return {side.key: side for side in sides}


def _build_changed_side(common: DefinitionSet, file: RulesFile, rule: ChangedRule) -> GapSide:
    base = common.indicator(file.indicator)
    indicator = base.with_choices(merge_choices(base.choices, rule.choices))
    changed = {"id": rule.key, "title": rule.title, "choices": indicator.choices, "indicators": (indicator,)}
    return GapSide(rule.key, rule.title, rule.text, common.model_copy(update=changed), indicator)


@lru_cache(maxsize=1)
def load_gap_counts() -> GapsFile:
    """Return the shipped counts, read once."""
    return GapsFile.model_validate(load_json(GAPS_FILE.read_bytes()))


def read_gap(start: str, end: str) -> DefinitionGap:
    """Return the gap between two definitions of :func:`list_gap_sides`. Raises ``KeyError`` for another."""
    sides, counts = list_gap_sides(), load_gap_counts()
    this, other = sides[start], sides[end]
    before = counts.starts[start].level
    steps = []
    found = counts.steps[start][end] if start != end else ()
    for change, count in zip(build_edit_path(this.indicator, other.indicator), found, strict=True):
        after = LevelCount(*count[:4]).level
        steps.append(PathStep(change=change, before=before, after=after, moved=count.moved_counts, exclusions={}))
        before = after
    return DefinitionGap(
        start=this.definition,
        start_indicator=this.indicator,
        end=other.definition,
        end_indicator=other.indicator,
        group={"queue": load_rules().queue},
        first=counts.starts[start].level,
        last=before,
        steps=tuple(steps),
        status="published",
    )


def count_gaps(store: Store, *, sha256: str, pairs: frozenset[tuple[str, str]] | None = None) -> dict[str, Any]:
    """Return the counts of every gap, or of ``pairs``, on a store that holds the log, as they are written."""
    sides, queue = list_gap_sides(), load_rules().queue
    starts: dict[str, list[Any]] = {}
    steps: dict[str, dict[str, list[list[Any]]]] = {}
    with open_engine() as engine:
        for this, other in _iter_pairs(sides):
            if pairs is not None and (this.key, other.key) not in pairs:
                continue
            ends = ((this.definition, this.indicator), (other.definition, other.indicator))
            found = compare_definitions(store, *ends, by=("queue",), first=0, engine=engine)
            (gap,) = (gap for gap in found if gap.group["queue"] == queue)
            starts[this.key] = _write_level(gap.first)
            steps.setdefault(this.key, {})[other.key] = [
                [*_write_level(step.after), *(getattr(step.moved, name) for name in _MOVES)] for step in gap.steps
            ]
    seals = {key: side.definition.sha256 for key, side in sides.items() if side.text is None}
    return {"sha256": sha256, "definitions": seals, "starts": starts, "steps": steps}


def _iter_pairs(sides: Mapping[str, GapSide]) -> Iterator[tuple[GapSide, GapSide]]:
    return ((one, other) for one in sides.values() for other in sides.values() if one.key != other.key)


def _write_level(level: PathLevel) -> list[Any]:
    assert level.value is not None  # noqa: S101 - the log has calls under every definition
    return [f"{float(level.value):.6f}", level.numerator, level.denominator, level.n]
