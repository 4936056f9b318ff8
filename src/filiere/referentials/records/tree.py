"""The tree of a release: themes and their criteria, the indicators that score some of them, the evidence of all."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import AliasChoices, Field, model_validator

from filiere.core.text import StrictModel, Text, Words
from filiere.referentials.records.field_types import (
    Day,
    Expression,
    Key,
    Length,
    Level,
    Rounding,
    Scale,
    Wording,
)

Positive = Annotated[Decimal, Field(gt=0)]
AssessorRole = Literal["candidate", "staff_representatives", "auditor"]


class Aggregation(StrictModel):
    """How the criteria of a theme make its score, and what one that does not apply does to the weights."""

    method: Literal["weighted_mean"]
    not_applicable: Literal["redistribute_to_siblings", "zero", "full"]
    rounding: Rounding


class Total(StrictModel):
    """How the themes make the total."""

    method: Literal["weighted_mean_of_themes"]
    not_applicable: Literal["redistribute", "zero", "full"]
    rounding: Rounding


class Citation(StrictModel):
    """The text or the fact a question rests on; no locator unless it is truly known.

    ``version`` is the first day of the wording that is cited, or ``not_read`` where nobody could read it.
    """

    name: Words = Field(validation_alias=AliasChoices("name", "norm"))
    locator: Words | None = None
    version: Literal["not_read"] | Day | None = None
    note: Wording | None = None


class KnockOutLift(StrictModel):
    """How a knock-out may be lifted."""

    within: Length
    by: Key


class KnockOut(StrictModel):
    """A condition that refuses the label whatever the score."""

    condition: Expression = Field(alias="if")
    effect: Literal["refuse"]
    liftable: KnockOutLift | None = None
    text: Wording | None = None


class MirrorQuestion(StrictModel):
    """The same question seen from the other side of a contract: ``of`` is ``category.criterion``."""

    of: Words
    compare: Literal["level"]
    tolerance: int = Field(ge=0)
    consent: Literal["both"]


class Criterion(StrictModel):
    """One question. It has its own levels, a shared scale, or an indicator that scores it; a norm's has none.

    ``lawful_from`` is the first level at which the law it rests on is met: those before it are worth no point.
    ``weakest_decides`` says that it asks several things, and that the least advanced gives the level.
    """

    key: Key
    number: str | None = None
    section: Key | None = None
    weight: Positive = Decimal(1)
    text: Wording = Field(validation_alias=AliasChoices("question", "text"))
    reason: Wording | None = None
    basis: Literal["law", "norm", "public_fact", "proposed"] | None = None
    sources: tuple[Citation, ...] = ()
    questionnaires: tuple[Key, ...] | None = None
    applies_if: Expression | None = None
    levels: tuple[Level, ...] | None = None
    scale: Key | None = None
    scored_by: Key | None = None
    lawful_from: Key | None = None
    weakest_decides: bool = False
    assessed_by: tuple[AssessorRole, ...] = ()
    evidence: tuple[Key, ...] = ()
    knock_out: KnockOut | None = None
    duty: dict[Key, Key] = Field(default_factory=dict)
    mirror: MirrorQuestion | None = None
    iso26000: str | None = None
    vsme: str | None = None
    since: str | None = None
    note: Wording | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_text(cls, data: Any) -> Any:
        if isinstance(data, dict) and "question" in data and "text" in data:
            raise ValueError(
                Text(
                    fr="« question » et « text » sont le même texte, donné deux fois.",
                    en="“question” and “text” are the same text given twice.",
                )
            )
        return data

    @model_validator(mode="after")
    def _one_way_to_score(self) -> Self:
        ways = [name for name in ("levels", "scale", "scored_by") if getattr(self, name) is not None]
        if len(ways) > 1:
            raise ValueError(
                Text(
                    fr=(
                        f"Une question ne peut être notée que d’une seule façon, et celle-ci en a {len(ways)} : "
                        f"{', '.join(ways)}."
                    ),
                    en=f"A question is scored in one way only, but this one has {len(ways)}: {', '.join(ways)}.",
                )
            )
        if self.levels is not None:
            Scale(levels=self.levels)
        return self

    @model_validator(mode="after")
    def _nothing_below_the_law(self) -> Self:
        levels = self.levels or ()
        keys = [one.key for one in levels]
        worth_nothing = sum(one.value == 0 for one in levels)
        if self.lawful_from is None:
            if worth_nothing > 1:
                raise ValueError(
                    Text(
                        fr="Plusieurs niveaux valent 0 : « lawful_from » doit dire lequel respecte la loi.",
                        en="Several levels are worth 0: “lawful_from” must say which one meets the law.",
                    )
                )
            return self
        if self.lawful_from not in keys:
            raise ValueError(
                Text(
                    fr=f"« lawful_from » nomme « {self.lawful_from} », qui n’est pas un niveau de cette question.",
                    en=f"“lawful_from” names “{self.lawful_from}”, which is no level of this question.",
                )
            )
        lawful = keys.index(self.lawful_from)
        if worth_nothing != lawful:
            raise ValueError(
                Text(
                    fr="Un niveau qui ne respecte pas la loi vaut 0, et celui qui la respecte vaut plus.",
                    en="A level that falls short of the law is worth 0, and the one that meets it is worth more.",
                )
            )
        owed = [level for level in self.duty.values() if level in keys[:lawful]]
        if owed:
            raise ValueError(
                Text(
                    fr=f"« duty » demande le niveau « {owed[0]} », qui ne respecte pas la loi.",
                    en=f"“duty” asks for level “{owed[0]}”, which falls short of the law.",
                )
            )
        return self

    def is_asked_of(self, category: str) -> bool:
        """Tell whether the question is in the questionnaire of a category; its condition is another matter."""
        return self.questionnaires is None or category in self.questionnaires


class Section(StrictModel):
    """A heading inside a theme, for display."""

    key: Key
    text: Wording


class _ThemeBase(StrictModel):
    key: Key
    number: str | None = None
    intro: Wording | None = None
    weight_reasons: dict[Key, Wording] = Field(default_factory=dict)
    weight: dict[Key, Annotated[Decimal, Field(ge=0)]] = Field(default_factory=dict)
    aggregation: Aggregation | None = None
    sections: tuple[Section, ...] = ()


class ThemeDraft(_ThemeBase):
    """One file of a theme, its criteria not read yet; one that ``continues`` only adds sections and criteria."""

    continues: bool = False
    text: Wording | None = None
    criteria: tuple[Any, ...] = ()


class Theme(_ThemeBase):
    """A theme whole, its files put together; ``weight`` is by category."""

    text: Wording
    criteria: tuple[Criterion, ...] = ()


class InputBounds(StrictModel):
    """The least and the most that a number asked for may be: outside, it is a mistake or a trick, and is refused."""

    min: Decimal
    max: Decimal

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not 0 <= self.min < self.max:
            raise ValueError(
                Text(
                    fr="Ces bornes n’admettent rien : « min » est de 0 ou plus, et « max » au-dessus.",
                    en="These bounds admit nothing: “min” is 0 or more, and “max” is above it.",
                )
            )
        return self

    def admit(self, number: Decimal | Fraction | int) -> bool:
        """Tell whether a number lies within the bounds."""
        return Fraction(self.min) <= Fraction(number) <= Fraction(self.max)


class Input(StrictModel):
    """A number asked for an indicator; ``per: site`` asks one a site, and the formula then sums sites first.

    A number outside ``bounds`` is refused wherever it is written: in a case, a workbook or a page.
    """

    unit: Words
    per: Key | None = None
    period: Key | None = None
    at: Key | None = None
    bounds: InputBounds | None = None
    text: Wording
    note: Wording | None = None


class PlausibleBounds(StrictModel):
    """Outside these bounds a result is not refused, but must be commented."""

    min: Decimal | None = None
    max: Decimal | None = None
    otherwise: Literal["ask_comment"] = Field(default="ask_comment", alias="else")


class LawfulValues(StrictModel):
    """The values with which the law is met: from ``min`` or up to ``max``; all others are worth no point."""

    min: Decimal | None = None
    max: Decimal | None = None

    @model_validator(mode="after")
    def _one_side(self) -> Self:
        if (self.min is None) == (self.max is None):
            raise ValueError(Text(fr="« lawful » donne « min » ou « max ».", en="“lawful” gives “min” or “max”."))
        return self


class IndicatorScoring(StrictModel):
    """How an indicator gives the points of a criterion; ``lawful``: the values that the law allows."""

    criterion: Key
    rule: Expression
    lawful: LawfulValues | None = None


class Dominance(StrictModel):
    """No aggregate is published in which the ``top`` largest hold more than ``max_share``."""

    top: int
    max_share: Decimal


class ObservatoryUse(StrictModel):
    """Whether and how an indicator feeds the public observatory."""

    publish: bool
    min_group: int | None = None
    dominance: Dominance | None = None
    breakdown: tuple[Key, ...] = ()


class Indicator(StrictModel):
    """A measured number: what is asked, the formula, its unit, and the points it gives."""

    key: Key
    text: Wording
    unit: Words
    inputs: dict[Key, Input]
    formula: Expression
    rounding: Rounding
    plausible: PlausibleBounds | None = None
    scores: IndicatorScoring | None = None
    applies_if: Expression | None = None
    prior_year: Literal["prefill", "none"] | None = None
    external: tuple[dict[str, str | None], ...] = ()
    observatory: ObservatoryUse | None = None
    note: Wording | None = None


class ProvedPeriod(StrictModel):
    """The period an evidence must prove, which is not the day it was handed in."""

    min: Length
    must_end_within: Length


class PieceCount(StrictModel):
    """How many pieces are needed."""

    min: int = Field(ge=1)
    max: int | None = None


class Retention(StrictModel):
    """How long a piece is kept."""

    after_decision: Length


class EvidenceSample(StrictModel):
    """Pieces drawn from a population rather than chosen by the candidate; ``n`` is its size."""

    population: Key
    size: Expression
    draw: Literal["auditor", "candidate"]


class Evidence(StrictModel):
    """A kind of proof: what it is, what it must prove, who may see it and how long it is kept."""

    key: Key
    text: Wording
    kinds: tuple[Key, ...] = Field(min_length=1)
    proves_period: ProvedPeriod | None = None
    count: PieceCount | None = None
    confidentiality: Literal["public", "candidate", "restricted", "staff_only"]
    personal_data: Literal["none", "possible", "likely"]
    retention: Retention
    reusable: bool
    required_if: Expression
    sample: EvidenceSample | None = None
    note: Wording | None = None
