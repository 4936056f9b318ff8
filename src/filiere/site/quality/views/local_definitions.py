"""The definitions that a centre wrote: their list, one of them as the open pages show it, and the page to write one."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from filiere.contacts import DefinitionSet
from filiere.core import Faults, Text
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.kit.file_responses import OWN_SIDE, serve_file
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.quality import definition_catalogue
from filiere.site.quality.actions.write_definition import next_version, write_definition
from filiere.site.quality.definition_form import build_choice_rows, build_indicator_rows, write_definition_yaml
from filiere.site.quality.models import Centre, LocalSet
from filiere.site.quality.presenters.definitions import compare_choices
from filiere.site.quality.views.definitions import definition_context
from filiere.site.quality.views.page_frame import MAX_FAULTS_SHOWN, centre_page


@require_safe
@page("quality:read")
def list_local_definitions(request: HttpRequest, centre: Centre) -> HttpResponse:
    """Every version of every definition of the centre, and where to begin another."""
    rows = LocalSet.objects.for_version_list(centre).select_related("made_by")
    # Whatever computes makes choices, and is offered.
    context = {"rows": rows, "bases": definition_catalogue.list_offered(centre)}
    return centre_page(request, "quality/local_sets.html", centre, "definitions", context)


def _find_local_definition(centre: Centre, name: str) -> tuple[LocalSet, DefinitionSet]:
    row = find_or_404(definition_catalogue.find_local(centre, name))
    return row, definition_catalogue.parse_kept_definition(row)


@require_safe
@page("quality:read")
def show_local_definition(request: HttpRequest, centre: Centre, name: str) -> HttpResponse:
    """One of them: its choices in words, beside the common ones, and its seal."""
    row, definition_set = _find_local_definition(centre, name)
    common = definition_catalogue.find_definition(centre, definition_catalogue.COMMON_DEFINITION)
    context = {
        "row": row,
        "one": definition_set,
        **definition_context(definition_set),
        "rows": [found for found in compare_choices(definition_set, common) if found.change is not None]
        if common is not None
        else [],
    }
    return centre_page(request, "quality/local_set.html", centre, "definitions", context)


@require_safe
@page("quality:read")
def give_local_definition_file(request: HttpRequest, centre: Centre, name: str) -> HttpResponseBase:
    """Its YAML, for the command line and for an auditor."""
    row = find_or_404(definition_catalogue.find_local(centre, name))
    kind = "application/yaml; charset=utf-8"
    return serve_file(request, row.text, name=f"{row.key}@{row.version}.yaml", media_type=kind, reading=OWN_SIDE)


@require_http_methods(["GET", "HEAD", "POST"])
@page("quality:keep")
def write_definition_page(request: HttpRequest, centre: Centre) -> HttpResponse:
    """Write a definition from a known one, or the next version of one's own; by questions, or by YAML."""
    base = definition_catalogue.find_definition(
        centre, request.POST.get("like") or request.GET.get("like") or definition_catalogue.COMMON_DEFINITION
    )
    if base is None or base.choices is None:
        raise Http404
    sent: dict[str, Any] = {} if "yaml" in request.POST else dict(request.POST.lists())
    own = base.status == "local"
    fields = _form_fields(request, centre, base, own=own)
    rows, indicators = build_choice_rows(base, sent), build_indicator_rows(base, sent)
    text = request.POST.get("yaml", "").replace("\r\n", "\n")
    faults: Faults | None = None
    if request.method == "POST":
        try:
            made = write_definition(
                centre,
                actor=signed_in_user(request),
                text=text or _yaml_of_form(rows, indicators, fields, centre),
                seen=request.POST.get("seen", ""),
            )
        except Faults as wrong:
            faults = wrong
        else:
            messages.success(request, str(Text(fr="Définition enregistrée.", en="Definition saved.")))
            return redirect("quality:local-set", key=centre.key, name=f"{made.key}@{made.version}")
    context = {
        "base": base,
        "own": own,
        "fields": fields,
        "rows": rows,
        "indicators": indicators,
        "faults": faults.faults[:MAX_FAULTS_SHOWN] if faults else (),
        "more": faults.total - MAX_FAULTS_SHOWN if faults else 0,
        "text": text,
        "seen": request.POST.get("seen") or (base.sha256 if own else ""),
    }
    return centre_page(
        request, "quality/local_write.html", centre, "definitions", context, status=422 if faults else 200
    )


def _form_fields(request: HttpRequest, centre: Centre, base: DefinitionSet, *, own: bool) -> dict[str, str]:
    """The name, titles and first day as sent, else those of one's own set, else empty."""
    posted = request.POST
    title_fr = posted.get("title_fr", base.title.fr if own else "").strip()
    start = posted.get("start", timezone.localdate().isoformat())
    key = base.id if own else f"local-{slug_of_title(title_fr)}"
    title_en = posted.get("title_en", base.title.en if own else "").strip() or title_fr
    return {"key": key, "title_fr": title_fr, "title_en": title_en, "start": start, "owner": centre.name}


def slug_of_title(title: str) -> str:
    """The words of a title as an identifier of at most 40 signs; marks of markup are none."""
    words = re.sub(r"<[^<>]*>|[^\w\s'’-]", " ", title)
    return slugify(re.sub(r"['’]", "-", words))[:40].strip("-") or "definition"


def _yaml_of_form(rows: Any, indicators: Any, fields: dict[str, str], centre: Centre) -> str:
    blank = Text(fr="Définition locale", en="Local definition")
    title = Text(fr=fields["title_fr"] or blank.fr, en=fields["title_en"] or blank.en)
    return write_definition_yaml(
        rows,
        indicators,
        key=fields["key"],
        version=next_version(centre, fields["key"]),
        title=title,
        owner=fields["owner"],
        start=fields["start"],
    )
