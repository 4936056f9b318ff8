"""Which simulations a reader sees; views never filter by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from filiere.site.accounts.rights import Actor
from filiere.site.label.visible_releases import visible_catalogue

if TYPE_CHECKING:
    # Named in a string by the generic base class below, which the linter does not read.
    from filiere.site.label.models import Simulation  # noqa: F401


class SimulationQuerySet(models.QuerySet["Simulation"]):
    """Simulations."""

    def visible_to(self, actor: Actor) -> SimulationQuerySet:
        """Those whose two releases the actor sees: the effect of a draft is as hidden as the draft."""
        names = tuple(visible_catalogue(actor).releases)
        return self.filter(before__in=names, after__in=names)

    def without_results(self) -> SimulationQuerySet:
        """For lists: what was asked, not what was found."""
        return self.defer("result")
