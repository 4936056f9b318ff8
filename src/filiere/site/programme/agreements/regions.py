"""The regions that an agreement names, those of 2016."""

from __future__ import annotations

from collections.abc import Mapping

from filiere.core import Text
from filiere.geography import territories

REGIONS: Mapping[str, Text] = {one.code: one.label for one in territories("region13")}
"""Their names, by code."""
EVERYWHERE = Text(fr="Toutes régions", en="All regions")


def name_region(code: str) -> Text:
    """The name of a region; of all of them for no code."""
    return REGIONS.get(code) or (Text.same(code) if code else EVERYWHERE)
