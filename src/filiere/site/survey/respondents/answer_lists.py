"""What a centre answered so far, screen by screen and in words: to be read again before it is sent, and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict

from filiere.core import Text
from filiere.site.survey.answer_words import write_answer
from filiere.site.survey.respondents.answers import Respondent
from filiere.site.survey.respondents.forms import COMMENT
from filiere.site.survey.waves.presenters import name_place
from filiere.survey.questionnaires import Check, FieldView, Question, Value, fill_turn, list_screens, read_value

_UNKNOWN = Text(fr="je ne sais pas", en="I do not know")
_EMPTY = Text(fr="sans réponse", en="no answer")
_COMMENT = Text(fr="explication", en="explanation")


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
    return field.text, *write_given_answer(field.question, field.value, is_unknown=field.is_unknown)


def write_given_answer(question: Question, value: Value, *, is_unknown: bool) -> tuple[str, bool]:
    """An answer in words, or that there is none, or that it is not known; and whether there is one."""
    words = write_answer(question, value)
    return (words, True) if words else (str(_UNKNOWN if is_unknown else _EMPTY), False)


def list_untaken(respondent: Respondent, sent: QueryDict) -> list[tuple[Text, str]]:
    """What a form that was refused says and the reply does not hold, in words: nothing typed is lost."""
    return list(_find_untaken(respondent, sent))


def _find_untaken(respondent: Respondent, sent: QueryDict) -> Iterator[tuple[Text, str]]:
    state = respondent.state
    for place, (placed, _) in respondent.questionnaire.places.items():
        name, typed = name_place(respondent.questionnaire, place), [words for words in sent.getlist(place) if words]
        if typed:
            # What cannot be taken at all is shown as it was typed.
            value = read_value(placed.question, place, typed, []) or ", ".join(typed)
            if value != state.values.get(place, ""):
                yield name, write_answer(placed.question, value)
        comment = str(sent.get(COMMENT + place, "")).strip()
        if comment and comment != state.comments.get(place, ""):
            yield Text(fr=f"{name.fr} ({_COMMENT.fr})", en=f"{name.en} ({_COMMENT.en})"), comment


def name_checked_question(respondent: Respondent, check: Check) -> Text:
    """The words of the question that a check is about."""
    placed, turn = respondent.questionnaire.places[check.at]
    return fill_turn(placed.question.text, turn)
