"""What each person sees of service quality: the centres that they act for, and what hangs on these centres."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self, TypeGuard

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor, Operator
from filiere.site.jobs.models import Job
from filiere.site.members.models import Membership

if TYPE_CHECKING:
    # Named in strings by the generic base classes below, which the linter does not read.
    from filiere.site.quality.models import Centre, Delivery, Edition, Mapping, Run  # noqa: F401

READING_RIGHTS = (Membership.Right.EDIT, Membership.Right.READ)
"""Rights of membership of the employer's side, which reads the figures of its own centre."""


def is_verified_person(actor: Actor) -> TypeGuard[User]:
    """Whether the actor is a person whose rights count now: an open account that owes no second factor."""
    if isinstance(actor, Operator) or not getattr(actor, "is_authenticated", False):
        return False
    return bool(actor.is_active and actor.is_verified)


def visible_centres_condition(actor: Actor) -> Q:
    """The condition on a centre that the person sees it: a quality manager of it, or the employer's side."""
    if not is_verified_person(actor):
        return Q(pk__in=())
    today = timezone.localdate()
    manages = (
        apps.get_model("quality", "QualityManager")._default_manager.current(today).filter(user=actor).values("centre")
    )
    held = Membership.objects.current(today).filter(user=actor, right__in=READING_RIGHTS).values("organisation")
    return Q(pk__in=manages) | Q(organisation__in=held)


class CentreQuerySet(models.QuerySet["Centre"]):
    """Quality spaces of organisations."""

    def visible_to(self, actor: Actor) -> CentreQuerySet:
        """Those of the organisations that the person acts for, or whose quality they manage."""
        return self.filter(visible_centres_condition(actor)).select_related("organisation")

    def for_key(self, key: str) -> Centre | None:
        """The space of the organisation of that key; whether its reader may see it is judged by the right."""
        # One row needs no order, which takes longer to write than the row to read.
        with suppress(self.model.DoesNotExist):
            return self.select_related("organisation").get(organisation__key=key)
        return None

    def for_job(self, job: Job) -> Centre:
        """The centre that a job is of; whoever asked for it held the right."""
        return self.select_related("organisation").get(organisation__key=job.owner_key)


class OfCentreQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows that belong to a centre, seen by whoever holds the right to what they are."""

    def for_centre(self, centre: Centre) -> Self:
        """Those of one centre, whose right was asked at the door of the page."""
        return self.filter(centre=centre)

    def for_key(self, centre: Centre, key: str) -> Any:
        """The one of that key in this centre, None without one: a key of another centre is not found."""
        return self.filter(centre=centre, key=key).first()

    def for_version_list(self, centre: Centre) -> Self:
        """Versions of one centre for a list of them: their texts stay in the database."""
        return self.filter(centre=centre).defer("text")

    def for_newest(self, centre: Centre, name: str) -> Self:
        """Of these, the last version of each that is called the same in the field ``name``, without its text."""
        later = self.model._default_manager.filter(
            **{"centre": OuterRef("centre"), name: OuterRef(name), "version__gt": OuterRef("version")}
        )
        return self.for_version_list(centre).filter(~Exists(later)).order_by(name)


OfCentreManager = models.Manager.from_queryset(OfCentreQuerySet)


class DeliveryQuerySet(OfCentreQuerySet["Delivery"]):
    """Files that a centre delivered."""

    def for_listing(self, centre: Centre) -> DeliveryQuerySet:
        """Those of one centre with the people and mappings shown beside, the latest first."""
        return (
            self.filter(centre=centre)
            .select_related("sent_by", "mapping")
            .defer("mapping__text")
            .order_by("-sent_at", "-pk")
        )

    def for_store(self, centre: Centre) -> DeliveryQuerySet:
        """Those whose rows are in the store of the centre."""
        return self.filter(centre=centre, state="imported")

    def for_run(self, run: Run) -> DeliveryQuerySet:
        """Those whose rows were in the store when the figures of a run were computed, erased since or not."""
        kept = Q(erased_at__isnull=True) | Q(erased_at__gt=run.made_at)
        return self.filter(kept, centre=run.centre_id, imported_at__lte=run.made_at)

    def of_month(self, month: str) -> DeliveryQuerySet:
        """Those that brought contacts of a month; one that was imported before its first month was kept, since then."""
        begun = Q(report__first_month__lte=month) | Q(report__first_month__isnull=True)
        return self.filter(begun, report__last_month__gte=month)


_DeliveryManager = models.Manager.from_queryset(DeliveryQuerySet)


class DeliveryManager(_DeliveryManager["Delivery"]):
    """Deliveries without the report of their import, which only the page of one reads, when it asks for it."""

    def get_queryset(self) -> DeliveryQuerySet:
        """Every delivery."""
        return super().get_queryset().defer("report")  # type: ignore[return-value]


class MappingQuerySet(OfCentreQuerySet["Mapping"]):
    """Mapping files of a centre."""

    def for_version(self, centre: Centre, name: str, version: int) -> Mapping | None:
        """One version of one mapping, None without it."""
        return self.filter(centre=centre, name=name, version=version).first()


class EditionQuerySet(models.QuerySet["Edition"]):
    """Benchmarks between centres, one a month."""

    def for_member(self, centre: Centre) -> EditionQuerySet:
        """Those that a centre took part in, the latest first: nobody reads what they gave nothing for."""
        return self.filter(centres=centre).order_by("-month")

    def for_month(self, month: str, *, fictitious: bool) -> Edition | None:
        """That of a month, None as long as it was not made."""
        return self.filter(month=month, fictitious=fictitious).first()
