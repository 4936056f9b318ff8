"""Series through time: their points, their breaks, and the change from one year to the next.

A change is never computed across a break: the two sides do not measure the same thing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from filiere.figures.records import Break, Figure, Series
from filiere.figures.relation_rules import SCOPE_AXES


@dataclass(frozen=True)
class SeriesEntry:
    """One point of a series.

    ``change`` is the relative change from the point before (0.05 for +5 %), None when there is no point exactly one
    year before, no value on either side, or a break between. ``broken`` is the break just before this point, if any.
    """

    figure: Figure
    change: Decimal | None
    broken: Break | None


def list_points(series: Series, figures: Mapping[str, Figure]) -> list[SeriesEntry]:
    """Return the points of a series, in its order."""
    breaks = {one.after: one for one in series.breaks}
    found: list[SeriesEntry] = []
    previous: Figure | None = None
    for name in series.figures:
        figure = figures[name]
        broken = breaks.get(previous.id) if previous is not None else None
        change = None if previous is None or broken is not None else compute_yearly_change(previous, figure)
        found.append(SeriesEntry(figure, change, broken))
        previous = figure
    return found


def compute_yearly_change(before: Figure, after: Figure) -> Decimal | None:
    """Return ``after / before - 1``, or None when it would not mean anything.

    That is when the two are not exactly a year apart, when one lacks a value, or when their scopes differ, as they
    may after a correction.
    """
    if before.value is None or after.value is None or before.value == 0:
        return None
    if any(getattr(before, axis) != getattr(after, axis) for axis in SCOPE_AXES):
        return None
    if before.period.kind != after.period.kind or before.period.kind == "span":
        return None
    apart = after.period.start.year - before.period.start.year
    same_days = before.period.start.timetuple()[1:3] == after.period.start.timetuple()[1:3]
    return after.value / before.value - 1 if apart == 1 and same_days else None
