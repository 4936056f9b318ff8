"""The pages of the label in the sitemap: those that a visitor sees, a draft never among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from filiere.site.label.models import Simulation
from filiere.site.label.release_catalogue import visible_catalogue
from filiere.site.observatory.sitemaps import SITEMAPS

PageAddress = tuple[str, tuple[str | int, ...]]

if TYPE_CHECKING:
    # The stubs know this class as generic; at run time it is plain.
    _Sitemap = Sitemap[PageAddress]
else:
    _Sitemap = Sitemap


class LabelSitemap(_Sitemap):
    """The index, then a page a release, a theme, a question and a mapping, in both languages."""

    i18n = True
    alternates = True

    def items(self) -> list[PageAddress]:
        """Names of pages with their parameters."""
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

    def location(self, item: PageAddress) -> str:
        """Address of a page."""
        name, parameters = item
        return reverse(name, args=parameters)


SITEMAPS["label"] = LabelSitemap
