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

from filiere.contacts.definitions import DefinitionSet
from filiere.core import Faults, Text
from filiere.site.attachments import OWN_SIDE, give_file
from filiere.site.quality import shelf
from filiere.site.quality.actions.write_definition import next_version, write_definition
from filiere.site.quality.definition_form import choice_rows, indicator_rows, text_of
from filiere.site.quality.definition_words import compared
from filiere.site.quality.models import Centre, LocalSet
from filiere.site.quality.views.common import FAULTS_SHOWN, centre_page, person, with_centre
from filiere.site.quality.views.definitions import page_of


@require_safe
@with_centre("quality:read")
def local_sets(request: HttpRequest, centre: Centre) -> HttpResponse:
    """Every version of every definition of the centre, and where to begin another."""
    rows = LocalSet.objects.for_version_list(centre).select_related("made_by")
    # Whatever computes makes choices, and is offered.
    context = {"rows": rows, "bases": shelf.offered(centre)}
    return centre_page(request, "quality/local_sets.html", centre, "definitions", context)


def _found(centre: Centre, name: str) -> tuple[LocalSet, DefinitionSet]:
    row = shelf.local_named(centre, name)
    if row is None:
        raise Http404
    return row, shelf.kept(row)


@require_safe
@with_centre("quality:read")
def local_set(request: HttpRequest, centre: Centre, name: str) -> HttpResponse:
    """One of them: its choices in words, beside the common ones, and its seal."""
    row, one = _found(centre, name)
    common = shelf.named(centre, shelf.COMMON)
    context = {
        "row": row,
        "one": one,
        **page_of(one),
        "rows": [found for found in compared(one, common) if found.change is not None] if common is not None else [],
    }
    return centre_page(request, "quality/local_set.html", centre, "definitions", context)


@require_safe
@with_centre("quality:read")
def local_file(request: HttpRequest, centre: Centre, name: str) -> HttpResponseBase:
    """Its YAML, for the command line and for an auditor."""
    row = shelf.local_named(centre, name)
    if row is None:
        raise Http404
    kind = "application/yaml; charset=utf-8"
    return give_file(request, row.text, name=f"{row.key}@{row.version}.yaml", media_type=kind, reading=OWN_SIDE)


@require_http_methods(["GET", "HEAD", "POST"])
@with_centre("quality:keep")
def write(request: HttpRequest, centre: Centre) -> HttpResponse:
    """Write a definition from a known one, or the next version of one's own; by questions, or by YAML."""
    base = shelf.named(centre, request.POST.get("like") or request.GET.get("like") or shelf.COMMON)
    if base is None or base.choices is None:
        raise Http404
    sent: dict[str, Any] = {} if "yaml" in request.POST else dict(request.POST.lists())
    own = base.status == "local"
    fields = _fields(request, centre, base, own=own)
    rows, indicators = choice_rows(base, sent), indicator_rows(base, sent)
    text = request.POST.get("yaml", "").replace("\r\n", "\n")
    faults: Faults | None = None
    if request.method == "POST":
        try:
            made = write_definition(
                actor=person(request),
                centre=centre,
                text=text or _said(rows, indicators, fields, centre),
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
        "faults": faults.faults[:FAULTS_SHOWN] if faults else (),
        "more": faults.total - FAULTS_SHOWN if faults else 0,
        "text": text,
        "seen": request.POST.get("seen") or (base.sha256 if own else ""),
    }
    return centre_page(
        request, "quality/local_write.html", centre, "definitions", context, status=422 if faults else 200
    )


def _fields(request: HttpRequest, centre: Centre, base: DefinitionSet, *, own: bool) -> dict[str, str]:
    """The name, titles and first day as sent, else those of one's own set, else empty."""
    posted = request.POST
    title_fr = posted.get("title_fr", base.title.fr if own else "").strip()[:200]
    start = posted.get("start", timezone.localdate().isoformat())[:10]
    key = base.id if own else f"local-{identifier(title_fr)}"
    title_en = posted.get("title_en", base.title.en if own else "").strip()[:200] or title_fr
    return {"key": key, "title_fr": title_fr, "title_en": title_en, "start": start, "owner": centre.name}


def identifier(title: str) -> str:
    """The words of a title as an identifier of at most 40 signs; marks of markup are none."""
    words = re.sub(r"<[^<>]*>|[^\w\s'’-]", " ", title)
    return slugify(re.sub(r"['’]", "-", words))[:40].strip("-") or "definition"


def _said(rows: Any, indicators: Any, fields: dict[str, str], centre: Centre) -> str:
    blank = Text(fr="Définition locale", en="Local definition")
    title = Text(fr=fields["title_fr"] or blank.fr, en=fields["title_en"] or blank.en)
    return text_of(
        rows,
        indicators,
        key=fields["key"],
        version=next_version(centre, fields["key"]),
        title=title,
        owner=fields["owner"],
        start=fields["start"],
    )
