"""A benchmark as a centre reads it: the chart, the table, its place in words, or a kind word where it is withheld."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from filiere.contacts.benchmarking import LEFT_OUT, Benchmark, notes, place
from filiere.contacts.benchmarking.bootstrap import Ends
from filiere.contacts.definitions import Indicator
from filiere.core import Lang, Text
from filiere.core.numbers import percent
from filiere.publication.charts import ConcurrentScale, ScaleValue
from filiere.site.observatory.charts import drawn
from filiere.site.quality.benchmarks import PARTIAL
from filiere.site.quality.definition_words import value_words

NO_PART = {
    **LEFT_OUT,
    PARTIAL: Text(fr="le mois n’est pas versé en entier", en="the month has not been delivered in full"),
}
"""Why one’s own centre has no part in an indicator."""
QUARTILES = (
    ("q1", Text(fr="Premier quartile", en="First quartile")),
    ("median", Text(fr="Médiane", en="Median")),
    ("q3", Text(fr="Troisième quartile", en="Third quartile")),
)
OWN = Text(fr="Votre centre", en="Your centre")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: a quartile or one’s own figure, and its interval."""

    name: Text
    words: str
    interval: str
    own: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """An indicator compared, ready to print; ``chart`` is None where it is withheld."""

    indicator: Indicator
    published: bool
    organisations: int | None
    days: int | None
    coverage: str
    place: Text | None
    why: Text | None
    lines: tuple[Line, ...]
    notes: tuple[Text, ...]
    chart: SafeString | None


def compared(found: Benchmark, indicator: Indicator, code: Lang) -> Compared:
    """Make what a centre reads of an indicator ready to print."""
    own = found.own
    published = found.status == "published"
    return Compared(
        indicator=indicator,
        published=published,
        organisations=found.organisations,
        days=found.days,
        coverage=percent(found.coverage, code, 0),
        place=place(found),
        why=_why(own.left_out) if own is not None else _why("no_data"),
        lines=tuple(_lines(found, code)),
        notes=notes(found) if published else (),
        chart=_chart(found, indicator, code) if published else None,
    )


def _why(reason: str) -> Text | None:
    return NO_PART.get(reason, Text.same(reason)) if reason else None


def _lines(found: Benchmark, code: Lang) -> Iterable[Line]:
    unit = found.measured.unit
    for key, name in QUARTILES:
        one = getattr(found, key)
        if one is not None:
            yield Line(name, value_words(one.value, unit, code), _interval(one.interval, unit, code), own=False)
    own = found.own
    if own is not None and own.value is not None:
        yield Line(OWN, value_words(own.value, unit, code), _interval(own.interval, unit, code), own=True)


def _interval(ends: Ends | None, unit: str, code: Lang) -> str:
    if ends is None:
        return "–"
    to = "à" if code == "fr" else "to"
    return f"{value_words(ends.low, unit, code)} {to} {value_words(ends.high, unit, code)}"


def _chart(found: Benchmark, indicator: Indicator, code: Lang) -> SafeString:
    values = []
    for key, name in QUARTILES:
        one = getattr(found, key)
        values.append(_mark(name.get(code), one.value, one.interval, retained=False))
    own = found.own
    if own is not None and own.value is not None:
        values.append(_mark(OWN.get(code), own.value, own.interval, retained=True))
    said = place(found)
    return drawn(
        ConcurrentScale(
            ident=f"benchmark-{indicator.key}",
            lang=code,
            title=indicator.title.get(code),
            desc=said.get(code) if said is not None else indicator.title.get(code),
            values=tuple(values),
            retained_words=OWN.get(code).lower(),
        )
    )


def _mark(about: str, value: float, ends: Ends | None, *, retained: bool) -> ScaleValue:
    low, high = (round(Decimal(repr(end)), 1) if ends is not None else None for end in _both(ends))
    return ScaleValue(about=about, value=round(Decimal(repr(value)), 1), low=low, high=high, retained=retained)


def _both(ends: Ends | None) -> tuple[float, float]:
    return (ends.low, ends.high) if ends is not None else (0.0, 0.0)
