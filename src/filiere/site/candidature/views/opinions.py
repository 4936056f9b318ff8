"""The voice of the staff: signing an opinion, and what the auditor and the committee read of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults
from filiere.referentials.workbook import sort_themes
from filiere.site.accounts.decorators import page
from filiere.site.candidature.actions.sign_opinion import sign_opinion
from filiere.site.candidature.models import Opinion
from filiere.site.candidature.opinions import compute_signals, find_opinion_window, list_opinion_questions
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


@require_http_methods(["GET", "HEAD", "POST"])
@page("opinion:sign")
def opinion(request: HttpRequest, dossier: Dossier, theme: str) -> HttpResponse:
    """Write and sign an opinion on a theme."""
    release = load_release(dossier)
    try:
        found = release.theme(theme)
    except KeyError as error:
        raise Http404 from error
    asked = list_opinion_questions(release, dossier.category, theme)
    faults: list[str] = []
    levels = {one.key: request.POST.get(f"level.{one.key}", "") for one in asked}
    words = request.POST.get("words", "")
    if request.method == "POST":
        try:
            sign_opinion(actor=request.user, dossier=dossier, theme=theme, levels=levels, words=words)  # type: ignore[arg-type]
        except Faults as refused:
            faults = [f"{one.message} {one.remedy}" for one in refused.faults]
        else:
            return redirect("candidature:opinions", key=dossier.key)
    context: dict[str, Any] = {
        "theme": found,
        "faults": faults,
        "words": words,
        "questions": [
            {
                "key": one.key,
                "text": f"{one.number or ''} {one.text}".strip(),
                "levels": [(level.key, str(level.text)) for level in release.scales[one.key].levels],
                "chosen": levels[one.key],
            }
            for one in asked
        ],
    }
    status = 400 if faults else 200
    return render_dossier_page(request, "candidature/opinion.html", dossier, "opinions", context, status=status)
