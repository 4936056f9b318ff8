"""A benchmark as a centre reads it: the chart, the table, its place in words, or a kind word where it is withheld."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from filiere import contacts
from filiere.contacts import Indicator
from filiere.contacts.definitions.choice_narrative import indicator_title
from filiere.core import Text, source_language
from filiere.core.numbers import format_percent
from filiere.publication.charts import ConcurrentScale, ScaleValue
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.charts import draw_cached
from filiere.site.quality.benchmarks import PARTIAL
from filiere.site.quality.presenters.definitions import format_measure
from filiere.site.quality.presenters.indicator import build_scale

LEFT_OUT_REASONS = {
    PARTIAL: Text(fr="le mois n’est pas déposé en entier", en="the month has not been delivered in full"),
}
"""Why one’s own centre has no part in an indicator, beside what the engine says of it."""
QUARTILES = (
    ("q1", Text(fr="Premier quartile", en="First quartile")),
    ("median", Text(fr="Médiane", en="Median")),
    ("q3", Text(fr="Troisième quartile", en="Third quartile")),
)
OWN_LABEL = Text(fr="Votre centre", en="Your centre")


@dataclass(frozen=True, slots=True)
class BenchmarkLine:
    """A line of the table: a quartile or one’s own figure, and its interval."""

    name: Text
    words: str
    interval: str
    own: bool


@dataclass(frozen=True, slots=True)
class BenchmarkView:
    """An indicator compared, ready to print; ``chart`` is None where it is withheld."""

    indicator: Indicator
    published: bool
    organisations: int | None
    days: int | None
    coverage: str
    place: Text | None
    why: Text | None
    lines: tuple[BenchmarkLine, ...]
    notes: tuple[Text, ...]
    chart: SafeString | None


def build_benchmark(found: contacts.Benchmark, indicator: Indicator) -> BenchmarkView:
    """Make what a centre reads of an indicator ready to print."""
    own = found.own
    published = found.status == "published"
    return BenchmarkView(
        indicator=indicator,
        published=published,
        organisations=found.organisations,
        days=found.days,
        coverage=format_percent(found.coverage, digits=0),
        place=contacts.describe_place(found),
        why=_reason_text(own.left_out) if own is not None else _reason_text("no_data"),
        lines=tuple(_build_lines(found)),
        notes=contacts.write_notes(found) if published else (),
        chart=_draw_benchmark(found, indicator) if published else None,
    )


def _reason_text(reason: str) -> Text | None:
    return {**contacts.LEFT_OUT_LABELS, **LEFT_OUT_REASONS}.get(reason, Text.same(reason)) if reason else None


def _build_lines(found: contacts.Benchmark) -> Iterable[BenchmarkLine]:
    unit = found.measured.unit
    for key, name in QUARTILES:
        result = getattr(found, key)
        if result is not None:
            yield BenchmarkLine(
                name, format_measure(result.value, unit), _format_interval(result.interval, unit), own=False
            )
    own = found.own
    if own is not None and own.value is not None:
        yield BenchmarkLine(OWN_LABEL, format_measure(own.value, unit), _format_interval(own.interval, unit), own=True)


def _format_interval(ends: contacts.IntervalEnds | None, unit: str) -> str:
    if ends is None:
        return "–"
    to = localize("à", "to")
    return f"{format_measure(ends.low, unit)} {to} {format_measure(ends.high, unit)}"


def _draw_benchmark(found: contacts.Benchmark, indicator: Indicator) -> SafeString:
    values = []
    for key, name in QUARTILES:
        result = getattr(found, key)
        values.append(_build_scale_value(str(name), result.value, result.interval, retained=False))
    own = found.own
    if own is not None and own.value is not None:
        values.append(_build_scale_value(str(OWN_LABEL), own.value, own.interval, retained=True))
    said = contacts.describe_place(found)
    return draw_cached(
        ConcurrentScale(
            ident=f"benchmark-{indicator.key}",
            lang=source_language(),
            title=str(indicator_title(indicator)),
            desc=str(said) if said is not None else str(indicator_title(indicator)),
            values=tuple(values),
            retained_words=str(OWN_LABEL).lower(),
            suffix=build_scale(found.measured.unit, ()).suffix,
        )
    )


def _build_scale_value(about: str, value: float, ends: contacts.IntervalEnds | None, *, retained: bool) -> ScaleValue:
    low, high = (round(Decimal(repr(end)), 1) if ends is not None else None for end in _ends_or_zero(ends))
    return ScaleValue(about=about, value=round(Decimal(repr(value)), 1), low=low, high=high, retained=retained)


def _ends_or_zero(ends: contacts.IntervalEnds | None) -> tuple[float, float]:
    return (ends.low, ends.high) if ends is not None else (0.0, 0.0)
