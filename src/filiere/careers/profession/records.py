"""The records of the profession’s layer, as they are typed by hand and as the rest of the house uses them.

The profession describes itself: its occupations on seven levels, the skills they ask, the jobs people come from and go
to, and the bridges that somebody of the trade vouches for. A weight says how much something counts beside its
neighbours; the loader brings the weights of an occupation to a sum of 1.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from filiere.core.text import StrictModel, Text
from filiere.figures.records import Identifier

MOST_YEARS_UNREVIEWED = 2
"""A bridge that nobody has reviewed for longer is shown grey, and counts half."""
STRONGEST = 3

# What a sign of a code must be, by the sign that stands for it in the form of its nomenclature.
_SIGNS = {"A": str.isupper, "a": str.islower, "0": str.isdigit}


def _read_day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(Text(fr="Un jour s’écrit AAAA-MM-JJ.", en="A day is written YYYY-MM-DD.")) from None


def _reject_text_number(value: Any) -> Any:
    if isinstance(value, (str, bool)):
        raise PydanticCustomError("decimal_type", "a number is needed")
    return value


ItemKey = Annotated[str, Field(pattern=r"^[a-z0-9-]+:[A-Za-z0-9._-]+$")]
Day = Annotated[date, BeforeValidator(_read_day)]
Weight = Annotated[Decimal, BeforeValidator(_reject_text_number), Field(gt=0, le=1000)]
OccupationLevel = Annotated[int, Field(ge=1, le=7)]
SkillLevel = Annotated[int, Field(ge=1, le=4)]


class NeedKind(StrEnum):
    """Whether everybody in an occupation needs a skill, or only in some of its forms."""

    CORE = "core"
    CONTEXTUAL = "contextual"


class CertificationStatus(StrEnum):
    """What we know of a certification: its number read in a source, or still to be looked up before anyone enrols."""

    VERIFIED = "verified"
    TO_VERIFY = "to_verify"
    EXPIRED = "expired"


class SideMoveReach(StrEnum):
    """Whether a side move is open both ways, or from its origin only."""

    BOTH_WAYS = "both_ways"
    ONE_WAY = "one_way"


class Rank(StrictModel):
    """A step of a scale: of occupations (1 to 7), or of skill (1 to 4)."""

    level: int = Field(ge=1, le=7)
    label: Text
    definition: Text | None = None


class Family(StrictModel):
    """A family of occupations or of skills."""

    id: Identifier
    label: Text


class CodeSource(StrictModel):
    """A nomenclature as its codes were read: its version, the form of its codes, and where they were read.

    In ``form``, ``A`` stands for a capital, ``a`` for a small letter and ``0`` for a digit: ``A0000``.
    """

    id: Identifier
    label: Text
    version: str
    form: str = Field(pattern=r"^[Aa0]{1,20}$")
    read_in: Text

    def admits(self, code: str) -> bool:
        """Tell whether a code has the form of this nomenclature."""
        return len(code) == len(self.form) and all(
            sign.isascii() and _SIGNS[kind](sign) for sign, kind in zip(code, self.form, strict=True)
        )


class CodeLink(StrictModel):
    """A code under which people of an occupation are counted, with its share among the codes of that nomenclature.

    ``weight`` sums to 1 over the codes of one nomenclature of one occupation; ``since`` is the day from which the link
    was held true, ``until`` the last one.
    """

    nomenclature: Identifier
    code: str
    weight: Weight = Decimal(1)
    since: Day
    until: Day | None = None


class FigureReference(StrictModel):
    """A figure of the register that tells of a condition; its source, its scope and its date stand in the register."""

    topic: Identifier
    figure: Identifier


class ScaleEnd(StrEnum):
    """The end of a scale towards which a move counts as a gain."""

    FIRST = "first"
    LAST = "last"


class Degree(StrictModel):
    """One degree of the scale of a topic, in words that fit after *from* and *to*."""

    id: Identifier
    label: Text


class ConditionScale(StrictModel):
    """The degrees of a topic in their order, and the end that most people would rather be at.

    The order is a choice of the author of the content; only the order counts, never the distance between degrees.
    """

    gain: ScaleEnd
    degrees: tuple[Degree, ...] = Field(min_length=2)


class ConditionTopic(StrictModel):
    """What somebody should ask before taking a job: a topic, its question, and the figures that are published on it.

    Without a ``scale``, two jobs are not compared on the topic by words: it stays a question to ask.
    """

    id: Identifier
    label: Text
    question: Text
    figures: tuple[Identifier, ...] = ()
    scale: ConditionScale | None = None


class Condition(StrictModel):
    """What is usual in a job on one topic; ``question``, where given, stands in the place of the topic’s.

    ``degree`` is one of the topic’s scale; without it, the job is compared to no other on this topic.
    """

    topic: Identifier
    degree: Identifier | None = None
    usual: Text
    question: Text | None = None


class ConditionProfile(StrictModel):
    """Conditions that several jobs share."""

    id: Identifier
    conditions: tuple[Condition, ...]


class Skill(StrictModel):
    """A skill of the profession, as an infinitive that a person can say yes or no to.

    ``items`` are lines of a nomenclature’s sheets that say the same: the nomenclature, a colon and the line’s key there
    (``rome-3:120697``), so that every job whose sheet holds the line holds the skill. ``weeks`` is an estimate by the
    author of the content, of the full-time weeks that somebody without it takes to do it alone on usual cases, to be
    confirmed by the profession. Without ``trainings``, no training is known.
    """

    id: Identifier
    family: Identifier
    label: Text
    items: tuple[ItemKey, ...] = ()
    weeks: Annotated[Decimal, BeforeValidator(_reject_text_number), Field(ge=0, le=160)]
    trainings: tuple[Identifier, ...] = ()


class Phrase(StrictModel):
    """A skill of another job, in the words of a person who does that job.

    ``items``, ``weeks`` and ``trainings`` are as for a skill; ``weeks`` is asked only of a phrase that an exit needs.
    """

    id: Identifier
    label: Text
    items: tuple[ItemKey, ...] = ()
    weeks: Annotated[Decimal, BeforeValidator(_reject_text_number), Field(ge=0, le=160)] | None = None
    trainings: tuple[Identifier, ...] = ()


class Need(StrictModel):
    """A skill that an occupation asks, at which level (1 to 4), and how much it counts there."""

    skill: Identifier
    kind: NeedKind
    level: SkillLevel = 2
    weight: Weight


class Occupation(StrictModel):
    """An occupation of the profession.

    ``title`` names both genders in French; ``short`` is what fits on a map. ``conditions`` add to those of ``profile``
    and stand in the place of those on the same topic.
    """

    id: Identifier
    level: OccupationLevel
    family: Identifier
    title: Text
    short: Text
    summary: Text
    missions: tuple[Text, ...] = Field(min_length=3)
    profile: Identifier
    conditions: tuple[Condition, ...] = ()
    figures: tuple[FigureReference, ...] = ()
    certifications: tuple[Identifier, ...] = ()
    codes: tuple[CodeLink, ...] = Field(min_length=1)
    needs: tuple[Need, ...] = Field(min_length=1)


class Feeder(StrictModel):
    """A job from which people come, with what a person who does it can do, and the occupations it leads to.

    ``profile``, ``conditions`` and ``figures`` are as for an occupation; what none of them says is not known.
    """

    id: Identifier
    level: OccupationLevel
    title: Text
    profile: Identifier | None = None
    conditions: tuple[Condition, ...] = ()
    figures: tuple[FigureReference, ...] = ()
    skills: tuple[Identifier, ...] = Field(min_length=8, max_length=15)
    occupations: tuple[Identifier, ...] = Field(min_length=1)
    codes: tuple[CodeLink, ...] = Field(min_length=1)


class Exit(StrictModel):
    """A job outside the profession to which people go, with what it asks: skills of the profession, and phrases.

    ``profile``, ``conditions`` and ``figures`` are as for an occupation; what none of them says is not known.
    """

    id: Identifier
    level: OccupationLevel
    title: Text
    summary: Text
    profile: Identifier | None = None
    conditions: tuple[Condition, ...] = ()
    figures: tuple[FigureReference, ...] = ()
    needs: tuple[Need, ...] = Field(min_length=8, max_length=15)
    occupations: tuple[Identifier, ...] = Field(min_length=1)
    codes: tuple[CodeLink, ...] = Field(min_length=1)


class Certification(StrictModel):
    """A certification by its name; ``number`` stands only where a source that was read gives it, with its state."""

    id: Identifier
    label: Text
    level: int | None = Field(default=None, ge=3, le=8)
    number: str | None = None
    status: CertificationStatus
    note: Text
    source: str | None = None


class Training(StrictModel):
    """A training that teaches a skill: part of a named certification, or a kind of training with a known figure."""

    id: Identifier
    label: Text
    certification: Identifier | None = None
    figure: Identifier | None = None
    status: CertificationStatus = CertificationStatus.TO_VERIFY


class Ladder(StrictModel):
    """A way up: occupations in the order in which people hold them, each on a higher level than the one before."""

    id: Identifier
    label: Text
    steps: tuple[Identifier, ...] = Field(min_length=2)


class SideMove(StrictModel):
    """A move between two occupations at most one level apart, and why people make it."""

    origin: Identifier
    target: Identifier
    reach: SideMoveReach = SideMoveReach.BOTH_WAYS
    reason: Text


class Bridge(StrictModel):
    """A skill of another job that serves as a skill of the profession, vouched for by somebody of the trade.

    In a file, ``from`` holds the words of a phrase, ``to`` those of a skill, and neither a code of an occupation;
    ``date`` is the day it was written, ``review_date`` the day of its latest review, absent while there was none.
    """

    id: Identifier
    origin: Text = Field(alias="from")
    target: Text = Field(alias="to")
    strength: int = Field(ge=1, le=STRONGEST)
    evidence: Text
    author_role: Text
    written: Day = Field(alias="date")
    review_date: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.review_date is not None and self.review_date < self.written:
            raise ValueError(
                Text(
                    fr="La relecture est datée d’avant l’écriture : corrigez « date » ou « review_date ».",
                    en="The review is dated before the writing: correct “date” or “review_date”.",
                )
            )
        return self

    def is_unreviewed(self, on: date) -> bool:
        """Tell whether nobody had reviewed it for more than two years on a day."""
        last = self.review_date or self.written
        year, leap_day = last.year + MOST_YEARS_UNREVIEWED, (last.month, last.day) == (2, 29)
        limit = date(year, 3, 1) if leap_day else last.replace(year=year)
        return on > limit

    def compute_weight(self, on: date) -> float:
        """Return what it counts on a day, from 0 to 1: its strength over the strongest, halved while unreviewed."""
        return self.strength / STRONGEST * (0.5 if self.is_unreviewed(on) else 1.0)


LISTS: dict[str, type[StrictModel]] = {
    "levels": Rank,
    "skill_levels": Rank,
    "occupation_families": Family,
    "skill_families": Family,
    "nomenclatures": CodeSource,
    "condition_topics": ConditionTopic,
    "condition_profiles": ConditionProfile,
    "skills": Skill,
    "phrases": Phrase,
    "occupations": Occupation,
    "feeders": Feeder,
    "exits": Exit,
    "certifications": Certification,
    "trainings": Training,
    "ladders": Ladder,
    "side_moves": SideMove,
    "bridges": Bridge,
}
"""The lists that the files of a profession hold; a list may go on in several files."""
