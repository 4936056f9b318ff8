"""Which documents a person reads; views never filter by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from filiere.site.accounts.rights import Actor
from filiere.site.evidence.confidentiality_classes import INSIDE, RIGHT_TO_OPEN, Side, list_readable_pairs
from filiere.site.evidence.requirements import list_reusable_pieces
from filiere.site.kit.rights import parts_hold_right
from filiere.site.workflow.parties import find_parties

if TYPE_CHECKING:
    from filiere.site.evidence.models import Document, Request
    from filiere.site.workflow.models import Dossier


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents."""

    def visible_to(self, actor: Actor, dossier: Dossier) -> DocumentQuerySet:
        """The documents of a dossier that the person reads in it now, by class, side, party and state."""
        held = frozenset(
            party
            for party in find_parties(actor, dossier)
            if party in RIGHT_TO_OPEN and parts_hold_right(RIGHT_TO_OPEN[party], (party,), dossier)
        )
        seen = self._readable_condition(held & INSIDE)
        if judges := held - INSIDE:
            seen |= self._readable_condition(judges) & (
                self._in_force_condition() | Q(key__in=list_frozen_keys(dossier))
            )
        return self.of_dossier(dossier).filter(seen)

    def of_dossier(self, dossier: Dossier) -> DocumentQuerySet:
        """Those sent in the dossier, declared to prove something in it, or reused from an earlier one.

        A piece of evidence that the release calls reusable is asked once: what proved it in an earlier dossier of the
        same organisation under the same referential proves it here.
        """
        earlier = Q(
            side=Side.EMPLOYER,
            uses__dossier__organisation=dossier.organisation_id,
            uses__dossier__referential=dossier.referential,
            uses__dossier__lt=dossier.pk,
            uses__proof__in=list_reusable_pieces(dossier),
        )
        inside = self.filter(Q(dossier=dossier) | Q(uses__dossier=dossier) | earlier)
        return (
            self.filter(organisation=dossier.organisation_id, pk__in=inside.order_by().values("pk"))
            .select_related("blob", "dossier", "added_by", "revises", "revised_by", "answers")
            .prefetch_related("uses__dossier")
        )

    def now(self) -> DocumentQuerySet:
        """Those that stand: neither withdrawn, revised, erased nor infected."""
        return self.filter(self._in_force_condition())

    def _in_force_condition(self) -> Q:
        return Q(withdrawn_at__isnull=True, erased_at__isnull=True, revised_by__isnull=True) & ~Q(blob__scan="infected")

    def _readable_condition(self, parties: frozenset[str]) -> Q:
        seen = Q(pk__in=[])
        for side, confidentiality in list_readable_pairs(parties):
            seen |= Q(side=side, confidentiality=confidentiality)
        return seen

    def for_history(self, document: Document) -> list[int]:
        """The documents that it takes the place of, the latest first; whether each is read is asked apart."""
        found, before = [], document.revises_id
        while before is not None:
            found.append(before)
            before = self.values_list("revises_id", flat=True).get(pk=before)
        return found

    def for_key(self, key: str) -> Document | None:
        """The document of that key."""
        return self.filter(key=key).first()


class RequestQuerySet(models.QuerySet["Request"]):
    """Requests of auditors."""

    def visible_to(self, actor: Actor, dossier: Dossier) -> RequestQuerySet:
        """Those of the dossier that the auditor made, or that are addressed to the person's side."""
        parties = find_parties(actor, dossier)
        found = self.filter(dossier=dossier).select_related("dossier", "asked_by").prefetch_related("documents")
        if parties & {"auditor"}:
            return found
        sides: list[Any] = []
        if parties & {"candidate", "candidate_reader"}:
            sides.append(Side.EMPLOYER)
        if "staff_representatives" in parties:
            sides.append(Side.STAFF_REPRESENTATIVES)
        return found.filter(side__in=sides)

    def for_key(self, key: str) -> Request | None:
        """The request of that key."""
        return self.filter(key=key).first()


def list_frozen_keys(dossier: Dossier) -> list[str]:
    """Keys of the documents in the last snapshot that the audit works on."""
    snapshot = dossier.snapshots.filter(name="audit", body__isnull=False).order_by("-pk").first()
    entries = (snapshot.body or {}).get("evidence", []) if snapshot is not None else []
    return sorted({str(one.get("document")) for one in entries if isinstance(one, dict) and one.get("document")})
