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

PREPARE, VOTE = "proposal:prepare", "proposal:vote"
WORDS: dict[str, Text] = {
    PREPARE: Text(fr="préparer une version du référentiel", en="prepare a release of the referential"),
    VOTE: Text(fr="voter l’adoption d’une version", en="vote on the adoption of a release"),
}


class RefusedToAdopt(PermissionDenied):
    """The person has no part in this; ``reason`` says which one it takes."""

    def __init__(self, right: str) -> None:
        words = WORDS[right]
        self.reason = Text(fr=f"Vous ne pouvez pas {words.fr}.", en=f"You may not {words.en}.")
        super().__init__(right)


def _person(actor: Actor) -> User | None:
    """The account behind an actor, when it is open and its session showed its second factor."""
    return actor if isinstance(actor, User) and actor.is_active and actor.verified else None


def _seated(actor: User, instance: str) -> bool:
    return Mandate.objects.current(timezone.localdate()).filter(user=actor, instance=instance).exists()


def prepares(actor: Actor) -> bool:
    """Whether the person sits in the scientific committee or works for the label."""
    person = _person(actor)
    if person is None:
        return False
    return Role.LABEL_STAFF in person.roles() or _seated(person, Mandate.Instance.SCIENTIFIC)


def sits(actor: Actor) -> bool:
    """Whether the person sits in the award committee, whose colleges adopt."""
    person = _person(actor)
    return person is not None and _seated(person, Mandate.Instance.COMMITTEE)


def require(actor: Actor, right: str, subject: str) -> None:
    """Pass, or raise `RefusedToAdopt` after writing the refusal to the journal."""
    if prepares(actor) if right == PREPARE else sits(actor):
        return
    record_refusal(actor, right, subject_kind="proposal", subject_id=subject)
    raise RefusedToAdopt(right)
