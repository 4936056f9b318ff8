"""One indicator of a centre: its value, its course, its calendar, its parts, and the same one under another set."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from filiere.contacts.definitions import DefinitionSet, Indicator
from filiere.contacts.rows import IndicatorRow
from filiere.core import Lang, Text
from filiere.site.observatory.charts import drawn
from filiere.site.quality import figures, shelf
from filiere.site.quality.definition_words import measured
from filiere.site.quality.figures import SLICES, Cut
from filiere.site.quality.intervals import INTERVALS
from filiere.site.quality.models import Centre, Delivery, LocalSet, Run
from filiere.site.quality.rights import may_in
from filiere.site.quality.shown_figures import (
    counted,
    last_day_of,
    opening_period,
    period_words,
    periods_of,
    shown,
)
from filiere.site.quality.shown_indicator import Group, alike, breakdown, calendar, keys_of, periods, scale_of, trend
from filiere.site.quality.views.common import centre_page, with_centre
from filiere.site.quality.views.overview import work_of
from filiere.site.templatetags.filiere import lang

PERIODS = 750
"""Periods that a page draws and lists, two years of days; the file has the earlier ones too."""
MEMBERS = 200
"""Sites, queues or channels that it lists."""
GROUP_WORDS: dict[str, Text] = {
    "site": Text(fr="Site", en="Site"),
    "queue": Text(fr="File", en="Queue"),
    "channel": Text(fr="Canal", en="Channel"),
}
BY_WORDS: dict[str, Text] = {
    "site": Text(fr="par site", en="by site"),
    "queue": Text(fr="par file", en="by queue"),
    "channel": Text(fr="par canal", en="by channel"),
}


def find_indicator(centre: Centre, name: str, key: str) -> tuple[DefinitionSet, Indicator]:
    """A set that the centre may compute under and one of its indicators; `Http404` for anything else."""
    definition = shelf.named(centre, name)
    if definition is None:
        raise Http404
    try:
        return definition, definition.indicator(key)
    except KeyError:
        raise Http404 from None


@require_safe
@with_centre("quality:read")
def indicator(request: HttpRequest, centre: Centre, name: str, indicator: str) -> HttpResponse:
    """The page."""
    definition, one = find_indicator(centre, name, indicator)
    run = figures.latest(centre, definition.id, version=definition.version)
    context: dict[str, Any] = {
        "definition": definition,
        "one": one,
        "measured": measured(one),
        "run": run,
        "deliveries": Delivery.objects.for_store(centre).count(),
        "contacts": may_in(request.user, "quality:contacts", centre),
        **work_of(request, centre, definition, run),
    }
    if run is not None:
        context |= _shown(request, centre, definition, one, run)
    return centre_page(request, "quality/indicator.html", centre, "overview", context)


def _asked(request: HttpRequest, run: Run) -> tuple[str, str, str, str]:
    """The period, the interval, the group and its name that the address asks for; what it does not know is left out."""
    known = periods_of(run)
    period = request.GET.get("period", "")
    if period not in known:
        period = opening_period(known, last_day_of(run))
    interval = request.GET.get("interval", "")
    by = request.GET.get("by", "")
    if by not in SLICES:
        by = ""
    within = request.GET.get("in", "") if by else ""
    if by and not figures.has(run, Cut("month", (by,))):
        # The months of a group are computed when somebody asks for them: until then, the whole period is known.
        period = "all"
    if interval not in INTERVALS:
        interval = "month" if by or len(known) > 6 else "day"
    return period, interval, by, within


def _shown(request: HttpRequest, centre: Centre, definition: DefinitionSet, one: Indicator, run: Run) -> dict[str, Any]:
    code = lang()
    period, interval, by, within = _asked(request, run)
    group = {by: within or None} if by else {}
    cut = Cut(interval, (by,) if by else ())  # type: ignore[arg-type]  # One of INTERVALS, which are intervals.
    rows = figures.read(run, cut, indicator=one.key, most=PERIODS, groups=group)
    value = _value(run, one, period, by, group)
    other, other_run, under = _beside(request, centre, definition, one)
    beside = (
        figures.read(other_run, cut, indicator=under.key, most=PERIODS, groups=group)
        if under is not None and other_run
        else []
    )
    second = _value(other_run, under, period, by, group) if under is not None and other_run else None
    names = (
        (Text(fr="cette définition", en="this definition"), Text(fr="l’autre", en="the other"))
        if second is not None
        else (Text.same("–"), Text.same("–"))
    )
    title = str(one.title)
    lines = [(str(names[0]), rows), *([(str(names[1]), beside)] if beside else [])]
    chart = trend(one, lines, code, title=title)
    days = figures.read(run, Cut("day", (by,) if by else ()), indicator=one.key, most=PERIODS, groups=group)
    heat = calendar(one, days, code, title=title)
    return {
        "period": period,
        "period_words": period_words(period, code),
        "periods": [(key, period_words(key, code)) for key in periods_of(run)],
        "interval": interval,
        "intervals": INTERVALS,
        "by": by,
        "within": within,
        "group_words": GROUP_WORDS.get(by),
        "value": shown(value, code),
        "counted": counted(value, code) if value is not None else "",
        "missing": not figures.has(run, cut),
        "cut": cut,
        "trend": drawn(chart) if chart is not None else None,
        "trend_finding": chart.desc if chart is not None else "",
        "two": bool(beside),
        "calendar": drawn(heat) if heat is not None else None,
        "calendar_finding": heat.desc if heat is not None else "",
        "calendar_keys": keys_of(heat, scale_of(one.unit, days, code), code) if heat is not None else (),
        "table": periods(rows, beside, code, beside=second is not None),
        "earlier": figures.count(run, cut, indicator=one.key, groups=group) - len(rows),
        "parts": [_part(run, one, group, code) for group in SLICES],
        "others": _others(centre, definition, one),
        "other": other,
        "other_indicator": under,
        "other_without": other is not None and under is None,
        "other_value": shown(second, code) if second is not None else None,
        "other_counted": counted(second, code) if second is not None else "",
        "other_missing": other is not None and second is None,
    }


def _value(run: Run, one: Indicator, period: str, by: str, group: dict[str, str | None]) -> IndicatorRow | None:
    cut = Cut("all" if period == "all" else "month", (by,) if by else ())
    return next(iter(figures.read(run, cut, indicator=one.key, interval=period, groups=group)), None)


def _part(run: Run, one: Indicator, group: str, code: Lang) -> tuple[Text, str, list[Group], int]:
    """The sites, queues or channels of the whole period, the largest of them, and how many more there are."""
    cut = Cut("all", (group,))
    rows = figures.read(run, cut, indicator=one.key, most=MEMBERS, largest=True)
    left = figures.count(run, cut, indicator=one.key) - len(rows)
    return BY_WORDS[group], group, breakdown(rows, group, code), left


def _others(centre: Centre, definition: DefinitionSet, one: Indicator) -> list[DefinitionSet | LocalSet]:
    """What may be put beside: the shipped sets that have this indicator, and those of the centre, which are not read
    for that."""

    def suits(found: DefinitionSet | LocalSet) -> bool:
        if isinstance(found, LocalSet):
            return found.key != definition.id
        return found.id != definition.id and alike(one, found) is not None

    return [found for found in shelf.offered(centre) if suits(found)]


def _beside(
    request: HttpRequest, centre: Centre, definition: DefinitionSet, one: Indicator
) -> tuple[DefinitionSet | None, Run | None, Indicator | None]:
    """The set that the address puts beside, its last run, and its indicator that is like this one."""
    other = shelf.named(centre, request.GET.get("with", "") or "-")
    if other is None or other.name == definition.name:
        return None, None, None
    return other, figures.latest(centre, other.id, version=other.version), alike(one, other)
