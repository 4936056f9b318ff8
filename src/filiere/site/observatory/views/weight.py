"""Weight through time: every published value of jobs as a point, by scope, with its range, and the table."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import source_language
from filiere.core.typography import lower_first_letter
from filiere.figures import Figure, Register
from filiere.publication.charts import ChartPoint, PointsChart
from filiere.publication.charts.base import format_range as in_words
from filiere.publication.charts.scatter_plot import draw_key_mark
from filiere.site.kit.bilingual_text import format_value_range, localize
from filiere.site.kit.charts import ChartKey, ChartLink, ChartView, draw_cached, trusted_svg
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.page_figures import (
    CHART_SCOPES,
    WeightPoint,
    current_weight,
    undrawn_weight_figures,
    weight_points,
)
from filiere.site.observatory.presenters.weight_summary import build_weight_answer
from filiere.site.observatory.views.common import build_registered_figures_view, figure_url, said_by

CLOSE_YEARS = 3
"""How many years apart two published totals may be and still speak of the same sector."""


def find_dispute(points: tuple[WeightPoint, ...]) -> tuple[Figure, Figure] | None:
    """The two totals of the whole sector that differ most, as a ratio, within a few years; the earlier year first."""
    totals = [one.figure for one in points if one.scope == "whole" and one.figure.middle and one.figure.derived is None]
    best: tuple[Decimal, tuple[Figure, Figure]] | None = None
    for low in totals:
        for high in totals:
            apart = abs(high.period.year - low.period.year)
            if apart >= CLOSE_YEARS or not low.middle or not high.middle:
                continue
            ratio = high.middle / low.middle
            if best is None or ratio > best[0]:
                best = (ratio, (low, high))
    return best[1] if best else None


def weight_chart_finding(register: Register) -> str:
    """The title of the chart, from the data: how far apart the totals of a few years are."""
    pair = find_dispute(weight_points(register))
    if pair is None:
        return localize("Les emplois publiés, selon le périmètre", "Published jobs, by scope")
    low, high = pair
    first, last = sorted((low.period.year, high.period.year))
    values = format_value_range(low.middle or Decimal(0), high.middle or Decimal(0))
    apart = ("un an", "one year") if last - first == 1 else (f"{last - first} ans", f"{last - first} years")
    if first == last:
        return localize(
            f"Relation client en France : {values} emplois publiés pour un même secteur et une même année, {first}",
            f"Customer relations in France: {values} jobs published for the same sector and the same year, {first}",
        )
    return localize(
        f"Relation client en France : {values} emplois publiés pour un même secteur, à {apart[0]} d’écart "
        f"({first} et {last})",
        f"Customer relations in France: {values} jobs published for the same sector, {apart[1]} apart "
        f"({first} and {last})",
    )


def _named_points(points: tuple[WeightPoint, ...]) -> dict[str, int]:
    """Which points are named on the drawing, and in which order: the ends, the extremes, the retained."""
    ranks: dict[str, int] = {}
    for point in points:
        if point.figure.retained:
            ranks.setdefault(point.figure.id, len(ranks) + 1)
    for scope in CHART_SCOPES:
        mine = [one.figure for one in points if one.scope == scope.key and one.figure.middle is not None]
        if not mine:
            continue
        pair = find_dispute(points) if scope.key == "whole" else None
        chosen = [mine[-1], *(pair or ()), mine[0]]
        chosen.append(max(mine, key=lambda one: (one.middle or 0, -one.period.year)))
        for figure in chosen:
            ranks.setdefault(figure.id, len(ranks) + 1)
    return ranks


def build_weight_chart(register: Register, *, ident: str = "points", open_: bool = False) -> ChartView:
    """The chart of every published value of jobs, with its table."""
    lang = source_language()
    points = weight_points(register)
    ranks = _named_points(points)
    drawn_points = []
    for point in points:
        figure = point.figure
        who = said_by(register, figure)
        about = f"{who}{', ' + str(figure.threshold) if figure.threshold else ''}"
        amount = in_words(figure.low, figure.high, figure.value, lang)
        note = None
        if point.retained:
            note = localize(f"{amount} : valeur retenue", f"{amount}: retained value")
        elif figure.id in ranks:
            note = f"{amount}, {_shorten_publisher(who)}"
        drawn_points.append(
            ChartPoint(
                year=figure.period.year,
                segment=point.scope,
                about=about,
                value=figure.value,
                low=figure.low,
                high=figure.high,
                retained=point.retained,
                certain=figure.period_certain,
                stated=register.is_stated(figure),
                note=note,
                rank=0 if point.retained else ranks.get(figure.id, 99),
                url=figure_url(figure.id),
            )
        )
    labels = {scope.key: str(scope.label) for scope in CHART_SCOPES}
    segments = tuple(scope.segment(labels[scope.key]) for scope in CHART_SCOPES)
    counts = {scope.key: sum(one.scope == scope.key for one in points) for scope in CHART_SCOPES}
    years = [one.figure.period.year for one in points]
    spec = PointsChart(
        ident=ident,
        lang=lang,
        title=localize(
            f"Nombre d’emplois publiés, {min(years)} à {max(years)}, selon le périmètre",
            f"Number of jobs published, {min(years)} to {max(years)}, by scope",
        ),
        desc=" ".join(_scope_sentence(register, points, scope.key, labels[scope.key]) for scope in CHART_SCOPES)
        + localize(" Le tableau qui suit donne chaque valeur.", " The table below gives each value."),
        segments=segments,
        points=tuple(drawn_points),
    )
    keys = tuple(
        ChartKey(trusted_svg(draw_key_mark(segment)), f"{labels[segment.key]} ({counts[segment.key]})", segment.key)
        for segment in segments
    )
    total = len(points)
    table = build_registered_figures_view(
        register,
        "weight",
        columns=("period", "value", "scope", "said_by", "nature", "confidence"),
        heads={"value": localize("Emplois", "Jobs")},
        details={"said_by": lambda row: _row_remark(register[str(row["id"])])},
    )
    return ChartView(
        id=ident,
        title=weight_chart_finding(register),
        subtitle=localize(
            f"{total} nombres d’emplois publiés de {min(years)} à {max(years)}. Un point est une "
            "publication, pas une mesure : plusieurs se recopient.",
            f"{total} numbers of jobs published from {min(years)} to {max(years)}. A mark is a publication, "
            "not a measurement: several repeat each other.",
        ),
        drawing=draw_cached(spec),
        keys=keys,
        reading=_describe_marks(spec.points),
        remarks=" ".join(filter(None, (_describe_placing(spec.points), _undrawn_note(register)))),
        sources=(
            ChartLink(
                _name_publishers(register, points),
                f"{reverse('observatory:weight')}#cap-weight",
            ),
        ),
        table=table,
        summary=localize(f"Voir les {total} valeurs et leurs sources", f"See the {total} values and their sources"),
        open=open_,
        extra=(
            ChartLink(
                localize("Tous les emplois publiés", "All published jobs"),
                f"{reverse('observatory:register')}?indicator=jobs&sort=period",
            ),
        ),
    )


_NAMED_PUBLISHERS = 6


def _name_publishers(register: Register, points: tuple[WeightPoint, ...]) -> str:
    """Those who publish most of the values, by name, and how many others the list names."""
    publishers = Counter(str(register.sources[one.figure.source].publisher) for one in points)
    first = ", ".join(name for name, _ in publishers.most_common(_NAMED_PUBLISHERS))
    left = len(publishers) - _NAMED_PUBLISHERS
    if left <= 0:
        return first
    return localize(
        f"{first} et {left} autres éditeurs, nommés dans le tableau des valeurs",
        f"{first} and {left} other publishers, named in the table of values",
    )


def _shorten_publisher(who: str) -> str:
    """The first words of a publisher, short enough for a label."""
    return who.split(",")[0].split(" (")[0][:28]


def _row_remark(figure: Figure) -> str:
    """What a reader must know to compare a row: measure, threshold, uncertain year."""
    parts = []
    if figure.measure == "FTE":
        parts.append(localize("équivalents temps plein", "full-time equivalents"))
    if figure.threshold:
        parts.append(lower_first_letter(str(figure.threshold)).rstrip("."))
    if figure.nomenclature:
        parts.append(figure.nomenclature)
    if not figure.period_certain:
        parts.append(localize("année incertaine", "year uncertain"))
    return ", ".join(parts)


def _scope_sentence(register: Register, points: tuple[WeightPoint, ...], key: str, label: str) -> str:
    mine = [one.figure for one in points if one.scope == key]
    ends = [end for figure in mine for end in figure.bounds if end is not None]
    if not ends:
        return ""
    return localize(
        f"{label} : {format_value_range(min(ends), max(ends))}, {len(mine)} valeurs.",
        f"{label}: {format_value_range(min(ends), max(ends))}, {len(mine)} values.",
    )


def _describe_marks(points: tuple[ChartPoint, ...]) -> str:
    """What each sign says, only of those that are on the drawing."""
    told = [
        (
            any(one.certain and not one.stated for one in points),
            "signe plein, valeur comptée ou calculée",
            "solid mark, a counted or computed value",
        ),
        (
            any(one.stated for one in points),
            "vide en pointillé, déclaration sans décompte",
            "dotted open mark, a statement without a count",
        ),
        (
            any(not one.certain and not one.stated for one in points),
            "vide à trait plein, année incertaine",
            "open mark with a solid edge, uncertain year",
        ),
        (
            any(one.low is not None and one.high is not None for one in points),
            "trait vertical, fourchette publiée",
            "vertical bar, a published range",
        ),
        (
            any((one.low is None) != (one.high is None) and one.value is None for one in points),
            "trait court, minimum ou maximum",
            "short bar, a minimum or a maximum",
        ),
        (
            any(one.retained for one in points),
            "cercle autour d’un signe, valeur retenue",
            "ring around a mark, the retained value",
        ),
    ]
    french = " ; ".join(fr for drawn, fr, _ in told if drawn)
    english = "; ".join(en for drawn, _, en in told if drawn)
    return localize(f"Lecture : {french}.", f"Reading: {english}.")


def _describe_placing(points: tuple[ChartPoint, ...]) -> str:
    """Where marks stand when they would hide one another, and where the year of a statement is said."""
    text = localize(
        "Les signes qui se superposeraient sont écartés sans quitter leur année.",
        "Overlapping marks are moved apart within their year.",
    )
    if not any(one.stated and not one.certain for one in points):
        return text
    return f"{text} " + localize(
        "La fiche d’une déclaration dit si son année est incertaine.",
        "The card of a statement says whether its year is uncertain.",
    )


def _undrawn_note(register: Register) -> str:
    aside = undrawn_weight_figures(register)
    untraceable = [one for one in aside if not one.is_traceable]
    ahead = [one for one in aside if one.is_traceable and one.nature in {"forecast", "target", "announcement"}]
    mixed = [one for one in aside if one.territory == "WORLD"]
    left_fr, left_en = [], []
    if untraceable:
        left_fr.append(f"valeurs sans date ni méthode ({len(untraceable)})")
        left_en.append(f"values with neither date nor method ({len(untraceable)})")
    if ahead:
        left_fr.append(f"prévisions et objectifs ({len(ahead)})")
        left_en.append(f"forecasts and targets ({len(ahead)})")
    if mixed:
        left_fr.append(f"totaux qui mêlent France et étranger ({len(mixed)})")
        left_en.append(f"totals that mix France and abroad ({len(mixed)})")
    if not left_fr:
        return ""
    return localize(
        f"Non tracés : {', '.join(left_fr)} ; le registre des chiffres les garde.",
        f"Not drawn: {', '.join(left_en)}; the register of figures keeps them.",
    )


@require_safe
def show_weight(request: HttpRequest) -> HttpResponse:
    """The page of the chart, with its table open."""
    register = current_register()
    chart = build_weight_chart(register, open_=True)
    return render(
        request,
        "observatory/weight.html",
        {
            "nav": "figures",
            "chart": chart,
            **build_weight_answer(register, current_weight(register, timezone.localdate())),
        },
    )
