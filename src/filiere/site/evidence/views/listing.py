"""The list of evidence of a dossier: what is asked for by the auditor, what was sent, what the referential asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Lang
from filiere.referentials.records.tree import Evidence
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.parties import parties_of
from filiere.site.dossiers.rights import allowed
from filiere.site.dossiers.views.common import dossier_page, with_dossier
from filiere.site.evidence.asked import themes, words_of
from filiere.site.evidence.classes import SIDE_WORDS
from filiere.site.evidence.forms import AnswerForm
from filiere.site.evidence.models import Document, Request
from filiere.site.evidence.proofs import counted
from filiere.site.evidence.views.rows import rows_of, state_of
from filiere.site.observatory.words import say
from filiere.site.templatetags.filiere import lang as current_lang

PAGE = 60
"""Documents on a page, and former ones under them, the latest first; each keeps a page of its own."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the page shows it."""

    request: Request
    proof: str
    side: str
    documents: list[str]
    late: bool
    form: AnswerForm | None


@require_safe
@with_dossier("evidence:read")
def listing(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The page."""
    lang, day = current_lang(), timezone.localdate()
    readable = list(Document.objects.visible_to(request.user, dossier))
    now = [one for one in readable if state_of(one) == "current"]
    past = [one for one in readable if state_of(one) != "current"]
    page = Paginator(now, PAGE).get_page(request.GET.get("page"))
    parties = parties_of(request.user, dossier)
    company = bool(parties & {"candidate", "candidate_reader"})
    counts = counted(dossier) if company else {}
    asked = [
        (
            theme.key,
            str(theme.text),
            [
                (one.key, str(words_of(dossier, one.key)), _counted(counts.get(one.key, 0), one, lang))
                for one in theme.proofs
            ],
        )
        for theme in (themes(dossier) if company else ())
    ]
    context = {
        "rows": rows_of(page, dossier, day, lang),
        "page": page,
        "past": rows_of(past[:PAGE], dossier, day, lang),
        "past_count": len(past),
        "requests": requests_of(request, dossier, day, {one.pk for one in readable}),
        "asked": asked,
        "may_add": allowed(request.user, "evidence:add", dossier)
        or allowed(request.user, "evidence:add_record", dossier),
        "may_request": allowed(request.user, "evidence:request", dossier),
        "may_archive": allowed(request.user, "evidence:archive", dossier),
    }
    return dossier_page(request, "evidence/list.html", dossier, "evidence", context)


def _counted(sent: int, piece: Evidence, lang: Lang) -> str:
    """How many documents were sent for a piece, of how many asked for."""
    least = piece.count.min if piece.count is not None else 1
    return say(lang, f"{sent} versée(s), {least} attendue(s) au moins", f"{sent} sent, {least} expected at least")


def requests_of(request: HttpRequest, dossier: Dossier, day: date, readable: set[int]) -> list[Asked]:
    """Requests that the reader made or is asked, open ones first."""
    answers = allowed(request.user, "evidence:answer", dossier)
    found = []
    for one in Request.objects.visible_to(request.user, dossier):
        documents = one.documents.all()
        sent = [document.name or document.key for document in documents if document.pk in readable]
        done = bool(documents) or one.answered_at is not None or one.closed_at is not None
        found.append(
            Asked(
                one,
                str(words_of(dossier, one.proof)) if one.proof else "",
                str(SIDE_WORDS[one.side]),
                sent,
                not done and one.due < day,
                AnswerForm(prefix=one.key) if answers and one.closed_at is None else None,
            )
        )
    return sorted(found, key=lambda one: (one.request.closed_at is not None, one.request.due))
