"""A table as a page shows it: the last cut across, the others down; a dash where a value is withheld.

The public grid is made of the public file alone, so that a page cannot tell more than the download. The inner grid
adds, for the statistician, the value under each dash and whether the rule withholds it or its neighbours’ sake.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from heapq import nsmallest
from typing import Literal

from filiere.core.numbers import format_number
from filiere.disclosure import RunFolder

MAX_COLUMNS_ACROSS = 12
"""Codes of the last cut that stand side by side; a longer one goes down like the others."""
MAX_ROWS_SHOWN = 300
"""Rows that a page prints; the file has them all."""
CellKind = Literal["value", "primary", "secondary", "withheld", "absent"]


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell: its words; ``inner`` is the value under a dash, on the statistician’s page alone."""

    kind: CellKind
    words: str
    inner: str = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row: the codes that it crosses, its cells; ``whole`` when all its codes are totals."""

    heads: tuple[str, ...]
    cells: tuple[GridCell, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A table ready to print; ``more`` rows are left to the file."""

    heads: tuple[str, ...]
    across: tuple[str, ...]
    rows: tuple[GridRow, ...]
    more: int


def format_amount(amount: Fraction | None) -> str:
    """An exact amount as the reader writes it."""
    return "" if amount is None else format_number(amount_to_decimal(amount))


def amount_to_decimal(amount: Fraction) -> Decimal:
    """An exact amount as a decimal: the data have a few decimals, and so have their sums."""
    return Decimal(amount.numerator) / Decimal(amount.denominator)


def build_run_grid(run: RunFolder, *, inside: bool) -> Grid:
    """Make the grid of a run."""
    shown = run.list_shown_values()
    places = {
        tuple(cut.codes[key] for cut, key in zip(run.cuts, keys, strict=True)): place
        for place, keys in enumerate(run.keys.tolist())
    }

    def cell_at(codes: tuple[str, ...]) -> GridCell:
        place = places[codes]
        value = shown[place]
        if value is not None:
            return GridCell("value", format_amount(value))
        if not inside:
            return GridCell("withheld", "–")
        kind: CellKind = "primary" if run.status[place] == "primary" else "secondary"
        return GridCell(kind, "–", format_amount(Fraction(int(run.values[place]), run.scale)))

    return arrange_cells(
        [cut.column for cut in run.cuts], [list(cut.codes) for cut in run.cuts], places.keys(), cell_at
    )


def arrange_cells(
    columns: Sequence[str],
    codes: Sequence[Sequence[str]],
    keys: Set[tuple[str, ...]],
    cell_at: Callable[[tuple[str, ...]], GridCell],
    limit: int = MAX_ROWS_SHOWN,
) -> Grid:
    """Set the cells of these keys in rows, with the total of each cut last, as in a printed table.

    ``cell_at`` is asked for the cells of the rows that are shown, and of no other: a table may have a hundred thousand.
    """
    orders = [{code: place or len(one) for place, code in enumerate(one)} for one in codes]
    used = [sorted({key[cut] for key in keys}, key=order.__getitem__) for cut, order in enumerate(orders)]
    crossed = len(columns) > 1 and len(used[-1]) <= MAX_COLUMNS_ACROSS
    down = len(columns) - 1 if crossed else len(columns)
    across = tuple(used[-1]) if crossed else ("",)
    heads = {key[:down] for key in keys}
    first = nsmallest(limit, heads, key=lambda head: tuple(orders[cut][code] for cut, code in enumerate(head)))
    absent = GridCell("absent", "·")
    rows = []
    for head in first:
        wanted = [(*head, one) if crossed else head for one in across]
        cells = tuple(cell_at(key) if key in keys else absent for key in wanted)
        rows.append(GridRow(head, cells, all(code == codes[cut][0] for cut, code in enumerate(head))))
    return Grid(tuple(columns[:down]), across, tuple(rows), len(heads) - len(rows))
