"""What the pages that belong to no rubric say to the others: their place in the footer and in the sitemap."""

from __future__ import annotations

from filiere.site.pages.feeds import PageAddress, sitemap_pages


@sitemap_pages.register("pages")
def list_public_pages() -> list[PageAddress]:
    """List the pages that belong to no rubric."""
    return [("pages:start", ())]
