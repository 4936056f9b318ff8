"""What a respondent sees, one screen after the other, and how far they have come."""

from collections.abc import Mapping
from dataclasses import dataclass

from filiere.core.text import Text
from filiere.survey.questionnaires.answers import AnswerState, Value
from filiere.survey.questionnaires.applicability import Applicability, find_applicable, is_answered
from filiere.survey.questionnaires.questionnaire import Questionnaire, ScreenPlace, join_place
from filiere.survey.questionnaires.records import Option, Part, Question, Screen

_TURN_WORD = "{turn}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A question at its place, with what stands there and what stood there last wave."""

    place: str
    question: Question
    text: Text
    turn: Option
    value: Value
    """What was answered, blank when nothing was."""
    comment: str
    is_unknown: bool
    prior: Value
    """Last wave's answer, blank when there is none."""
    applicability: Applicability


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenView:
    """A screen at its place: its part, its words with the turn filled in, and its fields, those asked only."""

    place: str
    part: Part
    screen: Screen
    turn: Option
    text: Text
    help: Text | None
    fields: tuple[FieldView, ...]
    is_complete: bool
    """Whether every required field has an answer or the mark “I do not know”, and something was answered or sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartProgress:
    """How far a part is: its number from 1, the screens complete and the screens asked."""

    part: Part
    number: int
    complete: int
    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a questionnaire is, in screens; ``minutes_left`` in proportion of what is still asked."""

    complete: int
    asked: int
    minutes_left: int
    parts: tuple[PartProgress, ...]

    @property
    def share(self) -> float:
        """The share complete, from 0 to 1."""
        return self.complete / self.asked if self.asked else 1.0


def list_screens(
    questionnaire: Questionnaire, state: AnswerState, prior: Mapping[str, Value] | None = None
) -> tuple[ScreenView, ...]:
    """Return the screens that are asked, in order, each with its fields."""
    standings = find_applicable(questionnaire, state)
    views = (_view_screen(found, state, prior or {}, standings) for found in questionnaire.screen_places.values())
    return tuple(view for view in views if view.fields)


def find_screen(
    questionnaire: Questionnaire, state: AnswerState, place: str, prior: Mapping[str, Value] | None = None
) -> ScreenView | None:
    """Return the screen of a place, None when it is not asked or does not exist."""
    found = questionnaire.screen_places.get(place)
    if found is None:
        return None
    view = _view_screen(found, state, prior or {}, find_applicable(questionnaire, state))
    return view if view.fields else None


def next_screen(
    questionnaire: Questionnaire,
    state: AnswerState,
    after: str | None = None,
    prior: Mapping[str, Value] | None = None,
) -> ScreenView | None:
    """Return the screen that follows a place, whatever it holds; without a place, the first that is not complete.

    None at the end. A place that is no longer asked is followed by the first screen asked after it.
    """
    screens = list_screens(questionnaire, state, prior)
    if after is None:
        return next((view for view in screens if not view.is_complete), None)
    order = list(questionnaire.screen_places)
    rank = order.index(after) if after in questionnaire.screen_places else -1
    return next((view for view in screens if order.index(view.place) > rank), None)


def previous_screen(
    questionnaire: Questionnaire, state: AnswerState, before: str, prior: Mapping[str, Value] | None = None
) -> ScreenView | None:
    """Return the screen asked before a place, None at the beginning."""
    order = list(questionnaire.screen_places)
    rank = order.index(before) if before in questionnaire.screen_places else 0
    earlier = [view for view in list_screens(questionnaire, state, prior) if order.index(view.place) < rank]
    return earlier[-1] if earlier else None


def compute_progress(questionnaire: Questionnaire, state: AnswerState) -> Progress:
    """Return how far a respondent has come.

    What is not asked counts in neither sum, so the number asked may grow when a filter opens.
    """
    screens = list_screens(questionnaire, state)
    parts = []
    for number, part in enumerate(questionnaire.parts, start=1):
        held = [view for view in screens if view.part is part]
        parts.append(PartProgress(part=part, number=number, complete=_count_complete(held), asked=len(held)))
    complete = sum(one.complete for one in parts)
    left = len(screens) - complete
    minutes = -(-questionnaire.form.minutes * left // len(screens)) if screens else 0
    return Progress(complete=complete, asked=len(screens), minutes_left=minutes, parts=tuple(parts))


def _count_complete(views: list[ScreenView]) -> int:
    return sum(view.is_complete for view in views)


def _view_screen(
    found: ScreenPlace, state: AnswerState, prior: Mapping[str, Value], standings: Mapping[str, Applicability]
) -> ScreenView:
    fields = []
    for turn in found.turns:
        for question in found.screen.questions:
            place = join_place(question.key, turn.key)
            if standings[place].is_asked:
                fields.append(_view_field(place, question, turn, state, prior, standings[place]))
    required = [one for one in fields if one.question.required]
    begun = found.place in state.visited or any(is_answered(state, one.place) for one in fields)
    return ScreenView(
        place=found.place,
        part=found.part,
        screen=found.screen,
        turn=found.turn,
        text=fill_turn(found.screen.text, found.turn),
        help=found.screen.help and fill_turn(found.screen.help, found.turn),
        fields=tuple(fields),
        is_complete=begun and all(is_answered(state, one.place) for one in required),
    )


def _view_field(
    place: str,
    question: Question,
    turn: Option,
    state: AnswerState,
    prior: Mapping[str, Value],
    applicability: Applicability,
) -> FieldView:
    return FieldView(
        place=place,
        question=question,
        text=fill_turn(question.text, turn),
        turn=turn,
        value=state.values.get(place, ""),
        comment=state.comments.get(place, ""),
        is_unknown=place in state.unknown,
        prior=prior.get(place, ""),
        applicability=applicability,
    )


def fill_turn(text: Text, turn: Option) -> Text:
    """Return words with the turn in place of ``{turn}``."""
    if _TURN_WORD not in text.fr and _TURN_WORD not in text.en:
        return text
    return Text(fr=text.fr.replace(_TURN_WORD, turn.text.fr), en=text.en.replace(_TURN_WORD, turn.text.en))
