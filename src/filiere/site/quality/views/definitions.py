"""The sets of definitions, open to all: what each one counts, why, and what changes from one to another."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.contacts.definitions import DefinitionSet, load_definitions
from filiere.contacts.definitions.loading import FOLDER
from filiere.core import Text, content_path
from filiere.site.attachments import PUBLIC, give_file
from filiere.site.quality.definition_words import (
    KINDS,
    MARKS,
    STATUSES,
    choices_of,
    compared,
    differing,
    measured,
    overrides,
)

GROUPS: tuple[tuple[str, Text], ...] = (
    ("proposed", Text(fr="La définition commune", en="The common definition")),
    ("tools", Text(fr="Ce que comptent les outils et les manuels", en="Definitions used by tools and handbooks")),
    ("rules", Text(fr="Ce que demandent les règles publiques", en="Definitions required by public rules")),
    ("norms", Text(fr="Les normes, en vocabulaires", en="Standards, as vocabularies")),
)
PUBLIC_RULES = frozenset({"services-publics-plus", "acpr-complaints", "es-ley-10-2025"})


@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    """Every set, by who made it."""
    shelf = load_definitions()
    groups: dict[str, list[dict[str, Any]]] = {}
    for key in shelf:
        groups.setdefault(_group(shelf[key]), []).append(_row(shelf[key]))
    context = {
        "nav": "quality",
        "section": "definitions",
        "groups": [(title, groups.get(name, [])) for name, title in GROUPS],
        "count": len(shelf),
    }
    return render(request, "quality/definitions.html", context)


def _group(one: DefinitionSet) -> str:
    if one.kind != "definitions":
        return "norms"
    if one.status == "proposed":
        return "proposed"
    return "rules" if one.id in PUBLIC_RULES else "tools"


def _row(one: DefinitionSet) -> dict[str, Any]:
    return {"one": one, "kind": KINDS[one.kind], "status": STATUSES[one.status], "mark": MARKS[one.status]}


def shipped(name: str) -> DefinitionSet:
    """A shipped set by ``id`` or ``id@version``; `Http404` without one."""
    try:
        return load_definitions()[name]
    except KeyError:
        raise Http404(name) from None


@require_safe
def definition(request: HttpRequest, name: str) -> HttpResponse:
    """One set: its indicators, its 22 choices with their reasons, its sources and its seal."""
    one = shipped(name)
    shelf = load_definitions()
    context = {
        "nav": "quality",
        "section": "definitions",
        **_row(one),
        **page_of(one),
        "versions": shelf.versions(one.id),
        "others": [shelf[key] for key in shelf if shelf[key].choices is not None and key != one.id],
        "in_force": shelf.on(one.id, timezone.localdate()) == one,
    }
    return render(request, "quality/definition.html", context)


def page_of(one: DefinitionSet) -> dict[str, Any]:
    """What the page of a set shows, shipped or local."""
    return {
        "choices": choices_of(one),
        "indicators": [(indicator, measured(indicator), overrides(one, indicator)) for indicator in one.indicators],
        "seal": [one.sha256[place : place + 8] for place in range(0, 64, 8)],
    }


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """The file of a shipped set, as it was sealed."""
    one = shipped(name)
    path = content_path(*FOLDER, f"{one.name}.yaml")
    kind = "application/yaml; charset=utf-8"
    return give_file(request, path.read_bytes(), name=f"{one.name}.yaml", media_type=kind, reading=PUBLIC)


@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Two sets side by side, choice by choice, and what changes from the first to the second."""
    shelf = load_definitions()
    usable = [shelf[key] for key in shelf if shelf[key].choices is not None]
    first = shipped(request.GET.get("a", "vicidial"))
    second = shipped(request.GET.get("b", "common-v1"))
    if first.choices is None or second.choices is None:
        raise Http404
    rows = compared(first, second)
    only = request.GET.get("only") == "differences"
    context = {
        "nav": "quality",
        "section": "definitions",
        "first": first,
        "second": second,
        "usable": usable,
        "rows": [one for one in rows if one.change is not None] if only else rows,
        "differing": differing(rows),
        "only": only,
    }
    return render(request, "quality/definitions_compare.html", context)
