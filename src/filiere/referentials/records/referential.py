"""What a referential says once for all its releases: who it is, whom it judges, on which facts and scales."""

import re
from typing import Literal

from pydantic import Field

from filiere.core.text import StrictModel, Words
from filiere.referentials.records.field_types import Expression, Key, Name, ReleaseNumber, Scale, Wording

ReferentialKind = Literal["label", "norm", "regulation"]


class Languages(StrictModel):
    """The language that settles a doubt, and those in which every text must exist."""

    reference: Literal["fr", "en"]
    required: tuple[Literal["fr", "en"], ...]


class Category(StrictModel):
    """A kind of candidate, which has a questionnaire and weights of its own."""

    text: Wording
    note: Wording | None = None


class Fact(StrictModel):
    """A fact asked once and used everywhere; ``source`` lists where it is true, the most trusted first.

    ``since`` is the first release that asks it: what an earlier one asks never grows.
    """

    type: Literal["quantity", "boolean", "word"]
    unit: str | None = None
    source: tuple[Key, ...]
    values: dict[Key, Wording] | None = None
    text: Wording
    note: Wording | None = None
    since: ReleaseNumber | None = None


class DerivedFact(StrictModel):
    """A name for a condition on facts."""

    when: Expression
    text: Wording


class College(StrictModel):
    """A group that sits and votes as such."""

    text: Wording


class Referential(StrictModel):
    """The file ``referential.yaml``."""

    referential: Name
    kind: ReferentialKind
    title: Wording
    owner: Words
    languages: Languages
    text_rights: Literal["own", "paraphrase", "licensed"]
    note: Wording | None = None
    categories: dict[Key, Category] = Field(default_factory=dict)
    facts: dict[Key, Fact] = Field(default_factory=dict)
    derived: dict[Key, DerivedFact] = Field(default_factory=dict)
    scales: dict[Key, Scale] = Field(default_factory=dict)
    colleges: dict[Key, College] = Field(default_factory=dict)

    @property
    def key(self) -> str:
        """The name by which releases and mappings refer to it, such as ``lrs``."""
        return self.referential

    def known_by(self, release: str) -> "Referential":
        """Return what a release of that number knows of the referential: without the facts that came after it."""
        known = {
            key: one
            for key, one in self.facts.items()
            if one.since is None or release_order(one.since) <= release_order(release)
        }
        return self if len(known) == len(self.facts) else self.model_copy(update={"facts": known})


def release_order(number: str) -> tuple[tuple[int, str], ...]:
    """Return what puts the numbers of releases in order: 2027.10 comes after 2027.9."""
    return tuple((int(part) if part.isdecimal() else 0, part) for part in re.split(r"[.-]", number))
