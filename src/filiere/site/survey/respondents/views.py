"""What the link of a letter opens, without an account: a screen at a time, a workbook, a colleague, the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults, Text
from filiere.site.accounts.rate_limits import minutes_left, reserve_attempt, too_many_attempts_text
from filiere.site.kit.file_responses import OWN_SIDE, serve_file
from filiere.site.kit.forms import run_form_act, show_faults
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.kit.uploads import StreamedUploadHandler, receive_upload, uploaded_file
from filiere.site.sandboxed_reading import InputOrigin, read_sandboxed
from filiere.site.survey.faults import refuse
from filiere.site.survey.respondents import answers
from filiere.site.survey.respondents.answer_lists import list_answered_parts, list_untaken, name_checked_question
from filiere.site.survey.respondents.answers import Respondent
from filiere.site.survey.respondents.forms import (
    LARGEST_WORKBOOK,
    SEEN,
    WORKBOOKS,
    TransferForm,
    WorkbookForm,
    read_screen_changes,
)
from filiere.site.survey.respondents.presenters import present_conflicts, present_frame, present_screen
from filiere.site.survey.respondents.workbook_reading import read_sent_workbook
from filiere.site.survey.waves.presenters import name_place
from filiere.survey.questionnaires import (
    AnswerState,
    Check,
    ScreenView,
    check_answers,
    find_screen,
    join_place,
    next_screen,
    split_place,
)
from filiere.survey.questionnaires.workbook import AnswerWorkbook, build_answer_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_UNREAD = 8
type RespondentView = Callable[..., HttpResponseBase]


def _let_in(view: RespondentView) -> RespondentView:
    """Give the view who a link lets in, in place of its secret; a link that opens nothing says so, and how to go on."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        respondent = answers.find_respondent(token, timezone.localdate())
        if respondent is None or respondent.is_submitted:
            return _show_end(request, token)
        try:
            return view(request, respondent, *args, **kwargs)
        except Faults as faults:
            if not _has_ended(faults):
                raise
            return _show_end(request, token)

    return never_cache(wrapped)


def _has_ended(faults: Faults) -> bool:
    return any(fault.code in answers.ENDINGS for fault in faults.faults)


def _show_end(request: HttpRequest, token: str) -> HttpResponse:
    """What a link shows when nothing more is taken: what was sent; that the collection is over; or nothing.

    What a form said that is not in the reply stays on the page, which then has the status of a refusal.
    """
    respondent = answers.find_respondent(token, timezone.localdate())
    if respondent is not None and respondent.is_submitted:
        untaken = list_untaken(respondent, request.POST)
        context = present_frame(respondent, respondent.state) | {
            "parts": list_answered_parts(respondent),
            "untaken": untaken,
        }
        return render(request, "survey/respondents/sent.html", context, status=422 if untaken else 200)
    late = answers.find_late_respondent(token) if request.method == "POST" else None
    if late is None:
        return render(request, "survey/respondents/void.html", status=404)
    frame = present_frame(late, late.state)
    context = {name: frame[name] for name in ("questionnaire", "period", "made_up", "sent_at")} | {
        "fault": refuse("survey-reply-late").faults[0],
        "untaken": list_untaken(late, request.POST),
    }
    return render(request, "survey/respondents/late.html", context, status=422)


@require_safe
@_let_in
def open_form(request: HttpRequest, respondent: Respondent) -> HttpResponse:
    """The first screen that is not complete, at once; the end when all are."""
    view = next_screen(respondent.questionnaire, respondent.state, prior=respondent.prior)
    if view is None:
        return redirect("survey:respond-review", respondent.token)
    return _show_screen(request, respondent, respondent.state, view, ())


@require_http_methods(["GET", "HEAD", "POST"])
@_let_in
def answer_screen(request: HttpRequest, respondent: Respondent, screen: str) -> HttpResponse:
    """A screen: kept as it is sent, shown again where something is to be looked at, else followed by the next."""
    view = find_screen(respondent.questionnaire, respondent.state, screen, respondent.prior)
    if view is None:
        return redirect("survey:respond", respondent.token)
    if request.method != "POST":
        checks = _check_screen(respondent, respondent.state, view) if screen in respondent.state.visited else []
        return _show_screen(request, respondent, respondent.state, view, checks)
    changes, places = read_screen_changes(view, request.POST), tuple(one.place for one in view.fields)
    try:
        state = answers.keep_answers(respondent, changes, places=places, seen=request.POST.get(SEEN, ""))
    except Faults as faults:
        if _has_ended(faults):
            raise
        now = answers.read_again(respondent)
        latest = find_screen(now.questionnaire, now.state, screen, now.prior) or view
        return _show_screen(request, now, now.state, latest, (), faults=faults, status=422)
    if "later" in request.POST:
        return redirect("survey:respond-later", respondent.token)
    checks = _check_screen(respondent, state, view)
    if checks:
        answers.keep_reminders(respondent, checks)
    shown = find_screen(respondent.questionnaire, state, screen, respondent.prior)
    if checks:
        return _show_screen(request, respondent, state, shown or view, checks, status=422)
    if shown is not None and not {one.place for one in shown.fields} <= set(places):
        # What was answered opened questions of this very screen.
        return redirect("survey:respond-screen", respondent.token, screen)
    follows = next_screen(respondent.questionnaire, state, screen, respondent.prior)
    if follows is None:
        return redirect("survey:respond-review", respondent.token)
    return redirect("survey:respond-screen", respondent.token, follows.place)


def _check_screen(respondent: Respondent, state: AnswerState, view: ScreenView) -> list[Check]:
    places = [one.place for one in view.fields]
    return check_answers(respondent.questionnaire, state, prior=respondent.prior, places=places)


def _show_screen(
    request: HttpRequest,
    respondent: Respondent,
    state: AnswerState,
    view: ScreenView,
    checks: Sequence[Check],
    *,
    faults: Faults | None = None,
    status: int = 200,
) -> HttpResponse:
    context = present_screen(respondent, state, view, checks) | {
        "faults": faults.faults if faults else (),
        "untaken": list_untaken(respondent, request.POST) if faults else (),
    }
    return render(request, "survey/respondents/screen.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@_let_in
def review_reply(request: HttpRequest, respondent: Respondent) -> HttpResponse:
    """Every answer in parts, to be read again, what is still to be looked at, and the button that sends it."""
    refused: Faults | None = None
    seen = request.POST.get(SEEN, "")
    if request.method == "POST":
        try:
            answers.submit_reply(respondent, seen=seen)
        except Faults as faults:
            if _has_ended(faults):
                raise
            respondent, refused = answers.read_again(respondent), faults
        else:
            return redirect("survey:respond", respondent.token)
    found = check_answers(respondent.questionnaire, respondent.state, prior=respondent.prior)
    hard = [one for one in found if one.blocks]
    context = present_frame(respondent, respondent.state) | {
        "checks": [(one, _find_screen_place(respondent, one), name_checked_question(respondent, one)) for one in found],
        "parts": list_answered_parts(respondent),
        "hard": hard,
        "seen": answers.describe_all_seen(respondent),
        "faults": refused.faults if refused else (),
        "changed": [
            (place, name_place(respondent.questionnaire, place))
            for place in answers.list_changed_places(respondent, seen)
        ],
        "missing": next_screen(respondent.questionnaire, respondent.state, prior=respondent.prior),
    }
    return render(request, "survey/respondents/review.html", context, status=422 if refused else 200)


def _find_screen_place(respondent: Respondent, check: Check) -> str:
    """The screen on which the place of a check stands."""
    key, turn = split_place(check.at)
    screen = respondent.questionnaire[key].screen
    together = screen.loop is not None and screen.loop.together
    return join_place(screen.key, "" if together else turn)


@require_safe
@_let_in
def show_later(request: HttpRequest, respondent: Respondent) -> HttpResponse:
    """That everything is kept, and how to come back."""
    return render(request, "survey/respondents/later.html", present_frame(respondent, respondent.state))


@require_http_methods(["GET", "HEAD", "POST"])
@_let_in
def transfer_form(request: HttpRequest, respondent: Respondent) -> HttpResponse:
    """Pass the form to a colleague, by a link of their own."""
    form = TransferForm(request.POST if request.method == "POST" else None)
    if run_form_act(request, form, lambda: answers.transfer_form(respondent, form.cleaned_data["email"])):
        messages.success(request, str(Text(fr="Le lien est parti.", en="The link has been sent.")))
        return redirect("survey:respond", respondent.token)
    context = present_frame(respondent, respondent.state) | {"form": form}
    return render(request, "survey/respondents/transfer.html", context, status=422 if form.is_bound else 200)


@require_safe
@_let_in
def give_workbook(request: HttpRequest, respondent: Respondent) -> HttpResponseBase:
    """The whole questionnaire as a workbook, with what was answered."""
    content = build_answer_workbook(
        respondent.questionnaire,
        respondent.state,
        respondent=respondent.unit.key,
        lang=current_lang(),
        exported=timezone.localdate(),
        respondent_name=respondent.unit.name,
        prior=respondent.prior,
    )
    name = f"{respondent.questionnaire.key}-{respondent.unit.unit}.xlsx"
    return serve_file(request, content, name=name, media_type=XLSX, reading=OWN_SIDE)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@receive_upload(LARGEST_WORKBOOK)
def answer_by_workbook(request: HttpRequest, handler: StreamedUploadHandler, token: str) -> HttpResponseBase:
    """Send the workbook back: its answers take their places in the form, and nothing else of the form is lost."""
    respondent = answers.find_respondent(token, timezone.localdate())
    if respondent is None or respondent.is_submitted:
        return _show_end(request, token) if request.method == "POST" else redirect("survey:respond", token)
    form = WorkbookForm(request.POST or None, request.FILES or None) if request.method == "POST" else WorkbookForm()
    if request.method == "POST" and (file := uploaded_file(form, handler)) is not None:
        now = timezone.now()
        if until := reserve_attempt(WORKBOOKS, respondent.unit.key, now=now):
            form.add_error(None, str(too_many_attempts_text(minutes_left(until, now))))
        else:
            try:
                origin = InputOrigin(None, "survey-unit", respondent.unit.key)
                workbook = read_sandboxed(
                    origin,
                    read_sent_workbook,
                    str(file.path),
                    str(file.name),
                    key=respondent.questionnaire.key,
                    version=respondent.questionnaire.version,
                    respondent=respondent.unit.key,
                )
                conflicts = answers.keep_workbook(
                    respondent, workbook, winner=form.cleaned_data["winner"], seen=request.POST.get(SEEN, "")
                )
            except Faults as faults:
                if _has_ended(faults):
                    return _show_end(request, token)
                show_faults(form, faults)
            else:
                _tell_unread(request, workbook)
                if conflicts:
                    found = present_conflicts(respondent, workbook, conflicts)
                    return _show_workbook(request, respondent, form, found, answers.describe_conflicts(conflicts))
                _tell_read(request, workbook)
                return redirect("survey:respond-review", respondent.token)
    return _show_workbook(request, respondent, form, ())


def _tell_read(request: HttpRequest, workbook: AnswerWorkbook) -> None:
    """Say how many answers a workbook gave; one that gave none was perhaps filled in elsewhere."""
    if count := sum(bool(entry.value) or entry.unknown for entry in workbook.entries.values()):
        words = Text(
            fr=f"Classeur lu. Réponses reportées ici : {count}.",
            en=f"Workbook read. Answers entered here: {count}.",
        )
        messages.success(request, str(words))
        return
    words = Text(
        fr="Classeur lu : il ne contient aucune réponse. Remplissez la colonne « Réponse », puis renvoyez-le.",
        en="Workbook read: it has no answer. Fill in the column “Answer”, then send it back.",
    )
    messages.warning(request, str(words))


def _tell_unread(request: HttpRequest, workbook: AnswerWorkbook) -> None:
    """Say what words of a workbook were not read: the first of them, and that there are others."""
    for fault in workbook.unread[:MOST_UNREAD]:
        messages.warning(request, f"{fault.message} {fault.remedy}")
    if len(workbook.unread) > MOST_UNREAD:
        words = Text(fr="D’autres cellules n’ont pas été lues non plus.", en="Other cells were not read either.")
        messages.warning(request, str(words))


def _show_workbook(
    request: HttpRequest,
    respondent: Respondent,
    form: WorkbookForm,
    conflicts: Sequence[dict[str, Any]],
    seen: str = "",
) -> HttpResponse:
    if not conflicts:
        # Who is right is asked beside what differs.
        del form.fields["winner"]
    context = present_frame(respondent, respondent.state) | {
        "form": form,
        "conflicts": conflicts,
        "seen": seen,
        "seen_before": request.POST.get(SEEN, ""),
    }
    return render(request, "survey/respondents/workbook.html", context, status=422 if form.is_bound else 200)
