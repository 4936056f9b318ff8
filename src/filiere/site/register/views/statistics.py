"""The page of the statistics of the label."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.site.kit.tables import list_downloads
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.register.search import find_briefs, list_categories
from filiere.site.register.statistics import DIMENSIONS, MEASURE_LABELS, TOTAL
from filiere.site.register.statistics import statistics_on as label_statistics
from filiere.site.register.tables import code_name

Codes = tuple[str, ...]

# Each way of counting: the title of its table, then the head of its first column.
STATISTICS_CUTS: dict[str, tuple[Text, Text]] = {
    "region": (Text(fr="Par région", en="By region"), Text(fr="Région", en="Region")),
    "category": (Text(fr="Par catégorie", en="By category"), Text(fr="Catégorie", en="Category")),
    "size": (Text(fr="Par taille", en="By size"), Text(fr="Taille", en="Size")),
}


@require_safe
def show_statistics(request: HttpRequest) -> HttpResponse:
    """The statistics of the last half-year that may be told, a dash elsewhere: the whole, then one cut at a time.

    Regions by category are in the files: on a page they would be mostly dashes.
    """
    lang = current_lang()
    found = label_statistics(timezone.localdate())
    every = find_briefs()
    categories = list_categories(every)
    shown = {measure: {cell.codes: cell.shown(lang) for cell in table.cells} for measure, table in found.tables.items()}
    notes = [table.note for table in found.tables.values() if table.note is not None]
    context = {
        "nav": "label",
        "day": found.day,
        "totals": [
            (MEASURE_LABELS[measure], shown[measure].get((TOTAL,) * len(DIMENSIONS))) for measure in MEASURE_LABELS
        ],
        "cuts": [_cut_table(place, shown, categories) for place in range(3)],
        "note": notes[0] if notes else None,
        "empty": not found.held,
        "fictitious": any(one.fictitious for one in every),
        "downloads": list_downloads("label-statistics"),
    }
    return render(request, "register/statistics.html", context)


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
    rows = []
    for code in codes:
        at = tuple(code if other == place else TOTAL for other in range(len(DIMENSIONS)))
        rows.append((code_name(code, categories), [shown[measure].get(at, "–") for measure in MEASURE_LABELS]))
    name = DIMENSIONS[place]
    title, head = STATISTICS_CUTS[name]
    return {"id": name, "title": title, "head": head, "rows": rows}
