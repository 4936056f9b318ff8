"""Say what else a document proves: nothing that a snapshot has frozen changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.http import Http404

from filiere.core import Faults
from filiere.inspection import FileKind
from filiere.site.accounts.models import User
from filiere.site.evidence.actions.add_document import _record_uses
from filiere.site.evidence.confidentiality_classes import Side
from filiere.site.evidence.document_validation import DocumentDetails, check_details
from filiere.site.evidence.journal_reconciliation import USE_ACT
from filiere.site.evidence.models import Document
from filiere.site.journal.act_decorator import act
from filiere.site.workflow.act_target import DOSSIER_TARGET
from filiere.site.workflow.models import Dossier


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
        # The document stands: whatever it does not do for is a piece that was chosen.
        raise Faults([replace(one, key="proofs") for one in faults])
    _record_uses(found, dossier, actor, said.proofs)
    return found
