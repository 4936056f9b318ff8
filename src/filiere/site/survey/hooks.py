"""What the surveys say to the other apps: the page of the barometer. The desk has its own hooks."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.kit.navigation import MenuEntry, footer_menu
from filiere.site.pages.feeds_and_sitemaps import PageAddress, sitemap_pages
from filiere.site.survey.results import made_up_totals, search_documents, tables  # noqa: F401  They register there.
from filiere.site.survey.waves import hooks as wave_hooks  # noqa: F401  It registers there.

footer_menu.register(
    MenuEntry("survey:barometer", Text(fr="Baromètre", en="Barometer"), "survey:barometer", "figures"), order=15
)


@sitemap_pages.register("survey")
def list_open_pages() -> list[PageAddress]:
    """The barometer."""
    return [("survey:barometer", ())]
