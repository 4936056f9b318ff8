"""The calendar of the demonstration: its acts are done on days that have passed, in the order of those days.

A label that was granted a year ago cannot be made in a minute by waiting. While a story is told, the site reads the
moment of the story as the present one; so do the journal, the letters and the answers of the procedure. Only the
command that builds the demonstration may do this, in a process that serves nobody.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from django.db import transaction
from django.utils import timezone

from filiere.site.journal.clock_trust import record_past_days

type Scenario = Iterator[int]
"""A story yields how many days before today its next acts are done, and then does them."""

_OPENING_TIME = time(9)
_TICK = timedelta(milliseconds=1)


@contextmanager
def freeze_at(day: date, after: datetime | None = None) -> Iterator[None]:
    """Make every question for the present moment answer with that day, a little later each time it is asked.

    ``after`` is a moment that the first answer must come after, so that two stories of one day follow one another.
    """
    real = timezone.now
    start = timezone.make_aware(datetime.combine(day, _OPENING_TIME)).astimezone(real().tzinfo)
    if after is not None and after > start:
        start = after
    steps = count(1)

    def now() -> datetime:
        return min(start + next(steps) * _TICK, real())

    timezone.now = now
    try:
        with record_past_days():
            yield
    finally:
        timezone.now = real


def find_session_hour() -> time:
    """The hour of a session that is open whenever the demonstration is built: nine, or the last hour that has come.

    It is asked of the machine: the present of a story that calls a session is a day that has passed.
    """
    now = timezone.localtime(datetime.now(UTC)).time()
    return min(_OPENING_TIME, time(now.hour) if now.hour else now.replace(second=0, microsecond=0))


def play_in_order(stories: Sequence[Scenario], today: date) -> None:
    """Tell all the stories at once, in the order of their days; those of one day in the order they were given."""
    waiting: list[tuple[int, int, Scenario]] = []
    for number, story in enumerate(stories):
        _push_next_day(waiting, number, story)
    after: datetime | None = None
    while waiting:
        ago, number, story = heapq.heappop(waiting)
        # One transaction a day of a story: a crash leaves no half of one, and the disk is asked to settle once.
        with freeze_at(today + timedelta(days=ago), after), transaction.atomic():
            _push_next_day(waiting, number, story)
            after = timezone.now()


def _push_next_day(waiting: list[tuple[int, int, Scenario]], number: int, story: Scenario) -> None:
    ago = next(story, None)
    if ago is not None:
        heapq.heappush(waiting, (-ago, number, story))
