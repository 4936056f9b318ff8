"""The voice of the staff: signing an opinion, and what the auditor and the committee read of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from filiere.core import Text
from filiere.core.dates import format_hour
from filiere.core.numbers import parse_whole_number
from filiere.referentials import Release, Theme
from filiere.referentials.workbook import sort_themes
from filiere.site.accounts.decorators import form_page, page, signed_in_user
from filiere.site.candidature.actions.sign_opinion import sign_opinion
from filiere.site.candidature.models import Opinion
from filiere.site.candidature.opinion_drafts import forget_draft, read_draft, update_draft
from filiere.site.candidature.opinion_window_and_gaps import (
    OPEN_TERM,
    compute_signals,
    find_opinion_window,
    list_opinion_questions,
)
from filiere.site.candidature.question_groups import list_groups
from filiere.site.candidature.questionnaire_lines import name_levels
from filiere.site.candidature.todo_items import list_awaited_themes
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.rights import allowed
from filiere.site.label.code_labels import split_levels
from filiere.site.pages.todo_list import list_and_count, recall_count
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.page_frame import render_dossier_page


@require_safe
@page("opinion:read")
def opinions(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Every opinion of the dossier, theme by theme, with the signal they make."""
    release = load_release(dossier)
    if recall_count(signed_in_user(request)) is None:
        # What was just signed is no longer counted: the header says what is left, from this very page.
        list_and_count(signed_in_user(request), timezone.localdate())
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
            "asked": bool(list_opinion_questions(release, dossier.category, theme.key)),
            "mine": any(one.theme == theme.key and one.person_id == request.user.pk for one in seen),
        }
        for theme in _list_themes(release, dossier)
    ]
    context = {
        "themes": themes,
        "first": next((one for one in themes if one["asked"] and not one["mine"]), None),
        "window": window,
        "open_term": OPEN_TERM,
        "signs": signs and window is not None and window.holds(timezone.localdate()),
        "reads_signal": not signs,
    }
    return render_dossier_page(request, "candidature/opinions.html", dossier, "opinions", context)


def _list_themes(release: Release, dossier: Dossier) -> list[Theme]:
    return [theme for theme in sort_themes(release) if any(one.is_asked_of(dossier.category) for one in theme.criteria)]


class OpinionForm(forms.Form):
    """Some words on a theme, and a level for each of its questions: the act says what is wrong with them.

    What is signed cannot be changed: it is confirmed.
    """

    def __init__(self, asked: DossierTheme, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked

    def clean(self) -> dict[str, Any]:
        """Return what is signed."""
        said = self.data.get
        if not said("sure"):
            raise forms.ValidationError(str(UNCONFIRMED))
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


UNCONFIRMED = Text(
    fr="Cochez la case pour signer : un avis signé ne change plus.",
    en="Tick the box to sign: a signed opinion can no longer be changed.",
)


def _render_opinion(
    request: HttpRequest, dossier: Dossier, asked: DossierTheme, bound: dict[str, Any], status: int
) -> HttpResponse:
    """A step of an opinion, by the ``step`` of its address: its questions in groups, then the words and the signature.

    What was answered is in the draft of whoever writes, and what is signed is what the last step shows.
    """
    release, theme = load_release(dossier), asked.theme
    keys = {one.key for one in asked.questions}
    parts = [
        (one, [key for key in one.criteria if key in keys]) for one in list_groups(release, dossier.category, theme.key)
    ]
    parts = [(one, members) for one, members in parts if members]
    last = len(parts) + 1
    step = last if bound else min(max(parse_whole_number(request.GET.get("step", ""), 3) or 1, 1), last)
    group, members = parts[step - 1] if step < last else (None, [])
    scales = {key: release.scales[key].keys for key in keys}
    draft = update_draft(request, dossier, theme.key, scales) if bound else read_draft(request, dossier, theme.key)
    chosen = {key: level for key, level in draft.levels.items() if level in scales.get(key, ())}
    questions = {
        one.key: {
            "key": one.key,
            "text": f"{one.number or ''} {one.text}".strip(),
            "levels": name_levels(release, one.key),
            "chosen": chosen.get(one.key, ""),
        }
        for one in asked.questions
    }
    context = {
        "theme": theme,
        "faults": bound[""].non_field_errors() if bound else (),
        "words": draft.words,
        "group": group,
        "questions": [questions[key] for key in members],
        "carried": [(f"level.{key}", level) for key, level in chosen.items()] if group is None else [],
        "said": [
            {"text": questions[key]["text"], "level": split_levels(release, key)[chosen[key]][0]}
            for _, part in parts
            for key in part
            if key in chosen
        ],
        "place": [one.key for one in _list_themes(release, dossier)].index(theme.key) + 1,
        "many": len(_list_themes(release, dossier)),
        "step": step,
        "last": last,
        "before": step - 1,
        "after": step + 1,
        "address": request.path,
        "sure": request.POST.get("sure"),
    }
    return render_dossier_page(request, "candidature/opinion.html", dossier, "opinions", context, status=status)


def _answer_signed(request: HttpRequest, asked: DossierTheme, _made: Opinion) -> HttpResponse:
    """Forget the draft, and say what is left; the list of opinions leads to the next."""
    dossier, user = asked.dossier, signed_in_user(request)
    forget_draft(request, dossier, asked.theme.key)
    left = len(list_awaited_themes(dossier, user))
    rest = Text(fr=f"Rubriques qui restent : {left}.", en=f"Themes left: {left}.")
    whole = Text(fr="Vous avez donné tous vos avis.", en="You have given all your opinions.")
    said = rest if left else whole
    messages.success(request, str(Text(fr=f"Avis signé. {said.fr}", en=f"Opinion signed. {said.en}")))
    return redirect("candidature:opinions", key=dossier.key)


_sign = form_page(
    "opinion:sign",
    PageAct(
        sign_opinion,
        form=OpinionForm,
        form_arguments=lambda asked: (asked,),
        row=lambda _request, asked: asked.dossier,
        answer=_answer_signed,
    ),
    find=_find_theme,
    show=_render_opinion,
    back=lambda asked: reverse("candidature:opinions", args=[asked.dossier.key]),
)


@require_POST
@page("opinion:sign")
def _save_step(request: HttpRequest, dossier: Dossier, theme: str) -> HttpResponse:
    """Keep the draft; the script of the page saves it at each answer, the buttons lead to another step."""
    asked, release = _find_theme(request, dossier, theme), load_release(dossier)
    update_draft(request, dossier, theme, {one.key: release.scales[one.key].keys for one in asked.questions})
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"at": format_hour(timezone.localtime())})
    step = parse_whole_number(request.POST["step"], 3) or 1
    return redirect(f"{request.path}?step={step}")


@wraps(_sign, assigned=())
def opinion(request: HttpRequest, key: str, theme: str) -> HttpResponseBase:
    """Write an opinion on a theme, step by step, and sign it at the last one."""
    view = _save_step if request.method == "POST" and "step" in request.POST else _sign
    return view(request, key=key, theme=theme)
