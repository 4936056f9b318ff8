"""A briefing, frozen on the day it was made: its figures keep the value that they had, under one fingerprint."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from filiere.site.programme.briefings.querysets import BriefingQuerySet
from filiere.site.programme.row_keys import make_row_key


def briefing_key() -> str:
    """Opaque key of a briefing."""
    return make_row_key("br")


class Briefing(models.Model):
    """``body`` holds all that is printed, in both languages where they are ours; ``sha256`` is its fingerprint."""

    key = models.CharField(max_length=13, unique=True, default=briefing_key, editable=False)
    meeting_on = models.DateField()
    place = models.CharField(max_length=200)
    about = models.CharField(max_length=400)
    body: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    fictitious = models.BooleanField(default=False)

    objects: ClassVar[BriefingQuerySet] = BriefingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-meeting_on", "-id"]

    def __str__(self) -> str:
        """What people call it."""
        return f"{self.meeting_on} {self.place}"
