"""Working days against dates that were known before the code: a table of Easter, calendars of single years."""

from datetime import date, timedelta

import pytest
from dateutil.easter import easter as easter_of_dateutil
from hypothesis import given
from hypothesis import strategies as st

from filiere.core.workdays import add_working_days, easter, is_working_day, public_holidays

# Easter Sundays as calendars print them.
EASTERS = [
    "2009-04-12",
    "2010-04-04",
    "2011-04-24",
    "2012-04-08",
    "2013-03-31",
    "2014-04-20",
    "2015-04-05",
    "2016-03-27",
    "2017-04-16",
    "2018-04-01",
    "2019-04-21",
    "2020-04-12",
    "2021-04-04",
    "2022-04-17",
    "2023-04-09",
    "2024-03-31",
    "2025-04-20",
    "2026-04-05",
    "2027-03-28",
    "2028-04-16",
    "2029-04-01",
    "2030-04-21",
    "2031-04-13",
    "2032-03-28",
    "2033-04-17",
    "2034-04-09",
    "2035-03-25",
    "2036-04-13",
    "2037-04-05",
    "2038-04-25",
    "2039-04-10",
    "2040-04-01",
]


@pytest.mark.parametrize("printed", EASTERS)
def test_easter_is_the_day_that_calendars_print(printed: str) -> None:
    """Thirty-two years, among them one of the latest days there are, 25 April 2038."""
    assert easter(int(printed[:4])).isoformat() == printed


def test_easter_agrees_with_another_program() -> None:
    """Over more than a whole turn of the exceptions, with a library that was written apart."""
    assert [easter(year) for year in range(1583, 4100)] == [easter_of_dateutil(year) for year in range(1583, 4100)]


def test_the_holidays_of_2027() -> None:
    """The eleven days of one year, by hand."""
    assert [day.isoformat() for day in public_holidays(2027)] == [
        "2027-01-01",
        "2027-03-29",
        "2027-05-01",
        "2027-05-06",
        "2027-05-08",
        "2027-05-17",
        "2027-07-14",
        "2027-08-15",
        "2027-11-01",
        "2027-11-11",
        "2027-12-25",
    ]


def test_two_more_days_in_alsace_and_moselle() -> None:
    """Good Friday and 26 December, and nothing else."""
    more = set(public_holidays(2027, alsace_moselle=True)) - set(public_holidays(2027))
    assert more == {date(2027, 3, 26), date(2027, 12, 26)}


def test_two_holidays_on_one_day_are_one_day() -> None:
    """Ascension Day of 2008 was on 1 May."""
    assert len(public_holidays(2008)) == 10
    assert date(2008, 5, 1) in public_holidays(2008)


@pytest.mark.parametrize("year", [1981, 9999])
def test_a_year_whose_list_is_not_known_is_refused(year: int) -> None:
    """Rather than answered wrongly."""
    with pytest.raises(ValueError, match=str(year)):
        public_holidays(year)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2027-03-01", 0, "2027-03-01"),
        ("2027-03-01", 10, "2027-03-15"),
        # Easter Monday in between.
        ("2027-03-25", 2, "2027-03-30"),
        # From a Saturday, which is not counted.
        ("2027-05-01", 5, "2027-05-10"),
        # Over Christmas and New Year’s Day, both on a Saturday: 24, 27 to 31, 3 to 6.
        ("2027-12-23", 10, "2028-01-06"),
        # The holidays of Friday 1, Friday 8 and Thursday 14 May: 4 5 6 7, 11 12 13, 15, 18 19.
        ("2026-04-30", 10, "2026-05-19"),
    ],
)
def test_working_days_counted_on_a_calendar(start: str, count: int, end: str) -> None:
    """Counted by hand."""
    assert add_working_days(date.fromisoformat(start), count).isoformat() == end


def test_working_days_differ_in_alsace_and_moselle() -> None:
    """Good Friday pushes the end by a day."""
    assert add_working_days(date(2027, 3, 25), 1) == date(2027, 3, 26)
    assert add_working_days(date(2027, 3, 25), 1, alsace_moselle=True) == date(2027, 3, 30)


def test_a_negative_count_is_refused() -> None:
    """Time is not counted backwards."""
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2027, 3, 1), -1)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 60), st.booleans())
def test_counting_and_adding_agree(day: date, count: int, alsace: bool) -> None:
    """Between a day and its end there are as many working days as were added, and the end is one of them."""
    end = add_working_days(day, count, alsace_moselle=alsace)
    between = [day + timedelta(days=after) for after in range(1, (end - day).days + 1)]
    assert sum(is_working_day(one, alsace_moselle=alsace) for one in between) == count
    assert not between or is_working_day(end, alsace_moselle=alsace)
