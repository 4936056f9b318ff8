"""Rows by their keys, and those of a kind that several modules ask for; who reads which is judged in `embargo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, F, Q

if TYPE_CHECKING:
    from filiere.site.programme.communication.models import Message, MessageUse, Operation, Recall  # noqa: F401


class OperationQuerySet(models.QuerySet["Operation"]):
    """Operations."""

    def for_key(self, key: str) -> Operation | None:
        """The operation of that key."""
        return self.filter(key=key).first()


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages."""

    def for_key(self, key: str) -> Message | None:
        """The message of that key, with its operation."""
        return self.select_related("operation", "author", "approved_by").filter(key=key).first()

    def for_figure(self, figure: str) -> MessageQuerySet:
        """Those that cite a figure, or may soon: drafts among them, not those that ended."""
        return self.filter(figure=figure, state__in=("draft", "submitted", "approved", "refused"))

    def for_office(self) -> MessageQuerySet:
        """Those that are approved here and wait for a minister's office."""
        waiting = Q(state="submitted", approved_at__isnull=False)
        return self.filter(waiting).select_related("operation", "author")

    def for_judgement(self) -> MessageQuerySet:
        """Those that wait to be approved by somebody who did not write them."""
        return self.filter(state="submitted", approved_at__isnull=True).select_related("operation")


class MessageUseQuerySet(models.QuerySet["MessageUse"]):
    """Uses outside the pages of the site."""

    def for_figure(self, figure: str) -> MessageUseQuerySet:
        """Those that cite a figure still."""
        return self.filter(figure=figure, state="live")


class RecallQuerySet(models.QuerySet["Recall"]):
    """Recalls."""

    def for_figure(self, figure: str) -> RecallQuerySet:
        """Those of a figure, the latest first."""
        return self.filter(figure=figure).select_related("opened_by", "ended_by")

    def for_list(self) -> RecallQuerySet:
        """All of them, each with how many fates were decided."""
        return self.annotate(decided=Count("decisions")).order_by(F("ended_at").desc(nulls_first=True), "-opened_at")
