"""Organisations by SIREN, their sites by SIRET, who acts for them, and who sits where.

A row that ended stays: who acted for a company or sat in a body on a past day must remain known. Rights are read from
memberships and mandates in force on a day, never from a flag.
"""

from __future__ import annotations

import secrets
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from filiere.site.members.querysets import (
    AccountRequestQuerySet,
    DatedManager,
    MandateQuerySet,
    OrganisationQuerySet,
)


def organisation_key() -> str:
    """Opaque key of an organisation: the journal and addresses know it by this."""
    return f"o-{secrets.token_hex(5)}"


def site_key() -> str:
    """Opaque key of a site, lower-case so that it can be a key of a draw."""
    return f"s{secrets.token_hex(5)}"


def account_request_key() -> str:
    """Opaque key of a request for an account."""
    return f"ar-{secrets.token_hex(6)}"


def _ends_after(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name=name)


class Organisation(models.Model):
    """A legal unit. ``siren`` is empty for one abroad; ``fictitious`` ones belong to the demonstration."""

    class Kind(models.TextChoices):
        """What it is to the sector; the category of a candidature is judged apart."""

        IN_HOUSE = "in_house"
        OUTSOURCER = "outsourcer"
        CLIENT_COMPANY = "client_company"
        SUPPLIER = "supplier"
        UNION = "union"
        EMPLOYER_BODY = "employer_body"
        AUTHORITY = "authority"
        ASSOCIATION = "association"
        AUDIT_FIRM = "audit_firm"

    key = models.CharField(max_length=12, unique=True, default=organisation_key, editable=False)
    name = models.CharField(max_length=200)
    siren = models.CharField(max_length=9, unique=True, null=True, blank=True)
    country = models.CharField(max_length=2, default="FR")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    fictitious = models.BooleanField(default=False)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    fee_paid_until = models.DateField(null=True, blank=True)
    group = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[OrganisationQuerySet] = OrganisationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
                name="organisation_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return self.key


class FormerGroup(models.Model):
    """A group to which an organisation was said to belong, as then written, and the last day on which it was.

    Who votes on a company is judged by its sisters too: emptying the field does not make them strangers on that day.
    One that was written by mistake is annulled, by two people, and then never was.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="former_groups")
    group = models.CharField(max_length=200)
    until = models.DateField()
    annulled_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["organisation", "until", "id"]

    def __str__(self) -> str:
        return f"{self.organisation_id}:{self.until}"


class Site(models.Model):
    """A place where contacts are handled. ``siret`` is empty abroad; ``headcount`` and ``positions`` as last told."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sites")
    key = models.CharField(max_length=12, unique=True, default=site_key, editable=False)
    siret = models.CharField(max_length=14, unique=True, null=True, blank=True)
    name = models.CharField(max_length=200)
    commune = models.CharField(max_length=5, blank=True)
    country = models.CharField(max_length=2, default="FR")
    activity = models.CharField(max_length=60, blank=True)
    headcount = models.PositiveIntegerField(null=True, blank=True)
    positions = models.PositiveIntegerField(null=True, blank=True)
    is_head_office = models.BooleanField(default=False)
    opened = models.DateField(null=True, blank=True)
    closed = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]

    def __str__(self) -> str:
        return self.key


class Contact(models.Model):
    """Someone to write to at an organisation, with or without an account here."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=120)
    job = models.CharField(max_length=120, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = DatedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints = (_ends_after("contact_ends_after_it_begins"),)

    def __str__(self) -> str:
        return f"{self.pk}"


class Membership(models.Model):
    """A person who acts for an organisation from ``since`` to ``until``, that day included.

    A staff representative reads and says what the staff says; it is never a way to what the employer's side edits.
    """

    class Right(models.TextChoices):
        """What the person may do there."""

        READ = "read"
        EDIT = "edit"
        STAFF_REPRESENTATIVE = "staff_representative"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    right = models.CharField(max_length=24, choices=Right.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = DatedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["since", "id"]
        constraints = (
            _ends_after("membership_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=Q(until__isnull=True), name="membership_one_open_a_person"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id}@{self.organisation_id}:{self.right}"


class Mandate(models.Model):
    """A seat held in a body of the label. ``substitute_of`` names the mandate that a substitute stands in for."""

    class Instance(models.TextChoices):
        """The bodies of the label."""

        COMMITTEE = "committee"
        APPEAL_PANEL = "appeal_panel"
        SCIENTIFIC = "scientific"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mandates")
    instance = models.CharField(max_length=20, choices=Instance.choices)
    college = models.CharField(max_length=40)
    seat = models.CharField(max_length=60)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    substitute_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="substitutes"
    )

    objects: ClassVar[MandateQuerySet] = MandateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["instance", "college", "seat", "since", "id"]
        constraints = (
            _ends_after("mandate_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["instance", "seat"],
                condition=Q(until__isnull=True, substitute_of__isnull=True),
                name="mandate_one_open_titular_a_seat",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id}:{self.instance}:{self.seat}"

    def holds(self, day: date) -> bool:
        """Whether it runs on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


class AccountRequest(models.Model):
    """A visitor who asks for an account, in the name of an organisation that may be unknown here.

    Nobody reads it before its address is confirmed from a letter. It is then awaited until one of the staff answers it,
    which ``organisation`` and ``invitation`` come of, or ``reason``; the row goes later (see `retention_rules`).
    """

    class Purpose(models.TextChoices):
        """What the account is for."""

        LABEL = "label"
        MEASURE = "measure"

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked"
        WAITING = "waiting"
        ACCEPTED = "accepted"
        REFUSED = "refused"

    key = models.CharField(max_length=20, unique=True, default=account_request_key, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    organisation_name = models.CharField(max_length=200)
    siren = models.CharField(max_length=9, blank=True)
    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    message = models.TextField(blank=True)
    language = models.CharField(max_length=2, default="fr")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="account_requests"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="account_requests"
    )
    invitation = models.OneToOneField(
        "accounts.Invitation", on_delete=models.PROTECT, null=True, blank=True, related_name="account_request"
    )
    reason = models.TextField(blank=True)

    objects: ClassVar[AccountRequestQuerySet] = AccountRequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["confirmed_at", "id"]
        constraints = (
            models.CheckConstraint(
                condition=Q(state="asked", confirmed_at__isnull=True, decided_at__isnull=True)
                | Q(state="waiting", confirmed_at__isnull=False, decided_at__isnull=True)
                | Q(state__in=("accepted", "refused"), confirmed_at__isnull=False, decided_at__isnull=False),
                name="account_request_dates_follow_its_state",
            ),
        )

    def __str__(self) -> str:
        return self.key
