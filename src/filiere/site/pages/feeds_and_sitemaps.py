"""Feeds and the sitemap: how readers and search engines learn that something changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.site.kit.hooks import KeyedHook

MAX_ENTRIES = 50
_XML_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that XML cannot hold, which words pasted from elsewhere may."""

PageAddress = tuple[str, tuple[str | int, ...]]
"""The name of a page and its parameters."""

sitemap_pages: KeyedHook[Callable[[], Iterable[PageAddress]]] = KeyedHook()
"""List the public pages of an app, without their language."""


@dataclass(frozen=True, slots=True)
class News:
    """One event: the page that tells it, an address of its own that never changes, what it is about and what it is."""

    url: str
    guid: str
    title: str
    words: str
    at: datetime


if TYPE_CHECKING:
    # The stubs know these classes as generic; at run time they are plain.
    _Feed = Feed[News, None]
    _Sitemap = Sitemap[PageAddress]
else:
    _Feed = Feed
    _Sitemap = Sitemap


class PlainAtom(Atom1Feed):
    """Atom (RFC 4287) whose summaries are plain text and whose identifiers are addresses.

    The framework marks a summary as HTML, which would bring to life whatever tag stands in words that people wrote.
    """

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Write an entry: what the framework writes, but for the identifier, made whole, and the summary, as text."""
        whole = {**item, "unique_id": urljoin(item["link"], item["unique_id"]), "description": None}
        super().add_item_elements(handler, whole)
        handler.addQuickElement("summary", item["description"], {"type": "text"})


class NewsFeed(_Feed):
    """An Atom feed of what a function lists, the latest first, in the language of its address."""

    feed_type = PlainAtom
    author_name = "Filière"
    item_guid_is_permalink = False

    def __init__(self, title: Text, subtitle: Text, page: str, list_news: Callable[[], Iterable[News]]) -> None:
        self._texts, self._page, self._list_news = (title, subtitle), page, list_news

    @method_decorator(require_safe)
    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer who reads it, and nobody who sends something."""
        return super().__call__(request, *args, **kwargs)

    def title(self) -> str:
        """The name of the feed."""
        return str(self._texts[0])

    def subtitle(self) -> str:
        """What the feed tells."""
        return str(self._texts[1])

    def link(self) -> str:
        """The page the feed speaks of."""
        return reverse(self._page)

    def get_object(self, request: HttpRequest) -> None:
        """The feed has no parameter."""

    def items(self) -> list[News]:
        """The latest events, a bounded number."""
        return sorted(self._list_news(), key=lambda news: (news.at, news.guid), reverse=True)[:MAX_ENTRIES]

    def item_title(self, item: News) -> str:
        """What it is about."""
        return item.title

    def item_description(self, item: News) -> str:
        """What happened."""
        return _XML_CONTROL_CHARACTERS.sub(" ", item.words)

    def item_link(self, item: News) -> str:
        """The page that tells it."""
        return item.url

    def item_guid(self, item: News) -> str:
        """One address an event, so that a correction is a new item."""
        return item.guid

    def item_updateddate(self, item: News) -> datetime:
        """When it happened."""
        return item.at


class PageSitemap(_Sitemap):
    """The pages that a function lists, in every language."""

    i18n = True
    alternates = True

    def __init__(self, list_pages: Callable[[], Iterable[PageAddress]]) -> None:
        self._list_pages = list_pages
        # Each page is listed in every language, and names its address in every other beside its own.
        self._found: dict[tuple[str | None, PageAddress], str] = {}

    def items(self) -> list[PageAddress]:
        """Names of pages with their parameters."""
        return list(self._list_pages())

    def location(self, item: PageAddress) -> str:
        """Address of a page."""
        name, parameters = item
        key = (get_language(), item)
        if key not in self._found:
            self._found[key] = reverse(name, args=parameters)
        return self._found[key]


def build_sitemaps() -> dict[str, Callable[[], PageSitemap]]:
    """Return the sitemap of each app, made anew each time that it is asked for."""
    return {name: partial(PageSitemap, list_pages) for name, list_pages in sitemap_pages.items()}
