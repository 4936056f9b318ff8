"""The door and the frame of every page of a centre: signed in, something to that centre, with the right of the page.

And what several of these pages do alike: find a row of the centre, take a file, run an act.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from filiere.core import Text
from filiere.publication import WRITERS
from filiere.site.accounts.decorators import act_form_page
from filiere.site.kit.rights import allowed, list_rights
from filiere.site.quality.models import Centre
from filiere.site.quality.rights import CENTRE

MAX_FAULTS_SHOWN = 200
"""Faults of a text that a page lists; the others are counted."""


@dataclass(frozen=True, slots=True)
class CentreTab:
    """A page of the frame: shown to whoever holds its right."""

    slug: str
    title: Text
    name: str
    right: str


TABS: tuple[CentreTab, ...] = (
    CentreTab("overview", Text(fr="Le centre", en="The centre"), "quality:centre", "quality:read"),
    CentreTab("gap", Text(fr="Écart expliqué", en="Gap analysis"), "quality:gap", "quality:read"),
    CentreTab("definitions", Text(fr="Vos définitions", en="Your definitions"), "quality:local-sets", "quality:read"),
    CentreTab("deliveries", Text(fr="Journaux déposés", en="Logs delivered"), "quality:deliveries", "quality:read"),
    CentreTab("week", Text(fr="Patience et équipes", en="Patience and staffing"), "quality:week", "quality:read"),
    CentreTab("packs", Text(fr="Dossiers scellés", en="Sealed packs"), "quality:packs", "quality:read"),
    CentreTab("benchmark", Text(fr="Comparaison", en="Benchmark"), "quality:benchmark", "quality:read"),
    CentreTab("settings", Text(fr="Réglages et accès", en="Settings and access"), "quality:settings", "quality:read"),
)


def find_row_or_404[M: models.Model](kind: type[M], centre: Centre, key: str) -> M:
    """The row of that key in a centre; `Http404` for any other."""
    found: M | None = kind.objects.for_key(centre, key)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class OpenTab:
    """A tab ready to print."""

    title: Text
    url: str
    current: bool


def tabs_of(request: HttpRequest, centre: Centre, current: str) -> list[OpenTab]:
    """The tabs that the reader may open in this centre."""
    held = list_rights(request.user, CENTRE, centre)
    return [
        OpenTab(one.title, reverse(one.name, args=[centre.key]), one.slug == current)
        for one in TABS
        if one.right in held
    ]


def centre_page(
    request: HttpRequest,
    template: str,
    centre: Centre,
    section: str,
    context: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render a page in the frame of a centre; templates extend ``quality/centre_base.html``."""
    frame = {
        "nav": "quality",
        "centre": centre,
        "tabs": tabs_of(request, centre, section),
        "keeps": allowed(request.user, "quality:keep", centre),
        "formats": tuple(WRITERS),
        "fictitious": centre.organisation.fictitious,
    }
    return render(request, template, {**frame, **(context or {})}, status=status)


def centre_address(name: str) -> Callable[[Any], str]:
    """Return what gives the address of a page of a centre, or of that of one of its rows."""
    return lambda thing: reverse(name, args=[getattr(thing, "centre", thing).key])


def show_act(
    request: HttpRequest, things: Sequence[Any], context: dict[str, Any], status: int, section: str = "settings"
) -> HttpResponse:
    """Draw the page of the form of one act of a centre, or of a row of it."""
    return centre_page(request, "quality/form.html", things[0], section, context, status=status)


centre_form_page = partial(act_form_page, frame=show_act, back=centre_address("quality:settings"))
"""The page of the form of one act of a centre."""
