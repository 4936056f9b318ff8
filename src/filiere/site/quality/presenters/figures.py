"""The figures of a centre as its pages show them: a large one, a table of them all, kind words for those withheld."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from filiere.contacts import DefinitionSet, Indicator, IndicatorRow, status_label
from filiere.core import Text
from filiere.core.numbers import format_number, format_signed
from filiere.site.kit.bilingual_text import localize
from filiere.site.quality import definition_catalogue, figure_store
from filiere.site.quality.figure_store import Cut
from filiere.site.quality.models import Centre, Delivery, Run
from filiere.site.quality.period_labels import period_end
from filiere.site.quality.presenters.definitions import format_measure, format_seconds
from filiere.site.quality.unreported_measures import ADDITIONS, NOT_RECORDED

INDICATOR_FAMILIES: tuple[tuple[Text, frozenset[str]], ...] = (
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


WAIT_MEASURES = frozenset({"service_level", "speed_of_answer_mean", "speed_of_answer_percentile"})
MAX_DELIVERIES_NAMED = 3


@dataclass(frozen=True, slots=True)
class UnknownWaits:
    """Answered calls of the deliveries of a centre whose wait is not known: those without a time of answer, and those
    without a queue entry; ``deliveries`` names some of their files."""

    unanswered: int
    unqueued: int
    deliveries: tuple[Mapping[str, str], ...]


def find_unknown_waits(centre: Centre) -> UnknownWaits | None:
    """The answered calls of which no delivery tells the wait, None where all are told."""
    unanswered = unqueued = 0
    named: list[Mapping[str, str]] = []
    found = Delivery.objects.for_store(centre).values_list("key", "name", "report__tables__contact_leg__defects")
    for key, name, defects in found.order_by("-sent_at"):
        late, free = (
            int((defects or {}).get(code, {}).get("rows", 0))
            for code in ("answered-without-time", "answered-without-queue")
        )
        if late or free:
            named.append({"key": key, "name": name or key})
        unanswered += late
        unqueued += free
    return UnknownWaits(unanswered, unqueued, tuple(named[:MAX_DELIVERIES_NAMED])) if named else None


@dataclass(frozen=True, slots=True)
class ValueView:
    """One row ready to print: its value in words, or why there is none; ``row`` is None where there is no row."""

    row: IndicatorRow | None
    words: str
    remark: str
    n: int

    @property
    def is_published(self) -> bool:
        """Whether there is a value."""
        return self.row is not None and self.row.status == "published"


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One indicator of the table: its value in the period, in the one before, and the difference in words."""

    indicator: Indicator
    value: ValueView
    before: ValueView | None
    change: str


def build_value(row: IndicatorRow | None) -> ValueView:
    """A row ready to print."""
    if row is None:
        return ValueView(None, "–", localize("pas de donnée", "no data"), 0)
    remark = _PAGE_REMARKS.get(row.reason) or status_label(row)
    words = format_measure(row.value, row.unit) if row.status == "published" else "–"
    return ValueView(row, words, str(remark) if remark is not None else "", row.n)


_PAGE_REMARKS = {
    NOT_RECORDED: Text(fr="non renseigné par vos fichiers", en="not given by your files"),
    "effectif": Text(fr="non publié : trop peu d’observations", en="not published: too few observations"),
}
"""What a page says in other words than the sealed files, which keep theirs."""


def list_additions(found: Sequence[FigureLine]) -> list[tuple[Indicator, Text]]:
    """The indicators that the files of a centre tell nothing of, each with what to add to them."""
    return [
        (one.indicator, ADDITIONS[one.indicator.measure])
        for one in found
        if one.value.row is not None and one.value.row.reason == NOT_RECORDED and one.indicator.measure in ADDITIONS
    ]


def list_periods(run: Run) -> list[str]:
    """The months that a run has figures of, the latest first, then the whole period."""
    months = figure_store.list_periods(run, Cut("month")) - {"all"}
    return [*sorted(months, reverse=True), "all"]


def choose_opening_period(periods: Sequence[str], last_day: date | None) -> str:
    """The period that a page opens with: the last month that is over, by the calendar or in the logs, else the last
    one, else all."""
    months = [one for one in periods if one != "all"]
    reached = max(last_day or date.min, timezone.localdate() - timedelta(days=1))
    return next((one for one in months if (end := period_end(one)) is not None and end <= reached), [*months, "all"][0])


def last_day_of_run(run: Run) -> date | None:
    """The last day that a run has any contact of."""
    days = figure_store.list_periods(run, Cut("day")) - {"all"}
    return date.fromisoformat(max(days)) if days else None


def read_rows(run: Run, period: str) -> dict[str, IndicatorRow]:
    """The rows of a month, or of the whole period, by indicator."""
    cut = Cut("all") if period == "all" else Cut("month")
    return {one.indicator: one for one in figure_store.read_figure_rows(run, cut, interval=period)}


def build_lines(
    definition: DefinitionSet, now: Mapping[str, IndicatorRow], before: Mapping[str, IndicatorRow]
) -> list[FigureLine]:
    """Every indicator of a set, with its value in a period and in the one before."""
    found = []
    for indicator in definition.indicators:
        value = build_value(now.get(indicator.key))
        past = build_value(before[indicator.key]) if indicator.key in before else None
        found.append(FigureLine(indicator, value, past, _format_change(value, past)))
    return found


def _round_as_shown(value: float, unit: str) -> Decimal:
    """A value as `format_measure` writes it."""
    return Decimal(round(value)) if unit == "seconds" and abs(value) >= 60 else round(Decimal(str(value)), 1)


def _format_change(now: ValueView, before: ValueView | None) -> str:
    if before is None or not now.is_published or not before.is_published or now.row is None or before.row is None:
        return ""
    if now.row.value is None or before.row.value is None:
        return ""
    unit = now.row.unit
    # The difference of the two values as they are written beside it, so that whoever subtracts them finds it.
    change = float(_round_as_shown(now.row.value, unit) - _round_as_shown(before.row.value, unit))
    if unit == "percent":
        return f"{format_signed(change, digits=1)} {localize('pt', 'pp')}"
    if unit == "seconds":
        sign = "+" if change > 0 else "−" if change < 0 else ""
        return f"{sign}{format_seconds(abs(change))}"
    return format_signed(change, digits=0 if change.is_integer() else 1)


def group_by_family(found: Sequence[FigureLine]) -> list[tuple[Text, list[FigureLine]]]:
    """The lines that have data, by family; a family without any is left out."""
    told = []
    for title, measures in INDICATOR_FAMILIES:
        members = [one for one in found if one.indicator.measure in measures and one.value.n]
        if members:
            told.append((title, members))
    return told


def choose_headline(definition: DefinitionSet, rows: Mapping[str, IndicatorRow]) -> Indicator | None:
    """The indicator that a page says in large: the first service level with data, else the first with data."""
    known = [one for one in definition.indicators if one.key in rows and rows[one.key].n]
    levels = [one for one in known if one.measure == "service_level"]
    return next(iter(levels or known), None)


@dataclass(frozen=True, slots=True)
class MonthResult:
    """The headline of a month under one set: its value or why it is withheld, and the counts behind it."""

    definition: DefinitionSet
    indicator: Indicator
    value: ValueView
    counted: str


def list_month_results(centre: Centre, delivery: Delivery, month: str) -> list[MonthResult]:
    """The headline of a month under the set of the centre, if it has one, then the common one, as it came of figures
    computed with the delivery; a set without such figures, as long as they are being computed, is left out."""
    own = [one.name for one in definition_catalogue.list_local(centre)[:1]]
    found = []
    for name in (*own, definition_catalogue.COMMON_DEFINITION):
        definition = definition_catalogue.find_definition(centre, name)
        run = figure_store.latest_run(centre, definition.id, version=definition.version) if definition else None
        if definition is None or run is None or not Delivery.objects.for_run(run).filter(pk=delivery.pk).exists():
            continue
        rows = read_rows(run, month)
        indicator = choose_headline(definition, rows)
        if indicator is not None:
            row = rows[indicator.key]
            found.append(MonthResult(definition, indicator, build_value(row), format_basis(row)))
    return found


def format_basis(row: IndicatorRow) -> str:
    """What a value was computed from: “640 sur 1 199”, or the number of observations."""
    if row.numerator is not None and row.denominator is not None and row.unit == "percent":
        of = localize("sur", "of")
        return f"{format_number(row.numerator)} {of} {format_number(row.denominator)}"
    return f"n = {format_number(row.n)}"
