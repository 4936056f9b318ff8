"""Requests of the auditor: asked on one page, answered and closed from the list."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from filiere.core import Faults, Text
from filiere.site.accounts.decorators import page
from filiere.site.evidence.actions.requests import answer_request, close_request, request_document
from filiere.site.evidence.forms import AnswerForm, RequestForm
from filiere.site.evidence.views.document import _flash_faults
from filiere.site.kit.forms import show_faults
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.common import render_dossier_page


@require_http_methods(["GET", "HEAD", "POST"])
@page("evidence:request")
def ask_page(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The form."""
    form = RequestForm(dossier, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            request_document(dossier, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]  # signed in
        except Faults as faults:
            show_faults(form, faults)
        else:
            messages.success(request, str(Text(fr="Demande envoyée.", en="Request sent.")))
            return redirect("evidence:list", key=dossier.key)
    status = 422 if form.errors else 200
    return render_dossier_page(request, "evidence/ask.html", dossier, "evidence", {"form": form}, status=status)


@require_POST
@page("evidence:answer")
def answer_page(request: HttpRequest, dossier: Dossier, request_key: str) -> HttpResponse:
    """Answer in words."""
    form = AnswerForm(request.POST, prefix=request_key)
    words = form.cleaned_data["answer"] if form.is_valid() else ""
    try:
        answer_request(dossier, request_key, words, actor=request.user)  # type: ignore[arg-type]  # signed in
    except Faults as faults:
        _flash_faults(request, faults)
    else:
        messages.success(request, str(Text(fr="Réponse envoyée.", en="Answer sent.")))
    return redirect("evidence:list", key=dossier.key)


@require_POST
@page("evidence:request")
def close_page(request: HttpRequest, dossier: Dossier, request_key: str) -> HttpResponse:
    """Close it."""
    try:
        close_request(dossier, request_key, actor=request.user)  # type: ignore[arg-type]  # signed in
    except Faults as faults:
        _flash_faults(request, faults)
    return redirect("evidence:list", key=dossier.key)
