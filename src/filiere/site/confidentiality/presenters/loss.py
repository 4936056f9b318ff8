"""What a table loses: cells and value withheld, by the rule and beside it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from filiere.disclosure import RunFolder


@dataclass(frozen=True, slots=True)
class LossView:
    """Counts of all cells; ``total`` and the shares, in per cent of it, are of the cells that are no margin.

    A margin adds up cells that are counted already: no share is of a sum in which both stand. The measure ``value`` of
    the engine, which compares patterns, sums every cell, margins too.
    """

    cells: int
    published: int
    primary: int
    secondary: int
    total: Decimal
    primary_share: Decimal
    secondary_share: Decimal
    secondary_value: Decimal


def build_loss(run: RunFolder) -> LossView:
    """Read the report of a run, and the sizes of its own cells."""
    report, sizes = run.report, [abs(int(one)) for one in run.values]
    own = _list_own_cells(run)
    hidden = [place for place in own if not run.public[place]]
    total = Decimal(sum(sizes[place] for place in own)) / run.scale
    primary, secondary = (
        Decimal(sum(sizes[place] for place in hidden if (run.status[place] == "primary") == wanted)) / run.scale
        for wanted in (True, False)
    )
    base = total or Decimal(1)
    return LossView(
        cells=report["cells"],
        published=report["published"],
        primary=report["primary"],
        secondary=report["secondary"],
        total=total,
        primary_share=100 * primary / base,
        secondary_share=100 * secondary / base,
        secondary_value=secondary,
    )


def _list_own_cells(run: RunFolder) -> list[int]:
    """The places of the cells of which no other cell is a part, in each table that the run holds."""
    leaves = [frozenset(cut.leaves()) for cut in run.cuts]
    return [
        place
        for place, key in enumerate(run.keys.tolist())
        if any(
            all(code in leaves[cut] if cut in table else code == 0 for cut, code in enumerate(key))
            for table in run.tables
        )
    ]
