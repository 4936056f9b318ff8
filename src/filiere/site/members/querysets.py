"""Rows that run from a day to a day, both included."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q


class DatedQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows with ``since`` and ``until``; ``until`` null runs on."""

    def current(self, day: date) -> DatedQuerySet[M]:
        """Those that run on a day."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


DatedManager = models.Manager.from_queryset(DatedQuerySet)
