"""Pages of communication in the sitemap: those that everybody may read now."""

from __future__ import annotations

from django.utils import timezone

from filiere.site.observatory.figure_register import current_register
from filiere.site.pages.feeds_and_sitemaps import PageAddress, sitemap_pages
from filiere.site.programme.communication.campaign_slugs import make_campaign_slug
from filiere.site.programme.communication.embargo import list_said, visible_messages, visible_operations


@sitemap_pages.register("communication")
def list_communication_pages() -> list[PageAddress]:
    """The home of communication, operations out of embargo with their kits, and messages said now."""
    now = timezone.now()
    seen = list(visible_operations(None, now).values_list("key", "campaign"))
    keys = [key for key, _ in seen]
    campaigns = dict.fromkeys(make_campaign_slug(name) for _, name in seen if name)
    said = list_said(current_register(), visible_messages(None, now))
    return [
        ("programme:operations", ()),
        *(("programme:operation", (key,)) for key in keys),
        *(("programme:kit", (key,)) for key in keys),
        *(("programme:campaign", (slug,)) for slug in campaigns),
        *(("programme:message", (one.key,)) for one in said),
    ]
