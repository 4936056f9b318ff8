"""The figures of a centre as files, in the four formats, for its own people."""

from __future__ import annotations

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from filiere.contacts.definitions import DefinitionSet
from filiere.core import Faults
from filiere.core.numbers import number
from filiere.publication import MEDIA, WRITERS, Format, Table
from filiere.site.attachments import OWN_SIDE, give_file
from filiere.site.child_process import Stopped
from filiere.site.child_process.stopped import How
from filiere.site.quality import figures, shelf
from filiere.site.quality.faulty import refused
from filiere.site.quality.figure_rows import Wanted, count_rows
from filiere.site.quality.figures import FINE, SLICES, Cut
from filiere.site.quality.models import Centre
from filiere.site.quality.tables import heading_of, written
from filiere.site.quality.told import CENTRE
from filiere.site.quality.views.common import person, with_centre
from filiere.site.templatetags.filiere import lang
from filiere.site.untrusted import Sent, read

FORMATS: dict[str, Format] = {name: name for name in WRITERS}
AT_HAND = 2_000
"""Rows of a file that is made at once; one of more is made in a process of its own, with limits."""
MOST = 100_000
"""Rows of a file: a spreadsheet of as many takes some twenty seconds to write."""


@require_safe
@with_centre("quality:read")
def figure_file(
    request: HttpRequest, centre: Centre, name: str, extension: str, indicator: str | None = None
) -> HttpResponseBase:
    """The rows of the last run under a set: one indicator or all, at an interval and by the groups asked for."""
    definition = shelf.named(centre, name)
    run = figures.latest(centre, definition.id, version=definition.version) if definition is not None else None
    period = request.GET.get("period", "")
    interval = request.GET.get("interval") or ("all" if period in ("", "all") else "month")
    by = tuple(one for one in SLICES if one in request.GET.get("by", "").split(","))
    cut = next((Cut(one, by) for one in FINE if one == interval), None)
    if extension not in FORMATS or definition is None or run is None or cut is None or not figures.has(run, cut):
        raise Http404
    wanted = Wanted(indicator, period if period and interval == "month" else None)
    stem = "-".join(part for part in (centre.key, definition.id, indicator, cut.name, period) if part)
    heading = heading_of(centre, definition, run, name=stem)
    content = _made(request, centre, figures.path_of(run, cut), wanted, heading, definition, FORMATS[extension])
    media_type = MEDIA[FORMATS[extension]]
    return give_file(request, content, name=f"{stem}.{extension}", media_type=media_type, reading=OWN_SIDE)


def _made(
    request: HttpRequest,
    centre: Centre,
    path: Path,
    wanted: Wanted,
    heading: Table,
    definition: DefinitionSet,
    extension: Format,
) -> bytes:
    rows, titles = count_rows(path, wanted), {one.key: one.title for one in definition.indicators}
    if rows <= AT_HAND:
        return written(path, wanted, heading, titles, extension, lang())
    if rows > MOST:
        raise _too_many(rows)
    try:
        return read(
            Sent(person(request), CENTRE, centre.key), written, path, wanted, heading, titles, extension, lang()
        )
    except Stopped as stopped:
        if stopped.how == How.BUSY:
            raise
        raise _too_many(rows) from stopped


def _too_many(rows: int) -> Faults:
    return refused(
        "figures-too-many",
        f"Ce fichier aurait {number(rows, 'fr')} lignes, plus que le site n’en écrit d’un coup.",
        f"This file would have {number(rows, 'en')} rows, more than the site can write at once.",
        "Prenez le fichier d’un seul indicateur, ou une période plus longue.",
        "Download the file of a single indicator, or choose a longer interval.",
    )
