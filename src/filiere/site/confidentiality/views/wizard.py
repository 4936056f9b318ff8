"""A new table, one question a page; at the end, all that was answered, the button that prepares it, how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Fault, Faults, Text
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.accounts.refusal_recorder import refuse_hidden
from filiere.site.confidentiality import wizard
from filiere.site.confidentiality.actions.request_job import PREPARE_JOB, last_job, request_protection
from filiere.site.confidentiality.drafts import Draft, open_draft
from filiere.site.confidentiality.forms import AnswerForm, FileForm, RowsForm, WordsForm
from filiere.site.confidentiality.models import OutsideTotal, Release
from filiere.site.confidentiality.outside_totals import total_label
from filiere.site.confidentiality.table_dimensions import dimensions_of_draft
from filiere.site.confidentiality.views.common import find_draft_or_404
from filiere.site.confidentiality.wizard import WizardStep
from filiere.site.jobs.models import Job
from filiere.site.jobs.presenters import JobView, build_job_view, job_state_response
from filiere.site.kit.uploads import StreamedUploadHandler, receive_upload, uploaded_file


@page("release:protect")
@require_http_methods(["GET", "HEAD", "POST"])
@receive_upload("FILIERE_UPLOAD_BYTES")
def receive_rows(request: HttpRequest, handler: StreamedUploadHandler) -> HttpResponse:
    """Take the rows, and open the questions on them."""
    form = RowsForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and (upload := uploaded_file(form, handler)) is not None:
        draft = open_draft(signed_in_user(request), upload.path, upload.name or "")
        try:
            _ = draft.columns
        except Faults as faults:
            draft.erase()
            return _render_page(request, "new", {"form": form, "faults": _named_faults(faults)}, 422)
        return redirect("confidentiality:ask", draft_key=draft.key, step=wizard.STEP_KEYS[0])
    return _render_page(request, "new", {"form": form}, 422 if form.errors else 200)


@page("release:protect")
@require_http_methods(["GET", "HEAD", "POST"])
@receive_upload("FILIERE_UPLOAD_BYTES")
def ask_step(request: HttpRequest, handler: StreamedUploadHandler, draft_key: str, step: str) -> HttpResponse:
    """One question."""
    draft = find_draft_or_404(request, draft_key)
    job = last_job(PREPARE_JOB, draft.key)
    if job is not None and job.is_open:
        # What is being prepared is not asked anew meanwhile.
        return redirect("confidentiality:check", draft_key=draft.key)
    found = next((one for one in wizard.remaining_steps(draft) if one.key == step), None)
    if found is None or _is_too_early(draft, found):
        raise Http404
    try:
        return _HANDLERS[found.kind](request, draft, found, handler)
    except Faults as faults:
        # The rows themselves are wrong for what was answered: that is told at once, with what to mend.
        return _render_page(
            request,
            "faults",
            {"draft": draft, "faults": _named_faults(faults), "back": _previous_step(draft, found)},
            422,
        )


def _handle_answer(request: HttpRequest, draft: Draft, step: WizardStep, _: StreamedUploadHandler) -> HttpResponse:
    options = list(step.options(draft))
    form = AnswerForm(step, options, request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data["answer"]
        if draft.answers.get(step.key) != given:
            draft.forget(_dependent_steps(step))
        draft.answer({step.key: given})
        return _redirect_to_next(draft)
    chosen = (
        form["answer"].value() if form.is_bound else draft.answers.get(step.key, [] if step.kind == "many" else None)
    )
    if chosen is None and len(options) == 1:
        chosen = options[0].value
    lines = [(one, one.value in chosen if isinstance(chosen, list) else one.value == chosen) for one in options]
    context = {"draft": draft, "step": step, "lines": lines, "form": form, **_step_context(draft, step)}
    return _render_page(request, "ask", context, 422 if form.errors else 200)


def _handle_files(request: HttpRequest, draft: Draft, step: WizardStep, handler: StreamedUploadHandler) -> HttpResponse:
    form = FileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and (upload := uploaded_file(form, handler)) is not None:
        if draft.add(upload.path, upload.name or ""):
            return redirect("confidentiality:ask", draft_key=draft.key, step=step.key)
        said = Text(
            fr=(
                "Ce nom de fichier est refusé : utilisez des lettres, des chiffres et un point, sans « data » ni "
                "chemin."
            ),
            en="This file name is not accepted: use letters, digits and a dot; not “data”, and no path.",
        )
        form.add_error("file", str(said))
    following = wizard.next_step(draft)
    context = {"draft": draft, "step": step, "form": form, "following": following, **_step_context(draft, step)}
    return _render_page(request, "files", context, 422 if form.errors else 200)


def _handle_words(request: HttpRequest, draft: Draft, step: WizardStep, _: StreamedUploadHandler) -> HttpResponse:
    form = WordsForm(request.POST if request.method == "POST" else None, initial=draft.answers.get(step.key))
    if form.is_valid():
        draft.answer({step.key: form.cleaned_data})
        return _redirect_to_next(draft)
    known = Release.objects.visible_to(request.user).populations()
    context = {"draft": draft, "step": step, "form": form, "populations": known, **_step_context(draft, step)}
    return _render_page(request, "words", context, 422 if form.errors else 200)


_HANDLERS = {"one": _handle_answer, "many": _handle_answer, "files": _handle_files, "words": _handle_words}


@dataclass(frozen=True, slots=True)
class AnsweredStep:
    """A question and its answer, in words."""

    step: WizardStep
    words: str


@page("release:protect")
@require_http_methods(["GET", "HEAD", "POST"])
def check_answers(request: HttpRequest, draft_key: str) -> HttpResponse:
    """All the answers, and two buttons: prepare the table, or drop it and its rows; then how far it is."""
    job = last_job(PREPARE_JOB, draft_key)
    if job is not None and job.state == Job.State.DONE and job.asked_by_id == signed_in_user(request).pk:
        return redirect("confidentiality:table", protection_key=job.made)
    draft = find_draft_or_404(request, draft_key)
    if request.method == "POST":
        return _handle_decision(request, draft, job)
    waiting = wizard.next_step(draft)
    if waiting is not None:
        return redirect("confidentiality:ask", draft_key=draft.key, step=waiting.key)
    context = {
        "draft": draft,
        "told": [AnsweredStep(step, _answer_text(draft, step)) for step in wizard.remaining_steps(draft)],
        "work": _job_progress(job, draft.key) if job is not None and job.is_open else None,
        # What failed stays on the page until it is tried again; what is said of it is what was in the files then.
        "faults": [(one, one.get("file", "")) for one in job.faults] if job is not None and not job.is_open else [],
        **_totals_context(request, draft),
    }
    return _render_page(request, "check", context)


def _handle_decision(request: HttpRequest, draft: Draft, job: Job | None) -> HttpResponse:
    if job is not None and job.is_open:
        # A second press of the button: the page tells how far the first one is.
        return redirect("confidentiality:check", draft_key=draft.key)
    if "drop" in request.POST:
        draft.erase()
        messages.success(request, str(Text(fr="Les lignes sont effacées.", en="The rows have been erased.")))
        return redirect("confidentiality:tables")
    if wizard.next_step(draft) is None:
        request_protection(draft, actor=signed_in_user(request))
    return redirect("confidentiality:check", draft_key=draft.key)


@page("release:protect")
@require_safe
def preparation_state(request: HttpRequest, draft_key: str) -> HttpResponse:
    """How far the preparation is, for the script of that page."""
    job = last_job(PREPARE_JOB, draft_key)
    if job is None or job.asked_by_id != signed_in_user(request).pk:
        act = "release:protect"
        refuse_hidden(request.user, act, subject_kind="draft", subject_id=draft_key, there=job is not None)
    return job_state_response(_job_progress(job, draft_key))


def _job_progress(job: Job, draft_key: str) -> JobView:
    follow = reverse("confidentiality:draft-state", kwargs={"draft_key": draft_key})
    return build_job_view(job, follow=follow)


def _totals_context(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    """The totals that the table will be judged with; nothing while its rows cannot be read as it was answered."""
    try:
        subject = dimensions_of_draft(draft).subject
    except Faults:
        return {}
    found = OutsideTotal.objects.visible_to(request.user).in_force().about(subject)
    return {"subject": subject, "outside": [(total_label(one.parts), one) for one in found]}


def _answer_text(draft: Draft, step: WizardStep) -> str:
    """An answer in words."""
    given = draft.answers.get(step.key)
    if step.kind == "files":
        return ", ".join(draft.files)
    if step.kind == "words":
        return f"{given['title_fr']} · {given['population']} · {given['period']}" if given else ""
    try:
        names = {one.value: str(one.words) for one in step.options(draft)}
    except Faults:
        # Told by the preparation itself, on the same page.
        names = {}
    none = str(Text(fr="aucune", en="none"))
    if isinstance(given, list):
        return ", ".join(str(names.get(one, one)) for one in given) or none
    return names.get(str(given), str(given))


def _is_too_early(draft: Draft, step: WizardStep) -> bool:
    """Whether a question is asked before one that it depends on."""
    waiting = wizard.next_step(draft)
    order = wizard.STEP_KEYS
    return waiting is not None and order.index(step.key) > order.index(waiting.key)


def _dependent_steps(step: WizardStep) -> tuple[str, ...]:
    """The questions whose answers depend on this one, those of words apart."""
    later = wizard.STEP_KEYS[wizard.STEP_KEYS.index(step.key) + 1 :]
    return tuple(key for key in later if key not in ("words", "cost"))


def _previous_step(draft: Draft, step: WizardStep) -> WizardStep | None:
    steps = wizard.remaining_steps(draft)
    place = steps.index(step)
    return steps[place - 1] if place else None


def _step_context(draft: Draft, step: WizardStep) -> dict[str, Any]:
    steps = wizard.remaining_steps(draft)
    return {"number": steps.index(step) + 1, "of": len(steps), "back": _previous_step(draft, step)}


def _redirect_to_next(draft: Draft) -> HttpResponse:
    following = wizard.next_step(draft)
    if following is None:
        return redirect("confidentiality:check", draft_key=draft.key)
    return redirect("confidentiality:ask", draft_key=draft.key, step=following.key)


def _named_faults(faults: Faults) -> list[tuple[Fault, str]]:
    """Each fault with the name of its file alone: where it lies on the machine is nobody's business."""
    return [(one, Path(one.file).name if one.file else "") for one in faults.faults]


def _render_page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"confidentiality/{name}.html", {"nav": "staff", **context}, status=status)
