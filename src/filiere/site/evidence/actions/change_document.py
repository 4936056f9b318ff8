"""Withdrawing a document, and saying what else it proves. Neither touches what a snapshot has frozen."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.inspection import FileKind
from filiere.site.accounts.models import User
from filiere.site.evidence.actions.add_document import _record_uses
from filiere.site.evidence.actions.document_checks import DocumentDetails, check_details
from filiere.site.evidence.confidentiality_classes import Side, find_side
from filiere.site.evidence.journal_records import DOCUMENT_SUBJECT, USE_ACT, WITHDRAW_ACT
from filiere.site.evidence.models import Document
from filiere.site.journal.act_decorator import act
from filiere.site.journal.writer import record
from filiere.site.kit.lookups import find_or_404
from filiere.site.workflow.act_target import DOSSIER_TARGET
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties


@act(WITHDRAW_ACT, on=DOSSIER_TARGET, right="evidence:withdraw", clock=False)
def withdraw_document(dossier: Dossier, document_key: str, *, actor: User) -> Document:
    """Withdraw a document of one's own side: it proves nothing any more, and stays where an audit has frozen it."""
    row = Document.objects.select_for_update().get(pk=_find_own_document(dossier, document_key, actor).pk)
    if row.withdrawn_at is None:
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        record(actor_key=actor.key, act=WITHDRAW_ACT, subject_kind=DOCUMENT_SUBJECT, subject_id=row.key)
    return row


@act(USE_ACT, on=DOSSIER_TARGET, right="evidence:use", clock=False)
def use_document(dossier: Dossier, document_key: str, proofs: Sequence[str], *, actor: User) -> Document:
    """Say that a document of the company also proves these pieces in this dossier, whatever dossier it was sent for.

    Raises `Faults` when its kind or its class does not do for one of them.
    """
    current = Document.objects.filter(organisation=dossier.organisation_id).now().select_related("blob")
    found = current.for_key(document_key)
    if found is None or found.side != Side.EMPLOYER:
        raise Http404
    said = DocumentDetails(proofs=tuple(proofs), confidentiality=found.confidentiality)
    if faults := list(check_details(dossier, Side.EMPLOYER, said, FileKind(found.blob.kind), requested=False)):
        raise Faults(faults)
    _record_uses(found, dossier, actor, said.proofs)
    return found


def _find_own_document(dossier: Dossier, key: str, actor: User) -> Document:
    found = find_or_404(Document.objects.visible_to(actor, dossier).for_key(key))
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
