"""Every table as a file: `/export/<table>.<format>`, the same bytes for the same register."""

from __future__ import annotations

import hashlib
import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from filiere.core import Lang
from filiere.publication import MEDIA, WRITERS, Format
from filiere.site.observatory import tables
from filiere.site.observatory.register import current_register
from filiere.site.observatory.tables import Asked, UnknownTable

FORMATS: dict[str, Format] = {name: name for name in WRITERS}
NAMED = ("id", "from", "to", "kind", "year", "category")
"""Parameters that say what a file holds, hence stand in its name."""


@require_safe
def export(request: HttpRequest, table: str, extension: str) -> HttpResponse:
    """A table of the registry in one of the four formats, in the language `lang` (French without it)."""
    lang: Lang = "en" if request.GET.get("lang") == "en" else "fr"
    if extension not in FORMATS:
        raise Http404(extension)
    params = {key: value for key, value in request.GET.dict().items() if key != "lang"}
    try:
        built = tables.build(table, Asked(current_register(), lang, params, request.user))
    except UnknownTable as unknown:
        raise Http404(str(unknown)) from unknown
    content = WRITERS[FORMATS[extension]](built, lang)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        unchanged = HttpResponseNotModified()
        unchanged.headers["ETag"] = tag
        return unchanged
    response = HttpResponse(content, content_type=MEDIA[FORMATS[extension]])
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(table, params, lang)}.{extension}"'
    response.headers["ETag"] = tag
    # A correction must show at once: browsers ask again, and get 304 when nothing changed.
    response.headers["Cache-Control"] = "no-cache"
    return response


def file_name(table: str, params: dict[str, str], lang: Lang) -> str:
    """A file name that says what the file holds: table, what it is about, language; plain ASCII."""
    about = re.sub(r"[^a-z0-9]+", "-", "-".join(params.get(key, "") for key in NAMED).lower()).strip("-")
    return "-".join(part for part in ("filiere", table, about, lang) if part)
