"""The canonical tables, open to all: their columns, what each means, and an empty file to fill."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.contacts import TABLES, Column
from filiere.core import Text
from filiere.site.kit.file_responses import PUBLIC, serve_file

COLUMN_KIND_LABELS: dict[str, Text] = {
    "name": Text(fr="texte, gardé tel quel", en="text, kept as it is"),
    "key": Text(fr="personne, gardée sous forme d’empreinte à clé", en="person, kept as a keyed hash"),
    "time": Text(
        fr="instant, ISO 8601 avec décalage : 2026-03-29T08:15:00+02:00",
        en="date and time, ISO 8601 with offset: 2026-03-29T08:15:00+02:00",
    ),
    "day": Text(fr="jour, AAAA-MM-JJ", en="date, YYYY-MM-DD"),
    "month": Text(fr="mois, AAAA-MM", en="month, YYYY-MM"),
    "clock": Text(fr="heure du jour, de 00:00 à 24:00", en="time of day, from 00:00 to 24:00"),
    "count": Text(fr="nombre entier", en="whole number"),
    "number": Text(fr="nombre, point décimal", en="number, with a decimal point"),
    "flag": Text(fr="true ou false", en="true or false"),
    "word": Text(fr="un de ces mots :", en="one of these words:"),
    "zone": Text(fr="fuseau IANA, comme Europe/Paris", en="IANA time zone, such as Europe/Paris"),
}


@require_safe
def list_table_templates(request: HttpRequest) -> HttpResponse:
    """Every table, contacts first."""
    rows = [(table, [_column_context(one) for one in table.columns]) for table in TABLES.values()]
    context = {"nav": "quality", "section": "templates", "tables": rows}
    return render(request, "quality/templates.html", context)


def _column_context(column: Column) -> dict[str, object]:
    return {
        "one": column,
        "kind": COLUMN_KIND_LABELS[column.kind],
        "words": ", ".join(column.words),
        "marks": ", ".join(column.marks),
    }


@require_safe
def give_template_file(request: HttpRequest, table: str) -> HttpResponseBase:
    """The header of a table, as an empty CSV file."""
    if table not in TABLES:
        raise Http404(table)
    content = ",".join(TABLES[table].header) + "\r\n"
    return serve_file(request, content, name=f"{table}.csv", media_type="text/csv; charset=utf-8", reading=PUBLIC)
