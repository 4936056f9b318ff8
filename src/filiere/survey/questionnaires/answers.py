"""What a respondent answered, as plain data, and how it changes.

A state never loses an answer by itself: a filter that closes leaves what stands under it where it is, and a loop that
gets shorter leaves its last turns. What counts is derived from a state, by
:mod:`~filiere.survey.questionnaires.applicability`, and stored nowhere, so that the two can never disagree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from filiere.core.faults import Fault, Faults
from filiere.core.text import make_legible
from filiere.survey.questionnaires.faults import CATALOGUE
from filiere.survey.questionnaires.numerals import read_number, write_number
from filiere.survey.questionnaires.questionnaire import Questionnaire
from filiere.survey.questionnaires.records import Question

MAX_TEXT_LENGTH = 2000
"""Characters of a text answered or of a comment."""
Value = str | tuple[str, ...]
"""An answer: a number as canonical words (``138``, ``12.5``), what was typed when it is no number, the key of an
option, ``yes`` or ``no``, a text; a tuple of option keys for several choices."""


@dataclass(frozen=True, slots=True)
class AnswerState:
    """All that a respondent has said, by place (``staff``, ``volume:phone``).

    ``questionnaire`` is the identifier it was answered under (``barometer@4``). ``unknown`` are the places marked “I
    do not know”. ``visited`` are the screens that the respondent has gone past. ``reminders`` tell, for each soft
    check already shown, of which answers it was and how often it was shown.
    """

    questionnaire: str
    values: Mapping[str, Value] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    visited: frozenset[str] = frozenset()
    reminders: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the state as a JSON object, keys in order."""
        return {
            "questionnaire": self.questionnaire,
            "values": {
                place: list(value) if isinstance(value, tuple) else value
                for place, value in sorted(self.values.items())
            },
            "comments": dict(sorted(self.comments.items())),
            "unknown": sorted(self.unknown),
            "visited": sorted(self.visited),
            "reminders": {key: list(told) for key, told in sorted(self.reminders.items())},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "AnswerState":
        """Return the state of a JSON object written by :meth:`as_json`."""
        return cls(
            questionnaire=data["questionnaire"],
            values={
                place: tuple(value) if isinstance(value, list) else value for place, value in data["values"].items()
            },
            comments=dict(data.get("comments", {})),
            unknown=frozenset(data.get("unknown", ())),
            visited=frozenset(data.get("visited", ())),
            reminders={key: (told[0], told[1]) for key, told in data.get("reminders", {}).items()},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerChanges:
    """What a form or a workbook changes in a state.

    ``values`` are as they were typed, blank or empty to take an answer away; ``comments`` likewise; ``unknown`` sets or
    lifts the mark of a place. ``visited`` is the screen that was sent (its place), None when there is none.
    """

    values: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    unknown: Mapping[str, bool] = field(default_factory=dict)
    visited: str | None = None


def start_answers(questionnaire: Questionnaire) -> AnswerState:
    """Return the state of somebody who has answered nothing."""
    return AnswerState(questionnaire.identifier)


def apply_answers(questionnaire: Questionnaire, state: AnswerState, changes: AnswerChanges) -> AnswerState:
    """Return a state with changes applied; raise :class:`Faults` with all that cannot be taken.

    Refused: a place or a screen that the questionnaire lacks, an option that its question lacks, a text too long. A
    number that cannot be read is kept as it was typed, for a hard check to tell. An answer lifts the mark “I do not
    know” of its place; the mark leaves the answer out of what counts, without taking it away.
    """
    faults: list[Fault] = []
    values, comments, unknown = dict(state.values), dict(state.comments), set(state.unknown)
    for place, typed in changes.values.items():
        question = _find_question(questionnaire, place, faults)
        if question is None:
            continue
        value = read_value(question, place, typed, faults)
        if not value:
            values.pop(place, None)
        else:
            if values.get(place) != value:
                unknown.discard(place)
            values[place] = value
    for place, words in changes.comments.items():
        if _find_question(questionnaire, place, faults) is not None:
            comment = read_text(place, words, faults)
            comments.pop(place, None)
            if comment:
                comments[place] = comment
    for place, marked in changes.unknown.items():
        if _find_question(questionnaire, place, faults) is not None:
            (unknown.add if marked else unknown.discard)(place)
    visited = state.visited
    if changes.visited is not None:
        if changes.visited in questionnaire.screen_places:
            visited |= {changes.visited}
        else:
            faults.append(CATALOGUE.build("survey-unknown-screen", screen=changes.visited[:80]))
    if faults:
        raise Faults(faults)
    return replace(state, values=values, comments=comments, unknown=frozenset(unknown), visited=visited)


def _find_question(questionnaire: Questionnaire, place: str, faults: list[Fault]) -> Question | None:
    found = questionnaire.places.get(place)
    if found is None:
        faults.append(CATALOGUE.build("survey-unknown-place", place=place[:80]).at(key=place[:80]))
        return None
    return found[0].question


def read_value(question: Question, place: str, typed: str | Sequence[str], faults: list[Fault]) -> Value:
    """Return an answer as it is kept, from what was typed or ticked; blank, after noting why, when it is refused."""
    if question.kind == "choices":
        ticked = {typed} if isinstance(typed, str) else set(typed)
        ticked.discard("")
        keys = tuple(option.key for option in question.options if option.key in ticked)
        faults += [_unknown_option(question, place, word) for word in sorted(ticked.difference(keys))]
        return keys
    words = typed if isinstance(typed, str) else next(iter(typed), "")
    if question.kind in ("choice", "yes_no"):
        allowed = list_option_keys(question)
        if words and words not in allowed:
            faults.append(_unknown_option(question, place, words))
            return ""
        return words
    text = read_text(place, words, faults)
    if question.is_numeric and text:
        number = read_number(text)
        return text if number is None else write_number(number)
    return text


def list_option_keys(question: Question) -> tuple[str, ...]:
    """Return the keys that may answer a question of one or several choices; ``yes`` and ``no`` for those of it."""
    return tuple(option.key for option in question.choices)


def _unknown_option(question: Question, place: str, word: str) -> Fault:
    options = list_option_keys(question)
    return CATALOGUE.build("survey-unknown-option", option=make_legible(word[:80]), options=options).at(key=place)


def clean_text(words: str) -> str:
    """Return words as they are kept: lines ended alike, no blank around, and only signs that a workbook can hold."""
    lines = make_legible(words).replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in lines if sign in "\n\t" or (ord(sign) >= 32 and not 0xFFFE <= ord(sign) <= 0xFFFF))
    return kept.strip()


def read_text(place: str, words: str, faults: list[Fault]) -> str:
    """Return a text or a comment as it is kept; blank, after noting it, when it is too long."""
    text = clean_text(words)
    if len(text) > MAX_TEXT_LENGTH:
        faults.append(CATALOGUE.build("survey-text-too-long", length=len(text), most=MAX_TEXT_LENGTH).at(key=place))
        return ""
    return text
