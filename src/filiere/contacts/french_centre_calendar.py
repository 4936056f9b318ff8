"""A calendar for a French centre, written from its usual week and the public holidays fixed by law.

Holidays are written as rows like any other, marked as holidays: what closes a day can be read in the calendar itself,
and does not depend on a feed of somebody else's holidays that closes another day next year.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from filiere.core.workdays import public_holidays


def build_french_calendar(
    organisation: str,
    week: Mapping[int, Sequence[tuple[str, str]]],
    *,
    first: date,
    last: date,
    version: str = "1",
    zone: str = "Europe/Paris",
    site: str | None = None,
    queue: str | None = None,
    alsace_moselle: bool = False,
) -> list[Mapping[str, Any]]:
    """Return the rows of a calendar in force from ``first`` to ``last``, its last day, ready for the canonical CSV.

    ``week`` gives the spans of each weekday, 1 for Monday, as ``("09:00", "18:00")``; a weekday that it leaves out is
    closed. Each public holiday of those days is a row of its own without hours. Raises ``ValueError`` for a year whose
    holidays are not known, as :func:`~filiere.core.workdays.public_holidays` does.
    """
    common = {"organisation": organisation, "site": site, "queue": queue, "version": version, "zone": zone}
    common |= {"valid_from": first.isoformat(), "valid_to": last.isoformat()}
    closed: Sequence[tuple[str | None, str | None]] = [(None, None)]
    rows: list[Mapping[str, Any]] = [
        {**common, "weekday": weekday, "day": None, "holiday": False, "opens": opens, "closes": closes}
        for weekday in range(1, 8)
        for opens, closes in week.get(weekday) or closed
    ]
    rows += (
        {**common, "weekday": None, "day": day.isoformat(), "holiday": True, "opens": None, "closes": None}
        for year in range(first.year, last.year + 1)
        for day in public_holidays(year, alsace_moselle=alsace_moselle)
        if first <= day <= last
    )
    return rows
