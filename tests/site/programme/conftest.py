"""A plan with one axis, and who leads it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from support.scenes.dossier_sample import make_person

from filiere.site.programme.plan import actions
from filiere.site.programme.plan.models import Action, Plan

TYPED = {
    "reads": "readings",
    "figure": "",
    "measure": "Conventions signées",
    "unit": "régions",
    "direction": "up",
    "base": Decimal(0),
    "goal": Decimal(10),
    "goal_high": None,
    "period_months": 12,
}
"""A target as a form gives it: from 0 to 10, by readings."""


class Leading:
    """A plan that began a year ago, its lead, and what it takes to add to it."""

    def __init__(self) -> None:
        self.today: date = timezone.localdate()
        self.began = self.today - timedelta(days=365)
        self.lead: Any = make_person("programme")
        self.plan: Plan = actions.create_plan(
            None,
            actor=self.lead,
            title="Plan",
            title_en="",
            starts=self.began,
            ends=self.today + timedelta(days=365),
        )
        self.axis = actions.create_axis(self.plan, actor=self.lead, letter="A", title="L’axe")

    def add(self, *, target: dict[str, Any] | None = None, due: int = 365, **more: Any) -> Action:
        """An action decided a year ago, due in so many days."""
        said = {"title": "Signer", "owner": "Délégation", "start": self.began} | more
        return actions.create_action(
            self.plan,
            actor=self.lead,
            axis=self.axis,
            due=self.today + timedelta(days=due),
            target=target,
            **said,
        )

    def ago(self, days: int) -> date:
        """So many days before today."""
        return self.today - timedelta(days=days)


@pytest.fixture
def leading(db: None) -> Leading:
    """The plan."""
    return Leading()
