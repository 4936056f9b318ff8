"""Sending a document: one form, streamed to the disk, inspected, kept or refused with every reason."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from filiere.core import Faults, Text
from filiere.site.accounts.decorators import sign_in_required, signed_in_user
from filiere.site.evidence.actions.add_document import AddedDocument, add_document
from filiere.site.evidence.confidentiality_classes import Confidentiality, Side, find_side, get_default_class
from filiere.site.evidence.forms import DocumentForm
from filiere.site.evidence.models import Document, Request
from filiere.site.evidence.requirements import list_pieces
from filiere.site.kit.forms import show_faults
from filiere.site.kit.rights import require
from filiere.site.kit.uploads import StreamedUploadHandler, View, receive_upload, uploaded_file
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties
from filiere.site.workflow.rights import find_dossier
from filiere.site.workflow.views.page_frame import render_dossier_page


def _with_side(view: View) -> View:
    """Give the view the dossier of its address and the side that sends; whoever may not send is refused first."""

    @wraps(view)
    def wrapped(request: HttpRequest, key: str) -> HttpResponseBase:
        dossier = find_dossier(key)
        side = find_side(find_parties(request.user, dossier)) or Side.EMPLOYER
        require(request.user, "evidence:add_record" if side == Side.AUDITOR else "evidence:add", dossier)
        return view(request, dossier, side)

    return wrapped


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
@_with_side
@receive_upload("FILIERE_EVIDENCE_BYTES")
def send(request: HttpRequest, dossier: Dossier, side: Side, handler: StreamedUploadHandler) -> HttpResponse:
    """The form, then the document: kept, or refused with every reason."""
    asked = {name: request.GET.get(name, "")[:80] for name in ("proof", "revises", "request")}
    before = Document.objects.visible_to(request.user, dossier).for_key(asked["revises"]) if asked["revises"] else None
    answered = Request.objects.visible_to(request.user, dossier).for_key(asked["request"]) if asked["request"] else None
    context: dict[str, Any] = {"before": before, "side": side, "answered": answered}
    if request.method != "POST":
        return _render_page(
            request, dossier, DocumentForm(dossier, side, initial=_build_initial(dossier, side, asked, before)), context
        )
    form = DocumentForm(dossier, side, request.POST, request.FILES)
    several = Text(
        fr="Le formulaire a envoyé plusieurs fichiers ; un seul est attendu. Rien n’a été enregistré.",
        en="The form sent several files; only one is expected. Nothing was saved.",
    )
    upload = uploaded_file(form, handler, several)
    if upload is None:
        return _render_page(request, dossier, form, context)
    try:
        added = add_document(
            dossier,
            actor=signed_in_user(request),
            path=upload.path,
            name=upload.name or "",
            said=form.read_details(),
            revises=asked["revises"],
            request=asked["request"],
        )
    except Faults as faults:
        for fault in faults.faults:
            if fault.key is None:
                form.add_error("file", f"{fault.message} {fault.remedy}")
        if rest := [fault for fault in faults.faults if fault.key is not None]:
            show_faults(form, Faults(rest))
        return _render_page(request, dossier, form, context)
    _flash_added(request, added)
    return redirect("evidence:document", key=dossier.key, document_key=added.document.key)


def _build_initial(dossier: Dossier, side: Side, asked: dict[str, str], before: Document | None) -> dict[str, Any]:
    """What the form proposes: the piece of the address, or what the document revised said."""
    if before is not None:
        proofs = [use.proof for use in before.uses.all() if use.dossier_id == dossier.pk]
        return {"proofs": proofs, "confidentiality": before.confidentiality, "note": before.note}
    piece = list_pieces(dossier).get(asked["proof"])
    found = get_default_class(piece.confidentiality) if piece is not None else Confidentiality.COMMITTEE
    if side == Side.STAFF_REPRESENTATIVES:
        found = Confidentiality.AUDITOR
    return {"proofs": [piece.key] if piece is not None else [], "confidentiality": found}


def _flash_added(request: HttpRequest, added: AddedDocument) -> None:
    if added.again:
        words = Text(
            fr="Ce fichier était déjà là : il n’est gardé qu’une fois.",
            en="This file was already submitted; only one copy is kept.",
        )
    elif added.overtaken:
        words = Text(
            fr="Pièce enregistrée. Une autre version était arrivée entre-temps : la vôtre la suit, les deux restent.",
            en="Document saved. Another revision arrived in the meantime: yours follows it, and both are kept.",
        )
    else:
        words = Text(fr="Pièce enregistrée.", en="Document saved.")
    messages.success(request, str(words))


def _render_page(request: HttpRequest, dossier: Dossier, form: DocumentForm, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.errors else 200
    return render_dossier_page(
        request, "evidence/add.html", dossier, "evidence", {**context, "form": form}, status=status
    )
