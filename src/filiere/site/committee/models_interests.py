"""Interests, business links and recusals: what keeps a member out of an item, told before anybody votes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from filiere.site.accounts.sealing import register_token_hash_field
from filiere.site.committee.querysets import InterestQuerySet, LinkQuerySet, RecusalQuerySet
from filiere.site.members.models import Organisation
from filiere.site.workflow.models import Dossier

MAILBOX_HASHER = register_token_hash_field("former-mailbox", "committee.FormerTie", "fingerprint")


def _person_field(name: str = "+") -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name=name)


def _optional_person_field() -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )


class Interest(models.Model):
    """An interest that a member declares; ``note`` is read by its author and by the label's staff only."""

    class Ground(models.TextChoices):
        """What ties a person to an organisation."""

        EMPLOYMENT = "employment"
        CLIENT = "client"
        SUPPLIER = "supplier"
        SHARES = "shares"
        FAMILY = "family"
        ADVICE = "advice"
        STAFF_MANDATE = "staff_mandate"
        OTHER = "other"
        FORMER = "former"

    user = _person_field("interests")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=20, choices=Ground.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    declared_on = models.DateField()

    objects: ClassVar[InterestQuerySet] = InterestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-declared_on", "-id"]
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="interest_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk}"


class FormerTie(models.Model):
    """What an account was tied to when it was erased, under the keyed fingerprint of its mailbox, for three years."""

    fingerprint = models.CharField(max_length=64, db_index=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    ended_on = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.pk}"


class BusinessLink(models.Model):
    """A client company and its supplier, as one of them declared or the staff found; presumes the interest of both.

    One that was noted by mistake is annulled by two people: it then never barred anybody, and stays to be read.
    """

    client = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    noted_by = _optional_person_field()
    annulled_on = models.DateField(null=True, blank=True)

    objects: ClassVar[LinkQuerySet] = LinkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-since", "-id"]
        constraints = (models.CheckConstraint(condition=~Q(client=F("supplier")), name="link_of_two_organisations"),)

    def __str__(self) -> str:
        return f"{self.pk}"


class Recusal(models.Model):
    """A recusal that no register tells: one's own, or asked for by the staff on a fact or as a decision of the body.

    What the staff asks for binds nobody until a member of the body, other than the one concerned, has confirmed it:
    who prepares the sessions does not choose who votes in them. It is never undone here.
    """

    class Grade(models.TextChoices):
        """How it is known, beside what is declared and what is presumed."""

        DECLARED = "declared"
        PINNED = "pinned"
        ADMINISTRATIVE = "administrative"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="recusals")
    user = _person_field("recusals")
    grade = models.CharField(max_length=15, choices=Grade.choices)
    ground = models.CharField(max_length=300)
    since = models.DateField()
    noted_by = _person_field()
    confirmed_by = _optional_person_field()
    confirmed_on = models.DateField(null=True, blank=True)

    objects: ClassVar[RecusalQuerySet] = RecusalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["dossier", "id"]
        constraints = (models.UniqueConstraint(fields=["dossier", "user", "grade"], name="recusal_one_a_grade"),)

    def __str__(self) -> str:
        return f"{self.dossier_id}:{self.pk}"
