"""The figures of a centre as its pages show them: a large one, a table of them all, kind words for those withheld."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from filiere.contacts.definitions import DefinitionSet, Indicator
from filiere.contacts.reasons import status_words
from filiere.contacts.rows import IndicatorRow
from filiere.core import Lang, Text
from filiere.core.numbers import number, signed
from filiere.site.quality import figures
from filiere.site.quality.definition_words import seconds_words, value_words
from filiere.site.quality.figures import Cut
from filiere.site.quality.intervals import end_of, words_of
from filiere.site.quality.models import Run

FAMILIES: tuple[tuple[Text, frozenset[str]], ...] = (
    (
        Text(fr="Joindre le centre", en="Reaching the centre"),
        frozenset({"contacts", "accessibility", "abandonment", "blocked_rate"}),
    ),
    (
        Text(fr="Attendre", en="Waiting"),
        frozenset({"service_level", "speed_of_answer_mean", "speed_of_answer_percentile"}),
    ),
    (
        Text(fr="Être servi", en="Service"),
        frozenset({"handling_time_mean", "handling_time_percentile", "transfer_rate", "contact_resolution"}),
    ),
    (
        Text(fr="Les écrits", en="Written contacts"),
        frozenset({"delay_within", "delay_mean", "delay_percentile", "backlog"}),
    ),
    (
        Text(fr="Les réclamations", en="Complaints"),
        frozenset(
            {
                *("complaint_rate", "complaint_acknowledged_within", "complaint_closed_within"),
                "complaint_closing_percentile",
            }
        ),
    ),
    (
        Text(fr="Ce qu’en disent les clients", en="Customer feedback"),
        frozenset(
            {
                *("satisfaction", "response_rate", "net_promoter_score", "customer_effort"),
                *("quality_score", "mystery_score", "mystery_passed"),
            }
        ),
    ),
    (
        Text(fr="L’organisation du travail", en="Work organisation"),
        frozenset({"forecast_accuracy", "availability", "occupancy", "workload"}),
    ),
    (
        Text(fr="Les salariés", en="Employees"),
        frozenset({"turnover", "absenteeism", "training_hours", "employee_satisfaction"}),
    ),
)
"""The families of measures, in the order in which a contact goes."""


@dataclass(frozen=True, slots=True)
class Value:
    """One row ready to print: its value in words, or why there is none; ``row`` is None where there is no row."""

    row: IndicatorRow | None
    words: str
    remark: str
    n: int

    @property
    def published(self) -> bool:
        """Whether there is a value."""
        return self.row is not None and self.row.status == "published"


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of the table: its value in the period, in the one before, and the difference in words."""

    indicator: Indicator
    value: Value
    before: Value | None
    change: str


def shown(row: IndicatorRow | None, code: Lang) -> Value:
    """A row ready to print."""
    if row is None:
        return Value(None, "–", Text(fr="pas de donnée", en="no data").get(code), 0)
    remark = status_words(row)
    words = value_words(row.value, row.unit, code) if row.status == "published" else "–"
    return Value(row, words, remark.get(code) if remark is not None else "", row.n)


def periods_of(run: Run) -> list[str]:
    """The months that a run has figures of, the latest first, then the whole period."""
    months = figures.periods(run, Cut("month")) - {"all"}
    return [*sorted(months, reverse=True), "all"]


def opening_period(periods: Sequence[str], last_day: date | None) -> str:
    """The period that a page opens with: the last month that is over in the logs, else the last one, else all."""
    months = [one for one in periods if one != "all"]
    for month in months:
        end = end_of(month)
        if last_day is not None and end is not None and end <= last_day:
            return month
    return months[0] if months else "all"


def last_day_of(run: Run) -> date | None:
    """The last day that a run has any contact of."""
    days = figures.periods(run, Cut("day")) - {"all"}
    return date.fromisoformat(max(days)) if days else None


def rows_of(run: Run, period: str) -> dict[str, IndicatorRow]:
    """The rows of a month, or of the whole period, by indicator."""
    cut = Cut("all") if period == "all" else Cut("month")
    return {one.indicator: one for one in figures.read(run, cut, interval=period)}


def lines(
    definition: DefinitionSet, now: Mapping[str, IndicatorRow], before: Mapping[str, IndicatorRow], code: Lang
) -> list[Line]:
    """Every indicator of a set, with its value in a period and in the one before."""
    found = []
    for indicator in definition.indicators:
        value = shown(now.get(indicator.key), code)
        past = shown(before[indicator.key], code) if indicator.key in before else None
        found.append(Line(indicator, value, past, _change(value, past, code)))
    return found


def _change(now: Value, before: Value | None, code: Lang) -> str:
    if before is None or not now.published or not before.published or now.row is None or before.row is None:
        return ""
    if now.row.value is None or before.row.value is None:
        return ""
    # Rounded as it is written, so that next to nothing is nothing, and not “minus zero”.
    change = round(now.row.value - before.row.value, 1) or 0.0
    if now.row.unit == "percent":
        return f"{signed(change, code, 1)} {'pt' if code == 'fr' else 'pp'}"
    if now.row.unit == "seconds":
        sign = "+" if change > 0 else "−" if change < 0 else ""
        return f"{sign}{seconds_words(abs(change), code)}"
    return signed(change, code, 0 if change.is_integer() else 1)


def by_family(found: Sequence[Line]) -> list[tuple[Text, list[Line]]]:
    """The lines that have data, by family; a family without any is left out."""
    told = []
    for title, measures in FAMILIES:
        members = [one for one in found if one.indicator.measure in measures and one.value.n]
        if members:
            told.append((title, members))
    return told


def headline(definition: DefinitionSet, rows: Mapping[str, IndicatorRow]) -> Indicator | None:
    """The indicator that a page says in large: the first service level with data, else the first with data."""
    known = [one for one in definition.indicators if one.key in rows and rows[one.key].n]
    levels = [one for one in known if one.measure == "service_level"]
    return next(iter(levels or known), None)


def counted(row: IndicatorRow, code: Lang) -> str:
    """What a value was computed from: “640 sur 1 199”, or the number of observations."""
    if row.numerator is not None and row.denominator is not None and row.unit == "percent":
        of = "sur" if code == "fr" else "of"
        return f"{number(row.numerator, code)} {of} {number(row.denominator, code)}"
    return f"n = {number(row.n, code)}"


def period_words(period: str, code: Lang) -> str:
    """A period in words."""
    return words_of(period, code)
