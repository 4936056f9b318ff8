"""The barometer of 2011–2012 as the register of figures holds it, with what its samples allow to say.

The number of interviews is known for the first wave only. Where a wave has none, that of the first stands for it, and
the page says so; nothing is tested of a share that the register itself computed from a difference. Our own waves are
no part of it: their questions are worded otherwise, and their results have weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from filiere.core import Period, Text
from filiere.figures import Figure, Register
from filiere.site.survey.waves.result_figures import SOURCE
from filiere.survey.changes import PercentageChange, PublishedPercentage, compare_percentages

INDICATOR: Final = "barometer-share"
BASE: Final = "barometer-base"
HEADLINE: Final = "outlook-up"
_WHOLE: Final = "whole"


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """A question and a part of the centres: its figure at each wave, and the change from the first to the last."""

    category: str
    segment: str
    label: Text
    figures: Mapping[str, Figure]
    change: PercentageChange | None

    @property
    def key(self) -> str:
        """What names the line: its question, with the part of the centres that is not all."""
        return self.category if self.segment == _WHOLE else f"{self.category}-{self.segment}"


@dataclass(frozen=True, slots=True)
class PublishedBarometer:
    """Its waves, oldest first, their interviews where they are known, and its lines, that of the title first."""

    periods: tuple[str, ...]
    bases: Mapping[str, int]
    lines: tuple[PublishedLine, ...]

    @property
    def headline(self) -> PublishedLine | None:
        """The line that the page opens with."""
        return next((line for line in self.lines if line.key == HEADLINE), None)


def read_published_waves(register: Register) -> PublishedBarometer:
    """Read the waves from the register."""
    figures = [one for one in register if one.indicator == INDICATOR and one.value is not None and one.source != SOURCE]
    bases = {
        str(one.period): int(one.value)
        for one in sorted(register, key=lambda one: str(one.period))
        if one.indicator == BASE and one.value is not None
    }
    periods = tuple(sorted({str(one.period) for one in figures}))
    found: dict[tuple[str, str], dict[str, Figure]] = {}
    for one in figures:
        if one.threshold is None:
            found.setdefault((one.category or "", one.segment), {})[str(one.period)] = one
    lines = [
        PublishedLine(
            category,
            segment,
            _name_line(register, category, segment),
            held,
            _compare(held, bases) if segment == _WHOLE and bases else None,
        )
        for (category, segment), held in found.items()
    ]
    order = [HEADLINE, *dict.fromkeys(line.category for line in lines)]
    lines.sort(key=lambda line: (order.index(line.category), line.segment != _WHOLE, line.segment))
    return PublishedBarometer(periods, bases, tuple(lines))


def _name_line(register: Register, category: str, segment: str) -> Text:
    label = register.name("category", f"{INDICATOR}/{category}")
    if segment == _WHOLE:
        return label
    part = register.name("segment", segment)
    return Text(fr=f"{label.fr} : {part.fr.lower()}", en=f"{label.en}: {part.en.lower()}")


def _compare(figures: Mapping[str, Figure], bases: Mapping[str, int]) -> PercentageChange | None:
    """The first and the last wave that were observed, of which one tells its size; None for fewer than two."""
    seen = [period for period in sorted(figures) if figures[period].nature == "observed"]
    if len(seen) < 2 or not {seen[0], seen[-1]} & bases.keys():
        return None
    first, last = (read_percentage(figures[period], bases) for period in (seen[0], seen[-1]))
    return compare_percentages(first, last)


def read_percentage(figure: Figure, bases: Mapping[str, int]) -> PublishedPercentage:
    """A published share, with the interviews of its wave where they are known."""
    return PublishedPercentage(figure.value or Decimal(0), bases.get(str(figure.period)))


def name_period(period: str) -> Text:
    """A wave as people call it."""
    found = Period.parse(period)
    return Text(fr=found.label("fr"), en=found.label("en"))
