"""Periods: the date a number speaks of, which is never the date it was published.

A period is a year, a quarter, a month, a day, or a span of those, written in ISO form: ``2008``, ``2008-Q1``,
``2008-03``, ``2008-03-01``, ``2004/2008``. Written, read and compared the same way everywhere.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering
from typing import Any, Literal

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from filiere.core.dates import format_day, format_month
from filiere.core.language import source_language
from filiere.core.text import Lang, Text

PeriodKind = Literal["year", "quarter", "month", "day", "span"]

_FORMS: tuple[tuple[PeriodKind, re.Pattern[str]], ...] = (
    ("year", re.compile(r"(?P<y>\d{4})\Z")),
    ("quarter", re.compile(r"(?P<y>\d{4})-Q(?P<q>[1-4])\Z")),
    ("month", re.compile(r"(?P<y>\d{4})-(?P<m>0[1-9]|1[0-2])\Z")),
    ("day", re.compile(r"(?P<y>\d{4})-(?P<m>0[1-9]|1[0-2])-(?P<d>\d{2})\Z")),
)


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A closed interval of days with the precision it was given in.

    ``start`` and ``end`` are its first and last day, both included. Periods order by first day, then by last.
    """

    start: date
    end: date
    kind: PeriodKind
    _words: str

    @classmethod
    def parse(cls, words: str) -> "Period":
        """Read the ISO form; raise ``ValueError`` holding a bilingual :class:`Text` when it is none."""
        first, slash, last = words.partition("/")
        try:
            start, end, kind = _parse_one(first)
            if slash:
                _, end, _ = _parse_one(last)
                kind = "span"
                if end < start:
                    raise ValueError
        except ValueError:
            raise ValueError(
                Text(
                    fr=f"« {words} » n’est pas une période (2008, 2008-Q1, 2008-03, 2008-03-01 ou 2004/2008).",
                    en=f"“{words}” is not a period (2008, 2008-Q1, 2008-03, 2008-03-01 or 2004/2008).",
                )
            ) from None
        return cls(start, end, kind, words)

    @property
    def year(self) -> int:
        """The year of the first day."""
        return self.start.year

    @property
    def last_year(self) -> int:
        """The year of the last day; the same as :attr:`year` save for a span."""
        return self.end.year

    def contains(self, year: int) -> bool:
        """Tell whether any day of ``year`` is in the period."""
        return self.start.year <= year <= self.end.year

    def overlaps(self, other: "Period") -> bool:
        """Tell whether the two periods share a day."""
        return self.start <= other.end and other.start <= self.end

    def label(self, lang: Lang | None = None) -> str:
        """Return the period as the reader writes it, or as in ``lang``: « 1er trimestre 2008 », “2004–2008”."""
        lang = lang or source_language()
        if self.kind == "span":
            first, _, last = self._words.partition("/")
            return f"{Period.parse(first).label(lang)}–{Period.parse(last).label(lang)}"
        if self.kind == "year":
            return str(self.year)
        if self.kind == "quarter":
            quarter = (self.start.month + 2) // 3
            if lang == "fr":
                return f"{quarter}{'er' if quarter == 1 else 'e'} trimestre {self.year}"
            return f"Q{quarter} {self.year}"
        return format_month(self.start, lang) if self.kind == "month" else format_day(self.start, lang)

    def __str__(self) -> str:
        return self._words

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Period):
            return NotImplemented
        return (self.start, self.end) < (other.start, other.end)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def read(value: Any) -> Period:
            return value if isinstance(value, Period) else cls.parse(value)

        return core_schema.no_info_before_validator_function(
            lambda value: value if isinstance(value, Period) else _require_text(value),
            core_schema.no_info_plain_validator_function(
                read, serialization=core_schema.plain_serializer_function_ser_schema(str)
            ),
        )


def _require_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(
        Text(
            fr="La période doit être un texte, écrit entre guillemets.",
            en="The period must be text, in quotes.",
        )
    )


def _parse_one(words: str) -> tuple[date, date, PeriodKind]:
    for kind, form in _FORMS:
        if match := form.match(words):
            year = int(match["y"])
            if kind == "year":
                return date(year, 1, 1), date(year, 12, 31), kind
            if kind == "quarter":
                month = int(match["q"]) * 3
                return date(year, month - 2, 1), date(year, month, calendar.monthrange(year, month)[1]), kind
            month = int(match["m"])
            if kind == "month":
                return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), kind
            day = date(year, month, int(match["d"]))
            return day, day, kind
    raise ValueError(words)
