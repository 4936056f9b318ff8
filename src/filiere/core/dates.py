"""Days and hours as a reader of French or English writes them: 1er janvier 2027, mercredi 9 juin, 14 h 25; 1 January
2027, Wednesday 9 June, 14:25.

Every date that somebody reads is written here. Data, addresses and names of files keep the order of ISO 8601.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any

from babel.dates import format_date
from pydantic import BeforeValidator

from filiere.core.language import source_language
from filiere.core.text import Lang, Text


def _read_day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    try:
        if isinstance(value, str) and len(value) == len("2027-01-01"):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError(
        Text(
            fr=f"« {value} » n’est pas un jour : écrivez AAAA-MM-JJ, comme 2027-01-01.",
            en=f"“{value}” is not a date: write YYYY-MM-DD, such as 2027-01-01.",
        )
    )


RecordDay = Annotated[date, BeforeValidator(_read_day)]
"""A day in a record, typed as text in the order of ISO 8601 and in no other way: never a number of seconds."""

_LOCALES: dict[Lang, str] = {"fr": "fr_FR", "en": "en_GB"}


def format_day(day: date, lang: Lang | None = None) -> str:
    """Return a day in words, in the reader's language or in ``lang``: « 1er janvier 2027 », “1 January 2027”."""
    return _write_day(day, "d MMMM y", lang)


def spell_day(day: date) -> Text:
    """Return a day in words, in both languages."""
    return Text(fr=format_day(day, "fr"), en=format_day(day, "en"))


def format_weekday(day: date, lang: Lang | None = None, *, year: bool = False) -> str:
    """Return a day by its name: « mercredi 9 juin », “Wednesday 9 June”; with its year if asked for."""
    return _write_day(day, f"EEEE d MMMM{' y' if year else ''}", lang)


def format_month(day: date, lang: Lang | None = None) -> str:
    """Return the month of a day: « janvier 2027 », “January 2027”."""
    return _write_day(day, "MMMM y", lang)


def format_hour(moment: datetime | time, lang: Lang | None = None) -> str:
    """Return a time of day: « 9 h 05 », unbroken at the end of a line, “09:05”."""
    lang = lang or source_language()
    return f"{moment.hour}\u00a0h\u00a0{moment:%M}" if lang == "fr" else f"{moment:%H:%M}"


def _write_day(day: date, pattern: str, lang: Lang | None) -> str:
    lang = lang or source_language()
    if lang == "fr" and day.day == 1:
        pattern = pattern.replace("d MMMM", "d'er' MMMM")
    return str(format_date(day, pattern, locale=_LOCALES[lang]))
