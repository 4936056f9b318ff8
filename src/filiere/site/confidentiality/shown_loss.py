"""What a table loses: cells and value withheld, by the rule and beside it, and how near the least possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Loss:
    """Counts; shares are in per cent of the sizes of all cells, margins too; ``over`` is in per cent of the bound."""

    cells: int
    published: int
    primary: int
    secondary: int
    primary_share: Decimal
    secondary_share: Decimal
    secondary_value: Decimal
    bound: Decimal
    cost: Decimal
    over: Decimal | None
    complete: bool
    by_value: bool
    seconds: Decimal


def loss_of(report: Mapping[str, Any], everything: int, scale: int) -> Loss:
    """Read the report of a run; ``everything`` is the sum of the sizes of its cells, in ``1 / scale``."""
    total = Decimal(max(everything, 1)) / scale
    primary, secondary = (Decimal(str(report[name])) for name in ("primary_value", "secondary_value"))
    bound, cost = Decimal(str(report["lower_bound"])), Decimal(str(report["cost"]))
    return Loss(
        cells=report["cells"],
        published=report["published"],
        primary=report["primary"],
        secondary=report["secondary"],
        primary_share=100 * primary / total,
        secondary_share=100 * secondary / total,
        secondary_value=secondary,
        bound=round(bound, 2),
        cost=round(cost, 2),
        over=100 * (cost - bound) / bound if bound > 0 else None,
        complete=bool(report["complete"]),
        by_value=report["cost_name"] == "value",
        seconds=Decimal(str(report["seconds"])),
    )
