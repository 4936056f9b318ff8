"""Who does what in the making of a release: a scope of two rights, on proposals under their keys.

The scientific committee and the label staff prepare; the colleges of the award committee vote; anybody comments. No
administrator votes, and who prepares has no vote for it.
"""

from __future__ import annotations

from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor, Role
from filiere.site.kit.rights import Right, Scope
from filiere.site.members.affiliations import find_affiliations
from filiere.site.members.models import Mandate

PROPOSAL = "proposal"
PREPARE_RIGHT, VOTE_RIGHT = "proposal:prepare", "proposal:vote"

PROPOSAL_RIGHTS = (
    Right(
        PREPARE_RIGHT,
        by=(Mandate.Instance.SCIENTIFIC, Role.LABEL_STAFF),
        words=Text(fr="préparer une version du référentiel", en="prepare a version of the referential"),
        on=PROPOSAL,
    ),
    Right(
        VOTE_RIGHT,
        by=(Mandate.Instance.COMMITTEE,),
        words=Text(fr="voter l’adoption d’une version", en="vote on the adoption of a version"),
        on=PROPOSAL,
    ),
)


def find_proposal_parts(actor: Actor, _key: str | None = None) -> frozenset[str]:
    """Return the bodies in which a person sits and whether they work for the label; nothing for an unproven session."""
    if not isinstance(actor, User) or not actor.is_active or not actor.is_verified:
        return frozenset()
    return find_affiliations(actor, timezone.localdate()).bodies | (actor.roles() & {Role.LABEL_STAFF})


PROPOSAL_SCOPE = Scope(
    PROPOSAL,
    find_proposal_parts,
    lambda right, _actor, _key: Text(fr=f"Vous ne pouvez pas {right.words.fr}.", en=f"You cannot {right.words.en}."),
    lambda _right, key: (PROPOSAL, key or "", {}),
    hidden=False,
    parts=frozenset({*Mandate.Instance.values, Role.LABEL_STAFF}),
)
