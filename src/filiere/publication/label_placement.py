"""Where to write the labels of points, so that none covers another.

Each label has an anchor point and a few places around it, tried in a fixed order; labels are taken by rank, and
a label takes the first place that stays in the frame, covers no label already placed and no data mark. A label
that finds none is left out, for the table beside the chart gives every value; a required one may cover a mark, but
never another label. Greedy and without chance: the same data always give the same drawing. The cost is the number
of labels times their number of places times the number of boxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from filiere.publication.svg import text_width

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Whether the two rectangles share some area."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def is_inside(self, frame: Box) -> bool:
        """Whether the rectangle stays within the frame."""
        return (
            self.left >= frame.left
            and self.right <= frame.right
            and self.top >= frame.top
            and self.bottom <= frame.bottom
        )


@dataclass(frozen=True, slots=True)
class Label:
    """A text to write near a point; the lower the rank, the earlier it is placed."""

    words: str
    x: float
    y: float
    rank: int = 1
    bold: bool = False
    required: bool = False
    gap: float = 12.0


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A label with its place: the point of its text anchor, on the base line."""

    label: Label
    x: float
    y: float
    anchor: Anchor
    box: Box

    @property
    def is_far(self) -> bool:
        """Whether the text stands away from its point, so that a line must lead from one to the other."""
        if self.box.top <= self.label.y <= self.box.bottom:
            return False
        over = self.box.left <= self.label.x <= self.box.right
        away = min(abs(self.box.bottom - self.label.y), abs(self.box.top - self.label.y))
        return not (over and away <= self.label.gap + 2)

    @property
    def joint(self) -> tuple[float, float]:
        """Where such a line meets the text: the point of its box nearest to the point."""
        return (
            min(max(self.label.x, self.box.left), self.box.right),
            self.box.bottom if self.box.bottom < self.label.y else self.box.top,
        )

    @property
    def lead(self) -> Box | None:
        """The room that this line takes, without the marks at its foot; None when the text is beside its point."""
        if not self.is_far:
            return None
        x, y = self.joint
        foot = self.label.y - self.label.gap if y < self.label.y else self.label.y + self.label.gap
        return Box(min(x, self.label.x) - 2, min(y, foot), max(x, self.label.x) + 2, max(y, foot))


def candidate_places(label: Label, size: float) -> list[tuple[float, float, Anchor]]:
    """Places around the point in order of preference: beside, above, below, then farther away."""
    near, rise, middle = label.gap, size * 0.95, size * 0.36
    found: list[tuple[float, float, Anchor]] = []
    for reach in (0.0, 1.15, 2.3):
        shift = reach * size
        found += [
            (label.x + near, label.y + middle - shift, "start"),
            (label.x - near, label.y + middle - shift, "end"),
            (label.x, label.y - near - shift + 1, "middle"),
            (label.x, label.y + near + rise + shift - 4, "middle"),
        ]
        if shift:
            found += [
                (label.x + near, label.y + middle + shift, "start"),
                (label.x - near, label.y + middle + shift, "end"),
            ]
        found += [
            (label.x - near, label.y - near - shift + 1, "start"),
            (label.x + near, label.y - near - shift + 1, "end"),
            (label.x - near, label.y + near + rise + shift - 4, "start"),
            (label.x + near, label.y + near + rise + shift - 4, "end"),
        ]
    for away in (2.6, 1.6):
        found += [
            (label.x - away * size, label.y - away * size, "end"),
            (label.x + away * size, label.y - away * size, "start"),
        ]
    return found


def compute_text_box(words: str, x: float, y: float, anchor: Anchor, size: float, *, bold: bool = False) -> Box:
    """The rectangle that a text covers, with a breath around it."""
    width = text_width(words, size, bold=bold)
    left = x if anchor == "start" else x - width if anchor == "end" else x - width / 2
    return Box(left - 2, y - size * 0.86, left + width + 2, y + size * 0.3)


def _is_ambiguous(label: Label, box: Box, marks: Iterable[Box]) -> bool:
    """Whether a text would stand beside the mark of another point, and seem to name it."""
    near = Box(box.left - 10, box.top + 3, box.right + 10, box.bottom - 3)
    own = Box(label.x - 1, label.y - 1, label.x + 1, label.y + 1)
    return any(near.overlaps(mark) and not mark.overlaps(own) for mark in marks)


def place_labels(labels: Sequence[Label], marks: Iterable[Box], frame: Box, size: float) -> list[PlacedLabel]:
    """Place the labels; the result keeps those that found room, in the order they were placed."""
    obstacles = list(marks)
    placed: list[PlacedLabel] = []
    for label in sorted(labels, key=lambda one: (not one.required, one.rank, one.x, one.y, one.words)):
        fallback: PlacedLabel | None = None
        chosen: PlacedLabel | None = None
        for x, y, anchor in candidate_places(label, size):
            box = compute_text_box(label.words, x, y, anchor, size, bold=label.bold)
            if not box.is_inside(frame) or any(box.overlaps(other.box) for other in placed):
                continue
            candidate = PlacedLabel(label, x, y, anchor, box)
            lead = candidate.lead
            if lead is not None and any(lead.overlaps(other.box) for other in placed):
                continue
            if any(box.overlaps(mark) for mark in obstacles) or _is_ambiguous(label, box, obstacles):
                fallback = fallback or candidate
                continue
            chosen = candidate
            break
        if chosen is None and label.required:
            chosen = fallback
        if chosen is not None:
            placed.append(chosen)
            if chosen.lead is not None:
                obstacles.append(chosen.lead)
    return placed
