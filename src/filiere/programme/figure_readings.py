"""How a target reads its figure: as it was true on a day, by what was known on a day, and never the last number.

The latest figure on the target's scope is read, by its period. It is not replaced by one before it: where it was
retired, is out of date, or speaks of another scope, that is what the target is told. Several figures on the same point
are a range, of which none is chosen.
"""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

from filiere.figures import FORESEEN_NATURES, Figure, Register
from filiere.figures.concurrent_figures import is_same_point
from filiere.programme.progress import Exact, Reading, ReadingState
from filiere.programme.records import FigureChoice, Target

SHORTEST_MONTH = 28
_SCOPE = ("category", "segment", "measure", "territory", "unit")


@dataclass(frozen=True, slots=True)
class FigureReading(Reading):
    """A reading with where it comes from: ids of figures, several when they are concurrent or from the whole point.

    ``day`` is the last day that they speak of, None when nothing was found.
    """

    figures: tuple[str, ...] = ()
    day: date | None = None


class ReadingSource(Protocol):
    """What reads targets: the register here; on a site, what it counts itself as well (``choice.count``)."""

    def read_target(self, target: Target, *, on: date, known: date) -> FigureReading:
        """Return what a target reads, true on one day by what was known on another.

        Called for targets whose ``figure`` is not None. A source that knows nothing of it returns ``FigureReading()``.
        """
        ...


class RegisterReadings:
    """The register as a source of readings.

    ``retired`` gives the day on which a figure was retired, by its id. A figure is known from its publication, or from
    the end of its period where no publication is given; a correction, from the day of it. ``counts`` reads the targets
    that the product counts itself.
    """

    def __init__(
        self, register: Register, *, retired: Mapping[str, date] | None = None, counts: ReadingSource | None = None
    ) -> None:
        self._register = register
        self._retired = retired or {}
        self._counts = counts
        self._series = {one.id: one for one in register.series}
        self._by_indicator: dict[str, list[str]] = {}
        for figure in register:
            self._by_indicator.setdefault(figure.indicator, []).append(figure.id)
        # What is read at one moment is remembered until another is asked for: many targets read one figure.
        self._readings: tuple[tuple[date, date] | None, dict[Any, FigureReading]] = (None, {})

    def read_target(self, target: Target, *, on: date, known: date) -> FigureReading:
        """Return what a target reads in the register; see :class:`ReadingSource`."""
        choice = target.figure
        if choice is None or choice.count is not None:
            return FigureReading() if self._counts is None else self._counts.read_target(target, on=on, known=known)
        moment, readings = self._readings
        if moment != (on, known):
            readings = {}
            self._readings = (on, known), readings
        # A tuple is compared in a tenth of the time of a record.
        scope = tuple(getattr(choice, axis) for axis in _SCOPE)
        key = (choice.series, choice.indicator, scope, target.base_figure, target.period_months)
        if (found := readings.get(key)) is None:
            found = readings[key] = self._read_figures(target, choice, on, known)
        return found

    def _read_figures(self, target: Target, choice: FigureChoice, on: date, known: date) -> FigureReading:
        point = self._find_point(choice, on, known)
        if not point:
            return FigureReading()
        state: ReadingState = "current"
        if not all(is_on_scope(one, choice) for one in point) or self._is_broken(target, point[0]):
            state = "out_of_scope"
        elif live := [one for one in point if self._retired.get(one.id, date.max) > known]:
            point = live
            if add_months(point[0].period.end, target.period_months) < on:
                state = "stale"
        else:
            state = "retired"
        ids, day = tuple(one.id for one in point), max(one.period.end for one in point)
        return FigureReading(_read_point(point) if state == "current" else None, state, ids, day)

    def _find_point(self, choice: FigureChoice, on: date, known: date) -> list[Figure]:
        """Return the latest figures of a choice as they were known."""
        names = self._series[choice.series].figures if choice.series in self._series else ()
        seen = list(self._iter_visible(names or self._by_indicator.get(choice.indicator or "", ()), on, known))
        # The figures of a series are read whatever their scope: its last one must be on that of the target.
        on_scope = seen if names else [one for one in seen if is_on_scope(one, choice)]
        return _latest_point(on_scope or seen)

    def _iter_visible(self, names: Iterable[str], on: date, known: date) -> Iterable[Figure]:
        """Yield figures as they were known, without those that speak of later days or of what was only foreseen."""
        for name in names:
            figure = self._recall_figure(name, known)
            if figure is not None and figure.nature not in FORESEEN_NATURES and figure.period.end <= on:
                yield figure

    def _recall_figure(self, name: str, known: date) -> Figure | None:
        found = None
        for version in self._register.history(name):
            day = _publication_day(version.figure) if version.amendment is None else version.amendment.date.end
            if day <= known:
                found = version.figure
        return found

    def _is_broken(self, target: Target, figure: Figure) -> bool:
        """Tell whether a break of the series parts the figure from the one that the base was read in."""
        series = self._series.get(target.figure.series or "") if target.figure else None
        if series is None or target.base_figure not in series.figures:
            return False
        start, end = series.figures.index(target.base_figure), series.figures.index(figure.id)
        return any(one.after in series.figures[start:end] for one in series.breaks)


def is_on_scope(figure: Figure, choice: FigureChoice) -> bool:
    """Tell whether a figure is on the scope of a choice; of an indicator, no category means figures without one."""
    return all(
        getattr(figure, axis) == wanted
        for axis in _SCOPE
        if (wanted := getattr(choice, axis)) is not None or (axis == "category" and choice.indicator is not None)
    )


def add_months(day: date, months: int) -> date:
    """Return the day so many months later; the last day of a month gives the last, and none is beyond a month's end."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    if day.day < SHORTEST_MONTH:
        return date(year, month + 1, day.day)
    last = calendar.monthrange(year, month + 1)[1]
    ends_month = day == date.max or (day + timedelta(days=1)).day == 1
    return date(year, month + 1, last if ends_month else min(day.day, last))


def _publication_day(figure: Figure) -> date:
    return figure.period.end if figure.published is None else figure.published.end


def _latest_point(figures: list[Figure]) -> list[Figure]:
    """Return the figure that speaks of the latest time, and those that stand on the same point; none of none."""
    if not figures:
        return []
    latest = max(figures, key=lambda one: (one.period.end, one.period.start))
    return [latest, *(one for one in figures if is_same_point(latest, one))]


def _read_point(point: list[Figure]) -> Exact | tuple[Exact, Exact] | None:
    """Return the value that all figures of a point give, the range that they span, or None where one has no end."""
    ends = [(one.value, one.value) if one.value is not None else (one.low, one.high) for one in point]
    lows: list[Decimal] = [low for low, _ in ends if low is not None]
    highs: list[Decimal] = [high for _, high in ends if high is not None]
    if len(lows) < len(ends) or len(highs) < len(ends):
        return None
    if min(lows) == max(highs):
        return lows[0]
    return min(lows), max(highs)
