"""The desk: the waves, one of them with its response, whom to call first, one centre with its answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.site.accounts.decorators import FormWords, act_form_page, act_page, form_page, page
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.survey.waves import presenters
from filiere.site.survey.waves.actions import corrections, results, waves
from filiere.site.survey.waves.correction_forms import CorrectionForm, QuestionForm
from filiere.site.survey.waves.design_preview import present_preview
from filiere.site.survey.waves.forms import (
    CentreForm,
    ClosingForm,
    DesignForm,
    NonResponseForm,
    ReaderForm,
    RecomputationForm,
    RevisionForm,
    WaveForm,
)
from filiere.site.survey.waves.models import ResultRevision, SampledUnit, Wave
from filiere.site.survey.waves.rights import CONDUCT

FRAME = {"nav": "figures", "here": "survey:waves"}
HOME = "survey:waves"
_LONGEST_SEARCH = 80


@require_safe
@page(CONDUCT)
def list_waves(request: HttpRequest) -> HttpResponse:
    """Every wave, with how far its collection is; those under way first lead to whom to call."""
    context = {**FRAME, **presenters.present_waves(timezone.localdate())}
    return render(request, "survey/waves/list.html", context)


def _find_wave(_request: HttpRequest, wave_key: str) -> Wave:
    return find_or_404(Wave.objects.for_key(wave_key))


def _find_new(_request: HttpRequest) -> str:
    return "new"


def _lead_to_wave(thing: Any, made: Any = None) -> str:
    row = made if isinstance(made, Wave) else thing
    return reverse("survey:wave", args=(row.key,))


def _frame(request: HttpRequest, things: Any, context: dict[str, Any], status: int) -> HttpResponse:
    thing = things[-1] if things else None
    wave = thing if isinstance(thing, Wave) else None
    return render(request, "survey/waves/form.html", {**FRAME, "wave": wave, **context}, status=status)


open_wave = act_form_page(
    CONDUCT,
    PageAct(waves.open_wave, Text(fr="Vague prévue.", en="Wave planned."), WaveForm, back=_lead_to_wave),
    FormWords(
        Text(fr="Prévoir une vague", en="Plan a wave"),
        Text(
            fr="La date de parution est annoncée dès maintenant sur la page du baromètre, et ne s’avance plus.",
            en="The date of publication is announced at once on the page of the barometer, and is not brought forward.",
        ),
        Text(fr="Prévoir la vague", en="Plan the wave"),
    ),
    frame=_frame,
    find=_find_new,
    back=HOME,
)
"""Plan a wave."""


@require_safe
@page(CONDUCT)
def show_wave(request: HttpRequest, wave_key: str) -> HttpResponse:
    """One wave: its response by stratum, what may be done next, who reads early, its results under embargo."""
    wave, words = _find_wave(request, wave_key), request.GET.get("centre", "").strip()[:_LONGEST_SEARCH]
    context = {
        **FRAME,
        **presenters.present_wave(wave, timezone.now(), words),
        **present_preview(wave),
        "design": DesignForm(initial=wave.design),
        "search": CentreForm(initial={"centre": words}),
    }
    return render(request, "survey/waves/wave.html", context)


def _say_invited(wave: Wave) -> Text:
    """How many letters left, and how many centres have no address to be written to."""
    written, others = wave.units.exclude(email="").count(), wave.units.filter(email="").count()
    opened = Text(
        fr=f"La collecte est ouverte. Invitations envoyées : {written}.",
        en=f"Collection is open. Invitations sent: {written}.",
    )
    if not others:
        return opened
    return Text(
        fr=f"{opened.fr} Centres sans adresse, qui n’ont rien reçu : {others}. Appelez-les.",
        en=f"{opened.en} Centres without an address, which received nothing: {others}. Call them.",
    )


def _say_sent(sent: int) -> Text:
    return Text(fr=f"Relances envoyées : {sent}.", en=f"Reminders sent: {sent}.")


conduct_wave = act_page(
    CONDUCT,
    {
        "draw": PageAct(waves.draw_units, Text(fr="Échantillon tiré.", en="Sample drawn.")),
        "invite": PageAct(waves.send_invitations, _say_invited),
        "remind": PageAct(waves.send_reminders, _say_sent),
        "close": PageAct(waves.close_wave, Text(fr="Collecte close.", en="Collection closed.")),
        "prepare": PageAct(
            results.prepare_results,
            Text(fr="Résultats calculés, sous embargo.", en="Results computed, under embargo."),
        ),
        "publish": PageAct(results.publish_results, Text(fr="Résultats parus.", en="Results published.")),
    },
    find=_find_wave,
    back=_lead_to_wave,
)
"""Draw, invite, remind, close, prepare, publish."""

close_early = act_form_page(
    CONDUCT,
    PageAct(waves.close_wave, Text(fr="Collecte close.", en="Collection closed."), ClosingForm),
    lambda wave: FormWords(
        Text(fr="Clore la collecte avant son terme", en="Close the collection early"),
        Text(
            fr=(
                "Les liens des lettres n’ouvriront plus rien, les réponses commencées et non envoyées sont perdues "
                "pour les résultats, et une collecte close ne rouvre pas."
            ),
            en=(
                "Links in the letters will open nothing any more, answers begun and not sent are lost for the results, "
                "and a closed collection does not reopen."
            ),
        ),
        Text(fr="Clore la collecte", en="Close the collection"),
        presenters.describe_missing_replies(wave) or "",
    ),
    frame=_frame,
    find=_find_wave,
    back=_lead_to_wave,
)
"""Close a collection before its last day."""

change_design = act_form_page(
    CONDUCT,
    PageAct(
        waves.change_design,
        Text(fr="Plan de tirage modifié.", en="Design changed."),
        DesignForm,
        form_options=lambda _request, wave: {"initial": wave.design},
    ),
    FormWords(
        Text(fr="Changer le plan de tirage", en="Change the design of the draw"),
        Text(
            fr="Le nombre de départ ne change plus : il a été choisi avant que l’échantillon ne soit visible.",
            en="The seed no longer changes: it was chosen before the sample could be seen.",
        ),
    ),
    frame=_frame,
    find=_find_wave,
    back=_lead_to_wave,
)
"""Draw more or fewer, before the draw."""

name_early_reader = act_form_page(
    CONDUCT,
    PageAct(
        results.name_early_reader,
        Text(fr="Lecteur nommé.", en="Reader named."),
        ReaderForm,
        back=lambda wave, _made: _lead_to_wave(wave),
    ),
    FormWords(
        Text(fr="Nommer un lecteur sous embargo", en="Name an early reader"),
        Text(
            fr="Le journal dit qui, à partir de quand et pourquoi ; chaque lecture y est inscrite.",
            en="The journal says who, from when and why; every reading is recorded there.",
        ),
    ),
    frame=_frame,
    find=_find_wave,
    back=_lead_to_wave,
)
"""Name an early reader."""


def _say_corrected(revisions: Sequence[ResultRevision]) -> Text:
    if not revisions:
        return Text(
            fr="La correction attend celle d’autres centres : seule, elle donnerait une réponse. La page le dit.",
            en="The correction waits for those of other centres: alone, it would give an answer. The page says so.",
        )
    return Text(
        fr=f"Résultats corrigés, en tête de la page : {len(revisions)}.",
        en=f"Results corrected, at the head of the page: {len(revisions)}.",
    )


recompute_results = act_form_page(
    CONDUCT,
    PageAct(results.recompute_results, _say_corrected, RecomputationForm, back=lambda wave, _made: _lead_to_wave(wave)),
    FormWords(
        Text(fr="Recalculer d’après les réponses corrigées", en="Compute again from the corrected answers"),
        Text(
            fr=(
                "Chaque résultat qui change paraît avec son intervalle, l’ancien nombre et la raison. Ce qui donnerait "
                "la correction d’un ou deux centres attend celle d’autres."
            ),
            en=(
                "Each result that changes is published with its interval, the former number and the reason. What would "
                "give the correction of one or two centres waits for those of others."
            ),
        ),
    ),
    frame=_frame,
    find=_find_wave,
    back=_lead_to_wave,
)
"""Compute a published wave anew."""

revise_result = act_form_page(
    CONDUCT,
    PageAct(
        results.revise_result,
        Text(fr="Correction parue, en tête de la page.", en="Correction published, at the head of the page."),
        RevisionForm,
        form_arguments=lambda wave: (presenters.list_result_choices(wave),),
        back=lambda wave, _made: _lead_to_wave(wave),
    ),
    FormWords(
        Text(fr="Corriger un résultat à la main", en="Correct a result by hand"),
        Text(
            fr=(
                "Pour une erreur de calcul seulement : ce nombre n’a pas d’intervalle, et la page le dit. Une réponse "
                "se corrige chez le centre, puis les résultats se recalculent."
            ),
            en=(
                "For an error of computation only: this number has no interval, and the page says so. An answer is "
                "corrected on the page of the centre, then results are computed again."
            ),
        ),
    ),
    frame=_frame,
    find=_find_wave,
    back=_lead_to_wave,
)
"""Correct a published result."""


@require_safe
@page(CONDUCT)
def show_follow_up(request: HttpRequest, wave_key: str) -> HttpResponse:
    """Whom to call first: centres by what their answer is expected to change in the published totals."""
    wave = _find_wave(request, wave_key)
    context = {**FRAME, **presenters.present_follow_up(wave, whole="all" in request.GET)}
    return render(request, "survey/waves/follow_up.html", context)


def _find_unit(_request: HttpRequest, wave_key: str, unit_key: str) -> SampledUnit:
    return find_or_404(SampledUnit.objects.for_keys(wave_key, unit_key))


def _lead_to_unit(unit: SampledUnit) -> str:
    return reverse("survey:wave-unit", args=(unit.wave.key, unit.key))


_UNIT_ACTS = {
    "correct": PageAct(
        corrections.correct_answer,
        Text(fr="Réponse corrigée.", en="Answer corrected."),
        CorrectionForm,
        form_options=lambda request, unit: {
            "corrected": presenters.find_corrected(
                unit, request.POST.get("question") or request.GET.get("question", "")
            )
        },
        row=lambda _request, unit: find_or_404(presenters.find_reply(unit)),
    ),
    "aside": PageAct(
        waves.set_unit_aside,
        Text(fr="Noté : ce centre ne sera plus sollicité.", en="Noted: this centre will not be contacted again."),
        NonResponseForm,
        row=lambda _request, unit: unit.wave,
        given=lambda _request, unit: {"unit": unit},
    ),
    "phone": PageAct(
        waves.open_form_by_phone,
        row=lambda _request, unit: unit.wave,
        given=lambda _request, unit: {"unit": unit},
        back=lambda _unit, token: reverse("survey:respond", args=(token,)),
    ),
}


def _show_unit(request: HttpRequest, unit: SampledUnit, sent: dict[str, Any], status: int) -> HttpResponse:
    context = {
        **FRAME,
        **presenters.present_unit(unit),
        "choose": QuestionForm(presenters.list_places(unit)),
        "correct": sent.get("correct") or _UNIT_ACTS["correct"].make_form(request, unit),
        "aside": sent.get("aside") or _UNIT_ACTS["aside"].make_form(request, unit),
    }
    return render(request, "survey/waves/unit.html", context, status=status)


show_unit = form_page(CONDUCT, _UNIT_ACTS, find=_find_unit, show=_show_unit, back=_lead_to_unit)
"""A centre of the sample: all its answers, those of hidden questions too, and their corrections."""
