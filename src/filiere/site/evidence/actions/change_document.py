"""Withdrawing a document, and saying what else it proves. Neither touches what a snapshot has frozen."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.accounts.models import User
from filiere.site.evidence.actions.add_document import _record_uses
from filiere.site.evidence.actions.checks import DocumentDetails, check_details
from filiere.site.evidence.confidentiality_classes import Side, find_side
from filiere.site.evidence.journal_records import DOCUMENT_SUBJECT, WITHDRAW_ACT
from filiere.site.evidence.models import Document
from filiere.site.journal.writer import record
from filiere.site.kit.rights import require
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties


def withdraw_document(dossier: Dossier, key: str, *, actor: User) -> Document:
    """Withdraw a document of one's own side: it proves nothing any more, and stays where an audit has frozen it."""
    require(actor, "evidence:withdraw", dossier)
    found = _find_own_document(dossier, key, actor)
    with transaction.atomic():
        row = Document.objects.select_for_update().get(pk=found.pk)
        if row.withdrawn_at is None:
            row.withdrawn_at = timezone.now()
            row.save(update_fields=["withdrawn_at"])
            record(actor_key=actor.key, act=WITHDRAW_ACT, subject_kind=DOCUMENT_SUBJECT, subject_id=row.key)
    return row


def use_document(dossier: Dossier, key: str, proofs: tuple[str, ...], *, actor: User) -> Document:
    """Say that a document of the company also proves these pieces in this dossier, whatever dossier it was sent for.

    Raises `Faults` when its kind or its class does not do for one of them.
    """
    require(actor, "evidence:use", dossier)
    found = Document.objects.filter(organisation=dossier.organisation_id).now().select_related("blob").for_key(key)
    if found is None or found.side != Side.EMPLOYER:
        raise Http404
    from filiere.inspection import FileKind

    said = DocumentDetails(proofs=proofs, confidentiality=found.confidentiality)
    faults = list(check_details(dossier, Side.EMPLOYER, said, FileKind(found.blob.kind), requested=False))
    if faults:
        raise Faults(faults)
    with transaction.atomic():
        Dossier.objects.select_for_update().get(pk=dossier.pk)
        _record_uses(found, dossier, actor, proofs)
    return found


def _find_own_document(dossier: Dossier, key: str, actor: User) -> Document:
    found = Document.objects.visible_to(actor, dossier).for_key(key)
    if found is None:
        raise Http404
    if found.side != find_side(find_parties(actor, dossier)) or found.dossier_id != dossier.pk:
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
