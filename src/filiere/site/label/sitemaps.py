"""The pages of the label in the sitemap: those that a visitor sees, a draft never among them."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from filiere.site.label.models import Simulation
from filiere.site.label.visible_releases import visible_catalogue
from filiere.site.pages.feeds_and_sitemaps import PageAddress, sitemap_pages


@sitemap_pages.register("label")
def list_label_pages() -> list[PageAddress]:
    """List the index, then a page a release, a theme, a question and a mapping."""
    shelf = visible_catalogue(AnonymousUser())
    names = "home search compare mappings factors simulations"
    found: list[PageAddress] = [(f"label:{name}", ()) for name in names.split()]
    for release in shelf.releases.values():
        found.append(("label:release", (release.id,)))
        found += [("label:theme", (release.id, theme.key)) for theme in release.themes]
        found += [("label:question", (release.id, key)) for key in release.criteria]
    found += [("label:mapping", (name,)) for name in shelf.mappings]
    visible = Simulation.objects.visible_to(AnonymousUser()).without_results()
    found += [("label:simulation", (one.pk,)) for one in visible]
    return found
