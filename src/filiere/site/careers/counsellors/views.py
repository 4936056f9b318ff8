"""The pages of a counsellor: their files, one file, its sheet; sessions. Each shows what its own counsellor keeps."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.publication.documents import path_sheet_pdf
from filiere.site.accounts.decorators import FormWords, act_form_page, act_page, form_page, page
from filiere.site.careers.counsellors.actions import files, simulations, steps
from filiere.site.careers.counsellors.closed_lists import find_consent, find_current_consent, list_wishes
from filiere.site.careers.counsellors.forms import (
    AnswersForm,
    AttendanceForm,
    ChangeForm,
    CorrectionForm,
    GuardedForm,
    InviteForm,
    OpenForm,
    PlanForm,
    SimulationForm,
    StepForm,
)
from filiere.site.careers.counsellors.funnel import STAGE_LABELS, build_funnel
from filiere.site.careers.counsellors.jobs_offered import name_job
from filiere.site.careers.counsellors.models import PersonFile, Simulation, Stage
from filiere.site.careers.counsellors.personal_data import write_file
from filiere.site.careers.counsellors.presenters import (
    build_sheet,
    describe_space,
    list_answers,
    list_corrections,
    list_paths,
    present_file,
)
from filiere.site.careers.counsellors.querysets import KEEP
from filiere.site.careers.funding_measures import list_measures
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.file_responses import ReadingRecord, serve_file
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.pdf_rendering import render_pdf
from filiere.site.sandboxed_reading import InputOrigin

FRAME = {"nav": "careers", "here": "careers:counsellor"}
HOME = "careers:counsellor"


@require_safe
@page(KEEP)
def show_space(request: HttpRequest) -> HttpResponse:
    """One’s own files, the funnel that they make, what a file keeps, and who pays for what."""
    today = timezone.localdate()
    every = list(PersonFile.objects.visible_to(request.user).for_listing())
    funnel = build_funnel(every, today)
    lines = sorted((present_file(one, today) for one in every), key=lambda one: one.awaited_on or date.max)
    context = {
        **FRAME,
        "title": describe_space(lines, funnel),
        "funnel": funnel,
        "files": [one for one in lines if not one.quiet],
        "quiet_files": [one for one in lines if one.quiet],
        "measures": list_measures(),
        "simulations": [
            (one, name_job(one.target)) for one in Simulation.objects.visible_to(request.user).filter(on__gte=today)
        ],
        "fictitious": any(one.fictitious for one in every),
    }
    return render(request, "careers/counsellors/space.html", context)


def _find_file(request: HttpRequest, key: str) -> PersonFile:
    return find_or_404(PersonFile.objects.visible_to(request.user).for_key(key))


def _find_simulation(request: HttpRequest, key: str) -> Simulation:
    return find_or_404(Simulation.objects.visible_to(request.user).for_key(key))


def _find_new(_request: HttpRequest) -> str:
    return "new"


def _lead_to_file(thing: Any, made: Any = None) -> str:
    row = made if isinstance(made, PersonFile) else thing
    return reverse("careers:file", args=(row.key,))


def _lead_to_simulation(thing: Any, made: Any = None) -> str:
    row = made if isinstance(made, Simulation) else thing
    return reverse("careers:simulation", args=(row.key,))


def _frame(request: HttpRequest, things: Any, context: dict[str, Any], status: int) -> HttpResponse:
    thing = things[-1] if things else None
    file = thing if isinstance(thing, PersonFile) else None
    return render(request, "careers/counsellors/form.html", {**FRAME, "file": file, **context}, status=status)


def _frame_new(request: HttpRequest, things: Any, context: dict[str, Any], status: int) -> HttpResponse:
    consent = find_current_consent(timezone.localdate())
    more = {
        "consent": consent.list_sentences(current_lang()),
        "version": consent.id,
        "before": "careers/counsellors/_consent.html",
    }
    return _frame(request, things, {**more, **context}, status)


open_file = act_form_page(
    KEEP,
    PageAct(
        files.open_file,
        Text(fr="Dossier ouvert. Il ne porte aucun nom.", en="File opened. It bears no name."),
        OpenForm,
        back=_lead_to_file,
    ),
    FormWords(
        Text(fr="Ouvrir un dossier", en="Open a file"),
        Text(
            fr="Un pseudonyme, deux métiers, un accord. Le reste se remplit avec la personne.",
            en="A pseudonym, two occupations, a consent. The rest is filled in with the person.",
        ),
        Text(fr="Ouvrir le dossier", en="Open the file"),
    ),
    frame=_frame_new,
    find=_find_new,
    back=HOME,
)
"""Open a file."""


@require_safe
@page(KEEP)
def show_file(request: HttpRequest, key: str) -> HttpResponse:
    """One file: where the person stands, what was computed, what was decided of it, and what is kept."""
    file, today = _find_file(request, key), timezone.localdate()
    reached = {Stage(one.stage): one.on for one in file.steps.all()}
    result = file.results.first()
    consent = find_consent(file.consent_version)
    context = {
        **FRAME,
        "line": present_file(file, today),
        "file": file,
        "stages": [(STAGE_LABELS[stage], reached.get(stage)) for stage in Stage],
        "result": result,
        "paths": list_paths(result) if result is not None else [],
        "earlier": max(0, len(file.results.all()) - 1),
        "corrections": list_corrections(file),
        "answers": list_answers(file),
        "places": [(one, _name_wishes(one.wishes)) for one in file.places.all()],
        "consent": consent.list_sentences(current_lang()) if consent is not None else (),
    }
    return render(request, "careers/counsellors/file.html", context)


def _name_wishes(wishes: list[str]) -> list[Text]:
    return [one.label for one in list_wishes() if one.id in wishes]


def _file_form(offered: PageAct, title: Text, about: Text | str = "", button: Text | None = None) -> Any:
    words = FormWords(title, about) if button is None else FormWords(title, about, button)
    return act_form_page(KEEP, offered, words, frame=_frame, find=_find_file, back=_lead_to_file)


def _take_thing(thing: Any) -> tuple[Any, ...]:
    return (thing,)


change_file = _file_form(
    PageAct(files.change_file, Text(fr="Dossier modifié.", en="File changed."), ChangeForm, _take_thing),
    Text(fr="Modifier le dossier", en="Change the file"),
)
"""Change a file."""

answer_intake = _file_form(
    PageAct(files.answer_intake, Text(fr="Réponses gardées.", en="Answers kept."), AnswersForm, _take_thing),
    Text(fr="Faire le point ensemble", en="Take stock together"),
    Text(
        fr="Une question par compétence. « Je ne sais pas » n’est jamais compté comme un non.",
        en="One question a skill. “I don’t know” is never counted as a no.",
    ),
)
"""Ask what the person can do."""

plan_next_step = _file_form(
    PageAct(files.plan_next_step, Text(fr="Prochaine étape notée.", en="Next step recorded."), PlanForm, _take_thing),
    Text(fr="Noter la prochaine étape", en="Record the next step"),
    Text(fr="La fiche de la personne l’imprime.", en="The person’s sheet prints it."),
)
"""Say what comes next."""

reach_stage = _file_form(
    PageAct(steps.reach_stage, Text(fr="Étape notée.", en="Step recorded."), StepForm, _take_thing),
    Text(fr="Noter une étape", en="Record a step"),
)
"""Note a stage."""

correct_result = _file_form(
    PageAct(
        files.correct_result,
        Text(fr="Correction gardée, à côté du calcul.", en="Correction kept, beside the calculation."),
        CorrectionForm,
        _take_thing,
    ),
    Text(fr="Corriger le résultat", en="Correct the result"),
    Text(
        fr="Vous décidez. Le calcul reste affiché à côté de votre choix et de son motif.",
        en="You decide. The calculation stays shown beside your choice and its reason.",
    ),
)
"""Put another job in the place of the computed one."""

compute_result = act_page(
    KEEP,
    PageAct(files.compute_result, Text(fr="Calcul fait et gardé.", en="Calculation done and kept.")),
    find=_find_file,
    back=_lead_to_file,
)
"""Compute the nearest jobs."""


def _frame_erasure(request: HttpRequest, things: Any, context: dict[str, Any], status: int) -> HttpResponse:
    return _frame(request, things, {"leave": _lead_to_file(things[-1]), **context}, status)


erase_file = act_form_page(
    KEEP,
    PageAct(
        files.erase_file,
        Text(fr="Dossier effacé. Il n’en reste rien.", en="File erased. Nothing of it remains."),
        GuardedForm,
        back=lambda _file, _made: reverse(HOME),
    ),
    lambda file: FormWords(
        Text(fr=f"Effacer le dossier {file.pseudonym} ?", en=f"Erase the file {file.pseudonym}?"),
        Text(
            fr="Le dossier, ses calculs, ses étapes et ses empreintes au journal disparaissent tout de suite. Rien ne "
            "permet de les retrouver : donnez d’abord sa fiche à la personne, si elle la veut.",
            en="The file, its calculations, its steps and its fingerprints in the journal go at once. Nothing brings "
            "them back: first give the person their sheet, if they want it.",
        ),
        Text(fr="Effacer le dossier", en="Erase the file"),
    ),
    frame=_frame_erasure,
    find=_find_file,
    back=_lead_to_file,
)
"""Erase a file, once that is confirmed: it cannot be undone."""


@require_safe
@page(KEEP)
def export_file(request: HttpRequest, key: str) -> HttpResponseBase:
    """Everything that is kept of the person, as JSON."""
    file = _find_file(request, key)
    content = json.dumps(write_file(file), ensure_ascii=False, indent=2).encode()
    reading = ReadingRecord("person-file.export", "person-file", file.key)
    return serve_file(request, content, name=f"{file.key}.json", media_type="application/json", reading=reading)


@require_safe
@page(KEEP)
def show_sheet(request: HttpRequest, key: str) -> HttpResponse:
    """The person’s sheet, to print."""
    file, today = _find_file(request, key), timezone.localdate()
    context = {**FRAME, "file": file, "sheet": build_sheet(file, today), "today": today}
    return render(request, "careers/counsellors/sheet.html", context)


@require_safe
@page(KEEP)
def print_sheet(request: HttpRequest, key: str) -> HttpResponseBase:
    """The same as a PDF, in the language of the page."""
    file, lang = _find_file(request, key), current_lang()
    sheet = build_sheet(file, timezone.localdate())
    # A print that stayed in memory would outlive the file that it was drawn of.
    content = render_pdf(InputOrigin(request.user, "person-file", file.key), path_sheet_pdf, sheet, lang, keep=False)
    reading = ReadingRecord("person-file.print", "person-file", file.key)
    return serve_file(request, content, name=f"{file.key}-{lang}.pdf", media_type="application/pdf", reading=reading)


plan_simulation = act_form_page(
    KEEP,
    PageAct(
        simulations.plan_simulation,
        Text(fr="Session prévue.", en="Session planned."),
        SimulationForm,
        back=_lead_to_simulation,
    ),
    FormWords(
        Text(fr="Prévoir un recrutement par simulation", en="Plan a simulation-based recruitment"),
        Text(
            fr="Une réunion, des exercices, un entretien : ni CV, ni diplôme.",
            en="A meeting, exercises, an interview: neither CV nor diploma.",
        ),
    ),
    frame=_frame,
    find=_find_new,
    back=HOME,
)
"""Plan a session."""

_SESSION_ACTS = {
    "invite": PageAct(
        simulations.invite_file,
        Text(fr="Dossier invité.", en="File invited."),
        InviteForm,
        _take_thing,
        form_options=lambda request, _simulation: {"person": request.user},
    ),
    "attend": PageAct(
        simulations.record_attendance,
        Text(fr="Présences notées.", en="Attendance recorded."),
        AttendanceForm,
        _take_thing,
    ),
}


def _show_simulation(request: HttpRequest, row: Simulation, sent: dict[str, Any], status: int) -> HttpResponse:
    today = timezone.localdate()
    context = {
        **FRAME,
        "row": row,
        "job": name_job(row.target),
        "places": [(one, _name_wishes(one.wishes)) for one in row.places.all()],
        "left": row.seats - len(row.places.all()),
        "invite": sent.get("invite") or _SESSION_ACTS["invite"].make_form(request, row) if row.on >= today else None,
        "attend": sent.get("attend") or _SESSION_ACTS["attend"].make_form(request, row) if row.on <= today else None,
    }
    return render(request, "careers/counsellors/simulation.html", context, status=status)


show_simulation = form_page(KEEP, _SESSION_ACTS, find=_find_simulation, show=_show_simulation, back=_lead_to_simulation)
"""A session: who is invited, and who came."""
