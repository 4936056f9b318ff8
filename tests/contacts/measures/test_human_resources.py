"""Staff, month by month, against sums done by hand."""

from datetime import date

import ibis
import pyarrow as pa
import pytest
from support.scenes.measures_sample import context_of, indicator, left_out, sums_of, total

from filiere.contacts.measures import MEASURES
from filiere.contacts.measures.aggregation import month_start_us
from filiere.contacts.zone_offsets import DAY_US

MILLION = 1_000_000
MONTHS = [
    {"month": "2026-01", "site": "Lille", "headcount": 100.0, "entries": 4, "exits": 6, "hours_due": 15_000.0},
    {"month": "2026-02", "site": "Lille", "headcount": 98.5, "entries": 0, "exits": 2, "hours_due": 14_000.5},
    {"month": "2026-02", "site": "Metz", "headcount": 40.0, "entries": 1, "exits": 0, "hours_due": 6_000.0},
]


def test_both_ways_of_counting_turnover() -> None:
    """Lille, two months of 99.25 people on average: 12 entered or left, which is 6 by halves; 8 left."""
    with context_of({"staff_month": MONTHS[:2]}) as context:
        rate = total(context, indicator("turnover"))
        assert rate == (2 * 12 * MILLION, 2 * 198_500_000, 99)
        assert total(context, indicator("turnover_exits")) == (2 * 8 * MILLION, 198_500_000, 99)
    assert MEASURES["turnover"].value(*rate[:2]) == pytest.approx(100 * (12 / 2) / 99.25)


def test_a_month_counts_once_however_many_sites_there_are() -> None:
    """February: 138.5 people in two sites, in one month."""
    with context_of({"staff_month": MONTHS}, interval="month", by=("site",)) as context:
        rows = sums_of(context, indicator("turnover"))
        assert [(one["site"], one["period"], one["n"]) for one in rows] == [
            ("Lille", "2026-01", 100),
            ("Lille", "2026-02", 98),
            ("Metz", "2026-02", 40),
        ]
    with context_of({"staff_month": MONTHS}, interval="month") as context:
        assert sums_of(context, indicator("turnover"))[1] == {
            "period": "2026-02",
            "numerator": 3 * MILLION,
            "denominator": 277_000_000,
            "n": 138,
        }


def test_absence_and_training_and_what_employees_say() -> None:
    """Decimal hours in millionths; a rate of hours over hours, hours a person, a share of answers."""
    rows = [
        {**MONTHS[0], "hours_absent": 900.25, "training_hours": 400.0, "satisfaction_favourable": 60},
        {**MONTHS[1], "hours_absent": 100.0, "training_hours": 0.5},
    ]
    rows = [{**one, "satisfaction_answers": 80} for one in rows]
    with context_of({"staff_month": rows}, interval="year") as context:
        assert total(context, indicator("absenteeism")) == (1_000_250_000, 29_000_500_000, 99)
        assert total(context, indicator("training_hours")) == (2 * 400_500_000, 198_500_000, 99)
        # February does not say how many were favourable, and zero is not meant.
        assert total(context, indicator("employee_satisfaction")) == (60, 80, 80)
        assert left_out(context, indicator("employee_satisfaction")) == {"unknown": 1}


def test_an_unknown_month_is_no_month_without_exits() -> None:
    """A blank is unknown, never zero: the month leaves the mean headcount too."""
    with context_of({"staff_month": [MONTHS[0], {**MONTHS[1], "exits": None}]}) as context:
        assert total(context, indicator("turnover_exits")) == (6 * MILLION, 100 * MILLION, 100)


@pytest.mark.parametrize("interval", ["week", "day", "hour", "15min"])
def test_months_are_not_cut(interval: str) -> None:
    """There is no turnover of a Tuesday."""
    with context_of({"staff_month": MONTHS}, interval=interval) as context:  # type: ignore[arg-type]
        assert sums_of(context, indicator("turnover")) == []


def test_nobody_on_the_staff_is_no_data() -> None:
    """A headcount of zero divides nothing."""
    with context_of({"staff_month": [{**MONTHS[0], "headcount": 0.0}]}) as context:
        assert total(context, indicator("turnover")) == (10 * MILLION, 0, 0)


def test_the_first_day_of_every_month_from_1970_to_2170() -> None:
    """Against the calendar of the standard library, leap years of centuries included."""
    months = [date(year, month, 1) for year in range(1970, 2171) for month in range(1, 13)]
    table = ibis.memtable(pa.table({"month": [one.isoformat()[:7] for one in months]}))
    found = ibis.duckdb.connect().to_pyarrow(table.select(start=month_start_us(table.month)))["start"].to_pylist()
    assert found == [(one - date(1970, 1, 1)).days * DAY_US for one in months]
