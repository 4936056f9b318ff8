"""Requests of the auditor: asked on one page, answered and closed from the list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from filiere.core import Faults, Text
from filiere.site.accounts.decorators import act_page, form_page, page, signed_in_user
from filiere.site.evidence.actions.requests import answer_request, close_request, request_document
from filiere.site.evidence.forms import AnswerForm, RequestForm
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.forms import flash_faults
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.common import render_dossier_page


def _render_request(request: HttpRequest, dossier: Dossier, bound: dict[str, Any], status: int) -> HttpResponse:
    context = {"form": bound.get("", RequestForm(dossier))}
    return render_dossier_page(request, "evidence/ask.html", dossier, "evidence", context, status=status)


def find_list(dossier: Dossier) -> str:
    """Return the address of the documents of a dossier."""
    return reverse("evidence:list", args=[dossier.key])


ask_page = form_page(
    "evidence:request",
    PageAct(
        request_document,
        Text(fr="Demande envoyée.", en="Request sent."),
        RequestForm,
        form_arguments=lambda dossier: (dossier,),
    ),
    show=_render_request,
    back=find_list,
)
"""Asking for a document."""

close_page = act_page("evidence:request", PageAct(close_request), back=find_list)
"""Closing a request."""


@require_POST
@page("evidence:answer")
def answer_page(request: HttpRequest, dossier: Dossier, request_key: str) -> HttpResponse:
    """Answer in words."""
    form = AnswerForm(request.POST, prefix=request_key)
    words = form.cleaned_data["answer"] if form.is_valid() else ""
    try:
        answer_request(dossier, request_key, words, actor=signed_in_user(request))
    except Faults as faults:
        flash_faults(request, faults)
    else:
        messages.success(request, str(Text(fr="Réponse envoyée.", en="Answer sent.")))
    return redirect("evidence:list", key=dossier.key)
