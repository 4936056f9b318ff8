"""The periods of a row of an indicator, as dates and as people say them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from filiere.core import Text
from filiere.core.dates import format_day, format_hour, format_month
from filiere.site.kit.bilingual_text import localize

_MONTH = re.compile(r"(\d{4})-(\d\d)\Z")
_WEEK = re.compile(r"(\d{4})-W(\d\d)\Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_YEAR = re.compile(r"\d{4}\Z")

INTERVAL_LABELS: dict[str, Text] = {
    "day": Text(fr="par jour", en="by day"),
    "week": Text(fr="par semaine", en="by week"),
    "month": Text(fr="par mois", en="by month"),
}
"""The intervals that a page draws; finer ones are for files."""


def is_month(period: str) -> bool:
    """Whether a period is written as a month is, ``2026-03``."""
    found = _MONTH.match(period)
    return found is not None and int(found[1]) > 0 and 1 <= int(found[2]) <= 12


def period_start(interval: str) -> date | None:
    """The first day of a period (``2026-03``, ``2026-W13``, ``2026-03-29``, an instant); None for ``all``."""
    if found := _MONTH.match(interval):
        return date(int(found[1]), int(found[2]), 1)
    if found := _WEEK.match(interval):
        return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    if _DAY.match(interval):
        return date.fromisoformat(interval)
    if _YEAR.match(interval):
        return date(int(interval), 1, 1)
    if interval == "all":
        return None
    return datetime.fromisoformat(interval.partition("/")[0]).date()


def period_end(interval: str) -> date | None:
    """The last day of a month, a week, a day or a year; None for ``all``."""
    start = period_start(interval)
    if start is None:
        return None
    if _MONTH.match(interval):
        return (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    if _WEEK.match(interval):
        return start + timedelta(days=6)
    if _YEAR.match(interval):
        return date(start.year, 12, 31)
    return start


def period_text(interval: str) -> str:
    """A period as people say it: “mars 2026”, “semaine 13 de 2026”, “29 mars 2026”, “toute la période”."""
    start = period_start(interval)
    if start is None:
        return localize("toute la période", "the whole period")
    if _MONTH.match(interval):
        return format_month(start)
    if found := _WEEK.match(interval):
        return localize(f"semaine {int(found[2])} de {found[1]}", f"week {int(found[2])} of {found[1]}")
    if _DAY.match(interval):
        return format_day(start)
    if _YEAR.match(interval):
        return interval
    moment = datetime.fromisoformat(interval.partition("/")[0])
    return f"{format_day(start)}, {format_hour(moment)}"
