"""The register in a feed and in the sitemap: what happened to labels, the latest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse

from filiere.core import Text
from filiere.site.observatory.feeds import PlainAtom
from filiere.site.observatory.sitemaps import SITEMAPS
from filiere.site.register.label_records import list_labels
from filiere.site.register.search import find_briefs

MAX_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class LabelNews:
    """One event of a label."""

    holder: str
    name: str
    words: str
    at: datetime
    event: str


PageAddress = tuple[str, tuple[str, ...]]

if TYPE_CHECKING:
    # The stubs know these classes as generic; at run time they are plain.
    _Feed = Feed[LabelNews, None]
    _Sitemap = Sitemap[PageAddress]
else:
    _Feed = Feed
    _Sitemap = Sitemap


class RegisterFeed(_Feed):
    """An Atom feed of the register, in the language of its address."""

    feed_type = PlainAtom
    author_name = "Filière"

    def title(self) -> str:
        """The name of the feed."""
        return str(Text(fr="Filière : le registre du label", en="Filière: the register of the label"))

    def subtitle(self) -> str:
        """What the feed tells."""
        return str(
            Text(
                fr="Attributions, suspensions, retraits et fins de label.",
                en="Labels granted, suspended, withdrawn, ended.",
            )
        )

    def link(self) -> str:
        """The page the feed speaks of."""
        return reverse("register:home")

    def get_object(self, request: HttpRequest) -> None:  # noqa: ARG002
        """The feed has no parameter."""
        return

    def items(self, obj: None = None) -> list[LabelNews]:  # noqa: ARG002
        """The latest events, a bounded number."""
        found = [
            LabelNews(one.organisation, one.name, str(line.words), datetime.combine(line.day, time(), UTC), line.event)
            for one in list_labels()
            for line in one.lines
        ]
        return sorted(found, key=lambda told: (told.at, told.holder, told.event), reverse=True)[:MAX_ENTRIES]

    def item_title(self, item: LabelNews) -> str:
        """Whose label it is."""
        return item.name

    def item_description(self, item: LabelNews) -> str:
        """What happened to it."""
        return item.words

    def item_link(self, item: LabelNews) -> str:
        """The page of the holder."""
        return reverse("register:holder", args=[item.holder])

    def item_guid(self, item: LabelNews) -> str:
        """One address an event."""
        return f"{self.item_link(item)}#{item.event}-{item.at.date().isoformat()}"

    item_guid_is_permalink = False

    def item_updateddate(self, item: LabelNews) -> datetime:
        """When it happened."""
        return item.at


class RegisterSitemap(_Sitemap):
    """The register, then a page a holder, in both languages."""

    i18n = True
    alternates = True

    def items(self) -> list[PageAddress]:
        """Names of pages with their parameters."""
        pages: list[PageAddress] = [
            (f"register:{name}", ()) for name in ("home", "verify-form", "statistics", "clause")
        ]
        pages += [("members:bodies", ())]
        return pages + [("register:holder", (key,)) for key in dict.fromkeys(one.organisation for one in find_briefs())]

    def location(self, item: PageAddress) -> str:
        """Address of a page."""
        name, parameters = item
        return reverse(name, args=parameters)


SITEMAPS["register"] = RegisterSitemap
