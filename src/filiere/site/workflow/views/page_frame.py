"""The door and the frame of every page of a dossier: signed in, a party of it, with the right of the page."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from filiere.referentials import workflow
from filiere.site.kit.rights import allowed
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.workflow.engine_adapter import load_release, load_rules
from filiere.site.workflow.extension_points import dossier_sections, site_parties
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties, name_party

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class DossierTab:
    """A tab of the frame."""

    title: str
    url: str
    current: bool


def list_tabs(request: HttpRequest, dossier: Dossier, current: str) -> list[DossierTab]:
    """The tabs that the reader may open in this dossier."""
    found = []
    for dossier_section in sorted(dossier_sections.values(), key=lambda one: one.order):
        if not allowed(request.user, dossier_section.right, dossier):
            continue
        try:
            url = reverse(dossier_section.url, args=[dossier.key])
        except NoReverseMatch:
            continue
        found.append(DossierTab(str(dossier_section.title), url, dossier_section.slug == current))
    return found


def find_overview(dossier: Dossier) -> str:
    """Return the address of the first page of a dossier."""
    return reverse("dossiers:overview", args=[dossier.key])


def list_party_words(dossier: Dossier, rules: workflow.ProcedureRules, parties: Collection[str]) -> list[str]:
    """The words for parties of a person: of two that are the same people, the one that fits what the dossier is now."""
    named = [one for one in rules.procedure.parties if one in parties and site_parties[one].is_named(dossier)]
    return [name_party(rules, one) for one in named]


def render_dossier_page(
    request: HttpRequest,
    template: str,
    dossier: Dossier,
    section: str,
    context: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render a page in the frame of a dossier; templates extend ``workflow/base.html`` and fill ``dossier_content``."""
    lang = current_lang()
    rules = load_rules(dossier)
    parties = find_parties(request.user, dossier)
    frame = {
        "nav": "dossiers",
        "page_lang": lang,
        "dossier": dossier,
        "organisation": dossier.organisation,
        "state_words": str(rules.words("state", dossier.state)),
        "parties": parties,
        "party_words": list_party_words(dossier, rules, parties),
        "tabs": list_tabs(request, dossier, section),
        "category_words": str(load_release(dossier).referential.categories[dossier.category].text),
        "fictitious": dossier.fictitious,
    }
    return render(request, template, {**frame, **(context or {})}, status=status)
