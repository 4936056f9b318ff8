"""Handing the questionnaire to the audit, having read what is still open."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from filiere.core import Text
from filiere.site.accounts.decorators import form_page
from filiere.site.candidature.question_groups import question_address
from filiere.site.candidature.views.questionnaire import OpenQuestionnaire
from filiere.site.kit import fields
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.rights import allowed
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.page_frame import find_overview, render_dossier_page


class SubmissionForm(forms.Form):
    """The confirmation of an act that cannot be undone; the act itself asks for no words."""

    sure = fields.BooleanField(
        Text(
            fr="Je remets ces réponses et ces pièces au nom de l’entreprise",
            en="I submit these answers and documents on behalf of the company",
        )
    )

    def clean(self) -> dict[str, Any]:
        """Return nothing that the act is given."""
        super().clean()
        return {}


def _render_submission(request: HttpRequest, dossier: Dossier, bound: dict[str, Any], status: int) -> HttpResponse:
    opened = OpenQuestionnaire(dossier)
    found, release, progress = opened.open_parts, opened.release, opened.progress()
    questions: dict[str, list[dict[str, str]]] = {}
    evidence: dict[str, list[dict[str, str]]] = {}
    for key in found.questions:
        link = {"url": question_address(dossier, key), "text": str(release.criteria[key].text)}
        questions.setdefault(release.theme_of[key].key, []).append(link)
    for key, question in found.evidence.items():
        url = question_address(dossier, question) if question else ""
        link = {"key": key, "url": url, "text": str(release.evidence[key].text)}
        evidence.setdefault(release.theme_of[question].key if question else "", []).append(link)
    themes = [
        {"theme": one, "questions": questions.get(one.key, ()), "evidence": evidence.get(one.key, ())}
        for one in progress.themes
    ]
    parts = [part.get(theme.key, ()) for part in (questions, evidence) for theme in progress.themes]
    context: dict[str, Any] = {
        "themes": themes,
        "apart": evidence.get("", ()),
        "knock_outs": progress.fired_knock_outs,
        "complete": not found.questions and not found.evidence,
        "next_url": next((one["url"] for part in parts for one in part), ""),
        "claims": sum(bool(entry.reason) for place, entry in opened.entries.items() if place.kind == "answer"),
        "form": bound.get("", SubmissionForm()),
        "may_submit": allowed(request.user, "questionnaire:edit", dossier) and dossier.state == "declaring",
    }
    return render_dossier_page(request, "candidature/submit.html", dossier, "questionnaire", context, status=status)


submit_questionnaire = form_page(
    "questionnaire:edit",
    PageAct(perform_act, form=SubmissionForm, given={"action": "submit", "party": "candidate"}),
    show=_render_submission,
    back=find_overview,
)
"""Handing the questionnaire to the audit, having read what is still open."""
