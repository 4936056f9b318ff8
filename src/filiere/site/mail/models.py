"""The outbox: a letter is a row written with the act it tells of, so that no mail ever tells what did not happen."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from filiere.site.accounts.demo_people import is_demo
from filiere.site.accounts.rights import Actor
from filiere.site.accounts.sealing import UnreadableSeal, register_sealed_field, unseal_text
from filiere.site.kit.rights import allowed
from filiere.site.mail.sealed_links import restore_links

SEALED_FOR = register_sealed_field("letter", "mail.Letter", "sealed")
MOST_FAILURES = 8
"""Attempts after which a letter is tried no more by itself."""


FICTITIOUS_DOMAIN = "@filiere.invalid"
"""Where every address that the demonstration makes up stands: no real one can."""
OF_ACCOUNTS = ("account", "approval", "invitation", "password")
"""What the kinds of letters about accounts begin with."""


class Trouble(models.TextChoices):
    """Why a letter did not leave."""

    SERVER = "server"
    RECIPIENT = "recipient"
    SENDER = "sender"
    CONTENT = "content"
    SEALED = "sealed"


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters."""

    def waiting(self) -> LetterQuerySet:
        """Those that have not left."""
        return self.filter(sent_at__isnull=True)

    def troubled(self) -> LetterQuerySet:
        """Those that failed and that nobody has given up."""
        return self.waiting().filter(failures__gt=0, given_up_at__isnull=True)

    def visible_to(self, actor: Actor) -> LetterQuerySet:
        """Those whose sending one may mend: all for the staff of the label, those of accounts for administrators."""
        if not allowed(actor, "letter:mend"):
            return self.none()
        if allowed(actor, "directory:read"):
            return self.all()
        of_accounts = [Q(kind__startswith=one) for one in OF_ACCOUNTS]
        return self.filter(functools.reduce(operator.or_, of_accounts))

    def to_reader(self, email: str) -> LetterQuerySet:
        """Those that go to one address."""
        return self.filter(Q(to__email=email) | Q(address=email))

    def to_people_or(self, addresses: Iterable[str]) -> LetterQuerySet:
        """Those that go to somebody who has an account, or to one of these addresses."""
        return self.filter(Q(to__isnull=False) | Q(address__in=addresses))

    def to_fictitious_addresses(self) -> LetterQuerySet:
        """Those of surveys that go to an address of the demonstration which has no account, the newest first."""
        found = self.filter(to__isnull=True, kind__startswith="survey.", address__endswith=FICTITIOUS_DOMAIN)
        return found.order_by("-written_at", "-pk")

    def discreet_to(self, email: str) -> LetterQuerySet:
        """The discreet letters that wait for one address; they are few, and each is unsealed to know."""
        waiting = self.waiting().exclude(sealed="")
        return self.filter(pk__in=[one.pk for one in waiting if one.reader() == email])

    def for_demo(self) -> LetterQuerySet:
        """All of them, newest first, on a demonstration; none anywhere else."""
        return self.select_related("to") if is_demo() else self.none()


class Letter(models.Model):
    """One letter to one person: ``to`` an account, in its language, or to an ``address`` that may have none.

    A discreet letter goes to somebody whose name a copy of the database must not tell, such as whoever complains of a
    holder: its address is ``sealed`` under the site's key until it leaves, and the row goes with it.

    ``body`` holds no link that opens anything: such a link is struck in it, and its secret is in ``links``, sealed,
    until the letter leaves (see `sealed_links`).

    ``kind`` names what it tells, ``about`` the thing it is about as ``kind:key`` (``dossier:d-…``). ``sent_at`` is null
    until the mail left; ``failures`` counts the attempts that did not, ``tried_at`` is the last of them, and
    ``trouble`` what was wrong with it: a word of `Trouble`, with the code of the mail server if it gave one.
    ``given_up_at`` is when a person gave the letter up.
    """

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="letters"
    )
    address = models.EmailField(max_length=254, blank=True)
    sealed = models.TextField(blank=True)
    language = models.CharField(max_length=2)
    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    links = models.TextField(blank=True)
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=20, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[LetterQuerySet] = LetterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-written_at", "-id"]
        constraints = (
            models.CheckConstraint(
                condition=Q(to__isnull=False, address="", sealed="")
                | (Q(to__isnull=True, sealed="") & ~Q(address=""))
                | (Q(to__isnull=True, address="") & ~Q(sealed="")),
                name="letter_to_an_account_or_an_address",
            ),
        )
        indexes = (models.Index(fields=["sent_at", "failures"], name="letter_to_send"),)

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"

    def whole_body(self) -> str:
        """The text as its reader gets it, links included; raises `UnreadableSeal` when they were sealed under a lost
        key.

        Once the letter has left, its links stay struck.
        """
        return restore_links(self.body, self.links)

    def shown_body(self) -> str:
        """The same for a page: links that cannot be read any more stay struck."""
        try:
            return self.whole_body()
        except UnreadableSeal:
            return self.body

    def reader(self) -> str:
        """The address it goes to; empty when it was sealed under a key that the site no longer has."""
        if self.sealed:
            try:
                return unseal_text(SEALED_FOR, self.sealed)
            except UnreadableSeal:
                return ""
        return self.to.email if self.to is not None else self.address


class TaskDigest(models.Model):
    """That somebody asked for the list of their tasks by mail: how often, and the last day on which it was seen to."""

    class Every(models.TextChoices):
        """How often."""

        DAY = "day"
        WEEK = "week"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="task_digest")
    every = models.CharField(max_length=4, choices=Every.choices)
    last_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.every}"
