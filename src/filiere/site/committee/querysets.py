"""Who reads what of a vote. Views never filter by hand, and nobody reads a ballot before all are opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor
from filiere.site.kit.rights import allowed
from filiere.site.members.models import Mandate
from filiere.site.workflow.parties import find_parties

if TYPE_CHECKING:
    # Named in strings by the generic base classes below, which the linter does not read.
    from filiere.site.committee.models import Ballot, BusinessLink, Interest, Item, Note, Recusal, Session  # noqa: F401
    from filiere.site.workflow.models import Dossier


def _find_active_user(actor: Actor) -> User | None:
    """The account of whoever asks, if it may use its rights now; None for a visitor and for the operator."""
    return actor if isinstance(actor, User) and actor.is_active and actor.is_verified else None


def is_seated(actor: Actor, instance: str) -> bool:
    """Whether the person holds a seat of that body today, as titular or substitute."""
    if (user := _find_active_user(actor)) is None:
        return False
    return Mandate.objects.current(timezone.localdate()).filter(user=user, instance=instance).exists()


def list_instances(actor: Actor) -> tuple[str, ...]:
    """The bodies whose sessions a person reads: those in which they sit; both for the label's staff."""
    both = ("committee", "appeal_panel")
    if allowed(actor, "session:call"):
        return both
    return tuple(one for one in both if is_seated(actor, one))


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions."""

    def visible_to(self, actor: Actor) -> SessionQuerySet:
        """Those of the bodies of a person; to everyone else, those whose minutes are published."""
        return self.filter(Q(instance__in=list_instances(actor)) | Q(minutes_sha256__gt=""))

    def public(self) -> SessionQuerySet:
        """Those whose minutes are published."""
        return self.filter(minutes_sha256__gt="")

    def for_key(self, key: str) -> Session | None:
        """The session of that key."""
        return self.filter(key=key).first()


class ItemQuerySet(models.QuerySet["Item"]):
    """Items of an agenda."""

    def for_key(self, key: str) -> Item | None:
        """The item of that key, with its session and dossier; who may read it is asked of `rights`."""
        return self.select_related("session", "dossier__organisation").filter(key=key).first()

    def for_open(self, dossier: Dossier) -> Item | None:
        """The item on which a dossier is still to be decided."""
        return self.filter(dossier=dossier, status__in=OPEN_STATUSES).select_related("session").first()

    def under_vote(self, dossier: Dossier) -> ItemQuerySet:
        """The items of a dossier whose vote has begun and is not counted to its end."""
        return self.filter(dossier=dossier, status__in=("first", "debate", "second"))

    def begun(self) -> ItemQuerySet:
        """Those whose vote has begun and that are not decided: who may vote on them stands as it was."""
        return self.filter(status__in=OPEN_STATUSES).exclude(status="listed")

    def open(self) -> ItemQuerySet:
        """Those that are still to be decided."""
        return self.filter(status__in=OPEN_STATUSES)


class BallotQuerySet(models.QuerySet["Ballot"]):
    """Ballots: their content is for members of the body, once opened, and for nobody before."""

    def readable_by(self, actor: Actor, item: Item) -> BallotQuerySet:
        """Ballots of the opened rounds of an item, to the members of its body who are not recused from it."""
        if item.session.instance not in find_parties(actor, item.dossier):
            return self.none()
        opened = item.rounds.filter(counted_at__isnull=False).values("number")
        return self.filter(item=item, round__in=opened).select_related("user")

    def cast_by(self, actor: Actor, item: Item) -> BallotQuerySet:
        """One’s own, to find one’s commitment again; its choice is shown to nobody before the opening."""
        return self.filter(item=item, user=_find_active_user(actor))


class InterestQuerySet(models.QuerySet["Interest"]):
    """Declared interests."""

    def visible_to(self, actor: Actor) -> InterestQuerySet:
        """One’s own, and the whole register to members of the bodies and to the label’s staff."""
        if (user := _find_active_user(actor)) is None:
            return self.none()
        if list_instances(actor):
            return self.all()
        return self.filter(user=user)


class RecusalQuerySet(models.QuerySet["Recusal"]):
    """Recusals noted by hand."""

    def binding(self) -> RecusalQuerySet:
        """Those that are in force: one's own, and those that a member of the body confirmed."""
        return self.filter(confirmed_on__isnull=False)

    def for_confirmation(self, dossier: Dossier) -> RecusalQuerySet:
        """Those that were asked for in a dossier and that nobody has confirmed."""
        return self.filter(dossier=dossier, confirmed_on__isnull=True).select_related("user", "noted_by")


class LinkQuerySet(models.QuerySet["BusinessLink"]):
    """Clients and suppliers."""

    def visible_to(self, actor: Actor) -> LinkQuerySet:
        """All to the label’s staff, who keep them; a member reads in an item what it does to them."""
        return self.all() if allowed(actor, "session:call") else self.none()


class NoteQuerySet(models.QuerySet["Note"]):
    """The debate: a room of its own."""

    def readable_by(self, actor: Actor, item: Item) -> NoteQuerySet:
        """Notes of an item, to the members of its body who are not recused from it."""
        if item.session.instance not in find_parties(actor, item.dossier):
            return self.none()
        return self.filter(item=item).select_related("user")


OPEN_STATUSES = ("listed", "first", "debate", "second", "counted", "concluding")
"""The statuses of an item that is still to be decided."""
