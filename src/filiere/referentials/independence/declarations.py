"""What an auditor declares, and what the rules make of it."""

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from filiere.core.text import StrictModel, Text
from filiere.referentials.records.field_types import Day, Key

TieState = Literal["none", "lasting", "ended"]


class DeclaredTie(StrictModel):
    """A tie of one kind with the candidate: none, one that lasts, or one that ended on a day.

    ``note`` says what it is, in the declarer's words; nothing is computed from it.
    """

    held: TieState
    ended: Day | None = None
    note: str = Field(default="", max_length=2000)


class TieDeclaration(StrictModel):
    """What one auditor declares about one candidate.

    ``ties`` goes by kind; a kind left out is not declared. ``cycles_before`` is how many audits of this candidate in a
    row, up to the last one, the auditor took part in; None when not declared.
    """

    ties: dict[Key, DeclaredTie] = Field(default_factory=dict)
    cycles_before: int | None = Field(default=None, ge=0, le=50)


@dataclass(frozen=True, slots=True)
class DependenceReason:
    """Why an auditor is not independent: the kind of tie, or ``cycles``, and the sentence."""

    kind: str
    text: Text


@dataclass(frozen=True, slots=True)
class IndependenceVerdict:
    """The verdict: ``bars`` are reasons against; ``missing`` the kinds, or ``cycles``, that are not declared.

    One bar is enough for a "no", whatever else is missing.
    """

    bars: tuple[DependenceReason, ...]
    missing: tuple[str, ...]

    @property
    def independent(self) -> bool | None:
        """Whether the auditor is independent; None as long as something is not declared and nothing bars."""
        if self.bars:
            return False
        return None if self.missing else True
