"""The target that a value is read against, found a second time: every day of the period is asked which one holds.

Follows docs/reference/contact-indicators.md, section 20.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from filiere.contacts.definitions.records import Indicator


def recount_target(indicator: Indicator, interval: str, span: tuple[date, date], today: date) -> Decimal | None:
    """Return the target of a period as rows write it; None where not the same one holds on each of its days."""
    days = [today] if indicator.choices.target == "today" else list(_iter_days(interval, span))
    held = [[rank for rank, one in enumerate(indicator.targets)
             if one.start <= day <= (one.to or date.max)] for day in days]  # fmt: skip
    same = held and held[0] and all(one == held[0] for one in held)
    return indicator.targets[held[0][0]].value if same else None


def _iter_days(interval: str, span: tuple[date, date]) -> Iterator[date]:
    """Give the days whose label, cut to the length of a period's, is that of the period."""
    if interval == "all":
        day, last = span
    elif "W" in interval:
        day = date.fromisoformat(interval + "-1")
        last = day + timedelta(days=6)
    else:
        known = interval[:10]
        day = date.fromisoformat(known + "-01-01"[len(known) - 10 :] if len(known) < 10 else known)
        last = day
        while (last + timedelta(days=1)).isoformat().startswith(known):
            last += timedelta(days=1)
    while day <= last:
        yield day
        day += timedelta(days=1)
