"""The list of evidence of a dossier: what is asked for by the auditor, what was sent, what the referential asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.referentials.records import Evidence
from filiere.site.accounts.decorators import page
from filiere.site.evidence.confidentiality_classes import SIDE_LABELS
from filiere.site.evidence.evidence_checklist import count_provided_documents
from filiere.site.evidence.forms import AnswerForm
from filiere.site.evidence.models import Document, Request
from filiere.site.evidence.presenters import build_document_rows, get_document_state
from filiere.site.evidence.requirements import is_drawn_by_auditor, list_evidence_themes, piece_label
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.rights import allowed
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties
from filiere.site.workflow.views.page_frame import render_dossier_page

PAGE = 60
"""Documents on a page, and former ones under them, the latest first; each keeps a page of its own."""


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as the page shows it."""

    request: Request
    proof: str
    side: str
    documents: list[str]
    late: bool
    form: AnswerForm | None


@require_safe
@page("evidence:read")
def listing(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The page."""
    return render_list(request, dossier)


def render_list(
    request: HttpRequest, dossier: Dossier, answer: AnswerForm | None = None, *, status: int = 200
) -> HttpResponse:
    """The documents and requests of a dossier, with an answer that was refused where it was typed."""
    day = timezone.localdate()
    readable = list(Document.objects.visible_to(request.user, dossier))
    now = [one for one in readable if get_document_state(one) == "current"]
    past = [one for one in readable if get_document_state(one) != "current"]
    page = Paginator(now, PAGE).get_page(request.GET.get("page"))
    parties = find_parties(request.user, dossier)
    company = bool(parties & {"candidate", "candidate_reader"})
    counts = count_provided_documents(dossier) if company else {}
    asked = [
        (
            theme.key,
            str(theme.text),
            [
                (one.key, str(piece_label(dossier, one.key)), _format_count(counts.get(one.key, 0), one))
                for one in theme.proofs
            ],
        )
        for theme in (list_evidence_themes(dossier) if company else ())
    ]
    context = {
        "rows": build_document_rows(page, dossier, day),
        "page": page,
        "past": build_document_rows(past[:PAGE], dossier, day),
        "past_count": len(past),
        "requests": list_request_rows(request, dossier, day, {one.pk for one in readable}, answer),
        "asked": asked,
        "may_add": allowed(request.user, "evidence:add", dossier)
        or allowed(request.user, "evidence:add_record", dossier),
        "may_request": allowed(request.user, "evidence:request", dossier),
        "may_archive": allowed(request.user, "evidence:archive", dossier),
    }
    return render_dossier_page(request, "evidence/list.html", dossier, "evidence", context, status=status)


def _format_count(sent: int, piece: Evidence) -> str:
    """How many documents were sent for a piece, of how many asked for."""
    if is_drawn_by_auditor(piece) and not sent:
        return localize("au choix de l’auditeur, pendant l’audit", "chosen by the auditor, during the audit")
    least = piece.count.min if piece.count is not None else 1
    return localize(f"versées : {sent} ; attendues : {least} au moins", f"sent: {sent}; expected: at least {least}")


def list_request_rows(
    request: HttpRequest, dossier: Dossier, day: date, readable: set[int], answer: AnswerForm | None
) -> list[RequestRow]:
    """Requests that the reader made or is asked, open ones first."""
    answers = allowed(request.user, "evidence:answer", dossier)
    found = []
    for item in Request.objects.visible_to(request.user, dossier):
        documents = item.documents.all()
        sent = [document.name or document.key for document in documents if document.pk in readable]
        form = answer if answer is not None and answer.prefix == item.key else AnswerForm(prefix=item.key)
        done = bool(documents) or item.answered_at is not None or item.closed_at is not None
        found.append(
            RequestRow(
                item,
                str(piece_label(dossier, item.proof)) if item.proof else "",
                str(SIDE_LABELS[item.side]),
                sent,
                not done and item.due < day,
                form if answers and item.closed_at is None else None,
            )
        )
    return sorted(found, key=lambda one: (one.request.closed_at is not None, one.request.due))
