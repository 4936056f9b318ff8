"""The questionnaire: what is opened of it for a request, where it stands, and saving one answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from filiere.core import Faults, Text
from filiere.core.dates import format_hour
from filiere.referentials import Theme
from filiere.referentials.scoring import Evaluation, evaluate
from filiere.referentials.workbook import AnswerEntry, AnswerPlace, line_key, parse_line_key, sort_themes
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.candidature.actions.save_answers import AnswerConflict, save_answers
from filiere.site.candidature.case_evaluation import (
    NO_ANSWER,
    StandingAnswer,
    build_case_from_entries,
    list_measure_rows,
    load_standing_answers,
    map_lines_by_place,
)
from filiere.site.candidature.form_parsing import keeps_other, parse_line
from filiere.site.candidature.perimeter import list_perimeter_sites
from filiere.site.candidature.progress import Progress, build_progress, list_settled
from filiere.site.candidature.question_evidence import render_proofs
from filiere.site.candidature.question_groups import QuestionGroup, list_groups, question_address
from filiere.site.candidature.questionnaire_lines import describe_conflict
from filiere.site.candidature.read_only_reasons import explain_read_only
from filiere.site.candidature.submission import OpenParts, find_open_parts
from filiere.site.evidence.evidence_checklist import list_provided_documents
from filiere.site.evidence.models import Document
from filiere.site.kit.rights import allowed
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.workflow.engine_adapter import load_release, replay_with_due
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.todo_items import find_term
from filiere.site.workflow.views.page_frame import render_dossier_page


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
    def standing_answers(self) -> dict[AnswerPlace, StandingAnswer]:
        """What stands on each line."""
        return load_standing_answers(self.dossier)

    @cached_property
    def entries(self) -> dict[AnswerPlace, AnswerEntry]:
        """The same without versions."""
        return {place: one.entry for place, one in self.standing_answers.items()}

    @cached_property
    def evaluation(self) -> Evaluation:
        """What the answers are worth."""
        return evaluate(
            self.release, build_case_from_entries(self.dossier, self.entries, sites=self.sites, rows=self.rows)
        )

    @cached_property
    def documents(self) -> Mapping[str, Sequence[Document]]:
        """Piece of evidence → the documents that stand for it."""
        return list_provided_documents(self.dossier)

    @cached_property
    def open_parts(self) -> OpenParts:
        """What is still to be answered, and to be proved."""
        return find_open_parts(self.dossier, self.evaluation, self.entries, self.documents)

    def progress(self) -> Progress:
        """Where it stands."""
        missing = [*self.open_parts.evidence.values()]
        return build_progress(self.release, self.dossier.category, self.evaluation, self._settled_questions, missing)

    def theme(self, key: str) -> Any:
        """A theme that has questions for this category, or not found."""
        try:
            theme = self.release.theme(key)
        except KeyError as error:
            raise Http404 from error
        if theme not in self.themes():
            raise Http404
        return theme

    def themes(self) -> list[Theme]:
        """The themes that have questions for this category, in order."""
        category = self.dossier.category
        return [
            one for one in sort_themes(self.release) if any(question.is_asked_of(category) for question in one.criteria)
        ]

    @cached_property
    def row_names(self) -> dict[str, str]:
        """The names of the sites and suppliers of which numbers are asked."""
        return {key: name for _, members in self.rows for key, name in members}

    @property
    def points_shown(self) -> bool:
        """Whether points may be seen: never before the questionnaire was submitted, lest answers follow them."""
        return self.dossier.state != "declaring"

    @property
    def saved_at(self) -> datetime | None:
        """When an answer was saved last; facts belong to the application."""
        kept = [one.at for place, one in self.standing_answers.items() if place.kind != "fact" and one.at is not None]
        return max(kept, default=None)

    @property
    def due_day(self) -> date | None:
        """The last day to hand it in, while the company answers it."""
        return None if self.points_shown else find_term(replay_with_due(self.dossier), "candidate")

    @cached_property
    def _settled_questions(self) -> dict[str, bool]:
        """Whether each question that the facts leave is answered."""
        return list_settled(self.evaluation, self.entries)

    def count_done(self, group: QuestionGroup) -> tuple[int, int]:
        """How many questions of a group are answered, and how many the facts leave in it."""
        asked = [self._settled_questions[key] for key in group.criteria if key in self._settled_questions]
        return sum(asked), len(asked)

    def count_missing(self, group: QuestionGroup) -> int:
        """How many pieces that the questions of a group require are not there."""
        return sum(question in group.criteria for question in self.open_parts.evidence.values())

    def first_open(self, groups: Sequence[QuestionGroup]) -> QuestionGroup:
        """The first group with something left to answer; the first of all where nothing is."""
        counted = [(one, *self.count_done(one)) for one in groups]
        left = next((one for one, done, asked in counted if done < asked), None)
        return left or next((one for one, _, asked in counted if asked), groups[0])


@require_safe
@page("questionnaire:read")
def home(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Where the questionnaire stands, and what to do next."""
    opened = OpenQuestionnaire(dossier)
    progress = opened.progress()
    may_edit = allowed(request.user, "questionnaire:edit", dossier)
    context = {
        "progress": progress,
        "steps": [
            {
                "text": one.text,
                "url": question_address(dossier, one.question)
                if one.question
                else reverse("candidature:facts", args=[dossier.key]),
            }
            for one in progress.next
        ],
        "saved_at": opened.saved_at,
        "due": opened.due_day,
        "points_shown": opened.points_shown,
        "may_edit": may_edit,
        "read_only": None if may_edit else explain_read_only(request.user, dossier),
        "sees_proposals": allowed(request.user, "evidence:proposals", dossier),
        "may_compare": allowed(request.user, "branch:compare", dossier),
        "may_submit": dossier.state == "declaring" and may_edit,
    }
    return render_dossier_page(request, "candidature/questionnaire.html", dossier, "questionnaire", context)


@require_POST
@page("questionnaire:read")
def save_answer(request: HttpRequest, dossier: Dossier) -> JsonResponse:
    """Save one answer for the script of the page: its new version, or what stands when somebody else came first."""
    place = parse_line_key(request.POST.get("line", ""))
    opened = OpenQuestionnaire(dossier)
    if place is None:
        return JsonResponse({"faults": [str(Text(fr="Ligne inconnue.", en="Unknown line."))]}, status=422)
    kept = keeps_other(request.POST) and place in opened.lines
    written = {} if kept else {place: parse_line(request.POST)}
    try:
        outcome = save_answers(dossier, actor=signed_in_user(request), written=written, lines=opened.lines)
    except Faults as faults:
        told = [f"{one.message} {one.remedy}" for one in faults.faults]
        return JsonResponse({"faults": told}, status=422)
    if place in outcome.conflicts:
        return JsonResponse(_conflict_as_json(request, outcome.conflicts[place]), status=409)
    stands = opened.standing_answers.get(place, NO_ANSWER)
    answer: dict[str, Any] = {"line": line_key(place), "version": stands.version}
    if kept:
        answer["theirs"] = _entry_as_json(stands)
    answer |= describe_progress(opened, opened.lines[place].sheet)
    if place.kind == "answer":
        answer["proofs"] = render_proofs(
            request, dossier, opened.evaluation.required_evidence, {place.key}, opened.documents
        )
    return JsonResponse(answer)


def describe_progress(opened: OpenQuestionnaire, theme: str) -> dict[str, Any]:
    """What the page of a group counts after a save: its theme, and each group of it; and the hour of the site."""
    at = format_hour(timezone.localtime())
    here = next((one for one in opened.progress().themes if one.key == theme), None)
    if here is None:
        return {"at": at}
    groups = list_groups(opened.release, opened.dossier.category, theme)
    return {
        "at": at,
        "done": here.done,
        "asked": here.asked,
        "missing": here.missing,
        "bar": here.bar,
        "groups": {str(one.number): "{}/{}".format(*opened.count_done(one)) for one in groups},
        "lacks": {str(one.number): opened.count_missing(one) for one in groups},
    }


def _entry_as_json(standing_answer: StandingAnswer) -> dict[str, str]:
    return {
        "value": standing_answer.entry.value,
        "reason": standing_answer.entry.reason,
        "note": standing_answer.entry.note,
    }


def _conflict_as_json(request: HttpRequest, answer_conflict: AnswerConflict) -> dict[str, Any]:
    context = {"id": line_key(answer_conflict.line.place), "conflict": describe_conflict(answer_conflict)}
    return {
        "theirs": _entry_as_json(answer_conflict.theirs),
        "choice": render_to_string("candidature/_conflict.html", context, request),
    }
