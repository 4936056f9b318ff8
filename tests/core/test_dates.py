"""Days and hours in words."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from filiere.core.dates import format_day, format_hour, format_month, format_weekday, spell_day
from filiere.core.text import Lang


@pytest.mark.parametrize(
    ("day", "lang", "words"),
    [
        (date(2027, 1, 1), "fr", "1er janvier 2027"),
        (date(2027, 1, 1), "en", "1 January 2027"),
        (date(2027, 8, 31), "fr", "31 août 2027"),
        (datetime(2026, 12, 11, 9, 5), "en", "11 December 2026"),
    ],
)
def test_a_day_in_words(day: date, lang: Lang, words: str) -> None:
    """Day, month, year in both languages; the first of a month is said by its rank in French."""
    assert format_day(day, lang) == words
    assert spell_day(day).get(lang) == words


def test_other_dates_and_hours() -> None:
    """The name of the day without its year, the month, the hour, which never breaks."""
    day = date(2027, 6, 9)
    assert (format_weekday(day, "fr"), format_weekday(day, "en")) == ("mercredi 9 juin", "Wednesday 9 June")
    assert format_weekday(day, "fr", year=True) == "mercredi 9 juin 2027"
    assert (format_month(day, "fr"), format_month(day, "en")) == ("juin 2027", "June 2027")
    assert (format_hour(time(14, 25), "fr"), format_hour(time(9, 5), "en")) == ("14\u00a0h\u00a025", "09:05")
