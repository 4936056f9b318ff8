"""Whether what a rate counts is recorded at all: a source that notes no transfer would say that nobody is transferred.

What shows a record is looked for in the visits themselves, by organisation and channel, so that whoever holds them can
look again: docs/reference/contact-indicators.md, § 19. Whoever knows the files besides says of which months none of
them tells what a measure counts: a row is withheld where more than half of the visits asked in its months are untold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

type RecordingPlace = tuple[str, str | None]
"""An organisation and a channel, None for all of its channels."""

RECORDING_COLUMNS: Mapping[str, tuple[str, str]] = {
    "transfer_rate": ("is_answered", "transfer_told"),
    "blocked_rate": ("rows", "is_blocked"),
}
"""Measures of what a source may not record: the counts of visits asked, and of those that show that it does."""


def find_unrecorded(counts: Sequence[Mapping[str, Any]], asked: str, shown: str) -> frozenset[RecordingPlace]:
    """Return the places of which some visits were asked, and none shows a record."""
    sums: dict[RecordingPlace, list[int]] = {}
    for count in counts:
        for channel in {count["channel"], None}:
            place = sums.setdefault((count["organisation"], channel), [0, 0])
            place[0] += count[asked]
            place[1] += count[shown]
    return frozenset(place for place, (among, found) in sums.items() if among and not found)


@dataclass(frozen=True, slots=True)
class MonthRecords:
    """The visits of a month, of UTC, that a measure asks about, and those of them of which no file tells."""

    asked: int
    untold: int


type RecordsByMonth = Mapping[str, Mapping[str, MonthRecords]]
"""Records by measure and month."""
