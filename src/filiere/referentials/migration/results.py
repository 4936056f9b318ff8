"""What a migration makes of a dossier: where each thing it said has gone, what is to be read again, what was lost.

Nothing disappears: all that a dossier said either lands in the new one or stands in the archive, with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from filiere.core.text import Text
from filiere.referentials.compact_result import CompactResult, Movement
from filiere.referentials.scoring.case import Case

ContentKind = Literal["answer", "input", "evidence", "fact", "finding", "register"]


@dataclass(frozen=True, slots=True)
class CarriedItem:
    """Something the dossier said that is in the new one: from which key to which, and as what."""

    kind: ContentKind
    source: str
    target: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ArchivedItem:
    """Something the dossier said that is not in the new one, and why; ``kept`` is false when the rule keeps no copy."""

    kind: ContentKind
    key: str
    value: Any
    reason: Text
    kept: bool = True


@dataclass(frozen=True, slots=True)
class ReviewDuty:
    """A question of the new release to be read again, or answered for the first time (``answer``)."""

    key: str
    review: Literal["required", "optional", "answer"]
    reason: Text


@dataclass(frozen=True, slots=True)
class MissedThreshold:
    """A least score that a level of the new release asks and the dossier misses, or may miss while it is not whole.

    ``low`` and ``high`` are what the figure can be after migration, None when it is not applicable; ``before`` what it
    was, when the release before had it.
    """

    level: str
    figure: str
    at_least: Decimal
    before: Decimal | None
    low: Decimal | None
    high: Decimal | None
    missed: bool


@dataclass(frozen=True)
class MigrationResult:
    """A dossier carried to a later release, beside the one it was, which is not touched.

    ``before`` and ``after`` are the two evaluations, the second a shadow: it decides nothing. ``snapshots`` gives the
    names under which the migration keeps them. ``unanswered`` are the questions of the new release that nobody has
    answered yet and that apply or may apply. ``may_refuse`` says whether the candidate may stay where it is.
    """

    source: Case
    case: Case
    landings: tuple[CarriedItem, ...]
    archive: tuple[ArchivedItem, ...]
    duties: tuple[ReviewDuty, ...]
    before: CompactResult
    after: CompactResult
    movement: Movement
    thresholds: tuple[MissedThreshold, ...]
    unanswered: tuple[str, ...]
    snapshots: Mapping[str, str]
    may_refuse: bool

    @property
    def to_review(self) -> tuple[str, ...]:
        """The questions that must be read again before the dossier counts under the new release."""
        return tuple(duty.key for duty in self.duties if duty.review == "required")
