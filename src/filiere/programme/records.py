"""The records of a programme of action: what was decided, by whom, until when, and what became of it.

A record is what was decided once. What happens afterwards is an :class:`Event`, and never changes the record: a due
date that moves, a target that is revised, a state that its owner declares. Everything has two times: ``on``, since when
it is true, and ``known``, when it was recorded. What is known of a time without its day, such as *2010*, counts as true
from the last day of it.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, StrictBool, model_validator

from filiere.core.dates import RecordDay
from filiere.core.periods import Period
from filiere.core.text import NameText, StrictModel, Text
from filiere.figures.cited_publication import Publication
from filiere.figures.records import Identifier, Number, Term
from filiere.programme.progress import NumberOrRange, TargetNumbers, Weight
from filiere.programme.sums import AmountStatement, Part

Mark = Literal["S", "C", "I", "K"]
"""How a fact is known, as in the register: read, computed here, inferred, not re-read."""
DeclaredState = Literal["on_time", "watch", "late"]
Fate = Literal["established", "partial", "unknown"]
"""What became of an action long after: follow-through that is attested, in part, or not found."""
EventKind = Literal[
    "declared", "due", "target", "measured", "completed", "abandoned", "comment", "fate", "kept", "broken"
]

DEFAULT_PERIOD_MONTHS = 12

_REQUIRED: dict[str, tuple[str, ...]] = {
    "declared": ("state",),
    "due": ("due", "text"),
    "target": ("target", "text"),
    "measured": ("now",),
    "completed": (),
    "abandoned": ("text",),
    "comment": ("text",),
    "fate": ("fate", "text"),
    "kept": (),
    "broken": (),
}
_VALUES = frozenset({"state", "due", "target", "now", "fate"})
_OF_COMMITMENTS = frozenset({"due", "comment", "kept", "broken"})
_OF_ACTIONS = frozenset(_REQUIRED) - {"kept", "broken"}
_FORESEEN = frozenset({"due", "target"})


class FigureChoice(StrictModel):
    """Which figure a target reads, one of three ways.

    ``series`` names a series of the register. ``indicator``, with the scope written out, names the figures of one
    indicator: a missing scope is asked, never guessed. ``count`` names what the product counts itself, such as centres
    that hold the label. With a series, a scope may be given too: a figure of another one is then not read.
    """

    series: Identifier | None = None
    indicator: Identifier | None = None
    count: Identifier | None = None
    category: str | None = None
    segment: str | None = None
    measure: str | None = None
    territory: str | None = None
    unit: str | None = None

    @model_validator(mode="after")
    def _check_choice(self) -> Self:
        if sum(one is not None for one in (self.series, self.indicator, self.count)) != 1:
            raise ValueError(
                Text(
                    fr="Il faut une seule de ces clés : « series », « indicator » ou « count ».",
                    en="Exactly one of these keys is needed: “series”, “indicator” or “count”.",
                )
            )
        if self.indicator and None in (self.segment, self.territory, self.unit):
            raise ValueError(
                Text(
                    fr="Un indicateur se lit sur un périmètre : ajoutez « segment », « territory » et « unit ».",
                    en="An indicator is read on a scope: add “segment”, “territory” and “unit”.",
                )
            )
        return self


class Target(TargetNumbers):
    """What an action is measured by, from ``base`` to ``goal`` until ``due``.

    Without ``figure``, its values are the *measured* events of the action. ``base_figure`` is the figure of the
    register that ``base`` was read in: a break of the series after it makes what follows another scope. A figure that
    is older than ``period_months`` on the day of reading is out of date.
    """

    label: Text
    unit: Text | None = None
    figure: FigureChoice | None = None
    base_figure: Identifier | None = None
    due: RecordDay | None = None
    period_months: Annotated[int, Field(gt=0, le=1200, strict=True)] = DEFAULT_PERIOD_MONTHS


class Orientation(StrictModel):
    """A direction adopted by an assembly on a day."""

    id: Identifier
    title: Text
    adopted: Period
    by: NameText
    sources: tuple[Identifier, ...] = ()


class Axis(StrictModel):
    """A part of the plan, which groups actions and serves an orientation."""

    id: Identifier
    title: Text
    orientation: Identifier | None = None


class Recorded(StrictModel):
    """What has two times: true since the last day of ``on``, recorded on ``known``, on that same day if not said."""

    on: Period
    known: RecordDay | None = None

    @property
    def since(self) -> date:
        """The day since when it is true."""
        return self.on.end

    @property
    def recording_day(self) -> date:
        """The day when it was recorded."""
        return self.known or self.on.end

    @model_validator(mode="after")
    def _check_times(self) -> Self:
        if self.known is not None and self.known < self.on.start and not self.may_be_foreseen():
            raise ValueError(
                Text(
                    fr=f"Noté le {self.known}, avant le premier jour où c’est vrai : {self.on}.",
                    en=f"Recorded on {self.known}, before the first day on which it is true: {self.on}.",
                )
            )
        return self

    def may_be_foreseen(self) -> bool:
        """Tell whether it may be recorded before it is true, as a due date that will change."""
        return False


class Action(Recorded):
    """An action: what is done, by whom, from when to when, measured by what, paid by whom, and the State's part in it.

    ``on`` is when it was decided, ``start`` when it begins (then, if not said). ``depends_on`` names actions that have
    to be done first.
    """

    id: Identifier
    axis: Identifier | None = None
    title: Text
    text: Text | None = None
    owner: NameText | None = None
    partners: tuple[NameText, ...] = ()
    start: RecordDay | None = None
    due: RecordDay | None = None
    weight: Weight = Decimal(1)
    target: Target | None = None
    budget: tuple[Part, ...] = ()
    depends_on: tuple[Identifier, ...] = ()
    risks: tuple[Text, ...] = ()
    state_part: Text | None = None
    sources: tuple[Identifier, ...] = ()

    @model_validator(mode="after")
    def _check_dates(self) -> Self:
        if self.due is not None and self.due <= (self.start or self.on.start):
            raise ValueError(
                Text(
                    fr=f"L’échéance, {self.due}, ne vient pas après le début.",
                    en=f"The due date, {self.due}, does not come after the start.",
                )
            )
        return self


class Commitment(Recorded):
    """What somebody promised to somebody, until when, and by what it will be proved."""

    id: Identifier
    text: Text
    by: NameText
    to: NameText | None = None
    action: Identifier | None = None
    due: RecordDay | None = None
    proof: Text | None = None
    public: StrictBool = True
    sources: tuple[Identifier, ...] = ()


class Event(Recorded):
    """What happened to an action or to a commitment.

    ===========  ===================================================================
    kind         what it says
    ===========  ===================================================================
    declared     ``state``, in the word of the owner
    due          a new ``due`` date and, in ``text``, why
    target       a new ``target`` and, in ``text``, why
    measured     ``now``, for a target that reads no figure of the register
    completed    done
    abandoned    dropped and, in ``text``, why
    comment      ``text``
    fate         what became of it long after, in a word and in ``text``
    kept         of a commitment
    broken       of a commitment
    ===========  ===================================================================

    ``figures`` are those of the register that the text speaks of; ``mark`` says how it is known.
    """

    action: Identifier | None = None
    commitment: Identifier | None = None
    kind: EventKind
    by: NameText | None = None
    state: DeclaredState | None = None
    due: RecordDay | None = None
    target: Target | None = None
    now: NumberOrRange | None = None
    fate: Fate | None = None
    text: Text | None = None
    sources: tuple[Identifier, ...] = ()
    figures: tuple[Identifier, ...] = ()
    mark: Mark | None = None

    def may_be_foreseen(self) -> bool:
        """Tell whether it may be recorded before it is true: a new due date, a new target."""
        return self.kind in _FORESEEN

    @model_validator(mode="after")
    def _check_kind(self) -> Self:
        of_commitment = self.commitment is not None
        if (self.action is not None) == of_commitment:
            raise ValueError(
                Text(
                    fr="Un événement porte sur une action ou sur un engagement : l’un des deux.",
                    en="An event is about an action or about a commitment: one of them.",
                )
            )
        if self.kind not in (_OF_COMMITMENTS if of_commitment else _OF_ACTIONS):
            raise ValueError(
                Text(
                    fr=f"« {self.kind} » ne se dit pas d’un engagement.",
                    en=f"“{self.kind}” is not said of a commitment.",
                )
                if of_commitment
                else Text(
                    fr=f"« {self.kind} » ne se dit que d’un engagement.",
                    en=f"“{self.kind}” is said of a commitment only.",
                )
            )
        needed = _REQUIRED[self.kind]
        missing = [name for name in needed if getattr(self, name) is None]
        extra = [name for name in sorted(_VALUES - set(needed)) if getattr(self, name) is not None]
        if missing or extra:
            words = ", ".join(f"« {name} »" for name in missing or extra)
            words_en = ", ".join(f"“{name}”" for name in missing or extra)
            raise ValueError(
                Text(fr=f"Il manque {words} à « {self.kind} ».", en=f"“{self.kind}” lacks {words_en}.")
                if missing
                else Text(fr=f"« {self.kind} » ne prend pas {words}.", en=f"“{self.kind}” does not take {words_en}.")
            )
        return self


class Fact(Recorded):
    """Something known of an objective, with where it was read."""

    text: Text
    figures: tuple[Identifier, ...] = ()
    sources: tuple[Identifier, ...] = ()
    mark: Mark


class Objective(StrictModel):
    """What an agreement promises: a number in a unit, the figures of the register that state it, and what is known of
    its result; nothing found is no fact."""

    id: Identifier
    title: Text
    goal: Number
    unit: Text
    figures: tuple[Identifier, ...] = ()
    sources: tuple[Identifier, ...] = ()
    facts: tuple[Fact, ...] = ()


class Amounts(StrictModel):
    """What texts say of the money of an agreement, in one unit of the register."""

    unit: Identifier
    statements: tuple[AmountStatement, ...] = ()


class Agreement(StrictModel):
    """An agreement: its parties, its time, its objectives, and what each text says of its money."""

    id: Identifier
    title: Text
    signed: RecordDay
    period: Period | None = None
    parties: tuple[NameText, ...] = ()
    axes: tuple[Text, ...] = ()
    regions: tuple[NameText, ...] = ()
    objectives: tuple[Objective, ...] = ()
    amounts: Amounts | None = None
    note: Text | None = None
    sources: tuple[Identifier, ...] = ()


class PlanHead(StrictModel):
    """What a programme is, without its lists; ``period`` is the time it is for."""

    id: Identifier
    title: Text
    text: Text | None = None
    period: Period | None = None


class Plan(PlanHead):
    """A programme of action, whole: records, and the events that came after them.

    ``sources`` are publications that the register of figures does not know; every ``sources`` inside names one of
    these, or one of the register. ``funders`` names those of budgets and of agreements.
    """

    sources: tuple[Publication, ...] = ()
    funders: tuple[Term, ...] = ()
    orientations: tuple[Orientation, ...] = ()
    axes: tuple[Axis, ...] = ()
    actions: tuple[Action, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    events: tuple[Event, ...] = ()
    agreements: tuple[Agreement, ...] = ()

    def funder_label(self, key: str) -> Text:
        """Return the name of a funder."""
        return next((one.label for one in self.funders if one.id == key), Text.same(key))


PLAN_LISTS: dict[str, type[StrictModel]] = {
    "sources": Publication,
    "funders": Term,
    "orientations": Orientation,
    "axes": Axis,
    "actions": Action,
    "commitments": Commitment,
    "events": Event,
    "agreements": Agreement,
}
"""The lists of a plan, and the record of each."""
