"""The register in a feed and in the sitemap: what happened to labels, the latest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from django.urls import reverse

from filiere.core import Text
from filiere.site.pages.feeds_and_sitemaps import News, NewsFeed, PageAddress, sitemap_pages
from filiere.site.register.label_records import list_labels
from filiere.site.register.search import find_briefs


def list_label_news() -> Iterator[News]:
    """List what happened to each label."""
    for label in list_labels():
        page = reverse("register:holder", args=[label.organisation])
        for line in label.lines:
            at = datetime.combine(line.day, time(), UTC)
            yield News(page, f"{page}#{line.event}-{line.day.isoformat()}", label.name, str(line.words), at)


register_feed = NewsFeed(
    Text(fr="Filière : le registre du label", en="Filière: the label register"),
    Text(fr="Attributions, suspensions, retraits et fins de label.", en="Labels granted, suspended, withdrawn, ended."),
    "register:home",
    list_label_news,
)
"""The feed of the label register."""


@sitemap_pages.register("register")
def list_register_pages() -> list[PageAddress]:
    """List the pages of the register, then one a holder."""
    pages: list[PageAddress] = [(f"register:{name}", ()) for name in ("home", "verify-form", "statistics", "clause")]
    pages += [("members:bodies", ())]
    return pages + [("register:holder", (key,)) for key in dict.fromkeys(one.organisation for one in find_briefs())]
