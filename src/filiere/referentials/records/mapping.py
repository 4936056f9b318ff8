"""A mapping between two releases: a reviewed opinion, in one direction, that proposes and never copies."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from filiere.core.text import StrictModel, Words
from filiere.referentials.records.field_types import Day, Key, Name, ReleaseNumber, Wording

MapRelation = Literal["equal", "subset", "superset", "intersects", "none"]
CarryLevel = Literal["none", "evidence", "answer", "finding"]

# From the least to the most that a mapping may bring over.
CARRY_LEVELS: tuple[CarryLevel, ...] = ("none", "evidence", "answer", "finding")
CARRY_CAPS: dict[MapRelation, CarryLevel] = {
    "equal": "finding",
    "superset": "answer",
    "subset": "evidence",
    "intersects": "evidence",
    "none": "none",
}


class MappingEnd(StrictModel):
    """One end of a mapping; ``sha256`` is the release's fingerprint when the mapping was reviewed."""

    referential: Name
    release: ReleaseNumber
    sha256: str | None = None

    @property
    def id(self) -> str:
        """The name of the release: ``lrs@2027.1``."""
        return f"{self.referential}@{self.release}"


class MappingDirection(StrictModel):
    """From which release to which."""

    source: MappingEnd
    target: MappingEnd


class Reviewer(StrictModel):
    """Who reviewed, by role, and when."""

    role: Key
    date: Day


class MapEntry(StrictModel):
    """One correspondence: sources relative to targets, each named by key or by displayed number.

    ``seen`` gives the fingerprint of each criterion as the reviewers saw it, so that a change at one end makes stale
    the maps it touches and no other.
    """

    id: Key
    sources: tuple[str, ...] = Field(min_length=1)
    targets: tuple[str, ...] = ()
    relation: MapRelation
    joint: bool = False
    strength: Annotated[int, Field(ge=1, le=10)] | None = None
    rationale: Literal["syntactic", "semantic", "functional"]
    confidence: Annotated[Decimal, Field(ge=0, le=1)]
    gap: Wording | None = None
    carry: CarryLevel
    status: Literal["draft", "reviewed", "approved", "stale"] | None = None
    seen: dict[str, str] = Field(default_factory=dict)
    note: Wording | None = None


class MappingGaps(StrictModel):
    """What no map touches, written down so that silence is never taken for coverage."""

    unmapped_targets: tuple[str, ...] = ()
    unmapped_sources: tuple[str, ...] = ()


class Mapping(StrictModel):
    """One file of ``mappings/``."""

    mapping: Words
    nature: Literal["comparison", "succession"]
    direction: MappingDirection
    method: Literal["human", "assisted", "derived"]
    status: Literal["draft", "reviewed", "approved", "stale"]
    reviewed_by: tuple[Reviewer, ...] = ()
    note: Wording | None = None
    maps: tuple[MapEntry, ...]
    gaps: MappingGaps
    caps: dict[MapRelation, CarryLevel]

    @property
    def id(self) -> str:
        """The name of the mapping: ``source@release--target@release``."""
        return self.mapping
