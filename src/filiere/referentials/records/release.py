"""The head of a release: its life, its votes, its dated parameters, its addenda and its seal."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from filiere.core.text import StrictModel, Text, Words
from filiere.referentials.records.field_types import Day, Key, Name, ReleaseNumber, Wording
from filiere.referentials.records.tree import Criterion

ReleaseStatus = Literal["draft", "consulted", "adopted", "in_force", "closing", "closed", "withdrawn"]

# In the order of a release's life; a norm may also be withdrawn by its owner.
STATUSES: tuple[ReleaseStatus, ...] = ("draft", "consulted", "adopted", "in_force", "closing", "closed")


class ReleaseDates(StrictModel):
    """The days of a release's life. ``last_application`` is the last day on which a dossier may start under it."""

    adopted: Day | None = None
    effective: Day
    last_application: Day | None = None
    last_validity: Day | None = None


class ReleaseTransition(StrictModel):
    """Until when a candidate may still choose the release before."""

    may_choose_previous_until: Day


class AdoptionVote(StrictModel):
    """The vote on the release of one college, or of ``colleges`` counted together.

    Without numbers only the result is told: they would tell somebody's vote (see `filiere.referentials.voting`).
    """

    college: Key | None = None
    colleges: tuple[Key, ...] = ()
    in_favour: int | None = Field(default=None, alias="for")
    against: int | None = None
    abstain: int | None = None
    dissent: Words | None = None

    @property
    def names(self) -> tuple[Key, ...]:
        """The colleges whose vote it is."""
        return self.colleges if self.college is None else (self.college,)

    @model_validator(mode="after")
    def _check_numbers(self) -> "AdoptionVote":
        numbers = (self.in_favour, self.against, self.abstain)
        if (self.college is None) == (not self.colleges):
            raise ValueError(
                Text(
                    fr="un vote est celui d’un collège (« college ») ou de plusieurs réunis (« colleges »).",
                    en="a vote belongs to one college (“college”) or to several together (“colleges”).",
                )
            )
        if any(one is None for one in numbers) and any(one is not None for one in numbers):
            raise ValueError(
                Text(
                    fr="un vote doit contenir « for », « against » et « abstain », ou aucun des trois.",
                    en="a vote gives “for”, “against” and “abstain”, or none of the three.",
                )
            )
        return self


class DatedValue(StrictModel):
    """One value of a parameter, between two days, both included; without ``to``, ``review`` says when to look again."""

    start: Day = Field(alias="from")
    end: Day | None = Field(default=None, alias="to")
    review: Day | None = None
    value: Decimal
    reference: Words | Wording | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the value holds on ``day``."""
        return self.start <= day and (self.end is None or day <= self.end)


class DatedParameter(StrictModel):
    """A number that rules name rather than hold, with one value a day."""

    unit: Words
    text: Wording | None = None
    values: tuple[DatedValue, ...] = Field(min_length=1)

    def on(self, day: date) -> Decimal | None:
        """Return the value in force on ``day``, or None outside every period."""
        for value in self.values:
            if value.covers(day):
                return value.value
        return None


class RewordText(StrictModel):
    """Other words at a place: ``criterion.contract_terms.text``, ``level.confirmed.note``."""

    op: Literal["reword"]
    at: Words
    text: Wording


class SetValue(StrictModel):
    """Another value at a place: ``theme.purchasing.weight.client_company``; ``was`` is the value it takes the place of.

    A change that no longer finds what its authors had before them is refused rather than made.
    """

    op: Literal["set"]
    at: Words
    was: Any = None
    value: Any


class RedateParameter(StrictModel):
    """Another value of a parameter between two days; the values it covers end the day before it, or start after it."""

    op: Literal["date"]
    param: Key
    value: DatedValue


class AddQuestion(StrictModel):
    """A question more, at the end of a theme."""

    op: Literal["add"]
    theme: Key
    criterion: Criterion


class DropQuestion(StrictModel):
    """A question less."""

    op: Literal["drop"]
    key: Key


Amendment = Annotated[RewordText | SetValue | RedateParameter | AddQuestion | DropQuestion, Field(discriminator="op")]


class Addendum(StrictModel):
    """A change adopted after the release: of words only, or of a rule from its day of effect."""

    number: int = Field(ge=1)
    adopted: Day
    effective: Day
    scope: Literal["wording", "rule"] = Field(alias="class")
    ops: tuple[Amendment, ...] = Field(min_length=1)
    text: Wording | None = None

    def holds(self, day: date) -> bool:
        """Tell whether the addendum is adopted and in effect on ``day``."""
        return self.adopted <= day and self.effective <= day


class ReleaseSeal(StrictModel):
    """The fingerprints of a release: of each file, of what it uses of the referential, of each addendum, of votes."""

    algorithm: Literal["sha256"]
    canonical: Literal["yaml-1.2-json-rfc8785"]
    files: dict[str, str]
    referential: str | None = None
    addenda: dict[str, str] = Field(default_factory=dict)
    adoption: str | None = None


class ImpactGroup(StrictModel):
    """What passing to the release does to a group of made-up dossiers: how many move, and the means of their totals.

    ``group`` is that of a simulation: a category and a class of size, or ``others``.
    """

    group: tuple[Words, ...] = Field(min_length=1)
    dossiers: int = Field(ge=1)
    gains: int = Field(ge=0)
    same: int = Field(ge=0)
    loses: int = Field(ge=0)
    mean_before: Decimal
    mean_after: Decimal


class SimulatedImpact(StrictModel):
    """What a simulation found for those who vote: made-up dossiers of ``against``, carried over and completed.

    ``rules`` is the fingerprint of the rules it was found under: under others, it has to be found again.
    """

    against: ReleaseNumber
    dossiers: int = Field(ge=1)
    seed: int
    text: Wording
    rules: Words
    groups: tuple[ImpactGroup, ...] = Field(min_length=1)


class ReleaseHead(StrictModel):
    """The file ``release.yaml``."""

    referential: Name
    release: ReleaseNumber
    status: ReleaseStatus
    supersedes: ReleaseNumber | None = None
    title: Wording | None = None
    note: Wording | None = None
    dates: ReleaseDates
    transition: ReleaseTransition | None = None
    adoption: tuple[AdoptionVote, ...] = ()
    addenda: tuple[Addendum, ...] = ()
    params: dict[Key, DatedParameter] = Field(default_factory=dict)
    impact: SimulatedImpact | None = None
    seal: ReleaseSeal | None = None

    @property
    def id(self) -> str:
        """The name of the release everywhere: ``lrs@2027.1``."""
        return f"{self.referential}@{self.release}"


class GoldenCase(StrictModel):
    """A golden case: a dossier made up by the authors of the release, with the results they expect.

    ``inputs`` hold a number, a list of one number a site, or a mapping from site to number. ``expect`` holds any of
    ``total`` (a number or ``unknown``), ``range``, ``level``, ``missing``, ``knock_outs``, ``floors``, ``eligible``,
    ``themes``, ``indicators`` and ``score_<theme>``. A case with a ``key`` may be the start of others: ``like`` names
    it, and takes from it what a case does not say (see :mod:`filiere.referentials.golden_case_inheritance`). ``rest``
    answers every question that ``answers`` does not name: by the first of its levels that the question has.
    """

    key: Key | None = None
    like: Key | None = None

    name: Words | Text
    referential: Name | None = None
    release: ReleaseNumber | None = None
    category: Key
    date: Day
    facts: dict[Key, Any] = Field(default_factory=dict)
    answers: dict[Key, str | None] = Field(default_factory=dict)
    rest: tuple[Key, ...] = ()
    inputs: dict[Key, Any] = Field(default_factory=dict)
    evidence: tuple[Key, ...] = ()
    findings: tuple[dict[str, Any], ...] = ()
    registers: dict[Key, Any] = Field(default_factory=dict, alias="register")
    expect: dict[Key, Any] = Field(default_factory=dict)
