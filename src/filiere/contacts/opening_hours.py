"""The hours of opening of one place, as spans of time.

Hours are never added up by the clock of the wall, which loses an hour twice a year: they are spans of microseconds UTC,
and a delay in hours of opening is what the spans and the delay have in common. :mod:`filiere.contacts.calendars` makes
them from calendars; :mod:`filiere.contacts.business_time` does the same sums in the engine, for millions of delays.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

from filiere.contacts.time_spans import TimeSpans


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The hours of one place between two instants.

    ``spans`` are the open ones; ``holes`` those of which no calendar in force says anything.
    """

    spans: TimeSpans
    holes: TimeSpans
    first_us: int
    last_us: int
    _before: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lengths = accumulate((end - start for start, end in self.spans), initial=0)
        object.__setattr__(self, "_before", tuple(lengths))

    def sum_open_time_until(self, moment: int) -> int:
        """Return the open microseconds from the beginning to an instant."""
        index = bisect_right(self.spans, moment, key=lambda span: span[0])
        if index == 0:
            return 0
        start, end = self.spans[index - 1]
        return self._before[index - 1] + min(moment, end) - start

    def sum_open_time_between(self, start: int, end: int) -> int:
        """Return the open microseconds between two instants, whatever is unknown in between counted as closed."""
        return self.sum_open_time_until(end) - self.sum_open_time_until(start)

    def covers(self, start: int, end: int) -> bool:
        """Tell whether the hours are known at every instant from ``start`` to ``end``, both included."""
        if start < self.first_us or end >= self.last_us:
            return False
        index = bisect_right(self.holes, end, key=lambda span: span[0])
        return index == 0 or self.holes[index - 1][1] <= start

    def is_open(self, moment: int) -> bool:
        """Tell whether an instant is open; the instant of closing is not."""
        index = bisect_right(self.spans, moment, key=lambda span: span[0])
        return index > 0 and moment < self.spans[index - 1][1]

    def next_opening(self, moment: int) -> int | None:
        """Return the first open instant from ``moment`` on, which is itself when open; None where none is known.

        A hole met on the way makes it unknown.
        """
        if self.is_open(moment):
            return moment
        index = bisect_right(self.spans, moment, key=lambda span: span[0])
        if index == len(self.spans):
            return None
        found = self.spans[index][0]
        return found if self.covers(moment, found) else None
