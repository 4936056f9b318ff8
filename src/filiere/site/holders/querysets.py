"""Rows of the life of a label by what they belong to; views filter nothing by hand."""

from __future__ import annotations

from typing import Self

from django.db import models

from filiere.site.workflow.models import Dossier


class CertificateQuerySet[M: models.Model](models.QuerySet[M]):
    """Certificates."""

    def for_number(self, number: str) -> M | None:
        """The certificate of a number, with what it was made from."""
        return self.select_related("dossier__organisation", "snapshot", "event").filter(number=number).first()


class ProofQuerySet[M: models.Model](models.QuerySet[M]):
    """Proofs that the logo is gone."""

    def for_dossier(self, dossier: Dossier) -> Self:
        """Those of the places of a dossier."""
        return self.filter(place__dossier=dossier).select_related("place__dossier__organisation")
