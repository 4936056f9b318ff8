"""The head of a release: its life, its votes, its dated parameters, its addenda and its seal."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from filiere.core.text import StrictModel, Text, Words
from filiere.referentials.records.basics import Day, Key, Name, ReleaseNumber, Wording
from filiere.referentials.records.migration import Operation

Status = Literal["draft", "consulted", "adopted", "in_force", "closing", "closed", "withdrawn"]

# In the order of a release's life; a norm may also be withdrawn by its owner.
STATUSES: tuple[Status, ...] = ("draft", "consulted", "adopted", "in_force", "closing", "closed")


class Dates(StrictModel):
    """The days of a release's life. ``last_application`` is the last day on which a dossier may start under it."""

    adopted: Day | None = None
    effective: Day
    last_application: Day | None = None
    last_validity: Day | None = None


class Transition(StrictModel):
    """Until when a candidate may still choose the release before."""

    may_choose_previous_until: Day


class Vote(StrictModel):
    """The vote of one college on the release."""

    college: Key
    in_favour: int = Field(alias="for")
    against: int
    abstain: int
    dissent: Words | None = None


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


class Parameter(StrictModel):
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


class Addendum(StrictModel):
    """A change adopted after the release: of words only, or of a rule from its day of effect."""

    number: int
    adopted: Day
    effective: Day
    scope: Literal["wording", "rule"] = Field(alias="class")
    ops: tuple[Operation, ...]
    text: Wording | None = None


class Seal(StrictModel):
    """The fingerprints of a release: of each file, of what it uses of the referential, of each addendum."""

    algorithm: Literal["sha256"]
    canonical: Literal["yaml-1.2-json-rfc8785"]
    files: dict[str, str]
    referential: str | None = None
    addenda: dict[str, str] = Field(default_factory=dict)


class ReleaseHead(StrictModel):
    """The file ``release.yaml``."""

    referential: Name
    release: ReleaseNumber
    status: Status
    supersedes: ReleaseNumber | None = None
    title: Wording | None = None
    note: Wording | None = None
    dates: Dates
    transition: Transition | None = None
    adoption: tuple[Vote, ...] = ()
    addenda: tuple[Addendum, ...] = ()
    params: dict[Key, Parameter] = Field(default_factory=dict)
    seal: Seal | None = None

    @property
    def id(self) -> str:
        """The name of the release everywhere: ``lrs@2027.1``."""
        return f"{self.referential}@{self.release}"


class Case(StrictModel):
    """A golden case: a dossier made up by the authors of the release, with the results they expect.

    ``inputs`` hold a number, a list of one number a site, or a mapping from site to number. ``expect`` holds any of
    ``total`` (a number or ``unknown``), ``range``, ``level``, ``missing``, ``knock_outs``, ``floors``, ``eligible``,
    ``themes``, ``indicators`` and ``score_<theme>``.
    """

    name: Words | Text
    referential: Name | None = None
    release: ReleaseNumber | None = None
    category: Key
    date: Day
    facts: dict[Key, Any] = Field(default_factory=dict)
    answers: dict[Key, str | None] = Field(default_factory=dict)
    inputs: dict[Key, Any] = Field(default_factory=dict)
    factors: dict[Key, Any] = Field(default_factory=dict)
    evidence: tuple[Key, ...] = ()
    findings: tuple[dict[str, Any], ...] = ()
    registers: dict[Key, Any] = Field(default_factory=dict, alias="register")
    expect: dict[Key, Any] = Field(default_factory=dict)
