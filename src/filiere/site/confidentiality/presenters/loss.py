"""What a table loses: cells and value withheld, by the rule and beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class LossView:
    """Counts; shares are in per cent of the sizes of all cells, margins too."""

    cells: int
    published: int
    primary: int
    secondary: int
    primary_share: Decimal
    secondary_share: Decimal
    secondary_value: Decimal


def build_loss(report: Mapping[str, Any], everything: int, scale: int) -> LossView:
    """Read the report of a run; ``everything`` is the sum of the sizes of its cells, in ``1 / scale``."""
    total = Decimal(max(everything, 1)) / scale
    primary, secondary = (Decimal(str(report[name])) for name in ("primary_value", "secondary_value"))
    return LossView(
        cells=report["cells"],
        published=report["published"],
        primary=report["primary"],
        secondary=report["secondary"],
        primary_share=100 * primary / total,
        secondary_share=100 * secondary / total,
        secondary_value=secondary,
    )
