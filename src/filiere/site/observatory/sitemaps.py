"""The pages of the observatory in the sitemap, and what robots may read."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from filiere.geography import territories
from filiere.site.observatory.figure_register import current_register
from filiere.site.pages.feeds_and_sitemaps import PageAddress, sitemap_pages
from filiere.sources import connectors

_PAGES = (
    "home",
    "weight",
    "map",
    "outsourced",
    "economy",
    "abroad",
    "international",
    "methods",
    "register",
    "downloads",
    "api",
    "data",
)
_THINGS: tuple[tuple[str, Callable[[], Iterable[str]]], ...] = (
    ("figure", lambda: [figure.id for figure in current_register()]),
    ("source", lambda: current_register().sources),
    ("data-source", lambda: [one.name for one in connectors()]),
    ("territory", lambda: [one.code for kind in ("region13", "region22", "department") for one in territories(kind)]),
)
"""What has a page each, by the name of the page."""


@sitemap_pages.register("observatory")
def list_observatory_pages() -> list[PageAddress]:
    """List the pages of the observatory, then one a figure, a source, a connector and a territory."""
    pages: list[PageAddress] = [(f"observatory:{name}", ()) for name in _PAGES]
    return pages + [(f"observatory:{name}", (key,)) for name, list_keys in _THINGS for key in list_keys()]


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Every page is open to every robot, and the sitemap says which there are."""
    sitemap = request.build_absolute_uri(reverse("data:sitemap"))
    return HttpResponse(f"User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n", content_type="text/plain; charset=utf-8")
