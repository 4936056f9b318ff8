"""The feed of new figures and the sitemap: how readers and search engines learn that something changed.

A figure is new on the day it was published if we know it, and a correction on the day it was made; the feed tells
both, the latest first, so that a journalist who subscribed hears of a corrected number too.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.geography import territories
from filiere.publication.charts.base import spaced_colon
from filiere.site.kit.templatetags.filiere import lang
from filiere.site.observatory.figure_register import current_register
from filiere.sources import connectors

MAX_ENTRIES = 50

if TYPE_CHECKING:
    # The stubs know these classes as generic; at run time they are plain.
    _Feed = Feed["FigureNews", None]
    _Sitemap = Sitemap[str]
else:
    _Feed = Feed
    _Sitemap = Sitemap


@dataclass(frozen=True)
class FigureNews:
    """One event of the register: a figure published, corrected or retained."""

    figure: str
    event: str
    title: str
    words: str
    at: datetime


_CORRECTED = Text(fr="Chiffre corrigé", en="Figure corrected")
_PUBLISHED = Text(fr="Chiffre publié", en="Figure published")
_RETAINED = Text(fr="Valeur retenue", en="Value retained")


_XML_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that XML cannot hold, which a reason pasted from elsewhere may."""


class PlainAtom(Atom1Feed):
    """Atom (RFC 4287) whose summaries are plain text and whose identifiers are addresses.

    The framework marks a summary as HTML, which would bring to life whatever tag stands in the reason of a correction.
    """

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Write an entry: what the framework writes, but for the identifier, made whole, and the summary, as text."""
        whole = {**item, "unique_id": urljoin(item["link"], item["unique_id"]), "description": None}
        super().add_item_elements(handler, whole)
        handler.addQuickElement("summary", item["description"], {"type": "text"})


class FigureFeed(_Feed):
    """An Atom feed of the register, in the language of its address."""

    feed_type = PlainAtom
    author_name = "Filière"

    def title(self) -> str:
        """The name of the feed."""
        return str(Text(fr="Filière : nouveaux chiffres", en="Filière: new figures"))

    def subtitle(self) -> str:
        """What the feed tells."""
        return str(
            Text(
                fr="Chiffres publiés, corrigés ou retenus, les plus récents d’abord.",
                en="Figures published, corrected or retained, latest first.",
            )
        )

    def link(self) -> str:
        """The page the feed speaks of."""
        return reverse("observatory:register")

    def get_object(self, request: HttpRequest) -> None:  # noqa: ARG002
        """The feed has no parameter."""
        return

    def items(self, obj: None = None) -> Iterable[FigureNews]:  # noqa: ARG002
        """The latest events, a bounded number."""
        register = current_register()
        found: list[FigureNews] = []
        for figure in register:
            title = str(register.title(figure))
            # Each event tells the value of its own day: a later correction does not rewrite what was announced.
            first, *later = register.history(figure.id)
            if first.figure.published is not None:
                words = f"{_PUBLISHED}{spaced_colon(lang())}{register.amount(first.figure)}"
                found.append(_build_news(figure.id, "published", title, words, first.figure.published.start))
            for version in later:
                if version.amendment is not None:
                    amount = register.amount(version.figure)
                    words = f"{_CORRECTED}{spaced_colon(lang())}{amount}. {_localized(version.amendment.reason)}"
                    found.append(
                        _build_news(figure.id, f"version-{version.number}", title, words, version.amendment.date.start)
                    )
        for choice in register.retained:
            figure = register[choice.figure]
            kept = f"{_RETAINED} ({choice.label})"
            words = f"{kept}{spaced_colon(lang())}{register.amount(figure)}. "
            title = str(register.title(figure))
            found.append(_build_news(figure.id, choice.use, title, words + str(choice.reason), choice.date.start))
        return sorted(found, key=lambda news: (news.at, news.figure, news.event), reverse=True)[:MAX_ENTRIES]

    def item_title(self, item: FigureNews) -> str:
        """What the figure is."""
        return item.title

    def item_description(self, item: FigureNews) -> str:
        """What happened to it."""
        return item.words

    def item_link(self, item: FigureNews) -> str:
        """The figure's own page."""
        return reverse("observatory:figure", args=[item.figure])

    def item_guid(self, item: FigureNews) -> str:
        """One address an event, under the figure's own that never changes, so that a correction is a new item."""
        return f"{reverse('data:permalink', args=[item.figure])}#{quote(item.event)}-{item.at.date().isoformat()}"

    item_guid_is_permalink = False

    def item_updateddate(self, item: FigureNews) -> datetime:
        """When it happened."""
        return item.at


def _localized(words: Text | str) -> str:
    return str(words) if isinstance(words, Text) else words


def _build_news(figure: str, event: str, title: str, words: str, day: date) -> FigureNews:
    return FigureNews(figure, event, title, _XML_CONTROL_CHARACTERS.sub(" ", words), datetime.combine(day, time(), UTC))


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
