"""What the occupations say to the other apps: their rubric. Each subject of the app has its own hooks."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.careers import search_documents  # noqa: F401  It registers there.
from filiere.site.careers.counsellors import hooks as counsellor_hooks  # noqa: F401  It registers there.
from filiere.site.careers.mission import hooks as mission_hooks  # noqa: F401  It registers there.
from filiere.site.careers.occupations import hooks as occupation_hooks  # noqa: F401  It registers there.
from filiere.site.careers.paths import hooks as path_hooks  # noqa: F401  It registers there.
from filiere.site.careers.profession_content import list_jobs
from filiere.site.kit.navigation import MenuEntry, main_menu
from filiere.site.pages.feeds_and_sitemaps import PageAddress, sitemap_pages

main_menu.register(MenuEntry("careers", Text(fr="Métiers", en="Occupations"), "careers:occupations"), order=55)


@sitemap_pages.register("careers")
def list_open_pages() -> list[PageAddress]:
    """The map, the person’s page, and the page of every job that the profession describes."""
    return [
        ("careers:occupations", ()),
        ("careers:paths", ()),
        *(("careers:occupation", (job.id,)) for job in list_jobs()),
    ]
