"""Which rows of a plan a page reads, all at once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    # Named in a string by the generic base class below, which the linter does not read.
    from filiere.site.programme.plan.models import Action, Plan


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans: all of them are public."""

    def current(self, day: date) -> Plan | None:
        """The plan that runs on a day, else the last that began before, else the next."""
        began = self.filter(starts__lte=day)
        return began.filter(ends__gte=day).first() or began.first() or self.order_by("starts").first()

    def for_key(self, key: str) -> Plan | None:
        """The plan of a key."""
        return self.filter(key=key).first()


class ActionQuerySet(models.QuerySet["Action"]):
    """Actions of plans."""

    def for_plan(self, plan: Plan) -> ActionQuerySet:
        """Those of a plan in its order, with their events."""
        rows = self.filter(axis__plan=plan).select_related("axis", "orientation")
        return rows.prefetch_related("events").order_by("axis__letter", "number")

    def for_key(self, key: str) -> Action | None:
        """The action of a key, with its plan."""
        return self.filter(key=key).select_related("axis__plan", "orientation").first()
