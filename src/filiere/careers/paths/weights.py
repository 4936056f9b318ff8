"""Every number of paths that is a choice of ours, in one table, with its reason; what intakes show will replace it.

Nothing here was learned from people: no intake had been kept when it was written. ``benchmarks/careers_paths.md`` says
what each number does to the first five when it is a quarter more or less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType

from filiere.careers.profession import NeedKind
from filiere.careers.proximity import Part


def _choose(value: float, reason: str) -> float:
    chosen: float = field(default=value, metadata={"reason": reason})
    return chosen


@dataclass(frozen=True, slots=True)
class PathWeights:
    """The numbers that a path is made with; the reason of each stands beside it, and ``list_weights`` tells them."""

    points: float = _choose(
        90.0, "Points of a target of which everything is held: with the ten of the words of the sheets, 100 in all."
    )
    core_weight: float = _choose(
        2.0,
        "What a skill that everybody in a job needs counts beside one that only some of its forms ask: without the"
        " first the job cannot be done, without the second another post of the same job can.",
    )
    most_alike: float = _choose(
        0.6,
        "Two jobs that share more than this of what they ask are variants: over half, so that a list of five does not"
        " say one thing twice.",
    )
    least_crossed: float = _choose(
        0.5, "A bridge that counts for less only begins a skill, which stays a gap: less than half is not there."
    )
    item_words: float = _choose(
        4.0, "Points for the same words in what is done: less than one skill of the heart of a job of twenty."
    )
    title_words: float = _choose(4.0, "Points for the same words in titles: as much as in what is done, no more.")
    sheet_words: float = _choose(2.0, "Points for the same words in summaries: written for reading, not for matching.")
    official_points: float = _choose(
        5.0, "Points of an official link, where it is asked to count: one skill of the heart of a job of twenty."
    )
    step_up: float = _choose(
        4.0,
        "Points off for each level above the next one: about a skill of the heart of the job for each level jumped.",
    )
    step_down: float = _choose(
        3.0, "Points off for each level down: less than a jump, since what is lost is pay, not the ability to do it."
    )
    common_needs: float = _choose(
        45.0,
        "Points off for each unit by which what a target asks is more common than in half of the targets: the most"
        " common stands .1 above the middle, and loses 4.5 points. Chosen on the feeder jobs whose SHA-256 is even, for"
        " the ways that the profession states of them.",
    )
    least_share: float = _choose(
        0.4,
        "The share of the best score under which a target is left out of a list after the third: a list is not filled"
        " with what is far. Chosen as the points above.",
    )
    share_core: float = _choose(
        0.85, "The share of people of a job who can do what everybody in it needs: most, and not all."
    )
    share_contextual: float = _choose(0.55, "The same for what only some forms of a job ask: about half.")
    share_other: float = _choose(0.25, "The same for what a job does not ask: one in four has it from elsewhere.")
    points_an_e_fold: float = _choose(
        8.0, "By how many points of score a target is e times as likely as another: two skills of the heart of a job."
    )

    @property
    def yes_shares(self) -> Mapping[NeedKind | None, float]:
        """The share of people near a job who hold a skill: core there, contextual there, or not asked (None)."""
        shares = {
            NeedKind.CORE: self.share_core,
            NeedKind.CONTEXTUAL: self.share_contextual,
            None: self.share_other,
        }
        return MappingProxyType(shares)

    @property
    def text_points(self) -> Mapping[Part, float]:
        """Points for sheets whose words are the same, by where the words stand."""
        return {
            Part.ITEM_WORDS: self.item_words,
            Part.TITLE_WORDS: self.title_words,
            Part.SHEET_DEFINITION: self.sheet_words,
        }

    def scale(self, name: str, factor: float) -> PathWeights:
        """Return the same numbers, one of them multiplied; a share stays under 1."""
        value = getattr(self, name) * factor
        return replace(self, **{name: min(value, 0.99) if name.startswith("share_") else value})


WEIGHTS = PathWeights()
"""The numbers as they are shipped."""


def list_weights(weights: PathWeights = WEIGHTS) -> tuple[tuple[str, float, str], ...]:
    """Return the name, the value and the reason of each number."""
    return tuple((one.name, getattr(weights, one.name), one.metadata["reason"]) for one in fields(weights))
