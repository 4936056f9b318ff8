"""Files of texts that parties signed: which kinds are taken, and how one is given to whoever may read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase

from filiere.core import Text
from filiere.core.faults import FaultCatalogue, Faults
from filiere.inspection import KIND_INFO, FileKind, InspectedFile
from filiere.site.evidence import content_store
from filiere.site.evidence.models import Blob
from filiere.site.kit.file_responses import ReadingRecord, StoredFile, serve_file
from filiere.site.kit.forms import show_faults
from filiere.site.kit.uploads import StreamedUpload, StreamedUploadHandler, uploaded_file

TEXT_KINDS: Final = (FileKind.PDF, FileKind.DOCX, FileKind.ODT, FileKind.PNG, FileKind.JPEG)
"""A text that was signed: printed, scanned or written."""

FAULT_MESSAGES: Final = FaultCatalogue(
    {
        "deposited-file-kind": (
            "Un texte signé n’est pas un fichier de ce type : {kind}.",
            "A signed text is not a file of this type: {kind}.",
            "Envoyez un PDF, un texte (DOCX, ODT) ou une image numérisée (PNG, JPEG).",
            "Send a PDF, a text (DOCX, ODT) or a scanned image (PNG, JPEG).",
        ),
    }
)


TOO_LARGE: Final = Text(
    fr="Ce fichier dépasse la taille permise. Réduisez ses images.",
    en="This file is larger than allowed. Reduce its images.",
)


def require_text_file(file: InspectedFile) -> None:
    """Refuse a file of a kind in which no text is signed."""
    if file.kind not in TEXT_KINDS:
        fault = FAULT_MESSAGES.build("deposited-file-kind", kind=KIND_INFO[file.kind].text)
        raise Faults([fault])


def is_servable(blob: Blob) -> bool:
    """Whether a content is there to be given: kept, and not infected."""
    return blob.kept and blob.scan != Blob.Scan.INFECTED


def serve_deposited_file(request: HttpRequest, blob: Blob, *, name: str, reading: ReadingRecord) -> HttpResponseBase:
    """Give a file once its bytes are found to be those of its fingerprint; one erased or infected is not found."""
    if not is_servable(blob):
        raise Http404
    return serve_file(
        request,
        StoredFile(content_store.open_verified(blob.sha256), blob.size, blob.sha256),
        name=name,
        media_type=KIND_INFO[FileKind(blob.kind)].media_type,
        reading=reading,
    )


def try_deposit(
    form: forms.Form, handler: StreamedUploadHandler, deposit: Callable[[StreamedUpload, str], object]
) -> bool:
    """Deposit the file of a form; return whether it was, each fault put at its field where it was not."""
    upload = uploaded_file(form, handler)
    if upload is None:
        return False
    try:
        deposit(upload, upload.name or "")
    except Faults as faults:
        for fault in faults.faults:
            if fault.key is None:
                form.add_error("file", f"{fault.message} {fault.remedy}")
        if rest := [fault for fault in faults.faults if fault.key is not None]:
            show_faults(form, Faults(rest))
        return False
    return True
