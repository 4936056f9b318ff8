"""Withdraw a document: nothing that a snapshot has frozen changes."""

from __future__ import annotations

from django.utils import timezone

from filiere.core import Faults
from filiere.site.accounts.models import User
from filiere.site.evidence.confidentiality_classes import find_side
from filiere.site.evidence.faults import fault
from filiere.site.evidence.journal_reconciliation import DOCUMENT_SUBJECT, WITHDRAW_ACT
from filiere.site.evidence.models import Document
from filiere.site.journal.act_decorator import act
from filiere.site.journal.writer import record_act
from filiere.site.kit.shortcuts import find_or_404
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
        record_act(actor, WITHDRAW_ACT, DOCUMENT_SUBJECT, row.key)
    return row


def _find_own_document(dossier: Dossier, key: str, actor: User) -> Document:
    found = find_or_404(Document.objects.visible_to(actor, dossier).for_key(key))
    if found.side != find_side(find_parties(actor, dossier)) or found.dossier_id != dossier.pk:
        raise Faults([fault("not-yours")])
    return found
