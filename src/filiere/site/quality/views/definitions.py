"""The sets of definitions, open to all: what each one counts, why, and what changes from one to another."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.contacts import SHIPPED_FOLDER, DefinitionSet, load_definitions
from filiere.core import Text, content_path
from filiere.site.kit.file_responses import PUBLIC, serve_file
from filiere.site.quality.presenters.definitions import (
    KIND_LABELS,
    STATUS_LABELS,
    STATUS_MARKS,
    build_choices,
    compare_choices,
    count_differences,
    definition_note,
    describe_overrides,
    measure_sentence,
)

DEFINITION_GROUPS: tuple[tuple[str, Text], ...] = (
    ("proposed", Text(fr="La définition commune", en="The common definition")),
    ("tools", Text(fr="Ce que comptent les outils et les manuels", en="Definitions used by tools and handbooks")),
    ("rules", Text(fr="Ce que demandent les règles publiques", en="Definitions required by public rules")),
    ("norms", Text(fr="Les normes, par leur vocabulaire", en="Standards, as vocabularies")),
)
PUBLIC_RULES = frozenset({"services-publics-plus", "acpr-complaints", "es-ley-10-2025"})


@require_safe
def list_definitions(request: HttpRequest) -> HttpResponse:
    """Every set, by who made it."""
    shelf = load_definitions()
    groups: dict[str, list[dict[str, Any]]] = {}
    for key in shelf:
        groups.setdefault(_group_of(shelf[key]), []).append(_definition_row(shelf[key]))
    context = {
        "nav": "quality",
        "section": "definitions",
        "groups": [(title, groups.get(name, [])) for name, title in DEFINITION_GROUPS],
        "count": len(shelf),
    }
    return render(request, "quality/definitions.html", context)


def _group_of(definition_set: DefinitionSet) -> str:
    if definition_set.kind != "definitions":
        return "norms"
    if definition_set.status == "proposed":
        return "proposed"
    return "rules" if definition_set.id in PUBLIC_RULES else "tools"


def _definition_row(definition_set: DefinitionSet) -> dict[str, Any]:
    return {
        "one": definition_set,
        "kind": KIND_LABELS[definition_set.kind],
        "status": STATUS_LABELS[definition_set.status],
        "mark": STATUS_MARKS[definition_set.status],
    }


def find_shipped_or_404(name: str) -> DefinitionSet:
    """A shipped set by ``id`` or ``id@version``; `Http404` without one."""
    try:
        return load_definitions()[name]
    except KeyError:
        raise Http404(name) from None


@require_safe
def show_definition(request: HttpRequest, name: str) -> HttpResponse:
    """One set: its indicators, its 22 choices with their reasons, its sources and its seal."""
    definition_set = find_shipped_or_404(name)
    shelf = load_definitions()
    context = {
        "nav": "quality",
        "section": "definitions",
        **_definition_row(definition_set),
        **definition_context(definition_set),
        "note": definition_note(definition_set),
        "versions": shelf.versions(definition_set.id),
        "others": [shelf[key] for key in shelf if shelf[key].choices is not None and key != definition_set.id],
        "in_force": shelf.on(definition_set.id, timezone.localdate()) == definition_set,
    }
    return render(request, "quality/definition.html", context)


def definition_context(definition_set: DefinitionSet) -> dict[str, Any]:
    """What the page of a set shows, shipped or local."""
    return {
        "choices": build_choices(definition_set),
        "indicators": [
            (indicator, measure_sentence(indicator), describe_overrides(definition_set, indicator))
            for indicator in definition_set.indicators
        ],
        "seal": [definition_set.sha256[place : place + 8] for place in range(0, 64, 8)],
    }


@require_safe
def give_definition_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """The file of a shipped set, as it was sealed."""
    definition_set = find_shipped_or_404(name)
    path = content_path(*SHIPPED_FOLDER, f"{definition_set.name}.yaml")
    kind = "application/yaml; charset=utf-8"
    return serve_file(request, path.read_bytes(), name=f"{definition_set.name}.yaml", media_type=kind, reading=PUBLIC)


@require_safe
def compare_page(request: HttpRequest) -> HttpResponse:
    """Two sets side by side, choice by choice, and what changes from the first to the second."""
    shelf = load_definitions()
    usable = [shelf[key] for key in shelf if shelf[key].choices is not None]
    first = find_shipped_or_404(request.GET.get("a", "vicidial"))
    second = find_shipped_or_404(request.GET.get("b", "common-v1"))
    if first.choices is None or second.choices is None:
        raise Http404
    rows = compare_choices(first, second)
    only = request.GET.get("only") == "differences"
    context = {
        "nav": "quality",
        "section": "definitions",
        "first": first,
        "second": second,
        "usable": usable,
        "rows": [one for one in rows if one.change is not None] if only else rows,
        "differing": count_differences(rows),
        "only": only,
    }
    return render(request, "quality/definitions_compare.html", context)
