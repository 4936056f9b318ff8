"""The sitemap, and what robots may read: every public page, in both languages."""

from typing import TYPE_CHECKING, Any

from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from filiere.geography import territories
from filiere.site.observatory.figure_register import current_register
from filiere.sources import connectors

if TYPE_CHECKING:
    # The stubs know this class as generic; at run time it is plain.
    _Sitemap = Sitemap[str]
else:
    _Sitemap = Sitemap


class PageSitemap(_Sitemap):
    """The pages that do not depend on a figure, in both languages."""

    i18n = True
    alternates = True

    def items(self) -> list[str]:
        """Names of the pages."""
        names = "home weight map outsourced abroad international methods register downloads data"
        return [f"observatory:{name}" for name in names.split()]

    def location(self, item: str) -> str:
        """Address of a page."""
        return reverse(item)


class FigureSitemap(_Sitemap):
    """A page a figure."""

    i18n = True
    alternates = True

    def items(self) -> list[str]:
        """Ids of the figures."""
        return [figure.id for figure in current_register()]

    def location(self, item: str) -> str:
        """Address of a figure."""
        return reverse("observatory:figure", args=[item])


class SourceSitemap(_Sitemap):
    """A page a source."""

    i18n = True
    alternates = True

    def items(self) -> list[str]:
        """Ids of the sources."""
        return list(current_register().sources)

    def location(self, item: str) -> str:
        """Address of a source."""
        return reverse("observatory:source", args=[item])


class DataSitemap(_Sitemap):
    """A page a connector."""

    i18n = True
    alternates = True

    def items(self) -> list[str]:
        """Names of the connectors."""
        return [one.name for one in connectors()]

    def location(self, item: str) -> str:
        """Address of a connector."""
        return reverse("observatory:data-source", args=[item])


class TerritorySitemap(_Sitemap):
    """A page a region, of before and since 2016, and a department."""

    i18n = True
    alternates = True

    def items(self) -> list[str]:
        """Codes of the territories."""
        return [one.code for kind in ("region13", "region22", "department") for one in territories(kind)]

    def location(self, item: str) -> str:
        """Address of a territory."""
        return reverse("observatory:territory", args=[item])


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Every page is open to every robot, and the sitemap says which there are."""
    sitemap = request.build_absolute_uri(reverse("data:sitemap"))
    return HttpResponse(f"User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n", content_type="text/plain; charset=utf-8")


SITEMAPS: "dict[str, type[Sitemap[Any]]]" = {
    "pages": PageSitemap,
    "figures": FigureSitemap,
    "sources": SourceSitemap,
    "data": DataSitemap,
    "territories": TerritorySitemap,
}
