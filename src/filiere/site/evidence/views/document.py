"""One document: what it is, what it proves, who reads it, and what became of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from filiere.core import Text
from filiere.site.accounts.decorators import act_page, page, signed_in_user
from filiere.site.accounts.refusal_recorder import refuse_hidden
from filiere.site.evidence.actions.use_document import use_document
from filiere.site.evidence.actions.withdraw_document import withdraw_document
from filiere.site.evidence.confidentiality_classes import find_side
from filiere.site.evidence.evidence_checklist import list_proved_pieces
from filiere.site.evidence.forms import UseForm
from filiere.site.evidence.journal_reconciliation import DOCUMENT_SUBJECT
from filiere.site.evidence.models import Document
from filiere.site.evidence.presenters import build_document_rows
from filiere.site.evidence.requirements import list_criteria, list_reusable_pieces
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.forms import run_form_act
from filiere.site.kit.rights import allowed
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties
from filiere.site.workflow.views.page_frame import render_dossier_page


def find_readable_document(request: HttpRequest, dossier: Dossier, key: str) -> Document:
    """The document, when the reader may read it in this dossier; to others it does not exist."""
    found = Document.objects.visible_to(request.user, dossier).for_key(key)
    if found is None:
        about = {"subject_kind": DOCUMENT_SUBJECT, "subject_id": key}
        refuse_hidden(request.user, "evidence:read", **about, rows=Document, dossier=dossier, key=key)
    return found


@require_safe
@page("evidence:read")
def document_page(request: HttpRequest, dossier: Dossier, document_key: str) -> HttpResponse:
    """The page."""
    return _render_document(request, dossier, find_readable_document(request, dossier, document_key))


def _render_document(
    request: HttpRequest, dossier: Dossier, document: Document, use_form: UseForm | None = None, status: int = 200
) -> HttpResponse:
    day = timezone.localdate()
    # A former version may have been of a narrower class: its reader is asked for again.
    after = getattr(document, "revised_by", None)
    line = Document.objects.for_history(document)
    asked = [*line, after.pk] if after is not None else line
    seen = Document.objects.visible_to(request.user, dossier).filter(pk__in=asked) if asked else ()
    readable = {one.pk: one for one in seen}
    history = build_document_rows([readable[pk] for pk in line if pk in readable], dossier, day)
    proofs = list_proved_pieces(document, dossier, frozenset(list_reusable_pieces(dossier)))
    mine = document.side == find_side(find_parties(request.user, dossier)) and document.dossier_id == dossier.pk
    (row,) = build_document_rows([document], dossier, day)
    may_use = mine and row.state == "current" and allowed(request.user, "evidence:use", dossier)
    context = {
        "row": row,
        "history": history,
        "after": after if after is not None and after.pk in readable else None,
        "criteria": sorted({key for proof in proofs for key in list_criteria(dossier, proof)}),
        "may_revise": mine and row.state == "current" and allowed(request.user, "evidence:add", dossier),
        "may_withdraw": mine and row.state == "current" and allowed(request.user, "evidence:withdraw", dossier),
        "use_form": use_form or (UseForm(dossier) if may_use else None),
    }
    return render_dossier_page(request, "evidence/document.html", dossier, "evidence", context, status)


_WITHDRAWN = Text(
    fr="Pièce retirée. L’audit qui l’a figée peut encore la lire.",
    en="Document withdrawn. An audit that has frozen it can still read it.",
)
withdraw_document_act = act_page(
    "evidence:withdraw",
    PageAct(withdraw_document, _WITHDRAWN),
    back=lambda dossier: reverse("evidence:list", args=[dossier.key]),
)
"""Withdrawing it."""


@require_POST
@page("evidence:use")
def use_document_act(request: HttpRequest, dossier: Dossier, document_key: str) -> HttpResponse:
    """Say what else it proves."""
    form = UseForm(dossier, request.POST)
    user = signed_in_user(request)
    if run_form_act(
        request,
        form,
        lambda: use_document(dossier, document_key, form.cleaned_data["proofs"], actor=user),
        Text(fr="C’est noté.", en="Saved."),
    ):
        return redirect("evidence:document", key=dossier.key, document_key=document_key)
    return _render_document(request, dossier, find_readable_document(request, dossier, document_key), form, status=422)
