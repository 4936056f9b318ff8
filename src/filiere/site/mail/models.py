"""The outbox: a letter is a row written with the act it tells of, so that no mail ever tells what did not happen."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Letter(models.Model):
    """One letter to one person, in the language of their account.

    ``kind`` names what it tells, ``about`` the thing it is about as ``kind:key`` (``dossier:d-…``). ``sent_at`` is null
    until the mail left; ``failures`` counts the attempts that did not.
    """

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="letters")
    language = models.CharField(max_length=2)
    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["-written_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["sent_at", "failures"], name="letter_to_send"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"
