"""The voice of the staff: signing an opinion, and what the auditor and the committee read of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.referentials.workbook import sort_themes
from filiere.site.accounts.decorators import form_page, page
from filiere.site.candidature.actions.sign_opinion import sign_opinion
from filiere.site.candidature.employee_opinions import compute_signals, find_opinion_window, list_opinion_questions
from filiere.site.candidature.models import Opinion
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.rights import allowed
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.common import render_dossier_page


@require_safe
@page("opinion:read")
def opinions(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Every opinion of the dossier, theme by theme, with the signal they make."""
    release = load_release(dossier)
    seen = list(Opinion.objects.visible_to(request.user, dossier).select_related("person"))
    told = {one.theme: one for one in compute_signals(dossier, seen)}
    window = find_opinion_window(dossier)
    signs = allowed(request.user, "opinion:sign", dossier)
    themes = [
        {
            "key": theme.key,
            "name": str(theme.text),
            "number": theme.number,
            "opinions": [one for one in seen if one.theme == theme.key],
            "signal": told.get(theme.key),
            "mine": any(one.theme == theme.key and one.person_id == request.user.pk for one in seen),
        }
        for theme in sort_themes(release)
        if any(one.asked(dossier.category) for one in theme.criteria)
    ]
    context = {
        "themes": themes,
        "window": window,
        "signs": signs and window is not None and window.holds(timezone.localdate()),
        "reads_signal": not signs,
    }
    return render_dossier_page(request, "candidature/opinions.html", dossier, "opinions", context)


class OpinionForm(forms.Form):
    """Some words on a theme, and a level for each of its questions: the act says what is wrong with them."""

    def __init__(self, asked: DossierTheme, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked

    def clean(self) -> dict[str, Any]:
        """Return what is signed."""
        said = self.data.get
        levels = {one.key: said(f"level.{one.key}", "") for one in self.asked.questions}
        return {"theme": self.asked.theme.key, "levels": levels, "words": said("words", "")}


@dataclass(frozen=True, slots=True)
class DossierTheme:
    """A theme of a dossier, and what is asked of it in an opinion."""

    dossier: Dossier
    theme: Any
    questions: Any


def _find_theme(_request: HttpRequest, dossier: Dossier, theme: str) -> DossierTheme:
    release = load_release(dossier)
    try:
        return DossierTheme(dossier, release.theme(theme), list_opinion_questions(release, dossier.category, theme))
    except KeyError as error:
        raise Http404 from error


def _render_opinion(
    request: HttpRequest, dossier: Dossier, asked: DossierTheme, bound: dict[str, Any], status: int
) -> HttpResponse:
    release = load_release(dossier)
    said: dict[str, Any] = bound[""].cleaned_data if bound else {"levels": {}, "words": ""}
    context = {
        "theme": asked.theme,
        "faults": bound[""].non_field_errors() if bound else (),
        "words": said["words"],
        "questions": [
            {
                "key": one.key,
                "text": f"{one.number or ''} {one.text}".strip(),
                "levels": [(level.key, str(level.text)) for level in release.scales[one.key].levels],
                "chosen": said["levels"].get(one.key, ""),
            }
            for one in asked.questions
        ],
    }
    return render_dossier_page(request, "candidature/opinion.html", dossier, "opinions", context, status=status)


opinion = form_page(
    "opinion:sign",
    PageAct(
        sign_opinion,
        form=OpinionForm,
        form_arguments=lambda asked: (asked,),
        row=lambda _request, asked: asked.dossier,
    ),
    find=_find_theme,
    show=_render_opinion,
    back=lambda asked: reverse("candidature:opinions", args=[asked.dossier.key]),
)
"""Writing and signing an opinion on a theme."""
