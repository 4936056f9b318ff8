"""Drafts of a referential that somebody reads so as to put their words under discussion."""

from __future__ import annotations

from collections.abc import Mapping

from filiere.referentials import Release
from filiere.site.accounts.rights import Actor
from filiere.site.kit.rights import allowed
from filiere.site.label.visible_releases import draft_openings


@draft_openings.register
def find_discussed_drafts(actor: Actor, drafts: Mapping[str, Release]) -> frozenset[str]:
    """All of them, for those who lead the programme: the dialogue is on words that are not adopted yet."""
    return frozenset(drafts) if allowed(actor, "programme:edit") else frozenset()
