"""The figures of a centre as files, in the four formats, for its own people."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from filiere.publication import MEDIA, WRITERS, Format
from filiere.site.attachments import OWN_SIDE, give_file
from filiere.site.quality import figures, shelf
from filiere.site.quality.figures import FINE, SLICES, Cut
from filiere.site.quality.models import Centre
from filiere.site.quality.tables import table_of
from filiere.site.quality.views.common import with_centre
from filiere.site.templatetags.filiere import lang

FORMATS: dict[str, Format] = {name: name for name in WRITERS}


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
    rows = figures.read(run, cut, indicator=indicator)
    if period and interval == "month":
        rows = [one for one in rows if one.interval == period]
    stem = "-".join(part for part in (centre.key, definition.id, indicator, cut.name, period) if part)
    table = table_of(centre, definition, run, rows, name=stem)
    content = WRITERS[FORMATS[extension]](table, lang())
    media_type = MEDIA[FORMATS[extension]]
    return give_file(request, content, name=f"{stem}.{extension}", media_type=media_type, reading=OWN_SIDE)
