"""Every table as a file: `/export/<table>.<format>`, the same bytes for the same register."""

from __future__ import annotations

import hashlib
import re
from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from filiere.core import Fault, Faults, Lang, Text
from filiere.publication import MEDIA, WRITERS, Format, to_csv
from filiere.site.kit import exported_tables
from filiere.site.kit.exported_tables import TableRequest, UnknownTable
from filiere.site.kit.file_responses import PUBLIC, StoredFile, serve_file
from filiere.site.kit.languages import find_asked_language
from filiere.site.kit.problems import problem_response, reject_unknown_parameters
from filiere.site.pages.query_parameters import QueryParameters, parse_choice

FORMATS: dict[str, Format] = {name: name for name in WRITERS}
NAMING_PARAMETERS = ("id", "from", "to", "kind", "year", "category")
"""Parameters that say what a file holds, hence stand in its name."""
WRITING_PARAMETERS = {"lang": ("fr", "en"), "for": ("programs", "excel"), "keys": ("0", "1")}
"""Parameters that say how a file is written, with their values, the first without them; all but `lang` are of CSV."""


@require_safe
def export_table(request: HttpRequest, table: str, extension: str) -> HttpResponseBase:
    """A table of the registry in one of the four formats, in the language `lang` (French without it).

    A criterion that the table cannot read, does not know, or is given twice is a problem (RFC 9457), as for the API:
    a file that left it aside would answer another question.
    """
    lang: Lang = find_asked_language(request)
    if extension not in FORMATS:
        raise Http404(extension)
    writing = WRITING_PARAMETERS if extension == "csv" else {"lang": WRITING_PARAMETERS["lang"]}
    params = {key: value for key, value in request.GET.dict().items() if key not in writing}
    criteria = QueryParameters(params)
    try:
        _require_single_values(request)
        way = {key: parse_choice(request.GET, key, values, values[0]) for key, values in writing.items()}
        built = exported_tables.build_table(table, TableRequest(lang, criteria, request.user))
        reject_unknown_parameters(request, criteria.known | set(writing))
    except UnknownTable as unknown:
        return problem_response(request, Faults([_unknown_table_fault(str(unknown))]), 404)
    except Faults as faults:
        return problem_response(request, faults, 422)
    if extension == "csv":
        content = to_csv(built, lang, plain=way["for"] == "programs", keys=way["keys"] == "1")
    else:
        content = WRITERS[FORMATS[extension]](built, lang)
    stored = StoredFile(BytesIO(content), len(content), hashlib.sha256(content).hexdigest()[:32])
    # The two CSV files of a table may be kept in one folder.
    kept_for = Text(fr="-tableur", en="-spreadsheet").get(lang) if way.get("for") == "excel" else ""
    name = f"{export_file_name(table, params, lang)}{kept_for}.{extension}"
    response = serve_file(request, stored, name=name, media_type=MEDIA[FORMATS[extension]], reading=PUBLIC)
    # A correction must show at once: browsers ask again, and get 304 when nothing changed.
    response.headers["Cache-Control"] = "no-cache"
    if isinstance(response, HttpResponse) and response.status_code in (200, 206):
        return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response
    return response


def _unknown_table_fault(name: str) -> Fault:
    """What answers a file of nothing: the same form as a wrong criterion, since a program reads it too."""
    if not name:
        return Fault(
            code="nothing-named",
            message=Text(
                fr="L’adresse n’indique pas le contenu de ce tableau.",
                en="The address does not specify what this table should cover.",
            ),
            remedy=Text(
                fr="Partez du lien de la page qui montre le tableau.",
                en="Start from the link on the page that shows the table.",
            ),
        )
    return Fault(
        code="nothing-by-that-name",
        message=Text(
            fr=f"Aucun tableau ne se fait avec « {name[:60]} ».", en=f"No table can be produced with “{name[:60]}”."
        ),
        remedy=Text(
            fr="Les tableaux et leurs adresses sont à la page des téléchargements : /fr/downloads/.",
            en="Tables and their addresses are on the downloads page: /en/downloads/.",
        ),
    )


def _require_single_values(request: HttpRequest) -> None:
    """Refuse a criterion given twice: one of the two values would be left aside."""
    twice = [
        Fault(
            code="parameter-twice",
            key=name,
            message=Text(
                fr=f"Le critère « {name[:60]} » est donné deux fois.", en=f"The criterion “{name[:60]}” is given twice."
            ),
            remedy=Text(fr="Gardez-en une valeur.", en="Keep one value."),
        )
        for name, values in request.GET.lists()
        if len(values) > 1
    ]
    if twice:
        raise Faults(twice)


def export_file_name(table: str, params: dict[str, str], lang: Lang) -> str:
    """A file name that says what the file holds: table, what it is about, language; plain ASCII."""
    about = re.sub(r"[^a-z0-9]+", "-", "-".join(params.get(key, "") for key in NAMING_PARAMETERS).lower()).strip("-")
    return "-".join(part for part in ("filiere", table, about, lang) if part)
