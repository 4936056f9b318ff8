"""Handing the questionnaire to the audit, having read what is still open."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from filiere.referentials.workbook import AnswerPlace
from filiere.site.accounts.decorators import form_page
from filiere.site.candidature.question_groups import question_address
from filiere.site.candidature.submission import find_open_parts
from filiere.site.candidature.views.questionnaire import OpenQuestionnaire
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.rights import allowed
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.common import find_overview, render_dossier_page


def _render_submission(request: HttpRequest, dossier: Dossier, _bound: dict[str, Any], status: int) -> HttpResponse:
    opened = OpenQuestionnaire(dossier)
    found = find_open_parts(dossier, opened.evaluation, opened.entries)
    release = opened.release
    context: dict[str, Any] = {
        "progress": opened.progress(),
        "questions": [
            {"url": question_address(dossier, key), "text": str(release.criteria[key].text)} for key in found.questions
        ],
        "evidence": [str(release.evidence[key].text) for key in found.evidence],
        "claims": sum(
            bool(entry.reason)
            for place, entry in opened.entries.items()
            if isinstance(place, AnswerPlace) and place.kind == "answer"
        ),
        "may_submit": allowed(request.user, "questionnaire:edit", dossier) and dossier.state == "declaring",
    }
    return render_dossier_page(request, "candidature/submit.html", dossier, "questionnaire", context, status=status)


submit_questionnaire = form_page(
    "questionnaire:edit",
    PageAct(perform_act, given={"action": "submit", "party": "candidate"}),
    show=_render_submission,
    back=find_overview,
)
"""Handing the questionnaire to the audit, having read what is still open."""
