"""How a target reads its figure: as it was true on a day, by what was known on a day, and never the last number.

The latest figure on the target's scope is read, by its period. It is not replaced by one before it: where it was
retired, is out of date, or speaks of another scope, that is what the target is told. Several figures on the same point
are a range, of which none is chosen. A base that is the value of a figure is corrected and retired with it.
"""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

from filiere.figures import FORESEEN_NATURES, Figure, Register, Version
from filiere.figures.concurrent_figures import is_same_point
from filiere.programme.progress import Exact, Reading, ReadingState
from filiere.programme.records import FigureChoice, Target

SHORTEST_MONTH = 28
AMENDED = 2
"""A figure with so many versions was corrected."""
_SCOPE = ("category", "segment", "measure", "territory", "unit")


@dataclass(frozen=True, slots=True)
class FigureReading(Reading):
    """A reading with where it comes from: ids of figures, several when they are concurrent or from the whole point.

    ``day`` is the last day that they speak of, None when nothing was found; ``retired`` the day on which they were
    retired, of a reading that is; ``base`` what the figure of a target's base says, where it was corrected since.
    """

    figures: tuple[str, ...] = ()
    day: date | None = None
    retired: date | None = None
    base: Exact | None = None


@dataclass(frozen=True, slots=True)
class Retirement:
    """When a version of a figure was retired, and the day on which it was chosen again, if it was."""

    since: date
    until: date | None = None

    def holds(self, known: date) -> bool:
        """Tell whether it was retired by what was known on a day."""
        return self.since <= known and (self.until is None or known < self.until)


Retirements = Mapping[tuple[str, int], Retirement]
"""By figure and version: a correction makes another version, which stands."""


class ReadingSource(Protocol):
    """What reads targets: the register here; on a site, what it counts itself as well (``choice.count``)."""

    def read_target(self, target: Target, *, on: date, known: date) -> FigureReading:
        """Return what a target reads, true on one day by what was known on another.

        Called for targets whose ``figure`` is not None. A source that knows nothing of it returns ``FigureReading()``.
        """
        ...


class RegisterReadings:
    """The register as a source of readings.

    ``retired`` says which versions of figures were retired. A figure is known from its publication, or from the end of
    its period where no publication is given; a correction, from the day of it. ``counts`` reads the targets that the
    product counts itself.
    """

    def __init__(
        self, register: Register, *, retired: Retirements | None = None, counts: ReadingSource | None = None
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
        return found if target.base is None else self._follow_base(target, found, known)

    def read_figure(self, name: str, *, known: date) -> FigureReading:
        """Return what one figure says, by what was known on a day; nothing of one that was not known then."""
        version = self._recall_version(name, known)
        if version is None:
            return FigureReading()
        day = version.figure.period.end
        if retired := self._find_retirement(version, known):
            return FigureReading(None, "retired", (name,), day, retired)
        return FigureReading(_read_point([version.figure]), "current", (name,), day)

    def _read_figures(self, target: Target, choice: FigureChoice, on: date, known: date) -> FigureReading:
        base = self._recall_version(target.base_figure, known) if target.base_figure else None
        if base is not None and (day := self._find_retirement(base, known)):
            return FigureReading(None, "retired", (base.figure.id,), base.figure.period.end, day)
        point = self._find_point(choice, on, known)
        if not point:
            return FigureReading()
        state: ReadingState = "current"
        retired = None
        days = {one.figure.id: self._find_retirement(one, known) for one in point}
        figures = [one.figure for one in point]
        if not all(is_on_scope(one, choice) for one in figures) or self._is_broken(target, figures[0]):
            state = "out_of_scope"
        elif live := [one for one in figures if days[one.id] is None]:
            figures = live
            if add_months(figures[0].period.end, target.period_months) < on:
                state = "stale"
        else:
            state = "retired"
            retired = max(day for day in days.values() if day is not None)
        ids, day = tuple(one.id for one in figures), max(one.period.end for one in figures)
        return FigureReading(_read_point(figures) if state == "current" else None, state, ids, day, retired)

    def _follow_base(self, target: Target, found: FigureReading, known: date) -> FigureReading:
        """Return a reading with the base as its figure was corrected; a base of another value was typed, and stands."""
        name = target.base_figure
        versions = self._register.history(name) if name is not None and name in self._register else ()
        if len(versions) < AMENDED or all(one.figure.value != target.base for one in versions):
            return found
        version = self._recall_version(name or "", known)
        base = version.figure.value if version is not None else None
        return found if base is None or base == target.base else replace(found, base=base)

    def _find_retirement(self, version: Version, known: date) -> date | None:
        """Return the day on which a version was retired, None where it stands by what was known."""
        found = self._retired.get((version.figure.id, version.number))
        return found.since if found is not None and found.holds(known) else None

    def _find_point(self, choice: FigureChoice, on: date, known: date) -> list[Version]:
        """Return the latest figures of a choice as they were known."""
        names = self._series[choice.series].figures if choice.series in self._series else ()
        seen = list(self._iter_visible(names or self._by_indicator.get(choice.indicator or "", ()), on, known))
        # The figures of a series are read whatever their scope: its last one must be on that of the target.
        on_scope = seen if names else [one for one in seen if is_on_scope(one.figure, choice)]
        return _latest_point(on_scope or seen)

    def _iter_visible(self, names: Iterable[str], on: date, known: date) -> Iterable[Version]:
        """Yield figures as they were known, without those that speak of later days or of what was only foreseen."""
        for name in names:
            version = self._recall_version(name, known)
            if version is None:
                continue
            if version.figure.nature not in FORESEEN_NATURES and version.figure.period.end <= on:
                yield version

    def _recall_version(self, name: str, known: date) -> Version | None:
        found = None
        for version in self._register.history(name) if name in self._register else ():
            day = _publication_day(version.figure) if version.amendment is None else version.amendment.date.end
            if day <= known:
                found = version
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


def _latest_point(versions: list[Version]) -> list[Version]:
    """Return the figure that speaks of the latest time, and those that stand on the same point; none of none."""
    if not versions:
        return []
    latest = max(versions, key=lambda one: (one.figure.period.end, one.figure.period.start))
    return [latest, *(one for one in versions if is_same_point(latest.figure, one.figure))]


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
