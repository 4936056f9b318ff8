"""A group of questions of a theme, with the numbers that it needs by site; a form that works whole without a script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults, Text
from filiere.core.typography import lower_first_letter
from filiere.referentials.workbook import AnswerEntry, AnswerPlace, line_key
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.candidature.actions.save_answers import AnswerConflict, save_answers
from filiere.site.candidature.case_evaluation import find_judging_day
from filiere.site.candidature.form_parsing import parse_answers
from filiere.site.candidature.other_answers import list_other_answers
from filiere.site.candidature.question_evidence import QuestionEvidence, build_evidence, render_proofs
from filiere.site.candidature.question_groups import QuestionGroup, group_address, list_groups
from filiere.site.candidature.questionnaire_lines import (
    StaticQuestion,
    build_line_labels,
    build_number_prompt,
    build_questions,
    build_static_questions,
)
from filiere.site.candidature.read_only_reasons import explain_read_only
from filiere.site.candidature.views.questionnaire import OpenQuestionnaire, describe_progress
from filiere.site.evidence.question_documents import (
    TOO_MANY,
    QuestionDocument,
    SentFiles,
    SeveralFilesHandler,
    list_question_documents,
    send_files,
)
from filiere.site.evidence.requirements import is_drawn_by_auditor, list_pieces
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.rights import allowed, require
from filiere.site.kit.uploads import StreamedUpload, receive_upload
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.page_frame import render_dossier_page

NOTHING_TICKED = Text(
    fr="Cochez d’abord ce que prouvent ces fichiers, puis choisissez-les à nouveau : rien n’a été déposé.",
    en="First tick what these files prove, then choose them again: nothing was submitted.",
)
OPENED_WHERE_LEFT = Text(
    fr="Les questions d’avant ont leurs réponses : voici les premières où il en manque.",
    en="The questions before have their answers: these are the first with one missing.",
)
MOST_COLUMNS, MOST_CELLS = 4, 24
"""Sites side by side, and numbers asked at once: beyond, each site has its own page."""


@require_safe
@page("questionnaire:read")
def open_next_group(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Lead to the first group of all themes with something left to answer; where nothing is, to the whole."""
    opened = OpenQuestionnaire(dossier)
    groups = [here for one in opened.themes() for here in list_groups(opened.release, dossier.category, one.key)]
    for here in groups:
        done, asked = opened.count_done(here)
        if done < asked:
            if here is not groups[0]:
                messages.info(request, str(OPENED_WHERE_LEFT))
            return redirect(group_address(dossier, here))
    return redirect("candidature:home", key=dossier.key)


@require_http_methods(["GET", "HEAD", "POST"])
@page("questionnaire:read")
def theme(request: HttpRequest, dossier: Dossier, theme: str) -> HttpResponse:
    """Lead to the first group with something left; what is sent here is saved as on the page of its group."""
    opened = OpenQuestionnaire(dossier)
    groups = list_groups(opened.release, dossier.category, opened.theme(theme).key)
    if request.method == "POST":
        sent = {place.key for place in parse_answers(request.POST)}
        here = next((one for one in groups if sent.intersection(one.criteria)), groups[0])
        return _save_page(request, dossier, theme, str(here.number))
    return redirect(group_address(dossier, opened.first_open(groups)))


def _check_sending(request: HttpRequest, dossier: Dossier, **_: object) -> None:
    """Nothing is written to the disk for whoever may not answer, or not give evidence."""
    if request.method == "POST":
        require(request.user, "questionnaire:edit", dossier)
        if request.content_type == "multipart/form-data":
            require(request.user, "evidence:add", dossier)


def _make_handler(request: HttpRequest) -> SeveralFilesHandler:
    return SeveralFilesHandler(request, limit=settings.FILIERE_EVIDENCE_BYTES)


@require_http_methods(["GET", "HEAD", "POST"])
@page("questionnaire:read")
@receive_upload(check=_check_sending, handler_class=_make_handler)
def group(
    request: HttpRequest, dossier: Dossier, handler: SeveralFilesHandler, theme: str, number: int
) -> HttpResponse:
    """The page of a group; the script of the page sends the files of a question as soon as they are chosen."""
    if request.method != "POST":
        return _render_group(request, dossier, theme, str(number))
    sent = _send_evidence(request, dossier, handler)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse(_describe_sent(request, dossier, theme, sent), status=422 if sent.refused else 200)
    return _save_page(request, dossier, theme, str(number), sent)


@dataclass(frozen=True, slots=True)
class SentEvidence:
    """What came of the files of a page: those refused by question, in words, and how many were kept."""

    refused: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kept: int = 0


def _send_evidence(request: HttpRequest, dossier: Dossier, handler: SeveralFilesHandler) -> SentEvidence:
    """Add the files of each question, under what was said of them."""
    refused: dict[str, tuple[str, ...]] = {}
    kept = 0
    drawn = {key for key, one in list_pieces(dossier).items() if is_drawn_by_auditor(one)}
    for name, files in request.FILES.lists():
        prefix, _, key = name.partition(".")
        if prefix != "evidence":
            continue
        days = [parse_date(request.POST.get(f"{part}.{key}", "")) for part in ("from", "until")]
        uploads = [one for one in files if isinstance(one, StreamedUpload)]
        proofs = tuple(one for one in request.POST.getlist(f"proofs.{key}") if one not in drawn)
        if not proofs:
            refused[key] = (str(NOTHING_TICKED),)
            continue
        sent = SentFiles(uploads, proofs, *days)
        taken, faults = send_files(dossier, actor=signed_in_user(request), sent=sent)
        kept += taken
        if faults or handler.too_many:
            told = [*faults, *(TOO_MANY.faults if handler.too_many else ())]
            refused[key] = tuple(f"{one.message} {one.remedy}" for one in told)
    for failure in handler.failures:
        raise failure
    return SentEvidence(refused, kept)


def _describe_sent(request: HttpRequest, dossier: Dossier, theme: str, sent: SentEvidence) -> dict[str, Any]:
    """What the script of the page shows: the pieces of each question to which files were sent, and what was refused."""
    keys = {name.partition(".")[2] for name in request.FILES}
    opened = OpenQuestionnaire(dossier)
    return {
        "proofs": render_proofs(request, dossier, opened.evaluation.required_evidence, keys, opened.documents),
        "refused": [words for told in sent.refused.values() for words in told],
    } | describe_progress(opened, theme)


@require_http_methods(["GET", "HEAD", "POST"])
@page("questionnaire:read")
def measures(request: HttpRequest, dossier: Dossier, theme: str, row: str) -> HttpResponse:
    """The numbers of a theme for one site or supplier."""
    if request.method == "POST":
        return _save_page(request, dossier, theme, row)
    return _render_measures(request, dossier, theme, row)


def _save_page(
    request: HttpRequest, dossier: Dossier, theme: str, part: str, sent: SentEvidence | None = None
) -> HttpResponse:
    """Save what a page sends; ``part`` is the number of a group, or the key of a site."""
    written = parse_answers(request.POST)
    show = partial(_render_group, sent=sent) if part.isdigit() else _render_measures
    try:
        outcome = save_answers(dossier, actor=signed_in_user(request), written=written)
    except Faults as faults:
        mine = {place: one.entry for place, one in written.items()}
        return show(request, dossier, theme, part, mine=mine, faults=faults, status=422)
    if outcome.conflicts:
        kept = {place: one.mine for place, one in outcome.conflicts.items()}
        return show(request, dossier, theme, part, mine=kept, conflicts=outcome.conflicts, status=409)
    if sent is not None and sent.refused:
        return show(request, dossier, theme, part, status=422)
    if sent is not None and sent.kept:
        many = Text(fr=f"Pièces déposées : {sent.kept}.", en=f"Documents submitted: {sent.kept}.")
        messages.success(request, str(many))
    onward = request.POST.get("next", "")
    return redirect(onward if _is_own_page(onward, dossier) else request.path)


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
    themes = opened.themes()
    place = themes.index(theme)
    may_edit = allowed(request.user, "questionnaire:edit", opened.dossier)
    progress = opened.progress()
    return {
        "theme": theme,
        "place": place + 1,
        "many": len(themes),
        "progress": progress,
        "here": next(one for one in progress.themes if one.key == theme.key),
        "saved_at": opened.saved_at,
        "may_edit": may_edit,
        "read_only": None if may_edit else explain_read_only(request.user, opened.dossier),
        "closed": "" if may_edit else " disabled",
        "conflicts": len(conflicts or ()),
        "faults": [(one.key, str(one.message), str(one.remedy)) for one in faults.faults] if faults else [],
        "save_url": reverse("candidature:save", args=[opened.dossier.key]),
    }


def _render_group(
    request: HttpRequest,
    dossier: Dossier,
    theme: str,
    part: str,
    *,
    mine: dict[AnswerPlace, AnswerEntry] | None = None,
    conflicts: dict[AnswerPlace, AnswerConflict] | None = None,
    faults: Faults | None = None,
    sent: SentEvidence | None = None,
    status: int = 200,
) -> HttpResponse:
    opened = OpenQuestionnaire(dossier)
    found = opened.theme(theme)
    groups = list_groups(opened.release, dossier.category, theme)
    here = next((one for one in groups if str(one.number) == part), None)
    if here is None:
        raise Http404
    stills = build_static_questions(
        opened.release, dossier.category, theme, find_judging_day(opened.release, dossier.opened)
    )
    wrong: dict[str, tuple[str, ...]] = {}
    for fault in faults.faults if faults else ():
        wrong[fault.key or ""] = (*wrong.get(fault.key or "", ()), f"{fault.message} {fault.remedy}")
    asked = tuple(one for one in stills if one.place.key in here.criteria)
    shown, away = build_questions(
        opened.release,
        asked,
        opened.evaluation,
        opened.standing_answers,
        opened.lines,
        conflicts,
        mine,
        wrong,
        list_other_answers(request.user, dossier),
    )
    documents = list_question_documents(dossier, request.user, opened.documents)
    refused = sent.refused if sent is not None else {}
    names = str(found.text), lower_first_letter(here.name)
    count = len(shown)
    rows, cells = _build_cells(opened, {key for one in shown for key in one.still.inputs}, conflicts, mine, wrong)
    shared = _build_context(request, opened, found, faults, conflicts)
    context = shared | {
        "w": build_line_labels(),
        "group": here,
        "title": localize(" : ".join(names), ": ".join(names)) if here.name != names[0] else names[0],
        "count": localize(f"{count} question{'s' * (count > 1)}", f"{count} question{'s' * (count != 1)}"),
        "groups": [
            {
                "number": one.number,
                "name": one.name,
                "url": group_address(dossier, one),
                "done": done,
                "asked": many,
                "missing": opened.count_missing(one),
            }
            for one in groups
            for done, many in (opened.count_done(one),)
        ],
        "questions": [
            (one, _build_evidence(request, opened, one.still, documents, refused.get(one.still.place.key, ())))
            for one in shown
        ],
        "refused": len(refused),
        # The form sends answers and files together: where the first are closed, so are the second.
        "may_add": shared["may_edit"] and allowed(request.user, "evidence:add", dossier),
        "away": away,
        "cells": cells,
        "rows": rows,
        "points_shown": opened.points_shown,
        "before": next((one for one in reversed(groups[: here.number - 1]) if opened.count_done(one)[1]), None),
        "onward": _find_onward(opened, groups, here),
    }
    return render_dossier_page(request, "candidature/group.html", dossier, "questionnaire", context, status=status)


def _build_evidence(
    request: HttpRequest,
    opened: OpenQuestionnaire,
    still: StaticQuestion,
    documents: Mapping[str, list[QuestionDocument]],
    refused: Sequence[str],
) -> QuestionEvidence | None:
    """The evidence of a question, with what was typed beside files that were refused."""
    if not still.evidence:
        return None
    key, typed = still.place.key, request.POST
    return build_evidence(
        opened.dossier,
        still,
        opened.evaluation.required_evidence,
        documents,
        refused=refused,
        chosen=typed.getlist(f"proofs.{key}") if refused else None,
        period=(typed.get(f"from.{key}", ""), typed.get(f"until.{key}", "")),
    )


def _find_onward(
    opened: OpenQuestionnaire, groups: tuple[QuestionGroup, ...], here: QuestionGroup
) -> tuple[str, str] | None:
    """Where *Continue* leads: address and words. The next group, else the next theme, else what is left to submit."""
    dossier = opened.dossier
    for group in groups[here.number :]:
        if opened.count_done(group)[1]:
            return group_address(dossier, group), lower_first_letter(group.name)
    themes = opened.themes()
    later = themes[[one.key for one in themes].index(here.theme) + 1 :]
    if later:
        return reverse("candidature:theme", args=[dossier.key, later[0].key]), lower_first_letter(str(later[0].text))
    if dossier.state == "declaring":
        return reverse("candidature:submit", args=[dossier.key]), localize("vérifier et remettre", "check and submit")
    return reverse("candidature:home", args=[dossier.key]), localize("les rubriques", "the themes")


def _build_cells(
    opened: OpenQuestionnaire,
    inputs: set[str],
    conflicts: dict[AnswerPlace, AnswerConflict] | None,
    mine: dict[AnswerPlace, AnswerEntry] | None,
    wrong: dict[str, tuple[str, ...]],
) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """The numbers asked by site: the pages of the sites where they are many, else a line of cells a number."""
    places = [
        line.place
        for line in opened.lines.values()
        if line.place.kind == "input" and line.place.row and line.place.key in inputs
    ]
    by_number: dict[str, list[AnswerPlace]] = {}
    for place in places:
        by_number.setdefault(place.key, []).append(place)
    widest = max(map(len, by_number.values()), default=0)
    if widest > MOST_COLUMNS or len(places) > MOST_CELLS:
        return _build_measured_rows(opened, places), []
    names = opened.row_names
    return [], [
        [
            (
                names.get(place.row, place.row),
                build_number_prompt(opened.release, place, "", opened.standing_answers, conflicts or {}, mine or {}),
                wrong.get(f"{line_key(place)}.value", ()),
            )
            for place in members
        ]
        for members in by_number.values()
    ]


def _list_row_places(opened: OpenQuestionnaire, theme: Any) -> list[AnswerPlace]:
    return [
        line.place
        for line in opened.lines.values()
        if line.place.kind == "input" and line.place.row and line.sheet == theme.key
    ]


def _build_measured_rows(opened: OpenQuestionnaire, places: list[AnswerPlace]) -> list[dict[str, Any]]:
    """The sites or suppliers of which these numbers are asked, with how many are given."""
    asked: dict[str, int] = {}
    given: dict[str, int] = {}
    for place in places:
        asked[place.row] = asked.get(place.row, 0) + 1
        entry = opened.entries.get(place)
        given[place.row] = given.get(place.row, 0) + (entry is not None and bool(entry.value))
    theme = opened.lines[places[0]].sheet if places else ""
    return [
        {
            "key": key,
            "name": opened.row_names.get(key, key),
            "asked": asked[key],
            "given": given.get(key, 0),
            "url": reverse("candidature:measures", args=[opened.dossier.key, theme, key]),
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
    every = _list_row_places(opened, found)
    places = [place for place in every if place.row == row]
    if not places:
        raise Http404
    context = _build_context(request, opened, found, faults, conflicts) | {
        "row_name": opened.row_names.get(row, row),
        "numbers": [
            build_number_prompt(opened.release, place, "", opened.standing_answers, conflicts or {}, mine or {})
            for place in places
        ],
        "others": [one for one in _build_measured_rows(opened, every) if one["key"] != row],
    }
    return render_dossier_page(request, "candidature/measures.html", dossier, "questionnaire", context, status=status)
