"""What a person answers, and the path to a job that comes of it: score in parts, gaps, effort, changes, what would
change it.

A path ranks jobs, never people. Every number is said with what it is made of; what is not known is said to be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from filiere.careers.profession import CertificationStatus, NeedKind
from filiere.core.text import Text


class Answer(StrEnum):
    """What a person says of a skill; not to know is never a no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class JobLayer(StrEnum):
    """Where a job is described: by the profession, or by a nomenclature that was loaded."""

    OCCUPATION = "occupation"
    FEEDER = "feeder"
    EXIT = "exit"
    NOMENCLATURE = "nomenclature"


class Direction(StrEnum):
    """Where a move leads: within the profession by levels, into it, or out of it."""

    UP = "up"
    SIDE = "side"
    DOWN = "down"
    IN = "in"
    OUT = "out"


class PathPart(StrEnum):
    """What a score is the sum of."""

    COVERAGE = "coverage"
    BRIDGES = "bridges"
    OFFICIAL_LINK = "official_link"
    SHEET_TEXT = "sheet_text"
    LEVEL_STEP = "level_step"
    COMMON_TARGET = "common_target"


class GapState(StrEnum):
    """What is known of a gap: the person said no, nobody has asked, or the skill is there at a lower level."""

    SAID_NO = "said_no"
    NOT_ASKED = "not_asked"
    TO_DEEPEN = "to_deepen"


class GapOutcome(StrEnum):
    """What there is for a gap: a certification, a training without one, or no known training."""

    CERTIFICATION = "certification"
    TRAINING = "training"
    NO_KNOWN_TRAINING = "no_known_training"


class EffortBin(StrEnum):
    """Time to get there, as the OECD groups it; the fourth is what its groups leave out."""

    SIX_MONTHS = "six_months"
    ONE_YEAR = "one_year"
    THREE_YEARS = "three_years"
    LONGER = "longer"


class ChangeKind(StrEnum):
    """What a move changes on one topic; ``NOT_KNOWN`` where the two jobs cannot be compared on it: to ask.

    ``SAME`` tells of one degree of the topic’s scale, or of one figure: much the same, not identical.
    """

    GAINED = "gained"
    LOST = "lost"
    SAME = "same"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Person:
    """What a person tells, and nothing of who they are.

    ``job`` is the id of an occupation, a feeder or an exit, or a code of the nomenclature that was loaded; empty when
    it is not known. ``answers`` are by id of a skill or a phrase of the profession, or by key of an item of the
    nomenclature.
    """

    job: str = ""
    answers: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """What brings a part some of its points: something held, what it serves as in the target where another, points.

    ``origin`` and ``target`` are ids of skills and phrases, of jobs, or levels; ``label`` says the line in words.
    """

    origin: str
    target: str
    label: Text
    points: float


@dataclass(frozen=True, slots=True)
class PartScore:
    """A part of the score, in points of 100, and the lines that sum to it."""

    part: PathPart
    points: float
    lines: tuple[ScoreLine, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldSkill:
    """A skill of the target that carries over as it is, and how much it counts there (of 1).

    ``declared`` tells that the person said so; otherwise the job they come from asks it, and they may correct it.
    """

    id: str
    label: Text
    weight: float
    declared: bool
    kind: NeedKind = NeedKind.CORE


@dataclass(frozen=True, slots=True)
class CrossedBridge:
    """A bridge that counts: what the person does, what it serves as, and who vouches for it since when.

    ``strength`` is 1 to 3; ``counted`` is what it brings of the skill (of 1), halved while ``unreviewed``; ``declared``
    is as for a skill held.
    """

    id: str
    origin: str
    origin_label: Text
    target: str
    target_label: Text
    strength: int
    counted: float
    weight: float
    evidence: Text
    author_role: Text
    written: date
    reviewed: date | None
    unreviewed: bool
    declared: bool
    kind: NeedKind = NeedKind.CORE


@dataclass(frozen=True, slots=True)
class GapTraining:
    """What teaches a gap, with the certification it is part of. ``status`` other than verified: look it up first.

    ``number`` and ``source`` are of the certification, where a source that was read gives them.
    """

    id: str
    label: Text
    status: CertificationStatus
    certification: str = ""
    certification_label: Text | None = None
    certification_level: int | None = None
    number: str = ""
    source: str = ""
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A skill of the target that is to be learned: how much it counts (of 1), weeks at most, and what teaches it.

    ``trainings`` is empty exactly where ``outcome`` is *no known training*. ``weeks`` is None where no estimate exists.
    """

    id: str
    label: Text
    kind: NeedKind
    weight: float
    state: GapState
    outcome: GapOutcome
    weeks: float | None
    trainings: tuple[GapTraining, ...] = ()


@dataclass(frozen=True, slots=True)
class EffortLine:
    """One skill’s part of the effort, in weeks: lowest, likely and highest."""

    id: str
    label: Text
    low: float
    likely: float
    high: float
    reason: Text


@dataclass(frozen=True, slots=True)
class Effort:
    """Full-time weeks to get there: lowest, likely, highest, each the sum of its lines; the bin is that of ``likely``.

    ``unestimated`` are gaps for which nobody has given weeks: they are in none of the three.
    """

    low: float
    likely: float
    high: float
    bin: EffortBin
    lines: tuple[EffortLine, ...]
    unestimated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureFact:
    """A figure of the register as it is shown: ready to print in both languages, with where it stands."""

    id: str
    label: Text
    value: Text
    period: str
    producer: Text
    source: str
    source_title: Text | None
    permalink: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a move changes on one topic (``pay``, ``hours``, ``autonomy``…), and the question to put to an employer.

    ``before`` and ``after`` are what is usual in each job; None where the content does not say: show *not known*.
    ``degree_before`` and ``degree_after`` are their degrees on the topic’s scale, in words; None where there is none.
    """

    topic: str
    label: Text
    kind: ChangeKind
    before: Text | None
    after: Text | None
    figures_before: tuple[FigureFact, ...]
    figures_after: tuple[FigureFact, ...]
    question: Text
    degree_before: Text | None = None
    degree_after: Text | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What a person would gain or lose, topic by topic; every topic of the profession is there, known or not."""

    topics: tuple[Change, ...]

    def list_kind(self, kind: ChangeKind) -> tuple[Change, ...]:
        """The topics of one kind."""
        return tuple(one for one in self.topics if one.kind is kind)


@dataclass(frozen=True, slots=True)
class Territory:
    """Who recruits for a job in one area, from the user’s data; never in the score. ``projects`` None: not known."""

    target: str
    area: str
    projects: int | None
    difficult_share: float | None
    source: str
    year: int


@dataclass(frozen=True, slots=True)
class ObservedMove:
    """A share of the people of a job who moved to another, as a source observed it; never in the score."""

    origin: str
    target: str
    share: float
    source: str
    years: str
    country: str


@dataclass(frozen=True, slots=True)
class OfficialLink:
    """A link that the publisher of the nomenclature states; in the score only when the advisor was asked to."""

    origin: str
    target: str
    kind: str
    rank: int
    nomenclature: str
    version: str


@dataclass(frozen=True, slots=True)
class ProfessionLink:
    """What the profession says of this very move: the ladders it is a step of, the reason of a side move."""

    ladders: tuple[Text, ...] = ()
    side_move: Text | None = None
    way_in: bool = False
    way_out: bool = False


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """An answer that would be other: what it was, and what it would be."""

    id: str
    label: Text
    before: Answer
    after: Answer


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """The smallest set of answers that would put a job out of the first ``length``, or in.

    ``changes`` is empty where none was found within ``most_changes`` among ``searched`` answers: then nothing smaller
    exists in these bounds. ``complete`` tells that the search went through all of them.
    """

    target: str
    enters: bool
    changes: tuple[AnswerChange, ...]
    length: int
    most_changes: int
    searched: int
    complete: bool


@dataclass(frozen=True, slots=True)
class Path:
    """The path from what a person can do to a job.

    ``parts`` sum to ``score`` (points of 100) to 1e-12. ``level_step`` is the target’s level less the origin’s; None
    where one is not known. ``gaps`` are in the order of what they count. ``missing`` says which data are absent.
    ``counterfactual`` is None for a path that was not asked among the first. A skill that a weak bridge begins is both
    a bridge and a gap: ``needs_count`` counts what the target asks once.
    """

    target: str
    title: Text
    layer: JobLayer
    level: int | None
    direction: Direction
    level_step: int | None
    score: float
    parts: tuple[PartScore, ...]
    held: tuple[HeldSkill, ...]
    bridges: tuple[CrossedBridge, ...]
    gaps: tuple[Gap, ...]
    needs_count: int
    effort: Effort
    changes: Changes
    territory: tuple[Territory, ...] = ()
    observed: tuple[ObservedMove, ...] = ()
    official: OfficialLink | None = None
    profession_link: ProfessionLink = ProfessionLink()
    missing: tuple[Text, ...] = ()
    counterfactual: Counterfactual | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question on one skill, what it tells (bits), and where that skill counts."""

    id: str
    label: Text
    text: Text
    gain: float
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Intake:
    """Where an intake stands: the person as told so far, what was asked, and what is asked next."""

    person: Person
    asked: tuple[str, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class ListChange:
    """What an answer did to a list: jobs that entered, left, moved (from and to, from 1), or whose numbers changed."""

    entered: tuple[str, ...]
    left: tuple[str, ...]
    moved: tuple[tuple[str, int, int], ...]
    rescored: tuple[str, ...]

    @property
    def is_visible(self) -> bool:
        """Whether anything changed that is shown."""
        return bool(self.entered or self.left or self.moved or self.rescored)
