"""The small types of which every record of a referential is made: keys, days, spans of time, wordings, roundings.

A key carries no meaning and lives for ever, so its form is fixed here once. A wording may say from which French text
its English was translated, so that a translation left behind by a correction is seen.
"""

import calendar
import hashlib
import itertools
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, model_validator

from filiere.core.dates import RecordDay
from filiere.core.text import StrictModel, Text, Words

_KEY = re.compile(r"[a-z][a-z0-9_]*\Z")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_RELEASE = re.compile(r"[0-9]+([.-][0-9a-z]+)*\Z")
_SPAN = re.compile(r"(?P<sign>-?)(?P<count>[0-9]{1,5}) (?P<unit>day|week|month|year)s?\Z")

SpanUnit = Literal["day", "week", "month", "year"]


def validate_key(words: str) -> str:
    """Return the key, or raise ``ValueError`` holding a bilingual text."""
    if _KEY.match(words):
        return words
    raise ValueError(
        Text(
            fr=f"« {words} » n’est pas une clé : minuscules sans accent, chiffres et « _ », une lettre d’abord.",
            en=f"“{words}” is not a key: use unaccented lower-case letters, digits and “_”, starting with a letter.",
        )
    )


def _validate_name(words: str) -> str:
    if _NAME.match(words):
        return words
    raise ValueError(
        Text(
            fr=f"« {words} » n’est pas un nom de référentiel : des minuscules, des chiffres et « - ».",
            en=f"“{words}” is not a referential name: lower-case letters, digits and “-”.",
        )
    )


def _validate_release(words: str) -> str:
    if _RELEASE.match(words):
        return words
    raise ValueError(
        Text(
            fr=f"« {words} » n’est pas un numéro de version, comme 2027.1 ou 2017.",
            en=f"“{words}” is not a version number, such as 2027.1 or 2017.",
        )
    )


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A length of time as rules give it: ``90 day``, ``36 month``, ``-9 month``."""

    count: int
    unit: SpanUnit

    def shift_day(self, day: date) -> date:
        """Return ``day`` moved by the span; a month too short for the day gives its last day."""
        if self.unit in ("day", "week"):
            return day + timedelta(days=self.count * (7 if self.unit == "week" else 1))
        months = day.year * 12 + day.month - 1 + self.count * (12 if self.unit == "year" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

    def __str__(self) -> str:
        return f"{self.count} {self.unit}"


_DAYS = {"day": 1, "working_day": 2, "week": 7, "month": 31, "year": 366}
_LONGEST_DAYS = 200 * 366


def is_plausible_length(count: int, unit: str) -> bool:
    """Whether a length of time is one of a rule: under two centuries, no day moved by it leaves the calendar."""
    return count * _DAYS[unit] <= _LONGEST_DAYS


def _parse_span(value: Any) -> Any:
    if isinstance(value, TimeSpan):
        return value
    if (
        isinstance(value, str)
        and (match := _SPAN.match(value))
        and is_plausible_length(int(match["count"]), match["unit"])
    ):
        return TimeSpan(int(match["sign"] + match["count"]), match["unit"])  # type: ignore[arg-type]
    raise ValueError(
        Text(
            fr=f"« {value} » n’est pas une durée, comme « 90 day », « 36 month » ou « -9 month ».",
            en=f'“{value}” is not a length of time, such as "90 day", "36 month" or "-9 month".',
        )
    )


Key = Annotated[str, AfterValidator(validate_key)]
Name = Annotated[str, AfterValidator(_validate_name)]
ReleaseNumber = Annotated[str, AfterValidator(_validate_release)]
Day = RecordDay
Length = Annotated[TimeSpan, BeforeValidator(_parse_span), PlainSerializer(str)]
Expression = Words


class Wording(Text):
    """A text of a referential; ``translated_from`` is the :func:`translation_mark` of the French it was translated
    from."""

    translated_from: str | None = None

    @property
    def is_stale(self) -> bool:
        """Whether the French was changed after it was translated."""
        return self.translated_from is not None and self.translated_from != translation_mark(self.fr)


def translation_mark(words: str) -> str:
    """Return the twelve hexadecimal digits by which a translation names the words it was made from."""
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:12]


class Rounding(StrictModel):
    """How a result is rounded: the decimals kept, and which way a half goes."""

    digits: Annotated[int, Field(ge=0, le=9)]
    mode: Literal["half_up", "half_even", "half_down", "up", "down"] = "half_up"


class Level(StrictModel):
    """One level of a scale: its key, the points it is worth, and what one would see."""

    key: Key
    value: Decimal
    text: Wording


class Scale(StrictModel):
    """Levels from the lowest to the highest; the order of the list is their order in comparisons."""

    levels: Annotated[tuple[Level, ...], Field(min_length=2)]
    text: Wording | None = None

    @model_validator(mode="after")
    def _rising(self) -> Self:
        values = [level.value for level in self.levels]
        # Only nothing may be said twice: of levels under the law, none is worth more than another.
        if any(after <= before and not before == after == 0 for before, after in itertools.pairwise(values)):
            raise ValueError(
                Text(
                    fr="Les niveaux ne montent pas : chacun doit valoir plus que le précédent.",
                    en="The levels do not increase: each must be worth more than the one before.",
                )
            )
        if len({level.key for level in self.levels}) < len(self.levels):
            raise ValueError(
                Text(fr="Deux niveaux portent la même clé.", en="Two levels have the same key."),
            )
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the levels, lowest first."""
        return tuple(level.key for level in self.levels)

    def level(self, key: str) -> Level:
        """Return the level of that key; raise ``KeyError`` when there is none."""
        for level in self.levels:
            if level.key == key:
                return level
        raise KeyError(key)

    def rank(self, key: str) -> int:
        """Return the place of a level, from 0 for the lowest."""
        return self.keys.index(key)
