"""The files themselves: given through the same check as their page, and each opening by the other side is told."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Faults, seal
from filiere.inspection import ABOUT, Kind
from filiere.site.accounts.permissions import actor_key
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.parties import parties_of
from filiere.site.dossiers.views.common import with_dossier
from filiere.site.evidence import archive as archives
from filiere.site.evidence import store
from filiere.site.evidence.classes import INSIDE, Confidentiality
from filiere.site.evidence.giving import give
from filiere.site.evidence.models import Document
from filiere.site.evidence.told import SUBJECT
from filiere.site.evidence.views.document import found_or_404
from filiere.site.journal.record import record


@require_safe
@with_dossier("evidence:read")
def file(request: HttpRequest, dossier: Dossier, document_key: str) -> HttpResponseBase:
    """The file of a document; a reader who may not read it, or an erased or infected one, gets “not found”."""
    document = found_or_404(request, dossier, document_key)
    if not document.servable:
        raise Http404
    stream = store.open_checked(document.blob.sha256)
    if request.method == "GET" and "Range" not in request.headers:
        _told(request, dossier, document)
    return give(
        request,
        stream,
        size=document.blob.size,
        sha256=document.blob.sha256,
        name=document.name,
        media_type=ABOUT[Kind(document.blob.kind)].media_type,
    )


def _told(request: HttpRequest, dossier: Dossier, document: Document) -> None:
    """Keep in the journal that somebody of another side opened what is not public."""
    if document.confidentiality == Confidentiality.PUBLIC or parties_of(request.user, dossier) & INSIDE:
        return
    record(
        actor_key=actor_key(request.user),
        act="evidence.open",
        subject_kind=SUBJECT,
        subject_id=document.key,
        payload={"dossier": dossier.key},
    )


@require_safe
@with_dossier("evidence:archive")
def archive(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The archive of the audit."""
    readable = list(Document.objects.visible_to(request.user, dossier))
    try:
        stream, size = archives.made(dossier, readable)
    except Faults as faults:
        raise Http404 from faults
    if request.method == "GET":
        record(
            actor_key=actor_key(request.user),
            act="evidence.archive",
            subject_kind="dossier",
            subject_id=dossier.key,
            payload={"day": timezone.localdate().isoformat()},
        )
    tag = seal({"dossier": dossier.key, "size": size})
    name = f"{dossier.key}-evidence.zip"
    return give(request, stream, size=size, sha256=tag, name=name, media_type="application/zip")  # type: ignore[arg-type]
