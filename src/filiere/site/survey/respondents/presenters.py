"""What the templates of the form are given: fields with what was said last time and what is to be looked at again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from filiere.core import Text
from filiere.core.periods import Period
from filiere.site.survey.answer_words import name_unit, write_answer
from filiere.site.survey.respondents.answer_lists import write_given_answer
from filiere.site.survey.respondents.answers import Respondent, describe_seen, name_centre
from filiere.site.survey.waves.presenters import name_place
from filiere.survey.questionnaires import (
    AnswerState,
    Check,
    FieldView,
    Question,
    ScreenView,
    compute_progress,
    fill_turn,
    previous_screen,
)
from filiere.survey.questionnaires.workbook import AnswerConflict, AnswerWorkbook, Entry, number_screen


@dataclass(frozen=True, slots=True)
class ShownOption:
    """An answer to choose, and whether it is."""

    key: str
    text: Text
    chosen: bool


@dataclass(frozen=True, slots=True)
class ShownField:
    """A question as the form shows it; ``ident`` names it in the page."""

    ident: str
    place: str
    kind: str
    text: Text
    help: Text | None
    unit: Text | None
    value: str
    options: tuple[ShownOption, ...]
    prior: str
    comment: str
    hard: tuple[Check, ...]
    soft: tuple[Check, ...]

    @property
    def described_by(self) -> str:
        """What a screen reader reads with the field."""
        parts = [("help", self.help), ("prior", self.prior), ("checks", self.hard or self.soft)]
        return " ".join(f"{self.ident}-{part}" for part, shown in parts if shown)


def present_screen(
    respondent: Respondent, state: AnswerState, view: ScreenView, checks: Sequence[Check]
) -> dict[str, Any]:
    """A screen, with the checks to show at its fields and at its head."""
    fields = [_present_field(one, index, checks) for index, one in enumerate(view.fields, start=1)]
    before = previous_screen(respondent.questionnaire, state, view.place)
    return {
        **present_frame(respondent, state),
        "view": view,
        "fields": fields,
        "alone": len(fields) == 1,
        "page_checks": [one for one in checks if one.stage == "page"],
        "seen": describe_seen(state, tuple(one.place for one in view.fields)),
        "before": before.place if before is not None else "",
        "is_unknown": any(one.is_unknown for one in view.fields),
        "part_number": next(
            part.number for part in compute_progress(respondent.questionnaire, state).parts if part.part is view.part
        ),
    }


def present_frame(respondent: Respondent, state: AnswerState) -> dict[str, Any]:
    """What every page of the form shows: the questionnaire, how far it is, the centre, until when."""
    progress = compute_progress(respondent.questionnaire, state)
    reply = respondent.reply
    return {
        "token": respondent.token,
        "wave": respondent.wave,
        "questionnaire": respondent.questionnaire,
        "progress": progress,
        "filled": f"{100 * progress.share:.1f}",
        "centre": name_centre(respondent.unit),
        "is_sent": respondent.is_submitted,
        "saved_at": reply.saved_at if reply is not None else None,
        "sent_at": reply.submitted_at if reply is not None else None,
        "made_up": respondent.wave.fictitious,
        "period": Period.parse(respondent.wave.period),
    }


def _present_field(view: FieldView, index: int, checks: Sequence[Check]) -> ShownField:
    question = view.question
    here = [one for one in checks if one.at == view.place]
    chosen = view.value if isinstance(view.value, tuple) else (view.value,)
    numeric = question.is_numeric
    return ShownField(
        ident=f"q{index}",
        place=view.place,
        kind=question.kind,
        text=view.text,
        help=question.help or question.definition,
        unit=name_unit(question.unit_words) if numeric else None,
        value="" if isinstance(view.value, tuple) else _write_typed(question, view.value),
        options=tuple(ShownOption(one.key, one.text, one.key in chosen) for one in question.choices),
        prior=write_answer(question, view.prior),
        comment=view.comment,
        hard=tuple(one for one in here if one.blocks),
        soft=tuple(one for one in here if not one.blocks),
    )


def _write_typed(question: Question, value: str) -> str:
    """A number as people type it in their language; what is none as it was typed."""
    return write_answer(question, value).replace("\N{NARROW NO-BREAK SPACE}", " ") if question.is_numeric else value


def present_conflicts(
    respondent: Respondent, workbook: AnswerWorkbook, conflicts: Sequence[AnswerConflict]
) -> list[dict[str, Any]]:
    """Answers that were changed here and in a workbook, each with both, where and since when; the reply as it was
    before the workbook came."""
    told = []
    for one in conflicts:
        placed, turn = respondent.questionnaire.places[one.place]
        sheet, cell = workbook.cells[one.place]
        told.append(
            {
                "place": one.place,
                "number": number_screen(respondent.questionnaire, placed.part, placed.screen),
                "screen": fill_turn(placed.screen.text, turn),
                "text": name_place(respondent.questionnaire, one.place),
                "here": _write_entry(placed.question, one.current),
                "there": _write_entry(placed.question, one.proposed),
                "before": _write_entry(placed.question, one.base),
                "exported": _read_day(workbook.exported),
                "sheet": sheet,
                "cell": cell,
            }
        )
    return told


def _write_entry(question: Question, entry: Entry) -> str:
    words, _ = write_given_answer(question, entry.value, is_unknown=entry.unknown)
    return f"{words} ({entry.comment})" if entry.comment else words


def _read_day(said: str) -> date | None:
    """The day that a workbook says; anybody may have written it."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
