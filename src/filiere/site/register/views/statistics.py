"""The page of the statistics of the label: labels in force, since when and of whom; then the employees they cover."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from filiere.core import Text, source_language
from filiere.core.dates import format_day
from filiere.core.numbers import format_number
from filiere.core.typography import raise_first_letter
from filiere.publication import Column, Table
from filiere.publication.charts.time_series import SeriesChart, SeriesLine, SeriesPoint
from filiere.site.journal.clock_trust import public_day
from filiere.site.kit.bilingual_text import bilingual, count_in_letters, localize
from filiere.site.kit.charts import draw_cached
from filiere.site.kit.exported_tables import TableRequest
from filiere.site.kit.tables import build_table_view, list_downloads
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.label.tables.common import CATALOGUE
from filiere.site.register.decision_delays import DELAY_LABELS, list_delays
from filiere.site.register.label_counts import LabelCut, count_kinds, count_labels, count_over_time
from filiere.site.register.label_records import LabelRecord, list_labels
from filiere.site.register.statistics import DIMENSIONS, MEASURE_LABELS, TOTAL
from filiere.site.register.statistics import statistics_on as label_statistics
from filiere.site.register.tables import build_delays_table, code_name

Codes = tuple[str, ...]

# Each way of counting: the title of its table, then the head of its first column.
STATISTICS_CUTS: dict[str, tuple[Text, Text]] = {
    "region": (
        Text(
            fr="Salariés par région, celle où le titulaire en a le plus",
            en="Employees by region, that where the holder has most",
        ),
        Text(fr="Région", en="Region"),
    ),
    "category": (Text(fr="Titulaires par catégorie", en="Holders by category"), Text(fr="Catégorie", en="Category")),
    "size": (Text(fr="Titulaires par taille", en="Holders by size"), Text(fr="Taille", en="Size")),
}


@require_safe
def show_statistics(request: HttpRequest) -> HttpResponse:
    """The labels in force today, counted from the register; then what may be told of employees at the last half-year.

    Regions by category are in the files: on a page they would be mostly dashes.
    """
    lang = current_lang()
    found = label_statistics(timezone.localdate())
    today = public_day()
    every = list_labels()
    held = [one for one in every if one.holds]
    categories = {one.category: one.category_words for one in every}
    shown = {
        measure: {cell.codes: cell.format_value(lang) for cell in table.cells}
        for measure, table in found.tables.items()
    }
    notes = [table.note for table in found.tables.values() if table.note is not None]
    context = {
        "nav": "label",
        "today": today,
        "title": statistics_finding(held),
        "summary": statistics_summary(every, held),
        "counts": [_cut_view(one) for one in count_labels(held, categories)] if held else [],
        "chart": build_label_curve(every, today) if every else None,
        "day": found.day,
        "totals": [
            (MEASURE_LABELS[measure], shown[measure].get((TOTAL,) * len(DIMENSIONS))) for measure in MEASURE_LABELS
        ],
        "cuts": [_cut_table(place, shown, categories) for place in range(3)],
        "note": notes[0] if notes else None,
        "empty": not found.held,
        "fictitious": any(one.fictitious for one in every),
        "downloads": list_downloads("label-statistics"),
        "holders_downloads": list_downloads("label-holders"),
        "delay_lines": [(DELAY_LABELS[one.measure], one) for one in list_delays(timezone.localdate())],
        "delays": build_table_view(build_delays_table(TableRequest())),
        "address": request.build_absolute_uri(request.path),
    }
    return render(request, "register/statistics.html", context)


def statistics_finding(held: list[LabelRecord]) -> str:
    """How many labels are in force, of how many companies, in how many regions."""
    if not held:
        return localize("Aucun label n’est en vigueur", "No label is in force")
    total, holders = len(held), len({one.organisation for one in held})
    places = len({code for one in held for code in one.regions})
    labels = count_in_letters(total, masculine=True)
    words = localize(
        f"{labels} label{'s' if total > 1 else ''} en vigueur",
        f"{labels} label{'' if total == 1 else 's'} in force",
    )
    if holders != total:
        words += localize(f" chez {count_in_letters(holders)} titulaires", f" with {count_in_letters(holders)} holders")
    if places:
        words += localize(
            f", dans {count_in_letters(places)} région{'s' if places > 1 else ''}",
            f", in {count_in_letters(places)} region{'' if places == 1 else 's'}",
        )
    return raise_first_letter(words)


def statistics_summary(every: tuple[LabelRecord, ...], held: list[LabelRecord]) -> str:
    """Of what length they are, and what became of the others."""
    if not every:
        return ""
    said = [f"{format_number(total)}\u00a0{words}" for words, total in count_kinds(held)]
    suspended = sum(one.verdict == "suspended" for one in every)
    others = len(every) - len(held) - suspended
    rest = localize(
        f"{format_number(len(every))} attribués en tout, dont {format_number(suspended)} suspendu"
        f"{'s' if suspended > 1 else ''} et {format_number(others)} terminé{'s' if others > 1 else ''}",
        f"{format_number(len(every))} granted in all, of which {format_number(suspended)} suspended and "
        f"{format_number(others)} ended",
    )
    return f"{'. '.join(filter(None, (', '.join(said), rest)))}."


def build_label_curve(every: tuple[LabelRecord, ...], today: date) -> dict[str, Any] | None:
    """The labels in force at the end of each quarter."""
    points = count_over_time(every, today)
    if len(points) < 2:
        return None
    (start, few), (_, many) = points[0], points[-1]
    peak_day, peak = max(points, key=lambda one: one[1])
    if many < peak:
        title = localize(
            f"Labels en vigueur : {format_number(many)} aujourd’hui, {format_number(peak)} au plus haut "
            f"le {format_day(peak_day)}",
            f"Labels in force: {format_number(many)} today, {format_number(peak)} at their highest "
            f"on {format_day(peak_day)}",
        )
    else:
        title = localize(
            f"De {format_number(few)} à {format_number(many)} labels en vigueur depuis le {format_day(start)}",
            f"From {format_number(few)} to {format_number(many)} labels in force since {format_day(start)}",
        )
    line = SeriesLine(
        label="",
        points=tuple(
            SeriesPoint(
                when=day.year + (day.timetuple().tm_yday - 1) / 365, label=format_day(day), value=Decimal(total)
            )
            for day, total in points
        ),
    )
    labels = localize("labels en vigueur", "labels in force")
    table = Table(
        id="labels-over-time",
        title=bilingual(
            "Labels en vigueur, à la fin de chaque trimestre", "Labels in force at the end of each quarter"
        ),
        columns=(
            Column("day", bilingual("Jour", "Day")),
            Column("labels", bilingual("Labels en vigueur", "Labels in force"), kind="integer"),
        ),
        rows=tuple({"day": Text(fr=format_day(day, "fr"), en=format_day(day, "en")), "labels": n} for day, n in points),
        source=CATALOGUE,
    )
    spec = SeriesChart(
        ident="labels-over-time", lang=source_language(), title=labels, desc=title, lines=(line,), unit=labels
    )
    return {"title": title, "drawing": draw_cached(spec), "table": build_table_view(table), "total": len(points)}


def _cut_view(cut: LabelCut) -> dict[str, Any]:
    """One way of counting, each line with the list of the register that it counts."""
    lines = []
    for line in cut.lines:
        query = (
            urlencode({line.criterion[0]: line.criterion[1], "state": "valid"}) if line.criterion is not None else ""
        )
        lines.append((line.words, line.total, f"{reverse('register:home')}?{query}" if query else ""))
    return {"key": cut.key, "title": cut.title, "head": cut.head, "lines": lines, "several": cut.several}


def _cut_table(place: int, shown: dict[str, dict[Codes, str]], categories: dict[str, Text]) -> dict[str, Any]:
    """The rows of one dimension, the others whole."""
    codes = sorted(
        {
            one[place]
            for cells in shown.values()
            for one in cells
            if one[place] != TOTAL and all(code == TOTAL for other, code in enumerate(one) if other != place)
        }
    )
    name = DIMENSIONS[place]
    # Holders by region of their sites are counted above; by the region of most of their employees they rest on these.
    measures = [one for one in MEASURE_LABELS if (name, one) != ("region", "holders")]
    rows = []
    for code in codes:
        at = tuple(code if other == place else TOTAL for other in range(len(DIMENSIONS)))
        rows.append((code_name(code, categories), [shown[measure].get(at, "–") for measure in measures]))
    title, head = STATISTICS_CUTS[name]
    return {
        "id": name,
        "title": title,
        "head": head,
        "heads": [MEASURE_LABELS[one] for one in measures],
        "rows": rows,
        "withheld": all(value == "–" for _, values in rows for value in values),
    }
