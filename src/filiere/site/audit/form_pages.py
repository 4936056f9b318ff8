"""The pages of the audit form: a few questions of one theme each, so that a page is read on a telephone.

A page holds at most five questions and few enough fields; pages follow one another in the order of the referential,
and the last one is for findings beside the questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.referentials.form_merge import MergedField
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor
from filiere.site.audit import question_context
from filiere.site.audit.assessment import (
    DIFFERENT,
    MOST_CORRECTIONS,
    NUMBER_VERDICTS,
    AskedQuestion,
    ThemeProgress,
    list_asked_questions,
    list_progress,
    read_value,
)
from filiere.site.audit.audit_form import (
    OTHER_KEYS,
    OTHER_PARTS,
    PART_LABELS,
    FieldHead,
    build_form,
    list_heads,
    list_questions,
)
from filiere.site.audit.evaluation_comparison import load_candidate_answers, load_candidate_notes
from filiere.site.audit.findings import finding_kind_label
from filiere.site.audit.rounds import find_round
from filiere.site.audit.site_population import list_audited_sites
from filiere.site.label.code_labels import question_heading, short_name, split_levels
from filiere.site.label.expression_text import unit_label
from filiere.site.label.presenters.questions import QuestionPresenter
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier

OTHER_THEME = "other"
"""The page for findings beside those of the questions."""

OTHER_FINDINGS = Text(fr="Autres constats", en="Other findings")

MOST_QUESTIONS, MOST_IN_VIEW, MOST_FIELDS = 5, 28, 100
"""Of one page: questions, fields in view, and fields in all; a question alone may have more."""

MOST_EMPTY_PLACES = 2
"""Places for another finding that the last page keeps open; more come once these are written in."""

_KNOCK_OUT_BELOW = re.compile(r"< '([a-z_]{1,40})'$")
"""A knock-out of a question whose own level is too low, which is told by the name of that level."""

FINDING_PARTS = ("finding", "finding_site", "finding_text", "finding_evidence")


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of the page: its value, what was seen to show it, and what to choose from when there are several."""

    name: str
    part: str
    label: str
    value: str
    heads: tuple[FieldHead, ...]
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    declared: str = ""
    fault: str = ""

    @property
    def id(self) -> str:
        """The id of the control."""
        return "f-" + self.name.replace(":", "-").replace("@", "-")

    @property
    def shown_heads(self) -> str:
        """What was shown, as it is sent back."""
        return ",".join(head.id for head in self.heads)

    @property
    def conflict(self) -> bool:
        """Whether the field has conflicting entries."""
        return len({head.value for head in self.heads}) > 1

    @property
    def written_values(self) -> tuple[tuple[str, str], ...]:
        """Each value written apart: its words, and who wrote it."""
        names = dict(self.choices)
        return tuple((names.get(one.value, one.value) or "–", one.name) for one in self.heads)


@dataclass(frozen=True, slots=True)
class LevelOption:
    """A level to choose: its name, what one would see, and whether the company says it has it."""

    key: str
    name: str
    words: str
    company: bool


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """A question of the page, or a place for another finding."""

    key: str
    heading: str
    blocking: str
    evidence: tuple[question_context.ProofLink, ...]
    staff: str
    company_note: str
    levels: tuple[LevelOption, ...]
    answer: FieldView | None
    places: tuple[FieldView, ...]
    declared: tuple[tuple[str, tuple[str, ...]], ...]
    numbers: tuple[FieldView, ...]
    numbers_open: bool
    note: FieldView | None
    finding: tuple[FieldView, ...]
    finding_words: str
    assessed: bool


@dataclass(frozen=True, slots=True)
class LeftQuestion:
    """A question in the list of those that are left; ``needs`` are the fields that take it away."""

    words: str
    url: str
    needs: str
    done: bool


@dataclass(frozen=True, slots=True)
class PagePlace:
    """A page of the form: its theme, its rank in it, and the questions on it."""

    theme: str
    number: int
    questions: tuple[AskedQuestion, ...]

    def url(self, dossier: Dossier) -> str:
        """Its address."""
        return reverse("audit:form-page", args=[dossier.key, self.theme, self.number])


class AuditForm:
    """The form of a dossier as one reader sees it, read once for all its pages."""

    def __init__(self, dossier: Dossier, reader: Actor) -> None:
        self.dossier, self.reader = dossier, reader
        self.release = load_release(dossier)
        round_ = find_round(dossier)
        self.written: Mapping[str, MergedField] = build_form(round_) if round_ is not None else {}
        self.plan = round_.plans.last() if round_ is not None else None
        self.refused: Mapping[str, tuple[str, str]] = {}
        """What was typed in a plain form and could not be kept, with why, by the name of its field."""

    @cached_property
    def asked_questions(self) -> tuple[AskedQuestion, ...]:
        """The questions to assess."""
        return list_asked_questions(self.dossier)

    @cached_property
    def progress(self) -> list[ThemeProgress]:
        """How far each theme is."""
        return list_progress(self.asked_questions, self.written)

    @cached_property
    def heads(self) -> dict[str, list[FieldHead]]:
        """What stands in each field, and who wrote it."""
        authors = {head.author for field in self.written.values() for head in field.heads}
        return list_heads(self.written, User.objects.names(authors))

    @cached_property
    def places(self) -> tuple[PagePlace, ...]:
        """The pages, in order."""
        themes: dict[str, list[AskedQuestion]] = {}
        for asked_question in self.asked_questions:
            themes.setdefault(asked_question.theme.key, []).append(asked_question)
        found = [
            PagePlace(theme, number, held)
            for theme, questions in themes.items()
            for number, held in enumerate(_split_pages(questions), 1)
        ]
        return (*found, PagePlace(OTHER_THEME, 1, ()))

    @cached_property
    def _page_of(self) -> dict[str, PagePlace]:
        return {one.key: place for place in self.places for one in place.questions}

    def find_question(self, question: AskedQuestion) -> str:
        """The address of a question."""
        return f"{self._page_of[question.key].url(self.dossier)}#q-{question.key}"

    def find_field(self, field: str) -> str | None:
        """The address of the card that holds a field, None when no page shows it."""
        key = field.partition(":")[0].partition("@")[0]
        if key in OTHER_KEYS:
            return f"{self.places[-1].url(self.dossier)}#q-{key}"
        place = self._page_of.get(key)
        return f"{place.url(self.dossier)}#q-{key}" if place is not None else None

    def find_first_left(self) -> AskedQuestion | None:
        """The first question that is not assessed, in the order of the referential."""
        return next((one for theme in self.progress for one in theme.left), None)

    def find_place(self, theme: str, number: int) -> PagePlace | None:
        """A page by its address."""
        return next((one for one in self.places if (one.theme, one.number) == (theme, number)), None)

    def build_page(self, place: PagePlace) -> dict[str, Any]:
        """What the template of the form is given for a page."""
        rank = self.places.index(place)
        before = self.places[rank - 1] if rank else None
        after = self.places[rank + 1] if rank + 1 < len(self.places) else None
        theme = next((one for one in self.progress if one.theme.key == place.theme), None)
        left = {one.key for one in theme.left} if theme is not None else set()
        cards = list(self._build_cards(place)) if theme is not None else list(self._build_other_cards())
        return {
            "place": place,
            "page_url": place.url(self.dossier),
            "theme": theme,
            "title": str(theme.theme.text)
            if theme is not None
            else str(Text(fr="Autres constats", en="Other findings")),
            "cards": cards,
            "left": [
                LeftQuestion(self._name_left(one), self.find_question(one), " ".join(one.needs), one.key not in left)
                for one in self.asked_questions
                if one.theme.key == place.theme
            ],
            "elsewhere": sum(len(one.left) for one in self.progress if one is not theme),
            "next_words": self._name_next(place, after),
            "before_url": before.url(self.dossier) if before is not None else "",
            "after_url": self.find_after(place),
            "visit": self._find_visit(),
            "written_at": int(timezone.now().timestamp() * 1000),
        }

    def find_after(self, place: PagePlace) -> str:
        """The address that follows a page: the next one, else the report."""
        rank = self.places.index(place)
        if rank + 1 < len(self.places):
            return self.places[rank + 1].url(self.dossier)
        return reverse("audit:report", args=[self.dossier.key])

    def _name_left(self, question: AskedQuestion) -> str:
        name = short_name(question.criterion)
        if question.criterion.knock_out is None:
            return name
        return str(Text(fr=f"{name}, bloquante", en=f"{name}, knock-out"))

    def _name_next(self, place: PagePlace, after: PagePlace | None) -> str:
        if after is None:
            return str(Text(fr="Voir le rapport", en="See the report"))
        if after.theme == OTHER_THEME:
            return str(OTHER_FINDINGS)
        first = short_name(after.questions[0].criterion)
        if after.theme == place.theme:
            return str(Text(fr=f"Question suivante : {first}", en=f"Next question: {first}"))
        theme = after.questions[0].theme
        number = theme.number or str(theme.text)
        return str(
            Text(
                fr=f"Question suivante : {first}, rubrique {number}",
                en=f"Next question: {first}, theme {number}",
            )
        )

    def _find_visit(self) -> dict[str, Any] | None:
        """The visit of the day, else the one before it, else the first to come."""
        if self.plan is None or not self.plan.visits:
            return None
        today = timezone.localdate().isoformat()
        visits = sorted(self.plan.visits, key=lambda one: str(one["day"]))
        found = next((one for one in reversed(visits) if one["day"] <= today), visits[0])
        return {"name": self._site_names.get(found["site"], ""), "day": date.fromisoformat(found["day"])}

    @cached_property
    def _site_names(self) -> dict[str, str]:
        return {one.key: one.name for one in list_audited_sites(self.dossier)}

    @cached_property
    def _candidate_answers(self) -> dict[str, str | None]:
        return load_candidate_answers(self.dossier)

    @cached_property
    def _company_notes(self) -> dict[str, str]:
        return load_candidate_notes(self.dossier)

    @cached_property
    def _evidence(self) -> dict[str, list[question_context.ProofLink]]:
        return question_context.list_evidence_by_question(self.dossier)

    @cached_property
    def _staff(self) -> dict[str, str]:
        return question_context.list_staff_levels(self.reader, self.dossier)

    @cached_property
    def _finding_kinds(self) -> tuple[tuple[str, str], ...]:
        audit = self.release.audit
        kinds = audit.findings.kinds if audit is not None else ()
        return tuple((kind, str(finding_kind_label(self.dossier, kind))) for kind in kinds)

    def _build_cards(self, place: PagePlace) -> Iterator[QuestionCard]:
        shown_before = self._list_numbers_before(place)
        for question in place.questions:
            numbers = [number for number in question.numbers if (number.input, number.row) not in shown_before]
            shown_before |= {(number.input, number.row) for number in numbers}
            verdicts = {key: read_value(self.written, f"{question.key}@{key}:numbers") for key, _ in question.places}
            if len(numbers) > MOST_CORRECTIONS:
                numbers = [number for number in numbers if verdicts.get(number.place) == DIFFERENT][:MOST_CORRECTIONS]
            handed = self._candidate_answers.get(question.key)
            yield QuestionCard(
                key=question.key,
                heading=question_heading(question.criterion),
                blocking=self._tell_knock_out(question),
                evidence=tuple(self._evidence.get(question.key, ())),
                staff=self._staff.get(question.key, ""),
                company_note=self._company_notes.get(question.key, ""),
                levels=tuple(
                    LevelOption(key, name, words, key == handed)
                    for key, (name, words) in split_levels(self.release, question.key).items()
                )
                if not question.places
                else (),
                answer=None
                if question.places
                else self._build_field(f"{question.key}:answer", tuple(self._level_names(question.key).items())),
                places=tuple(
                    self._build_field(
                        f"{question.key}@{key}:numbers",
                        tuple((verdict, str(words)) for verdict, words in NUMBER_VERDICTS.items()),
                        label=name,
                    )
                    for key, name in question.places
                ),
                declared=tuple(_list_declared_numbers(question)),
                numbers=tuple(
                    self._build_field(
                        number.field,
                        label=str(number.text) + (f" · {dict(question.places)[number.place]}" if number.place else ""),
                        unit=unit_label(number.unit),
                        declared=format_number(number.declared),
                    )
                    for number in numbers
                ),
                numbers_open=DIFFERENT in verdicts.values(),
                note=self._build_field(f"{question.key}:note"),
                finding=tuple(self._build_finding(question.key, FINDING_PARTS)),
                finding_words=self.name_finding(question.key),
                assessed=all(read_value(self.written, name) for name in question.needs),
            )

    def _tell_knock_out(self, question: AskedQuestion) -> str:
        """When the question alone refuses the label, and whether that may be lifted."""
        if question.criterion.knock_out is None:
            return ""
        shown = QuestionPresenter(self.release, timezone.localdate()).present_question(question.criterion)
        below = _KNOCK_OUT_BELOW.search(question.criterion.knock_out.condition)
        floor = self._level_names(question.key).get(below[1]) if below is not None else None
        if floor is not None:
            words = str(
                Text(fr=f"En dessous de « {floor} », le label est refusé", en=f"Below “{floor}”, the label is refused")
            )
        else:
            rule = shown.knock_out.words if shown.knock_out is not None else ""
            words = str(Text(fr=f"Le label est refusé si {rule}", en=f"The label is refused if {rule}"))
        lift = Text(fr=f", ce qui {shown.lift}", en=f", which {shown.lift}")
        return f"{words}{lift}." if shown.lift else f"{words}."

    def _list_numbers_before(self, place: PagePlace) -> set[tuple[str, str]]:
        """The numbers whose field stands on an earlier page: each is asked once."""
        found: set[tuple[str, str]] = set()
        for page_place in self.places:
            if page_place is place or page_place == place:
                break
            found |= {(number.input, number.row) for question in page_place.questions for number in question.numbers}
        return found

    def _level_names(self, key: str) -> dict[str, str]:
        return {level: name for level, (name, _) in split_levels(self.release, key).items()}

    def _build_other_cards(self) -> Iterator[QuestionCard]:
        empty = 0
        for number, key in enumerate(OTHER_KEYS, 1):
            if not any(name.startswith(f"{key}:") for name in self.written):
                empty += 1
            if empty > MOST_EMPTY_PLACES:
                continue
            yield QuestionCard(
                key=key,
                heading=str(Text(fr=f"Autre constat {number}", en=f"Other finding {number}")),
                blocking="",
                evidence=(),
                staff="",
                company_note="",
                levels=(),
                answer=None,
                places=(),
                declared=(),
                numbers=(),
                numbers_open=False,
                note=None,
                finding=tuple(self._build_finding(key, OTHER_PARTS)),
                finding_words=self.name_finding(key),
                assessed=False,
            )

    def name_finding(self, key: str) -> str:
        """The kind of the finding on a question, in words; empty for none."""
        kind = read_value(self.written, f"{key}:finding")
        return dict(self._finding_kinds).get(kind, "")

    def _build_finding(self, key: str, parts: Iterable[str]) -> Iterator[FieldView]:
        for part in parts:
            choices: tuple[tuple[str, str], ...] = ()
            if part == "finding":
                choices = self._finding_kinds
            elif part == "finding_site":
                choices = tuple(self._site_names.items())
            elif part == "finding_about":
                asked = list_questions(self.dossier)
                choices = tuple((one.key, f"{one.number or ''} {one.text}".strip()[:90]) for one in asked)
            yield self._build_field(f"{key}:{part}", choices)

    def _build_field(
        self,
        name: str,
        choices: tuple[tuple[str, str], ...] = (),
        *,
        label: str | None = None,
        unit: str = "",
        declared: str = "",
    ) -> FieldView:
        part = name.partition(":")[2]
        field = self.written.get(name)
        value, fault = self.refused.get(name) or (str(field.value or "") if field is not None else "", "")
        return FieldView(
            name=name,
            part=part,
            label=label if label is not None else str(PART_LABELS[part]),
            value=value,
            heads=tuple(self.heads.get(name, ())),
            choices=choices,
            unit=unit,
            declared=declared,
            fault=fault,
        )


def _list_declared_numbers(question: AskedQuestion) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The numbers that the company handed in, a line each: its words, and what it is at each place."""
    lines: dict[str, dict[str, str]] = {}
    for number_field in question.numbers:
        words = ", ".join(filter(None, (str(number_field.text), unit_label(number_field.unit))))
        # Suppliers have no place of their own: each has its line.
        line = lines.setdefault(
            words if number_field.place or not number_field.row else f"{words} · {number_field.row}", {}
        )
        line[number_field.place] = format_number(number_field.declared)
    for words, cells in lines.items():
        yield words, tuple(cells.get(place, "") for place, _ in question.places)


def _split_pages(questions: Iterable[AskedQuestion]) -> Iterator[tuple[AskedQuestion, ...]]:
    held: list[AskedQuestion] = []
    view = every = 0
    for question in questions:
        # A level each or a verdict each, and the note; then what is folded: the finding, and the numbers found.
        shown = (len(question.places) or 4) + 1
        fields = shown + len(FINDING_PARTS) + min(len(question.numbers), MOST_CORRECTIONS)
        if held and (len(held) >= MOST_QUESTIONS or view + shown > MOST_IN_VIEW or every + fields > MOST_FIELDS):
            yield tuple(held)
            held, view, every = [], 0, 0
        held.append(question)
        view, every = view + shown, every + fields
    if held:
        yield tuple(held)
