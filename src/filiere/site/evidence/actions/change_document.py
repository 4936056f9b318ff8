"""Withdrawing a document, and saying what else it proves. Neither touches what a snapshot has frozen."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.accounts.models import User
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.parties import parties_of
from filiere.site.dossiers.rights import require_in
from filiere.site.evidence.actions.add_document import _used
from filiere.site.evidence.actions.checks import Said, faults_of
from filiere.site.evidence.classes import Side, side_of
from filiere.site.evidence.models import Document
from filiere.site.evidence.told import SUBJECT, WITHDRAWN
from filiere.site.journal.record import record


def withdraw_document(dossier: Dossier, key: str, *, actor: User) -> Document:
    """Withdraw a document of one's own side: it proves nothing any more, and stays where an audit has frozen it."""
    require_in(actor, "evidence:withdraw", dossier)
    found = _mine(dossier, key, actor)
    with transaction.atomic():
        row = Document.objects.select_for_update().get(pk=found.pk)
        if row.withdrawn_at is None:
            row.withdrawn_at = timezone.now()
            row.save(update_fields=["withdrawn_at"])
            record(actor_key=actor.key, act=WITHDRAWN, subject_kind=SUBJECT, subject_id=row.key)
    return row


def use_document(dossier: Dossier, key: str, proofs: tuple[str, ...], *, actor: User) -> Document:
    """Say that a document of the company also proves these pieces in this dossier, whatever dossier it was sent for.

    Raises `Faults` when its kind or its class does not do for one of them.
    """
    require_in(actor, "evidence:use", dossier)
    found = Document.objects.filter(organisation=dossier.organisation_id).now().select_related("blob").for_key(key)
    if found is None or found.side != Side.EMPLOYER:
        raise Http404
    from filiere.inspection import Kind

    said = Said(proofs=proofs, confidentiality=found.confidentiality)
    faults = list(faults_of(dossier, Side.EMPLOYER, said, Kind(found.blob.kind), requested=False))
    if faults:
        raise Faults(faults)
    with transaction.atomic():
        Dossier.objects.select_for_update().get(pk=dossier.pk)
        _used(found, dossier, actor, proofs)
    return found


def _mine(dossier: Dossier, key: str, actor: User) -> Document:
    found = Document.objects.visible_to(actor, dossier).for_key(key)
    if found is None:
        raise Http404
    if found.side != side_of(parties_of(actor, dossier)) or found.dossier_id != dossier.pk:
        raise Faults.one(
            code="not-yours",
            message=Text(
                fr="Cette pièce n’a pas été versée par votre côté dans ce dossier.",
                en="This document was not submitted by your side in this dossier.",
            ),
            remedy=Text(
                fr="Retirez-la là où elle a été versée.", en="Withdraw it in the dossier where it was submitted."
            ),
        )
    return found
