"""What the pages that belong to no rubric say to the others: their place in the footer and in the sitemap."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.kit.navigation import MenuEntry, footer_menu
from filiere.site.pages.feeds import PageAddress, sitemap_pages
from filiere.site.pages.page_layout import HOUSE_COLUMN

footer_menu.register(
    MenuEntry("start", Text(fr="Que voulez-vous faire ?", en="What do you want to do?"), "pages:start", HOUSE_COLUMN),
    order=10,
)


@sitemap_pages.register("pages")
def list_public_pages() -> list[PageAddress]:
    """List the pages that belong to no rubric."""
    return [("pages:start", ())]
