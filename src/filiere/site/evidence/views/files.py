"""The files themselves: given through the same check as their page, and each opening by the other side is told."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Faults
from filiere.inspection import ABOUT, Kind
from filiere.site.attachments import OWN_SIDE, PUBLIC, Reading, Stored, Unrecorded, give_file
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.parties import parties_of
from filiere.site.dossiers.views.common import with_dossier
from filiere.site.evidence import archive as archives
from filiere.site.evidence import store
from filiere.site.evidence.classes import INSIDE, Confidentiality
from filiere.site.evidence.models import Document
from filiere.site.evidence.told import SUBJECT
from filiere.site.evidence.views.document import found_or_404


@require_safe
@with_dossier("evidence:read")
def file(request: HttpRequest, dossier: Dossier, document_key: str) -> HttpResponseBase:
    """The file of a document; a reader who may not read it, or an erased or infected one, gets “not found”."""
    document = found_or_404(request, dossier, document_key)
    if not document.servable:
        raise Http404
    return give_file(
        request,
        Stored(store.open_checked(document.blob.sha256), document.blob.size, document.blob.sha256),
        name=document.name,
        media_type=ABOUT[Kind(document.blob.kind)].media_type,
        reading=_reading(request, dossier, document),
    )


def _reading(request: HttpRequest, dossier: Dossier, document: Document) -> Reading | Unrecorded:
    """What the journal keeps: that somebody of another side opened what is not public."""
    if document.confidentiality == Confidentiality.PUBLIC:
        return PUBLIC
    if parties_of(request.user, dossier) & INSIDE:
        return OWN_SIDE
    return Reading("evidence.open", SUBJECT, document.key, {"dossier": dossier.key})


@require_safe
@with_dossier("evidence:archive")
def archive(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The archive of the audit."""
    readable = list(Document.objects.visible_to(request.user, dossier))
    try:
        parts = archives.archive_parts(dossier, readable)
    except Faults as faults:
        raise Http404 from faults
    return give_file(
        request,
        parts,
        name=f"{dossier.key}-evidence.zip",
        media_type="application/zip",
        reading=Reading("evidence.archive", "dossier", dossier.key, {"day": timezone.localdate().isoformat()}),
    )
