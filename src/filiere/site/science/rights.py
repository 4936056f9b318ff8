"""Who does what in the making of a release: one table, refused by default.

The scientific committee and the label staff prepare; the colleges of the award committee vote; anybody comments. No
administrator votes, and who prepares has no vote for it.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.accounts.permissions import Actor, Role
from filiere.site.accounts.refusals import record_refusal
from filiere.site.members.models import Mandate

PREPARE_RIGHT, VOTE_RIGHT = "proposal:prepare", "proposal:vote"
ADOPTION_RIGHT_TEXTS: dict[str, Text] = {
    PREPARE_RIGHT: Text(fr="préparer une version du référentiel", en="prepare a release of the referential"),
    VOTE_RIGHT: Text(fr="voter l’adoption d’une version", en="vote on the adoption of a release"),
}


class RefusedToAdopt(PermissionDenied):
    """The person has no part in this; ``reason`` says which one it takes."""

    def __init__(self, right: str) -> None:
        words = ADOPTION_RIGHT_TEXTS[right]
        self.reason = Text(fr=f"Vous ne pouvez pas {words.fr}.", en=f"You may not {words.en}.")
        super().__init__(right)


def _verified_person(actor: Actor) -> User | None:
    """The account behind an actor, when it is open and its session showed its second factor."""
    return actor if isinstance(actor, User) and actor.is_active and actor.verified else None


def _holds_seat(actor: User, instance: str) -> bool:
    return Mandate.objects.current(timezone.localdate()).filter(user=actor, instance=instance).exists()


def may_prepare(actor: Actor) -> bool:
    """Whether the person sits in the scientific committee or works for the label."""
    person = _verified_person(actor)
    if person is None:
        return False
    return Role.LABEL_STAFF in person.roles() or _holds_seat(person, Mandate.Instance.SCIENTIFIC)


def may_cast_vote(actor: Actor) -> bool:
    """Whether the person sits in the award committee, whose colleges adopt."""
    person = _verified_person(actor)
    return person is not None and _holds_seat(person, Mandate.Instance.COMMITTEE)


def require_right(actor: Actor, right: str, subject: str) -> None:
    """Pass, or raise `RefusedToAdopt` after writing the refusal to the journal."""
    if may_prepare(actor) if right == PREPARE_RIGHT else may_cast_vote(actor):
        return
    record_refusal(actor, right, subject_kind="proposal", subject_id=subject)
    raise RefusedToAdopt(right)
