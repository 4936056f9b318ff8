"""A questionnaire ready to be asked: its questions by key, where each stands, its conditions compiled.

A *place* is where an answer stands: ``staff`` for a question outside any loop, ``volume:phone`` for the turn ``phone``
of a loop. Places are the keys of an :class:`~filiere.survey.questionnaires.answers.AnswerState`, the names of the
fields of a form and the keys of the lines of a workbook.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from filiere.core.seals import seal
from filiere.core.text import Text
from filiere.referentials.language import Expression
from filiere.survey.questionnaires.records import (
    Condition,
    Loop,
    Option,
    Part,
    Plausibility,
    Question,
    QuestionnaireForm,
    Screen,
    Sum,
)

TURN_MARK = ":"


def join_place(key: str, turn: str = "") -> str:
    """Return the place of a question, or of a screen, at a turn of its loop (blank outside any loop)."""
    return f"{key}{TURN_MARK}{turn}" if turn else key


def split_place(place: str) -> tuple[str, str]:
    """Return the question, or the screen, of a place, and the turn (blank outside any loop)."""
    key, _, turn = place.partition(TURN_MARK)
    return key, turn


@dataclass(frozen=True, slots=True)
class PlacedQuestion:
    """A question with the screen and the part that hold it; ``rank`` is its order in the questionnaire, from 0."""

    question: Question
    screen: Screen
    part: Part
    rank: int

    @property
    def loop(self) -> Loop | None:
        """The loop of its screen."""
        return self.screen.loop

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The filters above it, from the widest: part, screen, question."""
        return tuple(one for one in (self.part.condition, self.screen.condition, self.question.condition) if one)


@dataclass(frozen=True, slots=True)
class ScreenPlace:
    """A screen at a turn of its loop; ``turns`` are those whose questions it holds, all of them when together."""

    place: str
    part: Part
    screen: Screen
    turn: Option
    turns: tuple[Option, ...]


@dataclass(frozen=True)
class Questionnaire:
    """A questionnaire that its reader found sound; made by :func:`read_questionnaire` or
    :func:`build_questionnaire`."""

    form: QuestionnaireForm
    questions: Mapping[str, PlacedQuestion]
    """Every question by its key, in the order they are asked."""
    expressions: Mapping[str, Expression]
    """Every expression of the questionnaire, parsed and checked, by its text."""

    @property
    def key(self) -> str:
        """The key, the same in every version: ``barometer``."""
        return self.form.key

    @property
    def version(self) -> int:
        """The version, from 1."""
        return self.form.version

    @property
    def identifier(self) -> str:
        """Key and version, as answers and figures carry them: ``barometer@4``."""
        return f"{self.form.key}@{self.form.version}"

    @property
    def title(self) -> Text:
        """The title."""
        return self.form.title

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts, in order."""
        return self.form.parts

    @property
    def sums(self) -> tuple[Sum, ...]:
        """The arithmetic rules."""
        return self.form.sums

    @property
    def plausibility(self) -> tuple[Plausibility, ...]:
        """The soft checks that the questionnaire declares."""
        return self.form.plausibility

    @cached_property
    def seal(self) -> str:
        """The fingerprint of the whole questionnaire: two of the same version that differ are not the same. What it
        declares of its changes is asked of nobody, and left out."""
        return seal({name: getattr(self.form, name) for name in type(self.form).model_fields if name != "changes"})

    def __getitem__(self, key: str) -> PlacedQuestion:
        return self.questions[key]

    def possible_turns(self, loop: Loop | None) -> tuple[Option, ...]:
        """Return every turn that a loop may ever have; a single blank one outside any loop."""
        if loop is None:
            return (NO_TURN,)
        if loop.options_of is not None:
            return tuple(one for one in self.questions[loop.options_of].question.options if not one.alone)
        if loop.times is not None:
            label = loop.label or Text(fr="N° {n}", en="No. {n}")
            return tuple(
                Option.model_construct(key=str(n), text=_number_label(label, n), alone=False)
                for n in range(1, loop.most + 1)
            )
        return loop.turns

    @cached_property
    def places(self) -> Mapping[str, tuple[PlacedQuestion, Option]]:
        """Every place that an answer may ever have, with its question and its turn, in the order they are asked."""
        return dict(self._iterate_places())

    @cached_property
    def screen_places(self) -> Mapping[str, "ScreenPlace"]:
        """Every screen that may ever be shown, by its place, in order; a loop shown together has a single one."""
        found: dict[str, ScreenPlace] = {}
        for part in self.form.parts:
            for screen in part.screens:
                turns = self.possible_turns(screen.loop)
                shown = (
                    ((NO_TURN, turns),) if screen.loop and screen.loop.together else ((one, (one,)) for one in turns)
                )
                for turn, held in shown:
                    place = join_place(screen.key, turn.key)
                    found[place] = ScreenPlace(place, part, screen, turn, held)
        return found

    def _iterate_places(self) -> Iterator[tuple[str, tuple[PlacedQuestion, Option]]]:
        for part in self.form.parts:
            for screen in part.screens:
                for turn in self.possible_turns(screen.loop):
                    for question in screen.questions:
                        yield join_place(question.key, turn.key), (self.questions[question.key], turn)


NO_TURN = Option.model_construct(key="", text=Text.same("–"), alone=False)
"""The turn of what stands outside any loop."""


def _number_label(label: Text, n: int) -> Text:
    return Text(fr=label.fr.replace("{n}", str(n)), en=label.en.replace("{n}", str(n)))


def index_questions(form: QuestionnaireForm) -> dict[str, PlacedQuestion]:
    """Return the questions of a form by key; of a key given twice, the first."""
    found: dict[str, PlacedQuestion] = {}
    rank = 0
    for part in form.parts:
        for screen in part.screens:
            for question in screen.questions:
                found.setdefault(question.key, PlacedQuestion(question, screen, part, rank))
                rank += 1
    return found
