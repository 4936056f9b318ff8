"""What a recomputed measure gives: its sums, how they become a value, what was left out, or why there is nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from filiere.contacts.recount.sums import GroupSums

PERCENT = Fraction(100)
SECONDS = MILLIONTHS = Fraction(1, 1_000_000)
"""What a ratio is multiplied by: a share in percent, a mean of microseconds in seconds, one of millionths in points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecountResult:
    """The sums of an indicator.

    ``kind``: the value is ``scale`` times numerator ÷ denominator (``ratio``), the observed value (``observed``) or
    the numerator alone (``count``). ``of`` takes the place of the quotient where the value is another of the two
    numbers; it is then never averaged. ``exclusions`` are how many units were left out, by reason; ``refusal`` is the
    code of why no value can be had at all.
    """

    sums: Sequence[GroupSums] = ()
    scale: Fraction = PERCENT
    kind: Literal["ratio", "observed", "count"] = "ratio"
    of: Callable[[int, int], Fraction] | None = None
    exclusions: Mapping[str, int] = field(default_factory=dict)
    refusal: str = ""
