"""A questionnaire as it is written: parts, screens and questions, in both languages, with what filters and checks them.

Everything here is data. What is derived from it (places, compiled conditions) stands in
:mod:`~filiere.survey.questionnaires.questionnaire`.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from filiere.core.sources import Slug
from filiere.core.text import StrictModel, Text, Words

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=60)]
"""The key of a part, a screen, a question, an option or a turn: it is written as it is in a condition."""

QuestionKind = Literal["number", "amount", "share", "choice", "choices", "text", "yes_no"]
NUMERIC_KINDS: frozenset[str] = frozenset({"number", "amount", "share"})
"""``number`` is a count or a quantity in the unit of its question, ``amount`` is money, ``share`` a percentage."""

MOST_TURNS = 30


class Condition(StrictModel):
    """A filter: an expression that must be true, and the same in words, for a workbook, a desk and a paper."""

    test: Words
    text: Text


class Option(StrictModel):
    """One answer to choose, or one turn of a loop. ``alone`` excludes all the others (“none of these”)."""

    key: Name
    text: Text
    alone: bool = False


YES_NO: tuple[Option, ...] = (
    Option(key="yes", text=Text(fr="Oui", en="Yes")),
    Option(key="no", text=Text(fr="Non", en="No")),
)


class PlausibleRange(StrictModel):
    """Bounds beyond which an answer is asked about once; both are themselves plausible."""

    low: Decimal | None = None
    high: Decimal | None = None


class PublishedSeries(StrictModel):
    """Where earlier results of a question stand in the register of figures: an indicator, and a category of it.

    ``option`` is the answer whose share the register holds; None when the register holds a mean, a rate or a total,
    as ``statistic`` says. ``measure`` says what a number of people counts.
    """

    indicator: Slug
    category: Slug | None = None
    option: Name | None = None
    statistic: Literal["mean", "total"] = "mean"
    measure: Slug | None = None


class Question(StrictModel):
    """One field to answer.

    ``unit`` is a unit of the house (``employee``, ``hour``, ``EUR``); an amount has ``EUR`` and a share ``%`` when it
    names none. ``decimals`` is how many a number may have. ``required`` asks for an answer or for “I do not know”,
    softly. ``change`` is the percentage of last wave's answer beyond which a change is asked about once.
    """

    key: Name
    kind: QuestionKind
    text: Text
    help: Text | None = None
    definition: Text | None = None
    unit: Words | None = None
    decimals: int = Field(default=0, ge=0, le=6)
    required: bool = False
    condition: Condition | None = None
    options: tuple[Option, ...] = ()
    plausible: PlausibleRange | None = None
    change: Decimal | None = Field(default=None, gt=0)
    series: tuple[PublishedSeries, ...] = ()

    @property
    def is_numeric(self) -> bool:
        """Whether the answer is a number."""
        return self.kind in NUMERIC_KINDS

    @property
    def choices(self) -> tuple[Option, ...]:
        """The answers to choose from, those of a yes or no too; none for a number or a text."""
        return YES_NO if self.kind == "yes_no" else self.options

    @property
    def unit_words(self) -> str:
        """The unit as it is written: the one given, else that of the kind, else ``1``."""
        return self.unit or {"amount": "EUR", "share": "%"}.get(self.kind, "1")


class Loop(StrictModel):
    """A screen asked several times: once a turn of a fixed list (``turns``), once an option ticked (``options_of``, a
    question of several choices before it), or as often as a number says (``times``, a question before it).

    ``together`` shows all turns on one screen. ``most`` bounds ``times``; beyond it nothing more is asked.
    ``label`` names a turn of ``times``, with its number in place of ``{n}``.
    """

    turns: tuple[Option, ...] = ()
    options_of: Name | None = None
    times: Name | None = None
    most: int = Field(default=12, ge=1, le=MOST_TURNS)
    label: Text | None = None
    together: bool = False


class Screen(StrictModel):
    """What is shown at once: one question, or a small group under one sentence."""

    key: Name
    text: Text
    help: Text | None = None
    condition: Condition | None = None
    loop: Loop | None = None
    questions: tuple[Question, ...] = Field(min_length=1)


class Part(StrictModel):
    """A part of the questionnaire, with its title."""

    key: Name
    text: Text
    condition: Condition | None = None
    screens: tuple[Screen, ...] = Field(min_length=1)


class Sum(StrictModel):
    """An arithmetic rule: the parts are ``at_most`` their total, each alone and together, or ``equal`` to it together.

    The total is a question, or a number (100 for shares). A part of a loop is summed over its turns when the
    total stands outside that loop. ``overlapping`` says
    that parts may overlap (women, permanent contracts): each is then compared with the total alone.
    """

    total: Name | Decimal
    parts: tuple[Name, ...] = Field(min_length=1)
    relation: Literal["at_most", "equal"] = "at_most"
    overlapping: bool = False


class Plausibility(StrictModel):
    """A soft check: an expression that is true of plausible answers, and the question asked when it is false.

    ``at`` is the question under which it is asked. The expression may read last wave's answer, ``prior.KEY``.
    """

    key: Name
    at: Name
    test: Words
    text: Text


class QuestionChange(StrictModel):
    """What became of the words of a question in a version: the same thing said otherwise (``wording``: a mended
    spelling, a clearer help), or another thing asked (``meaning``), which breaks its series. ``why`` says what for.

    It is a decision, and somebody makes it: a program sees that words differ, not whether they still ask the same.
    """

    question: Name
    version: int = Field(ge=2, le=9999)
    kind: Literal["wording", "meaning"]
    why: Text


class QuestionnaireForm(StrictModel):
    """A questionnaire as a file holds it."""

    key: Slug
    version: int = Field(ge=1, le=9999)
    title: Text
    introduction: Text
    unit_surveyed: Text
    minutes: int = Field(ge=1, le=600)
    """How long it takes to whoever answers all of it, in minutes."""
    parts: tuple[Part, ...] = Field(min_length=1)
    sums: tuple[Sum, ...] = ()
    plausibility: tuple[Plausibility, ...] = ()
    changes: tuple[QuestionChange, ...] = ()
    """What became of questions in this version and in those before it, each as its version said."""
