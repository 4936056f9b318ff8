"""Rows of audits by what they belong to: a view asks for those of its dossier or of its reader, and filters nothing."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from filiere.site.accounts.models import User
from filiere.site.workflow.models import Dossier


class DossierRowQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows that belong to one dossier by way of ``path``."""

    path: ClassVar[str] = "round__dossier"

    def for_dossier(self, dossier: Dossier) -> Self:
        """Those of a dossier; whether its reader may see them is asked of its rights."""
        return self.filter(**{self.path: dossier})


class MissionQuerySet[M: models.Model](DossierRowQuerySet[M]):
    """Missions."""

    def for_auditor(self, auditor: User) -> Self:
        """Those of one auditor, the last first."""
        return self.filter(auditor=auditor).select_related("round__dossier__organisation").order_by("-pk")


class DeclarationQuerySet[M: models.Model](DossierRowQuerySet[M]):
    """Declarations of independence."""

    path = "mission__round__dossier"

    def for_auditor(self, auditor: User) -> Self:
        """Those of one auditor, the first first."""
        return self.filter(mission__auditor=auditor)


class LiftingQuerySet[M: models.Model](DossierRowQuerySet[M]):
    """Proofs that findings are lifted."""

    path = "finding__round__dossier"
