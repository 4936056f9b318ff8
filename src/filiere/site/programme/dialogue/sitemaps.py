"""The public pages of the dialogue, for search engines."""

from __future__ import annotations

from collections.abc import Iterator

from filiere.site.pages.feeds_and_sitemaps import PageAddress, sitemap_pages
from filiere.site.programme.dialogue.models import DialogueRoom, DiscussedText


@sitemap_pages.register("dialogue")
def list_pages() -> Iterator[PageAddress]:
    """The home page, then the public rooms and their texts."""
    yield "programme:dialogue", ()
    public = DialogueRoom.objects.filter(confidentiality=DialogueRoom.Confidentiality.PUBLIC)
    for key in public.values_list("key", flat=True):
        yield "programme:dialogue-room", (key,)
    for room, text in DiscussedText.objects.filter(room__in=public).values_list("room__key", "key"):
        yield "programme:dialogue-text", (room, text)
