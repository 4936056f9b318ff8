"""Notices that the programme watches: the text as it was read, and what was found in it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from filiere.site.programme.row_keys import make_row_key


def notice_key() -> str:
    """Opaque key of a notice."""
    return make_row_key("tn")


class NoticeQuerySet(models.QuerySet["WatchedNotice"]):
    """Notices kept, all public: they were published."""

    def public(self) -> NoticeQuerySet:
        """All, the latest first."""
        return self.all()

    def for_key(self, key: str) -> WatchedNotice | None:
        """The notice of a key."""
        return self.filter(key=key).first()


class WatchedNotice(models.Model):
    """A notice, its text, and what the engine answered of it, with the places that it quotes."""

    key = models.CharField(max_length=13, unique=True, default=notice_key, editable=False)
    title = models.CharField(max_length=300)
    buyer = models.CharField(max_length=200, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    text = models.TextField()
    answer = models.CharField(max_length=16)
    findings: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    fictitious = models.BooleanField(default=False)
    read_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-read_at", "-id"]

    def __str__(self) -> str:
        """What people call it."""
        return self.title
