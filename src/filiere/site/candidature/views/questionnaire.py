"""The questionnaire: where it stands, a theme and its questions, the numbers of one site, and saving one answer."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from filiere.core import Faults, Text
from filiere.core.numbers import format_number, parse_whole_number
from filiere.referentials.scoring import Evaluation, evaluate
from filiere.referentials.workbook import AnswerEntry, AnswerPlace, line_key, parse_line_key, sort_themes
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.candidature.actions.save_answers import AnswerConflict, save_answers
from filiere.site.candidature.answers import (
    StandingAnswer,
    build_case_from_entries,
    find_judging_day,
    list_measure_rows,
    load_standing_answers,
    map_lines_by_place,
)
from filiere.site.candidature.form_parsing import parse_answers, parse_line
from filiere.site.candidature.perimeter import list_perimeter_sites
from filiere.site.candidature.progress import Progress, build_progress
from filiere.site.candidature.questionnaire_lines import (
    build_line_labels,
    build_number_prompt,
    build_questions,
    build_static_questions,
    format_entry,
)
from filiere.site.evidence.provided_documents import count_provided_documents
from filiere.site.kit.rights import allowed
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.common import render_dossier_page


class OpenQuestionnaire:
    """A questionnaire opened for one request: every query made once, the evaluation computed once when asked."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.release = load_release(dossier)
        self.sites = list_perimeter_sites(dossier)
        self.rows = list_measure_rows(dossier, self.sites)
        self.lines = map_lines_by_place(dossier, self.rows)
        self.lang = current_lang()

    @cached_property
    def standing(self) -> dict[AnswerPlace, StandingAnswer]:
        """What stands on each line."""
        return load_standing_answers(self.dossier)

    @cached_property
    def entries(self) -> dict[AnswerPlace, AnswerEntry]:
        """The same without versions."""
        return {place: one.entry for place, one in self.standing.items()}

    @cached_property
    def evaluation(self) -> Evaluation:
        """What the answers are worth."""
        return evaluate(
            self.release, build_case_from_entries(self.dossier, self.entries, sites=self.sites, rows=self.rows)
        )

    def progress(self) -> Progress:
        """Where it stands."""
        return build_progress(self.release, self.dossier.category, self.evaluation, self.entries)

    def theme(self, key: str) -> Any:
        """A theme that has questions for this category, or not found."""
        try:
            theme = self.release.theme(key)
        except KeyError as error:
            raise Http404 from error
        if not any(one.asked(self.dossier.category) for one in theme.criteria):
            raise Http404
        return theme


def _evidence_url(dossier: Dossier) -> str:
    try:
        return reverse("evidence:list", args=[dossier.key])
    except NoReverseMatch:
        return ""


@require_safe
@page("questionnaire:read")
def home(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Where the questionnaire stands, and what to do next."""
    opened = OpenQuestionnaire(dossier)
    context = {
        "progress": opened.progress(),
        "may_edit": allowed(request.user, "questionnaire:edit", dossier),
        "sees_proposals": allowed(request.user, "evidence:proposals", dossier),
        "may_compare": allowed(request.user, "branch:compare", dossier),
        "may_submit": dossier.state == "declaring" and allowed(request.user, "questionnaire:edit", dossier),
    }
    return render_dossier_page(request, "candidature/questionnaire.html", dossier, "questionnaire", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page("questionnaire:read")
def theme(request: HttpRequest, dossier: Dossier, theme: str) -> HttpResponse:
    """The questions of a theme; a form that works whole without any script."""
    if request.method == "POST":
        return _save_page(request, dossier, theme, "")
    return _render_theme(request, dossier, theme)


@require_http_methods(["GET", "HEAD", "POST"])
@page("questionnaire:read")
def measures(request: HttpRequest, dossier: Dossier, theme: str, row: str) -> HttpResponse:
    """The numbers of a theme for one site or supplier."""
    if request.method == "POST":
        return _save_page(request, dossier, theme, row)
    return _render_measures(request, dossier, theme, row)


def _save_page(request: HttpRequest, dossier: Dossier, theme: str, row: str) -> HttpResponse:
    written = parse_answers(request.POST)
    mine = {place: one.entry for place, one in written.items()}
    page = _render_measures if row else _render_theme
    rest = (theme, row) if row else (theme,)
    try:
        outcome = save_answers(dossier, actor=signed_in_user(request), written=written)
    except Faults as faults:
        return page(request, dossier, *rest, mine=mine, faults=faults, status=422)
    if outcome.conflicts:
        kept = {place: one.mine for place, one in outcome.conflicts.items()}
        return page(request, dossier, *rest, mine=kept, conflicts=outcome.conflicts, status=409)
    if "next" in request.POST:
        return redirect(request.POST["next"]) if _is_own_page(request.POST["next"], dossier) else redirect(request.path)
    return redirect(f"{request.path}?saved={len(outcome.saved)}")


def _is_own_page(address: str, dossier: Dossier) -> bool:
    """Whether an address is a page of this questionnaire: a form never sends its reader elsewhere."""
    base = reverse("candidature:home", args=[dossier.key])
    return address.startswith(base) and "//" not in address and "\\" not in address


def _build_context(
    request: HttpRequest,
    opened: OpenQuestionnaire,
    theme: Any,
    faults: Faults | None,
    conflicts: dict[AnswerPlace, AnswerConflict] | None,
) -> dict[str, Any]:
    themes = [
        one
        for one in sort_themes(opened.release)
        if any(question.asked(opened.dossier.category) for question in one.criteria)
    ]
    place = next(index for index, one in enumerate(themes) if one.key == theme.key)
    saved = request.GET.get("saved", "")
    may_edit = allowed(request.user, "questionnaire:edit", opened.dossier)
    return {
        "theme": theme,
        "w": build_line_labels(),
        "closed": "" if may_edit else " disabled",
        "place": place + 1,
        "many": len(themes),
        "after": themes[place + 1] if place + 1 < len(themes) else None,
        "before": themes[place - 1] if place else None,
        "progress": opened.progress(),
        "may_edit": may_edit,
        "evidence_url": _evidence_url(opened.dossier),
        "conflicts": len(conflicts or ()),
        "saved": parse_whole_number(saved, 4),
        "faults": [(one.key, str(one.message), str(one.remedy)) for one in faults.faults] if faults else [],
        "save_url": reverse("candidature:save", args=[opened.dossier.key]),
    }


def _render_theme(
    request: HttpRequest,
    dossier: Dossier,
    theme: str,
    *,
    mine: dict[AnswerPlace, AnswerEntry] | None = None,
    conflicts: dict[AnswerPlace, AnswerConflict] | None = None,
    faults: Faults | None = None,
    status: int = 200,
) -> HttpResponse:
    opened = OpenQuestionnaire(dossier)
    found = opened.theme(theme)
    day = find_judging_day(opened.release, dossier.opened)
    stills = build_static_questions(opened.release, dossier.category, theme, day)
    wrong: dict[str, tuple[str, ...]] = {}
    for one in faults.faults if faults else ():
        words = f"{one.message} {one.remedy}"
        wrong[one.key or ""] = (*wrong.get(one.key or "", ()), words)
    shown, away = build_questions(
        opened.release, stills, opened.evaluation, opened.standing, opened.lines, conflicts, mine, wrong
    )
    needed = opened.evaluation.required_evidence
    sections = {key: str(name.text) for key, name in ((one.key, one) for one in found.sections)}
    context = _build_context(request, opened, found, faults, conflicts) | {
        "questions": shown,
        "away": away,
        "sections": sections,
        "needed": {key for key, value in needed.items() if value is True},
        "given": count_provided_documents(dossier),
        "measured_rows": _build_measured_rows(opened, found),
    }
    return render_dossier_page(request, "candidature/theme.html", dossier, "questionnaire", context, status=status)


def _list_row_places(opened: OpenQuestionnaire, theme: Any) -> list[AnswerPlace]:
    return [
        line.place
        for line in opened.lines.values()
        if line.place.kind == "input" and line.place.row and line.sheet == theme.key
    ]


def _build_measured_rows(opened: OpenQuestionnaire, theme: Any) -> list[dict[str, Any]]:
    """The sites or suppliers of which numbers are asked in this theme, with how many are given."""
    names = {key: name for _, members in opened.rows for key, name in members}
    asked: dict[str, int] = {}
    given: dict[str, int] = {}
    for place in _list_row_places(opened, theme):
        asked[place.row] = asked.get(place.row, 0) + 1
        entry = opened.entries.get(place)
        given[place.row] = given.get(place.row, 0) + (entry is not None and bool(entry.value))
    return [
        {
            "key": key,
            "name": names.get(key, key),
            "asked": asked[key],
            "given": given.get(key, 0),
            "url": reverse("candidature:measures", args=[opened.dossier.key, theme.key, key]),
        }
        for key in asked
    ]


def _render_measures(
    request: HttpRequest,
    dossier: Dossier,
    theme: str,
    row: str,
    *,
    mine: dict[AnswerPlace, AnswerEntry] | None = None,
    conflicts: dict[AnswerPlace, AnswerConflict] | None = None,
    faults: Faults | None = None,
    status: int = 200,
) -> HttpResponse:
    opened = OpenQuestionnaire(dossier)
    found = opened.theme(theme)
    places = [place for place in _list_row_places(opened, found) if place.row == row]
    if not places:
        raise Http404
    names = {key: name for _, members in opened.rows for key, name in members}
    context = _build_context(request, opened, found, faults, conflicts) | {
        "row_name": names.get(row, row),
        "numbers": [
            build_number_prompt(opened.release, place, "", opened.standing, conflicts or {}, mine or {})
            for place in places
        ],
        "others": [one for one in _build_measured_rows(opened, found) if one["key"] != row],
    }
    return render_dossier_page(request, "candidature/measures.html", dossier, "questionnaire", context, status=status)


@require_POST
@page("questionnaire:read")
def save_answer(request: HttpRequest, dossier: Dossier) -> JsonResponse:
    """Save one answer for the script of the page: its new version, or what stands when somebody else came first."""
    place = parse_line_key(request.POST.get("line", ""))
    opened = OpenQuestionnaire(dossier)
    if place is None:
        return JsonResponse({"faults": [str(Text(fr="Ligne inconnue.", en="Unknown line."))]}, status=422)
    written = parse_line(request.POST)
    try:
        outcome = save_answers(dossier, actor=signed_in_user(request), written={place: written}, lines=opened.lines)
    except Faults as faults:
        told = [f"{one.message} {one.remedy}" for one in faults.faults]
        return JsonResponse({"faults": told}, status=422)
    if place in outcome.conflicts:
        return JsonResponse(_conflict_as_json(outcome.conflicts[place]), status=409)
    answer: dict[str, Any] = {"line": line_key(place), "version": written.version}
    if place in outcome.saved:
        answer["version"] = outcome.saved[place].version
    progress = opened.progress()
    answer |= {
        "done": progress.done,
        "asked": progress.asked,
        "low": format_number(progress.low, digits=1),
        "high": format_number(progress.high, digits=1),
        "low_wide": progress.low_wide,
        "more_wide": progress.more_wide,
        "headline": progress.headline,
        "themes": {one.key: f"{one.done}/{one.asked}" for one in progress.themes},
    }
    return JsonResponse(answer)


def _conflict_as_json(one: AnswerConflict) -> dict[str, Any]:
    theirs = one.theirs
    words = format_entry(one.line, theirs.entry)
    return {
        "theirs": {
            "value": theirs.entry.value,
            "reason": theirs.entry.reason,
            "note": theirs.entry.note,
            "version": theirs.version,
            "words": words,
            "by": theirs.by,
        },
        "message": str(
            Text(
                fr=f"{theirs.by} a répondu à cette question pendant ce temps : {words}. Les deux réponses sont "
                "gardées ; choisissez.",
                en=f"{theirs.by} answered this question in the meantime: {words}. Both answers are kept; choose one.",
            )
        ),
    }
