"""Periods read, write, order and speak both languages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.core import Period, Text


@pytest.mark.parametrize(
    ("words", "start", "end", "french", "english"),
    [
        ("2008", date(2008, 1, 1), date(2008, 12, 31), "2008", "2008"),
        ("2008-Q1", date(2008, 1, 1), date(2008, 3, 31), "1er trimestre 2008", "Q1 2008"),
        ("2008-Q4", date(2008, 10, 1), date(2008, 12, 31), "4e trimestre 2008", "Q4 2008"),
        ("2008-02", date(2008, 2, 1), date(2008, 2, 29), "février 2008", "February 2008"),
        ("2008-03-01", date(2008, 3, 1), date(2008, 3, 1), "1er mars 2008", "1 March 2008"),
        ("2010-07-12", date(2010, 7, 12), date(2010, 7, 12), "12 juillet 2010", "12 July 2010"),
        ("2004/2008", date(2004, 1, 1), date(2008, 12, 31), "2004–2008", "2004–2008"),
    ],
)
def test_each_form_is_read_and_told(words: str, start: date, end: date, french: str, english: str) -> None:
    """A period has its first and last day, its label in both languages, and writes back as it was read."""
    period = Period.parse(words)
    assert (period.start, period.end) == (start, end)
    assert (period.label("fr"), period.label("en")) == (french, english)
    assert str(period) == words


@pytest.mark.parametrize("words", ["", "08", "2008-13", "2008-Q5", "2008-02-30", "2008/2004", "2008-3", " 2008"])
def test_what_is_no_period_is_refused_in_both_languages(words: str) -> None:
    """The refusal carries a bilingual text that quotes what was given."""
    with pytest.raises(ValueError, match=r"période|\(") as caught:
        Period.parse(words)
    assert isinstance(caught.value.args[0], Text)


years = st.integers(1900, 2100).map(str)


@given(years, years)
def test_periods_order_as_their_days_do(one: str, other: str) -> None:
    """Ordering by days is total and agrees with equality; a span of two years contains both."""
    first, second = sorted([Period.parse(one), Period.parse(other)])
    span = Period.parse(f"{first}/{second}")
    assert first <= second
    assert span.contains(first.year)
    assert span.contains(second.year)
    assert span.overlaps(first)
