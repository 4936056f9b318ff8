"""Who sees what of a candidature, as querysets; views never filter by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from filiere.site.accounts.rights import Actor
from filiere.site.kit.rights import allowed

if TYPE_CHECKING:
    from filiere.site.candidature.models import Answer, MirrorLink, Opinion, Quote, WorkbookDraft  # noqa: F401
    from filiere.site.workflow.models import Dossier


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Answers."""

    def for_dossier(self, dossier: Dossier) -> AnswerQuerySet:
        """Those of a dossier; whether its reader may see them is the right of the page."""
        return self.filter(dossier=dossier)


class DatedRows(models.QuerySet["Quote"]):
    """Quotes by the day they were made."""

    def current(self, dossier: Dossier, day: date) -> Any:
        """The last one made by that day; None without one."""
        return self.filter(dossier=dossier, made_on__lte=day).order_by("pk").last()


class OpinionQuerySet(models.QuerySet["Opinion"]):
    """Opinions of staff representatives."""

    def visible_to(self, actor: Actor, dossier: Dossier) -> OpinionQuerySet:
        """All of a dossier to its auditor and committee, and to those who sign them; none to anyone else."""
        if not allowed(actor, "opinion:read", dossier):
            return self.none()
        return self.filter(dossier=dossier)


class MirrorQuerySet(models.QuerySet["MirrorLink"]):
    """Comparisons between a client company and an outsourcer."""

    def for_organisation(self, organisation: Any) -> MirrorQuerySet:
        """Those that an organisation asked for or is asked for by its number, still open; without what it refused."""
        mine = Q(client=organisation) | Q(outsourcer=organisation)
        if organisation.siren:
            mine |= Q(siren=organisation.siren) & (Q(client__isnull=True) | Q(outsourcer__isnull=True))
        theirs = Q(refused_at__isnull=True) | Q(asked_by=organisation)
        return self.filter(mine, theirs, closed_at__isnull=True).select_related("client", "outsourcer", "asked_by")


class DraftQuerySet(models.QuerySet["WorkbookDraft"]):
    """Workbooks sent back and not applied yet."""

    def visible_to(self, actor: Actor, dossier: Dossier) -> DraftQuerySet:
        """Those that the person sent for this dossier."""
        return self.filter(dossier=dossier, person=actor)  # type: ignore[misc]  # an account; nobody else passes the door
