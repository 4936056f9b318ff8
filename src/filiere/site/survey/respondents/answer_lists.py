"""What a centre answered so far, screen by screen and in words: to be read again before it is sent, and after."""

from __future__ import annotations

from dataclasses import dataclass

from filiere.core import Text
from filiere.site.survey.answer_words import write_answer
from filiere.site.survey.respondents.answers import Respondent
from filiere.survey.questionnaires import Check, FieldView, fill_turn, list_screens

_UNKNOWN = Text(fr="je ne sais pas", en="I do not know")
_EMPTY = Text(fr="sans réponse", en="no answer")


@dataclass(frozen=True, slots=True)
class AnsweredScreen:
    """A screen with its answers: the words of each question, then those of its answer, then whether there is one."""

    place: str
    text: Text
    answers: tuple[tuple[Text, str, bool], ...]


@dataclass(frozen=True, slots=True)
class AnsweredPart:
    """A part of the questionnaire: its number from 1, its title, its screens that are asked, complete or not."""

    number: int
    text: Text
    complete: int
    screens: tuple[AnsweredScreen, ...]


def list_answered_parts(respondent: Respondent) -> tuple[AnsweredPart, ...]:
    """Every question that is asked, with its answer: what is hidden is not sent, and is not shown."""
    screens = list_screens(respondent.questionnaire, respondent.state)
    found = []
    for number, part in enumerate(respondent.questionnaire.parts, start=1):
        held = [view for view in screens if view.part is part]
        shown = tuple(AnsweredScreen(one.place, one.text, tuple(map(_read_field, one.fields))) for one in held)
        found.append(AnsweredPart(number, part.text, sum(one.is_complete for one in held), shown))
    return tuple(found)


def _read_field(field: FieldView) -> tuple[Text, str, bool]:
    words = write_answer(field.question, field.value)
    if not words:
        return field.text, str(_UNKNOWN if field.is_unknown else _EMPTY), False
    return field.text, words, True


def name_checked_question(respondent: Respondent, check: Check) -> Text:
    """The words of the question that a check is about."""
    placed, turn = respondent.questionnaire.places[check.at]
    return fill_turn(placed.question.text, turn)
