"""Who reads which draft of the content on the site: what is proposed and voted on must be readable."""

from __future__ import annotations

from collections.abc import Mapping

from filiere.referentials import Release
from filiere.site.accounts.rights import Actor
from filiere.site.kit.rights import allowed
from filiere.site.label.visible_releases import draft_openings
from filiere.site.science.models import Proposal
from filiere.site.science.rights import PREPARE_RIGHT, VOTE_RIGHT

_OPEN = (Proposal.State.CONSULTED, Proposal.State.VOTED_ON, Proposal.State.ADOPTED)


@draft_openings.register
def find_opened_drafts(actor: Actor, drafts: Mapping[str, Release]) -> frozenset[str]:
    """All for those who make releases or vote on them; for everybody, those put to consultation, word for word."""
    if allowed(actor, PREPARE_RIGHT) or allowed(actor, VOTE_RIGHT):
        return frozenset(drafts)
    rows = Proposal.objects.filter(release__in=drafts, state__in=_OPEN).values_list("release", "sha256")
    return frozenset(name for name, sha256 in rows if drafts[name].sha256 == sha256)
