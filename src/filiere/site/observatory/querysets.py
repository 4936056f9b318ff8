"""Who may see which rows, and the few questions pages ask; views never filter by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from filiere.site.accounts.rights import Actor
from filiere.site.kit.rights import allowed

if TYPE_CHECKING:
    # Named in strings by the generic base classes below, which the linter does not read.
    from filiere.site.observatory.models import Aggregate, Amendment, SourceVersion  # noqa: F401


_SHOWN_FIELDS = ("territory", "year", "ape", "establishments", "cells", "unknown_cells", "suppressed_cells")
URSSAF = "urssaf-commune-ape"
ALL_ACTIVITIES = "ALL"
CALL_CENTRES = "8220Z"


class SourceVersionQuerySet(models.QuerySet["SourceVersion"]):
    """Versions of sources."""

    def accepted(self) -> SourceVersionQuerySet:
        """The versions that public pages read."""
        return self.filter(state="accepted")

    def visible_to(self, actor: Actor) -> SourceVersionQuerySet:
        """Everything for whoever may read import reports; accepted versions for everyone else."""
        return self.all() if allowed(actor, "source:read") else self.accepted()

    def with_people(self) -> SourceVersionQuerySet:
        """With who loaded and who decided, in the same query."""
        return self.select_related("loaded_by", "decided_by", "accepted_by")

    def recent(self, count: int) -> SourceVersionQuerySet:
        """The last versions loaded, without their reports, with the people who decided."""
        return self.defer("report").select_related("loaded_by", "decided_by")[:count]


class AggregateQuerySet(models.QuerySet["Aggregate"]):
    """Aggregates of source versions."""

    def accepted(self, name: str) -> AggregateQuerySet:
        """Aggregates of the accepted version of a source."""
        return self.filter(version__name=name, version__state="accepted")

    def of_version(self, version: SourceVersion) -> AggregateQuerySet:
        """Aggregates of one version."""
        return self.filter(version=version)

    def select_public_rows(self) -> models.QuerySet[Aggregate, dict[str, Any]]:
        """The rows as pages may show them, which is the only way to read a headcount: `jobs` is none where it is
        unknown, where it is withheld, and where nothing was decided yet; `kept` tells the two last from the first.
        """
        decided = models.Q(withheld=False)
        found: models.QuerySet[Aggregate, dict[str, Any]] = self.annotate(
            jobs=models.Case(models.When(decided, then="employees"), default=None),
            kept=models.Case(models.When(decided, then=False), default=True, output_field=models.BooleanField()),
        ).values(*_SHOWN_FIELDS, "jobs", "kept")
        return found


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    """Amendments of the register: they are public, as corrections must be."""

    def visible_to(self, actor: Actor) -> AmendmentQuerySet:  # noqa: ARG002
        """Everything, for everybody: a correction that could be hidden would not be one."""
        return self.all()

    def recent(self, count: int) -> AmendmentQuerySet:
        """The last amendments, newest first, with who made them."""
        return self.select_related("by").order_by("-number")[:count]

    def of(self, figure: str) -> AmendmentQuerySet:
        """The history of one figure, oldest first."""
        return self.filter(figure=figure).order_by("number")

    def update(self, **_: Any) -> int:
        """Refuse: an amendment is corrected by a later one."""
        raise TypeError("amendments are never changed: add another one")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise TypeError("amendments are never removed: add another one")
