"""Staff, month by month, counted a second time.

Follows docs/reference/contact-indicators.md, section 15. A store has a few thousand months at most, so they are added
up one by one, as exact fractions of a million.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from filiere.contacts.definitions.records import Indicator
from filiere.contacts.recount.periods import DAY_US
from filiere.contacts.recount.records import PERCENT, RecountResult
from filiere.contacts.recount.sums import GroupSums, RecountRequest
from filiere.contacts.recount.tables import StoredTables

_EPOCH = date(1970, 1, 1)
_MILLION = 1_000_000


class StaffMonths:
    """The months of one group and period, added up."""

    def __init__(self) -> None:
        self.months: set[str] = set()
        self.sums: dict[str, int] = defaultdict(int)

    def add(self, row: Mapping[str, Any], names: tuple[str, ...]) -> None:
        """Add a month."""
        self.months.add(row["month"])
        for name in names:
            exact = Decimal(repr(row[name])) * _MILLION
            self.sums[name] += int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))

    def times(self, *names: str) -> int:
        """The sum of columns, as many times as there are months."""
        return len(self.months) * sum(self.sums[name] for name in names)


def _make_monthly_recount(
    names: tuple[str, ...],
    ratio: Callable[[StaffMonths], tuple[int, int]],
    *,
    scale: Fraction = PERCENT,
    answers: bool = False,
) -> Callable[[StoredTables, Indicator, RecountRequest], RecountResult]:
    def recount_months(tables: StoredTables, indicator: Indicator, asked: RecountRequest) -> RecountResult:
        del indicator
        kept: dict[tuple[Any, ...], StaffMonths] = defaultdict(StaffMonths)
        unknown = 0
        for row in tables.table("staff_month").collect().iter_rows(named=True):
            if any(row[name] is None for name in (*names, "headcount")):
                unknown += 1
            elif asked.interval in ("month", "year", "all"):
                kept[_group_key(row, asked)].add(row, (*names, "headcount"))
        found = []
        for key, months in kept.items():
            numerator, denominator = ratio(months)
            people = denominator if answers else months.sums["headcount"] // (len(months.months) * _MILLION)
            n = people if denominator else 0
            found.append(GroupSums(key=key, numerator=numerator, denominator=denominator, n=n))
        return RecountResult(sums=found, scale=scale, exclusions={"unknown": unknown} if unknown else {})

    return recount_months


def _group_key(row: Mapping[str, Any], asked: RecountRequest) -> tuple[Any, ...]:
    first = date.fromisoformat(f"{row['month']}-01")
    starts = {"month": first, "year": first.replace(month=1, day=1), "all": _EPOCH}
    period = (starts[asked.interval] - _EPOCH).days * DAY_US
    part = ((first - _EPOCH).days * DAY_US,) if asked.part else ()
    groups = (row.get(name) for name in asked.keys if name not in ("period", "part"))
    return (*groups, period, *part)


STAFF_MEASURES: Mapping[str, Callable[[StoredTables, Indicator, RecountRequest], RecountResult]] = {
    "turnover": _make_monthly_recount(
        ("entries", "exits"), lambda one: (one.times("entries", "exits"), 2 * one.sums["headcount"])
    ),
    "turnover_exits": _make_monthly_recount(("exits",), lambda one: (one.times("exits"), one.sums["headcount"])),
    "absenteeism": _make_monthly_recount(
        ("hours_absent", "hours_due"), lambda one: (one.sums["hours_absent"], one.sums["hours_due"])
    ),
    "training_hours": _make_monthly_recount(
        ("training_hours",), lambda one: (one.times("training_hours"), one.sums["headcount"]), scale=Fraction(1)
    ),
    "employee_satisfaction": _make_monthly_recount(
        ("satisfaction_favourable", "satisfaction_answers"),
        lambda one: (
            one.sums["satisfaction_favourable"] // _MILLION,
            one.sums["satisfaction_answers"] // _MILLION,
        ),
        answers=True,
    ),
}
