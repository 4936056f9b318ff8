"""The figures of a centre as files, in the four formats, for its own people."""

from __future__ import annotations

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from filiere.contacts import DefinitionSet
from filiere.core import Faults
from filiere.core.numbers import format_number
from filiere.publication import MEDIA, WRITERS, Format, Table
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.child_process import ChildStopped
from filiere.site.child_process.faults import StopReason
from filiere.site.kit.file_responses import OWN_SIDE, serve_file
from filiere.site.kit.templatetags.filiere import lang
from filiere.site.quality import definition_catalogue, figure_store
from filiere.site.quality.fault_builders import build_faults
from filiere.site.quality.figure_row_queries import RowQuery, count_rows
from filiere.site.quality.figure_store import FINE_INTERVALS, GROUP_COLUMNS, Cut
from filiere.site.quality.journal_reconciliation import CENTRE_SUBJECT
from filiere.site.quality.models import Centre
from filiere.site.quality.tables import build_heading, write_rows
from filiere.site.sandboxed_reading import InputOrigin, read_sandboxed

FORMATS: dict[str, Format] = {name: name for name in WRITERS}
MAX_ROWS_IN_PROCESS = 2_000
"""Rows of a file that is made at once; one of more is made in a process of its own, with limits."""
MAX_ROWS = 100_000
"""Rows of a file: a spreadsheet of as many takes some twenty seconds to write."""


@require_safe
@page("quality:read")
def give_figure_file(
    request: HttpRequest, centre: Centre, name: str, extension: str, indicator: str | None = None
) -> HttpResponseBase:
    """The rows of the last run under a set: one indicator or all, at an interval and by the groups asked for."""
    definition = definition_catalogue.find_definition(centre, name)
    run = figure_store.latest_run(centre, definition.id, version=definition.version) if definition is not None else None
    period = request.GET.get("period", "")
    interval = request.GET.get("interval") or ("all" if period in ("", "all") else "month")
    by = tuple(one for one in GROUP_COLUMNS if one in request.GET.get("by", "").split(","))
    cut = next((Cut(one, by) for one in FINE_INTERVALS if one == interval), None)
    if (
        extension not in FORMATS
        or definition is None
        or run is None
        or cut is None
        or not figure_store.has_table(run, cut)
    ):
        raise Http404
    wanted = RowQuery(indicator, period if period and interval == "month" else None)
    stem = "-".join(part for part in (centre.key, definition.id, indicator, cut.name, period) if part)
    heading = build_heading(centre, definition, run, name=stem)
    content = _make_file(
        request, centre, figure_store.table_path(run, cut), wanted, heading, definition, FORMATS[extension]
    )
    media_type = MEDIA[FORMATS[extension]]
    return serve_file(request, content, name=f"{stem}.{extension}", media_type=media_type, reading=OWN_SIDE)


def _make_file(
    request: HttpRequest,
    centre: Centre,
    path: Path,
    wanted: RowQuery,
    heading: Table,
    definition: DefinitionSet,
    extension: Format,
) -> bytes:
    rows, titles = count_rows(path, wanted), {one.key: one.title for one in definition.indicators}
    if rows <= MAX_ROWS_IN_PROCESS:
        return write_rows(path, wanted, heading, titles, extension, lang())
    if rows > MAX_ROWS:
        raise _too_many_fault(rows)
    try:
        return read_sandboxed(
            InputOrigin(signed_in_user(request), CENTRE_SUBJECT, centre.key),
            write_rows,
            path,
            wanted,
            heading,
            titles,
            extension,
            lang(),
        )
    except ChildStopped as stopped:
        if stopped.how == StopReason.BUSY:
            raise
        raise _too_many_fault(rows) from stopped


def _too_many_fault(rows: int) -> Faults:
    return build_faults(
        "figures-too-many",
        f"Ce fichier aurait {format_number(rows, 'fr')} lignes, plus que le site n’en écrit d’un coup.",
        f"This file would have {format_number(rows, 'en')} rows, more than the site can write at once.",
        "Prenez le fichier d’un seul indicateur, ou une période plus longue.",
        "Download the file of a single indicator, or choose a longer interval.",
    )
