"""One indicator of a centre: its value, its course, its calendar, its parts, and the same one under another set."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from filiere.contacts import DefinitionSet, Indicator, IndicatorRow, load_definitions
from filiere.contacts.definitions.choice_narrative import indicator_title
from filiere.core import Text
from filiere.site.accounts.decorators import page
from filiere.site.kit.charts import draw_cached
from filiere.site.kit.rights import allowed
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.quality import definition_catalogue, figure_store
from filiere.site.quality.figure_store import GROUP_COLUMNS, Cut
from filiere.site.quality.models import Centre, LocalSet, Run
from filiere.site.quality.period_labels import INTERVAL_LABELS, period_text
from filiere.site.quality.presenters.definitions import measure_sentence
from filiere.site.quality.presenters.figures import (
    WAIT_MEASURES,
    build_value,
    choose_opening_period,
    find_unknown_waits,
    format_basis,
    last_day_of_run,
    list_periods,
)
from filiere.site.quality.presenters.indicator import (
    GroupLine,
    build_breakdown,
    build_calendar,
    build_legend,
    build_period_lines,
    build_scale,
    build_trend_chart,
    find_counterpart,
)
from filiere.site.quality.views.overview import job_context, source_of_period
from filiere.site.quality.views.page_frame import centre_page

MAX_PERIODS = 750
"""Periods that a page draws and lists, two years of days; the file has the earlier ones too."""
MAX_MEMBERS = 200
"""Sites, queues or channels that it lists."""
GROUP_LABELS: dict[str, Text] = {
    "site": Text(fr="Site", en="Site"),
    "queue": Text(fr="File", en="Queue"),
    "channel": Text(fr="Canal", en="Channel"),
}
BREAKDOWN_LABELS: dict[str, Text] = {
    "site": Text(fr="par site", en="by site"),
    "queue": Text(fr="par file", en="by queue"),
    "channel": Text(fr="par canal", en="by channel"),
}


def find_indicator(centre: Centre, name: str, key: str) -> tuple[DefinitionSet, Indicator]:
    """A set that the centre may compute under and one of its indicators; `Http404` for anything else."""
    definition = find_or_404(definition_catalogue.find_definition(centre, name))
    try:
        return definition, definition.indicator(key)
    except KeyError:
        raise Http404 from None


@require_safe
@page("quality:read")
def show_indicator(request: HttpRequest, centre: Centre, name: str, indicator: str) -> HttpResponse:
    """The page."""
    definition, shown = find_indicator(centre, name, indicator)
    run = figure_store.latest_run(centre, definition.id, version=definition.version)
    context: dict[str, Any] = {
        "definition": definition,
        "one": shown,
        "measured": measure_sentence(shown),
        "run": run,
        "unknown_waits": find_unknown_waits(centre),
        "wait_measures": WAIT_MEASURES,
        "contacts": allowed(request.user, "quality:contacts", centre),
        **job_context(request, centre, definition, run),
    }
    if run is not None and not context["absent_words"]:
        context |= _run_context(request, centre, definition, shown, run)
        context["deliveries"] = source_of_period(context["deliveries"], context["period"])
    return centre_page(request, "quality/indicator.html", centre, "overview", context)


def _parse_view_options(request: HttpRequest, run: Run) -> tuple[str, str, str, str]:
    """The period, the interval, the group and its name that the address asks for; what it does not know is left out."""
    known = list_periods(run)
    period = request.GET.get("period", "")
    if period not in known:
        period = choose_opening_period(known, last_day_of_run(run))
    interval = request.GET.get("interval", "")
    by = request.GET.get("by", "")
    if by not in GROUP_COLUMNS:
        by = ""
    within = request.GET.get("in", "") if by else ""
    if by and not figure_store.has_table(run, Cut("month", (by,))):
        # The months of a group are computed when somebody asks for them: until then, the whole period is known.
        period = "all"
    if interval not in INTERVAL_LABELS:
        interval = "month" if by or len(known) > 6 else "day"
    return period, interval, by, within


def _run_context(
    request: HttpRequest, centre: Centre, definition: DefinitionSet, indicator: Indicator, run: Run
) -> dict[str, Any]:
    period, interval, by, within = _parse_view_options(request, run)
    group = {by: within or None} if by else {}
    cut = Cut(interval, (by,) if by else ())  # type: ignore[arg-type]  # One of INTERVALS, which are intervals.
    rows = figure_store.read_figure_rows(run, cut, indicator=indicator.key, most=MAX_PERIODS, groups=group)
    value = _find_value_row(run, indicator, period, by, group)
    other, other_run, under = _find_compared_definition(request, centre, definition, indicator)
    beside = (
        figure_store.read_figure_rows(other_run, cut, indicator=under.key, most=MAX_PERIODS, groups=group)
        if under is not None and other_run
        else []
    )
    second = _find_value_row(other_run, under, period, by, group) if under is not None and other_run else None
    names = (
        (Text(fr="cette définition", en="this definition"), Text(fr="l’autre", en="the other"))
        if second is not None
        else (Text.same("–"), Text.same("–"))
    )
    title = str(indicator_title(indicator))
    lines = [(str(names[0]), rows), *([(str(names[1]), beside)] if beside else [])]
    chart = build_trend_chart(indicator, lines, title=title)
    days = figure_store.read_figure_rows(
        run, Cut("day", (by,) if by else ()), indicator=indicator.key, most=MAX_PERIODS, groups=group
    )
    heat = build_calendar(indicator, days, title=title)
    return {
        "period": period,
        "period_words": period_text(period),
        "periods": [(key, period_text(key)) for key in list_periods(run)],
        "interval": interval,
        "intervals": INTERVAL_LABELS,
        "interval_words": INTERVAL_LABELS[interval],
        "by": by,
        "within": within,
        "group_words": GROUP_LABELS.get(by),
        "value": build_value(value),
        "counted": format_basis(value) if value is not None else "",
        "missing": not figure_store.has_table(run, cut),
        "cut": cut,
        "trend": draw_cached(chart) if chart is not None else None,
        "trend_finding": chart.desc if chart is not None else "",
        "two": bool(beside),
        "calendar": draw_cached(heat) if heat is not None else None,
        "calendar_finding": heat.desc if heat is not None else "",
        "calendar_keys": build_legend(heat, build_scale(indicator.unit, days)) if heat is not None else (),
        "table": build_period_lines(rows, beside, beside=second is not None),
        "earlier": figure_store.count_figures(run, cut, indicator=indicator.key, groups=group) - len(rows),
        "parts": [_list_members(run, indicator, group) for group in GROUP_COLUMNS],
        "others": _list_comparable_sets(centre, definition, indicator),
        "other": other,
        "other_indicator": under,
        "other_without": other is not None and under is None,
        "other_value": build_value(second) if second is not None else None,
        "other_counted": format_basis(second) if second is not None else "",
        "other_missing": other is not None and second is None,
        # The open page compares shipped sets only; a set of the centre is explained inside of it.
        "both_shipped": other is not None and {definition.id, other.id} <= load_definitions().keys(),
        "gap_query": _encode_gap_query(definition, other, indicator, period) if other is not None else "",
    }


def _encode_gap_query(definition: DefinitionSet, other: DefinitionSet, indicator: Indicator, period: str) -> str:
    return urlencode({"from": definition.name, "to": other.name, "indicator": indicator.key, "period": period})


def _find_value_row(
    run: Run, indicator: Indicator, period: str, by: str, group: dict[str, str | None]
) -> IndicatorRow | None:
    cut = Cut("all" if period == "all" else "month", (by,) if by else ())
    return next(
        iter(figure_store.read_figure_rows(run, cut, indicator=indicator.key, interval=period, groups=group)), None
    )


def _list_members(run: Run, indicator: Indicator, group: str) -> tuple[Text, str, list[GroupLine], int]:
    """The sites, queues or channels of the whole period, the largest of them, and how many more there are."""
    cut = Cut("all", (group,))
    rows = figure_store.read_figure_rows(run, cut, indicator=indicator.key, most=MAX_MEMBERS, largest=True)
    left = figure_store.count_figures(run, cut, indicator=indicator.key) - len(rows)
    return BREAKDOWN_LABELS[group], group, build_breakdown(rows, group), left


def _list_comparable_sets(
    centre: Centre, definition: DefinitionSet, indicator: Indicator
) -> list[DefinitionSet | LocalSet]:
    """What may be put beside: the shipped sets that have this indicator, and those of the centre, which are not read
    for that."""

    def suits(found: DefinitionSet | LocalSet) -> bool:
        if isinstance(found, LocalSet):
            return found.key != definition.id
        return found.id != definition.id and find_counterpart(indicator, found) is not None

    return [found for found in definition_catalogue.list_offered(centre) if suits(found)]


def _find_compared_definition(
    request: HttpRequest, centre: Centre, definition: DefinitionSet, indicator: Indicator
) -> tuple[DefinitionSet | None, Run | None, Indicator | None]:
    """The set that the address puts beside, its last run, and its indicator that is like this one."""
    other = definition_catalogue.find_definition(centre, request.GET.get("with", "") or "-")
    if other is None or other.name == definition.name:
        return None, None, None
    return other, figure_store.latest_run(centre, other.id, version=other.version), find_counterpart(indicator, other)
