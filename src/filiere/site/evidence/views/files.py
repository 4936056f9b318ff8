"""The files themselves: given through the same check as their page, and each opening by the other side is told."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Faults
from filiere.inspection import KIND_INFO, FileKind
from filiere.site.accounts.decorators import page
from filiere.site.evidence import audit_archive as archives
from filiere.site.evidence import content_store
from filiere.site.evidence.confidentiality_classes import INSIDE, Confidentiality
from filiere.site.evidence.journal_reconciliation import DOCUMENT_SUBJECT
from filiere.site.evidence.models import Document
from filiere.site.evidence.views.document import find_readable_document
from filiere.site.kit.file_responses import OWN_SIDE, PUBLIC, ReadingRecord, StoredFile, UnrecordedReading, serve_file
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties


@require_safe
@page("evidence:read")
def download_document(request: HttpRequest, dossier: Dossier, document_key: str) -> HttpResponseBase:
    """The file of a document; a reader who may not read it, or an erased or infected one, gets “not found”."""
    document = find_readable_document(request, dossier, document_key)
    if not document.is_servable:
        raise Http404
    return serve_file(
        request,
        StoredFile(content_store.open_verified(document.blob.sha256), document.blob.size, document.blob.sha256),
        name=document.name,
        media_type=KIND_INFO[FileKind(document.blob.kind)].media_type,
        reading=_describe_reading(request, dossier, document),
    )


def _describe_reading(request: HttpRequest, dossier: Dossier, document: Document) -> ReadingRecord | UnrecordedReading:
    """What the journal keeps: that somebody of another side opened what is not public."""
    if document.confidentiality == Confidentiality.PUBLIC:
        return PUBLIC
    if find_parties(request.user, dossier) & INSIDE:
        return OWN_SIDE
    return ReadingRecord("evidence.open", DOCUMENT_SUBJECT, document.key, {"dossier": dossier.key})


@require_safe
@page("evidence:archive")
def download_archive(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The archive of the audit."""
    readable = list(Document.objects.visible_to(request.user, dossier))
    try:
        parts = archives.stream_archive(dossier, readable)
    except Faults as faults:
        raise Http404 from faults
    return serve_file(
        request,
        parts,
        name=f"{dossier.key}-evidence.zip",
        media_type="application/zip",
        reading=ReadingRecord("evidence.archive", "dossier", dossier.key, {"day": timezone.localdate().isoformat()}),
    )
