"""What a reader who knows how to solve equations learns from a table with holes.

Two holes in every row and column are not enough: a hole that is the only bridge between two sets of holes is found by
adding rows and taking columns away. Gaussian elimination over exact fractions finds every such hole and no other.
It is blind to what signs and sizes tell (a sum of zero with no negative part): that takes linear programs.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction


def find_determined[K](equations: Iterable[Mapping[K, int]]) -> set[K]:
    """Return the unknowns that the equations fix; each equation gives the coefficients of its unknowns.

    The right-hand sides do not matter: the true table satisfies them, and only whether they fix an unknown is asked.
    """
    solved: dict[K, dict[K, Fraction]] = {}
    for equation in equations:
        row = {unknown: Fraction(factor) for unknown, factor in equation.items() if factor}
        for unknown in [one for one in row if one in solved]:
            _subtract_row(row, solved[unknown], row[unknown])
        if not row:
            continue
        pivot = next(iter(row))
        scale = row[pivot]
        row = {unknown: factor / scale for unknown, factor in row.items()}
        for other in solved.values():
            if pivot in other:
                _subtract_row(other, row, other[pivot])
        solved[pivot] = row
    return {pivot for pivot, row in solved.items() if len(row) == 1}


def _subtract_row[K](row: dict[K, Fraction], other: Mapping[K, Fraction], times: Fraction) -> None:
    for unknown, factor in other.items():
        left = row.get(unknown, Fraction(0)) - times * factor
        if left:
            row[unknown] = left
        else:
            row.pop(unknown, None)
