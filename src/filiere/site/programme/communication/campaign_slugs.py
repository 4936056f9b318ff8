"""How the address of a campaign is made of its name, which is all that a campaign is."""

from __future__ import annotations

from django.utils.text import slugify


def make_campaign_slug(name: str) -> str:
    """Return a name as an address has it: “Portes ouvertes 2027” is `portes-ouvertes-2027`."""
    return slugify(name) or "campagne"
