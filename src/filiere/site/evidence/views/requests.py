"""Requests of the auditor: asked on one page, answered and closed from the list."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from filiere.core import Text
from filiere.site.accounts.decorators import act_page, form_page
from filiere.site.evidence.actions.requests import answer_request, close_request, request_document
from filiere.site.evidence.forms import AnswerForm, RequestForm
from filiere.site.evidence.views.listing import render_list
from filiere.site.kit.act_views import PageAct
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.page_frame import render_dossier_page


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


answer_page = act_page(
    "evidence:answer",
    PageAct(
        answer_request,
        Text(fr="Réponse envoyée.", en="Answer sent."),
        AnswerForm,
        row=lambda _request, about: about[0],
        given=lambda _request, about: {"request_key": about[1]},
        form_options=lambda _request, about: {"prefix": about[1]},
    ),
    find=lambda _request, dossier, key: (dossier, key),
    show=lambda request, dossier, _about, sent, status: render_list(request, dossier, sent[""], status=status),
    back=lambda about: find_list(about[0]),
)
"""Answering in words."""
