"""Which questions are asked of a respondent, given what was answered so far.

A question under a filter that is closed is not asked, and its answer, if it has one, is kept, counts nowhere, and is
there again when the filter opens. A filter that reads such an answer is closed too. While a filter's own question has
no answer (or “I do not know”), what stands under it is neither asked nor closed: it is undecided.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from filiere.referentials.language import NOT_APPLICABLE, Environment, Unknown
from filiere.referentials.language.values import Given
from filiere.survey.questionnaires.answers import AnswerState, Value
from filiere.survey.questionnaires.numerals import read_number
from filiere.survey.questionnaires.questionnaire import (
    PlacedQuestion,
    Questionnaire,
    join_place,
)
from filiere.survey.questionnaires.records import Condition, Loop, Option, Question

PRIOR = "prior."
TURN = "turn"


class Standing(Enum):
    """Whether a question is asked: ``asked``, ``closed`` by a filter or a loop, or ``undecided`` as yet."""

    ASKED = "asked"
    CLOSED = "closed"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Applicability:
    """Whether the question of a place is asked; when it is not, the filter that decides, None when its loop does."""

    standing: Standing
    condition: Condition | None = None

    @property
    def is_asked(self) -> bool:
        """Whether the question is asked."""
        return self.standing is Standing.ASKED


_ASKED = Applicability(Standing.ASKED)


def find_applicable(questionnaire: Questionnaire, state: AnswerState) -> Mapping[str, Applicability]:
    """Return, for every place that the questionnaire may have, whether it is asked."""
    return AnswerReading(questionnaire, state).applicability


def list_asked_places(questionnaire: Questionnaire, state: AnswerState) -> tuple[str, ...]:
    """Return the places that are asked, in order."""
    return tuple(place for place, found in find_applicable(questionnaire, state).items() if found.is_asked)


def list_hidden_answers(questionnaire: Questionnaire, state: AnswerState) -> tuple[str, ...]:
    """Return the places that hold an answer although they are not asked: kept, and left out of estimates."""
    found = find_applicable(questionnaire, state)
    return tuple(place for place in questionnaire.places if place in state.values and not found[place].is_asked)


def share_turns(first: Loop | None, second: Loop | None) -> bool:
    """Return whether two loops go through the same turns, so that one turn of the first has its like in the second."""
    if first is None or second is None:
        return first is second
    keys = [
        (one.options_of, one.times, tuple(turn.key for turn in one.turns) if not one.options_of else ())
        for one in (first, second)
    ]
    return keys[0] == keys[1]


class AnswerReading:
    """The answers of a state as expressions read them, place by place in the order of the questionnaire.

    ``prior`` holds last wave's answers by place, for what ``prior.KEY`` reads.
    """

    def __init__(
        self, questionnaire: Questionnaire, state: AnswerState, prior: Mapping[str, Value] | None = None
    ) -> None:
        self.questionnaire = questionnaire
        self.state = state
        self.prior = prior or {}
        self.applicability: dict[str, Applicability] = {}
        for part in questionnaire.parts:
            above = self._judge(part.condition, _ASKED, None, "")
            for screen in part.screens:
                for turn in questionnaire.possible_turns(screen.loop):
                    found = above if above is not _ASKED else self._judge_turn(screen.loop, turn)
                    found = self._judge(screen.condition, found, screen.loop, turn.key)
                    for question in screen.questions:
                        place = join_place(question.key, turn.key)
                        self.applicability[place] = self._judge(question.condition, found, screen.loop, turn.key)

    def _judge(self, condition: Condition | None, above: Applicability, loop: Loop | None, turn: str) -> Applicability:
        if condition is None or above is not _ASKED:
            return above
        value = self.evaluate(condition.test, loop, turn)
        if value is True:
            return _ASKED
        return Applicability(Standing.UNDECIDED if isinstance(value, Unknown) else Standing.CLOSED, condition)

    def _judge_turn(self, loop: Loop | None, turn: Option) -> Applicability:
        source = (loop.options_of or loop.times) if loop else None
        if source is None:
            return _ASKED
        value = self.read_place(source)
        if value is None:
            return Applicability(Standing.UNDECIDED)
        if value is NOT_APPLICABLE:
            return Applicability(Standing.CLOSED)
        is_open = turn.key in value if isinstance(value, tuple) else int(turn.key) <= value  # type: ignore[operator]
        return _ASKED if is_open else Applicability(Standing.CLOSED)

    def evaluate(self, text: str, loop: Loop | None, turn: str) -> Given:
        """Return the value of an expression of the questionnaire, as it stands at a turn of a loop."""
        names = _TurnNames(self, loop, turn)
        return self.questionnaire.expressions[text].evaluate(Environment(names))

    def read_place(self, place: str) -> Given:
        """Return the answer of a place as expressions read it: None when there is none, not applicable when closed."""
        found = self.applicability[place]
        if not found.is_asked:
            return NOT_APPLICABLE if found.standing is Standing.CLOSED else None
        if place in self.state.unknown or place not in self.state.values:
            return None
        return convert_value(self.questionnaire.places[place][0].question, self.state.values[place])

    def read_turns(self, key: str) -> tuple[Given, ...]:
        """Return the answers to a question at each turn of its loop that is asked."""
        places = [join_place(key, turn.key) for turn in self.questionnaire.possible_turns(self[key].loop)]
        return tuple(self.read_place(place) for place in places if self.applicability[place].is_asked)

    def __getitem__(self, key: str) -> PlacedQuestion:
        return self.questionnaire.questions[key]


def convert_value(question: Question, value: Value) -> Given:
    """Return an answer as an expression reads it; None for a number that cannot be read."""
    if question.is_numeric:
        return read_number(value) if isinstance(value, str) else None
    if question.kind == "yes_no":
        return value == "yes"
    return value


class _TurnNames(Mapping[str, Given]):
    """The names of an expression at a turn: questions, ``turn``, and last wave's answers under ``prior.``."""

    def __init__(self, reading: AnswerReading, loop: Loop | None, turn: str) -> None:
        self._reading, self._loop, self._turn = reading, loop, turn

    def __getitem__(self, name: str) -> Given:
        if name == TURN:
            return self._turn
        key = name.removeprefix(PRIOR)
        placed = self._reading[key]
        same = share_turns(placed.loop, self._loop)
        place = join_place(key, self._turn if same and placed.loop else "")
        if name.startswith(PRIOR):
            value = self._reading.prior.get(place)
            return None if value is None else convert_value(placed.question, value)
        if placed.loop is None or same:
            return self._reading.read_place(place)
        return self._reading.read_turns(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._reading.questionnaire.questions)

    def __len__(self) -> int:
        return len(self._reading.questionnaire.questions)


def is_answered(state: AnswerState, place: str) -> bool:
    """Return whether a place has an answer, or the mark “I do not know”."""
    return place in state.values or place in state.unknown
