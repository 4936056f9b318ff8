"""What the programme says to the other apps: rights and rubrics. Each subject of the programme has its own hooks."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.kit.navigation import MenuEntry, main_menu
from filiere.site.kit.rights import rights
from filiere.site.pages.feeds_and_sitemaps import PageAddress, sitemap_pages
from filiere.site.programme import search_documents
from filiere.site.programme.agreements import hooks as agreement_hooks  # noqa: F401  It registers there.
from filiere.site.programme.briefings import hooks as briefing_hooks  # noqa: F401  It registers there.
from filiere.site.programme.commitments import hooks as commitment_hooks  # noqa: F401  It registers there.
from filiere.site.programme.communication import hooks as communication_hooks  # noqa: F401  It registers there.
from filiere.site.programme.dialogue import hooks as dialogue_hooks  # noqa: F401  It registers there.
from filiere.site.programme.plan import hooks as plan_hooks  # noqa: F401  It registers there.
from filiere.site.programme.quotations import hooks as quotation_hooks  # noqa: F401  It registers there.
from filiere.site.programme.rights import PROGRAMME_RIGHTS
from filiere.site.programme.tenders import hooks as tender_hooks  # noqa: F401  It registers there.

rights.add(*PROGRAMME_RIGHTS)

main_menu.register(MenuEntry("programme", Text(fr="Programme", en="Programme"), "programme:home"), order=60)


@sitemap_pages.register("programme")
def list_open_pages() -> list[PageAddress]:
    """The open pages of the programme."""
    return [(page, ()) for page, _title, _body in search_documents.OPEN_PAGES]
