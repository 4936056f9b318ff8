"""The contacts behind a figure, for the quality manager alone: identity, times, outcome; never a person."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from filiere.contacts import list_outcomes
from filiere.core import Lang, Text
from filiere.core.dates import format_day
from filiere.publication.table_model import spreadsheet_text
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.jobs.models import Job
from filiere.site.kit.file_responses import ReadingRecord, serve_file
from filiere.site.kit.templatetags.filiere import lang
from filiere.site.quality import figure_store
from filiere.site.quality.actions.explain_figure import request_contacts
from filiere.site.quality.explanation_files import (
    PAGE_SIZE,
    Explanation,
    count_contacts,
    figure_explanation,
    read_contacts,
    read_instant,
)
from filiere.site.quality.figure_store import GROUP_COLUMNS
from filiere.site.quality.job_kinds import JobKind, job_owner
from filiere.site.quality.models import Centre
from filiere.site.quality.period_labels import period_text
from filiere.site.quality.views.indicator import GROUP_LABELS, find_indicator
from filiere.site.quality.views.page_frame import centre_page
from filiere.site.quality.views.progress import build_centre_job_view

SIDE_CHOICES: dict[str, tuple[Text, str]] = {
    "all": (Text(fr="tous ceux qui comptent", en="all contacts counted"), "denominator <> 0 OR numerator <> 0"),
    "for": (Text(fr="ceux qui comptent pour", en="those counted in favour"), "numerator <> 0"),
    "against": (
        Text(fr="ceux qui comptent contre", en="those counted against"),
        "denominator <> 0 AND numerator = 0",
    ),
}
"""What a list may be limited to, with the condition of ours that says it."""
MONTH_FORM = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
EXCLUSION_LABELS: dict[str, Text] = {
    "callback": Text(fr="rappel demandé, exclu", en="callback requested, excluded"),
    "out_of_hours": Text(fr="arrivé hors des heures", en="arrived outside opening hours"),
    "negative_wait": Text(fr="attente négative : horloges en désaccord", en="negative wait: inconsistent clocks"),
    "short_abandon": Text(fr="abandon court", en="short abandonment"),
    "unknown_customer": Text(fr="client inconnu", en="unknown customer"),
    "censored_tail": Text(fr="trop récent pour être jugé", en="too recent to assess"),
    "tail": Text(fr="trop récent pour être jugé", en="too recent to assess"),
    "unknown_wait": Text(fr="attente inconnue", en="unknown wait"),
}
CSV_HEADS: dict[Lang, tuple[str, ...]] = {
    "fr": ("Contact", "Organisation", "File", "Canal", "Arrivée", "Entrée en file", "Réponse", "Fin", "Issue",
           "Numérateur", "Dénominateur"),
    "en": ("Contact", "Organisation", "Queue", "Channel", "Arrival", "Queue entry", "Answer", "End", "Outcome",
           "Numerator", "Denominator"),
}  # fmt: skip


def build_contact(row: Mapping[str, Any]) -> dict[str, Any]:
    """A contact ready to print: what it is, when, and how it ended."""
    zone = row.get("c_zone") or "UTC"
    outcome = row.get("c_outcome")
    times = [read_instant(row.get(name), zone) for name in ("arrived_us", "queued_us", "answered_us", "ended_us")]
    return {
        "key": row["contact_id"],
        "organisation": row["organisation"],
        "queue": row.get("c_queue") or "–",
        "channel": row.get("c_channel") or "–",
        "times": ["–" if one is None else f"{one:%Y-%m-%d %H:%M:%S}" for one in times],
        "clock": list(_spell_times(times)),
        "outcome": str(list_outcomes([outcome])) if outcome else "–",
        "numerator": row.get("numerator", 0),
        "denominator": row.get("denominator", 0),
    }


def _spell_times(times: Iterable[datetime | None]) -> Iterator[str]:
    """Times to the second as a page tells them: the day with the first, then only where it changes."""
    said = None
    for one in times:
        if one is None:
            yield "–"
            continue
        yield f"{one:%H:%M:%S}" if one.date() == said else f"{format_day(one)}, {one:%H:%M:%S}"
        said = one.date()


def _parse_filters(request: HttpRequest) -> tuple[str, list[Any], dict[str, str]]:
    """The condition that the address asks for, its values, and what it was asked by."""
    side = request.GET.get("side", "all")
    period, by, within = (request.GET.get(key, "") for key in ("period", "by", "in"))
    side = side if side in SIDE_CHOICES else "all"
    where, values = [f"({SIDE_CHOICES[side][1]})", "contact_id IS NOT NULL"], []
    if not MONTH_FORM.fullmatch(period):
        period = ""
    if period:
        where.append("period = ?")
        values.append(period)
    if by in GROUP_COLUMNS:
        # A name of SLICES; what was typed is a value.
        where.append(f"coalesce({by}, '') = ?")
        values.append(within)
    return " AND ".join(where), values, {"side": side, "period": period or "all", "by": by, "in": within}


@require_http_methods(["GET", "HEAD", "POST"])
@page("quality:contacts")
def contacts_page(request: HttpRequest, centre: Centre, name: str, indicator: str) -> HttpResponse:
    """The page; found by a job the first time, for the store as it stands."""
    definition, shown = find_indicator(centre, name, indicator)
    seal, store = figure_store.store_seal(centre), figure_store.open_store(centre)
    if seal is None or store is None:
        raise Http404
    if request.method == "POST":
        request_contacts(actor=signed_in_user(request), centre=centre, name=definition.name, indicator=shown.key)
        return redirect(request.get_full_path())
    found = figure_explanation(centre, seal, definition, shown)
    where, values, asked = _parse_filters(request)
    context: dict[str, Any] = {
        "definition": definition,
        "one": shown,
        "asked": asked,
        "sides": {key: words for key, (words, _) in SIDE_CHOICES.items()},
    }
    context |= {"period_words": period_text(asked["period"]), "group_words": GROUP_LABELS.get(asked["by"])}
    if found.ready:
        total = count_contacts(found, where=where, values=values)
        number = _page_number(request, total)
        rows = read_contacts(found, store, where=where, values=values, first=(number - 1) * PAGE_SIZE)
        context |= {
            "total": total,
            "rows": [build_contact(row) for row in rows],
            "number": number,
            "last": max(1, -(-total // PAGE_SIZE)),
            "exclusions": _count_exclusions(found),
        }
    else:
        job = Job.objects.for_subject(job_owner(centre), JobKind.EXPLAIN, f"figure:{definition.name}:{shown.key}"[:120])
        waits = job is not None and job.state != Job.State.DONE
        context["work"] = build_centre_job_view(job, centre, may_stop=True) if job is not None and waits else None
    context["ready"] = found.ready
    return centre_page(request, "quality/contacts.html", centre, "overview", context)


def _page_number(request: HttpRequest, total: int) -> int:
    said = request.GET.get("page", "1")
    number = int(said[:9]) if said.isascii() and said.isdigit() else 1
    return max(1, min(number, -(-total // PAGE_SIZE)))


def _count_exclusions(found: Explanation) -> list[tuple[str, int]]:
    counted: dict[str, int] = found.read(lang())["exclusions"]
    said = [(str(EXCLUSION_LABELS.get(reason, Text.same(reason))), number) for reason, number in counted.items()]
    return sorted(said, key=lambda pair: -pair[1])


@require_safe
@page("quality:contacts")
def give_contacts_file(request: HttpRequest, centre: Centre, name: str, indicator: str) -> HttpResponseBase:
    """The whole list as CSV, as the page limits it."""
    definition, shown = find_indicator(centre, name, indicator)
    seal, store = figure_store.store_seal(centre), figure_store.open_store(centre)
    if seal is None or store is None or not figure_explanation(centre, seal, definition, shown).ready:
        raise Http404
    where, values, _ = _parse_filters(request)
    rows = read_contacts(
        figure_explanation(centre, seal, definition, shown), store, where=where, values=values, most=None
    )
    stem = f"{centre.key}-{definition.id}-{shown.key}-contacts"
    return csv_response(request, (build_contact(row) for row in rows), stem, centre)


def csv_response(request: HttpRequest, rows: Iterator[dict[str, Any]], stem: str, centre: Centre) -> HttpResponseBase:
    """Contacts as CSV, a few hundred at a time; no cell runs as a formula."""
    reading = ReadingRecord("contacts.open", "centre", centre.organisation.key)
    parts = _csv_blocks(rows, lang())
    return serve_file(request, parts, name=f"{stem}.csv", media_type="text/csv; charset=utf-8", reading=reading)


def _csv_blocks(rows: Iterator[dict[str, Any]], code: Lang) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if code == "fr" else ",", lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow(CSV_HEADS[code])
    for number, row in enumerate(rows, 1):
        cells = [row["key"], row["organisation"], row["queue"], row["channel"], *row["times"], row["outcome"]]
        writer.writerow([*(spreadsheet_text(str(cell)) for cell in cells), row["numerator"], row["denominator"]])
        if number % 500 == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()
