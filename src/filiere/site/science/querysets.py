"""Which proposals and comments a reader sees; views never filter by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from filiere.site.accounts.rights import Actor
from filiere.site.kit.rights import allowed
from filiere.site.science.rights import PREPARE_RIGHT, VOTE_RIGHT

if TYPE_CHECKING:
    from filiere.site.science.models import Comment, Proposal


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals."""

    def visible_to(self, actor: Actor) -> ProposalQuerySet:
        """All for those who make releases; for others, those that were put to consultation."""
        found = self.select_related("proposed_by")
        if allowed(actor, PREPARE_RIGHT) or allowed(actor, VOTE_RIGHT):
            return found
        return found.filter(consultation_from__isnull=False)

    def for_key(self, key: str) -> Proposal | None:
        """The proposal of that key."""
        return self.filter(key=key).first()


class CommentQuerySet(models.QuerySet["Comment"]):
    """What was said."""

    def visible_to(self, actor: Actor, proposal: Proposal) -> CommentQuerySet:
        """All for those who answer; for others, what was published."""
        found = self.filter(proposal=proposal)
        return found if allowed(actor, PREPARE_RIGHT) else found.filter(state="published")

    def for_number(self, proposal: Proposal, number: int) -> Comment | None:
        """A comment of a proposal, for those who answer."""
        return self.filter(proposal=proposal, pk=number).first()

    def waiting(self, proposal: Proposal) -> int:
        """How many are neither answered nor set aside."""
        return self.filter(proposal=proposal, answered_at__isnull=True).exclude(state="set_aside").count()

    def for_those_set_aside(self, proposal: Proposal) -> int:
        """How many are not shown: the number is public."""
        return self.filter(proposal=proposal, state="set_aside").count()
