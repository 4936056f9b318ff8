"""The tree of a release: themes and their criteria, the indicators that score some of them, the evidence of all."""

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import AliasChoices, Field, model_validator

from filiere.core.text import StrictModel, Text, Words
from filiere.referentials.records.basics import Expression, Key, Length, Level, Rounding, Scale, Wording

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
    """The text or the fact a question rests on; no locator unless it is truly known."""

    name: Words = Field(validation_alias=AliasChoices("name", "norm"))
    locator: Words | None = None
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
    """One question. It has its own levels, a shared scale, or an indicator that scores it; a norm's has none."""

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

    def asked(self, category: str) -> bool:
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


class Input(StrictModel):
    """A number asked for an indicator; ``per: site`` asks one a site, and the formula then sums sites first."""

    unit: Words
    per: Key | None = None
    period: Key | None = None
    at: Key | None = None
    text: Wording
    note: Wording | None = None


class PlausibleBounds(StrictModel):
    """Outside these bounds a result is not refused, but must be commented."""

    min: Decimal | None = None
    max: Decimal | None = None
    otherwise: Literal["ask_comment"] = Field(default="ask_comment", alias="else")


class IndicatorScoring(StrictModel):
    """How an indicator gives the points of a criterion."""

    criterion: Key
    rule: Expression


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
