"""Gaps: indicators of the sector for which nothing recent is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from filiere.figures.records import FORESEEN_NATURES, UNTRACEABLE, Figure, Indicator

GAP_YEARS = 5
STALE_YEARS = 10
"""How old a figure may be and still be retained for a use that speaks of today."""


@dataclass(frozen=True, slots=True)
class Gap:
    """An indicator whose latest value speaks of ``year``; None when it has no value that counts."""

    indicator: Indicator
    year: int | None


def find_gaps(
    indicators: Iterable[Indicator], figures: Iterable[Figure], today: date, *, years: int = GAP_YEARS
) -> list[Gap]:
    """Return the indicators of the sector without a value for ``years`` years, the oldest first.

    A forecast, a target and an untraceable figure are no value; nor is what is measured outside the sector or abroad.
    """
    latest: dict[str, int] = {}
    for figure in figures:
        if figure.nature in FORESEEN_NATURES or figure.confidence == UNTRACEABLE or figure.segment == "none":
            continue
        latest[figure.indicator] = max(latest.get(figure.indicator, 0), figure.period.last_year)
    found = [
        Gap(one, latest.get(one.id))
        for one in indicators
        if one.sector and latest.get(one.id, 0) <= today.year - years and one.id in latest
    ]
    return sorted(found, key=lambda gap: (gap.year or 0, gap.indicator.id))
