"""The target that a value is read against: the one in force in its period, or the one of today (choice 22).

A target never changes a value. Where two targets hold in one period, the value has none of them: half of it was held to
another.
"""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from filiere.contacts.definitions.records import Indicator, Target

type DaySpan = tuple[date, date]
"""The first and the last day of something."""

_YEAR, _MONTH, _WEEK = re.compile(r"\d{4}\Z"), re.compile(r"\d{4}-\d{2}\Z"), re.compile(r"(\d{4})-W(\d{2})\Z")


def find_target(indicator: Indicator, interval: str, *, span: DaySpan, today: date) -> Target | None:
    """Return the target that a value of a period is read against, None where none or several hold.

    ``interval`` is the period as rows write it; ``span`` the days of the data, which are those of the period ``all``.
    """
    if indicator.choices.target == "today":
        return indicator.target(today)
    first, last = period_days(interval) or span
    found = indicator.target(first)
    return found if found is not None and (found.to is None or last <= found.to) else None


def list_target_spans(indicator: Indicator, *, today: date) -> list[tuple[Target, date, date]]:
    """Return the targets that values are read against, each with the first and the last day of which they are: all
    of time for that of today, where it is the one that counts."""
    if indicator.choices.target == "today":
        now = indicator.target(today)
        return [] if now is None else [(now, date.min, date.max)]
    return [(one, one.start, one.to or date.max) for one in indicator.targets]


def period_days(interval: str) -> DaySpan | None:
    """Return the first and the last local day of a period as rows write it; None for ``all``."""
    if interval == "all":
        return None
    if _YEAR.match(interval):
        return date(int(interval), 1, 1), date(int(interval), 12, 31)
    if _MONTH.match(interval):
        year, month = map(int, interval.split("-"))
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    if week := _WEEK.match(interval):
        monday = date.fromisocalendar(int(week[1]), int(week[2]), 1)
        return monday, monday + timedelta(days=6)
    day = datetime.fromisoformat(interval.partition("/")[0]).date()
    return day, day
