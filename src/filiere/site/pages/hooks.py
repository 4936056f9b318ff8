"""What the pages that belong to no rubric say to the others: their place in the footer and in the sitemap."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.kit.navigation import MenuEntry, footer_menu
from filiere.site.pages.feeds_and_sitemaps import PageAddress, sitemap_pages
from filiere.site.pages.guides import list_guide_names
from filiere.site.pages.page_layout import HOUSE_COLUMN
from filiere.site.pages.texts import SMALL_PRINT, TEXT_TITLES

footer_menu.register(
    MenuEntry("start", Text(fr="Que voulez-vous faire ?", en="What do you want to do?"), "pages:start", HOUSE_COLUMN),
    order=10,
)
footer_menu.register(MenuEntry("guides", Text(fr="Guides", en="Guides"), "pages:guides", HOUSE_COLUMN), order=60)
for _rank, _key in enumerate(TEXT_TITLES):
    _column = "" if _key in SMALL_PRINT else HOUSE_COLUMN
    footer_menu.register(MenuEntry(_key, TEXT_TITLES[_key], f"pages:{_key}", _column), order=61 + _rank)


@sitemap_pages.register("pages")
def list_public_pages() -> list[PageAddress]:
    """List the pages that belong to no rubric."""
    return [
        ("pages:start", ()),
        ("pages:guides", ()),
        *(("pages:guide", (name,)) for name in list_guide_names()),
        *((f"pages:{key}", ()) for key in TEXT_TITLES),
    ]
