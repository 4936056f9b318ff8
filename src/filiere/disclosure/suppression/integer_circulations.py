"""Circulations in whole numbers, because a proof that holds up to rounding is none.

The answers of a linear program are quotients of small whole numbers times the values of the table. The common divisor
is read off their fractions; where it is too large, the additions are solved anew in fractions, with the freest
movements kept.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import gcd, lcm

import numpy as np

from filiere.disclosure.suppression.cheapest_circulations import Route
from filiere.disclosure.suppression.circulation_network import Network
from filiere.disclosure.system import Floats, Ints

DIGITS = 7
MOST_DIVISOR = 1_000
MOST_COMMON = 1_000_000
LARGEST_AMOUNT = 2**53
FINEST = 2**50
"""Up to which movements are counted when they are not quotients of small numbers."""
BOUND_TOLERANCE = 1e-6
"""How near to a bound, as a share of the largest movement, an answer of a program is taken to stand at it."""


def whole_route(network: Network, route: Route) -> tuple[Ints, Ints] | None:
    """Return the cells and whole movements of a circulation in the direction of ``route``; none if there is none."""
    amounts = whole_movements(network, route.cells, route.moves)
    if amounts is not None:
        return _make_primitive(route.cells, amounts)
    return _solve_movements(network, route)


def whole_movements(network: Network, cells: Ints, moves: Floats) -> Ints | None:
    """Return the movements times their common divisor, in whole numbers that circulate exactly; none if not found."""
    divisor = _find_divisor(moves)
    if not divisor:
        return None
    rounded = np.rint(moves * divisor)
    if np.abs(rounded).max(initial=0.0) >= LARGEST_AMOUNT:
        return None
    amounts: Ints = rounded.astype(np.int64)
    return amounts if is_circulation(network, cells, amounts) else None


def _find_divisor(moves: Floats) -> int:
    """Return the least common divisor of the movements; 0 when it is too large to be trusted."""
    parts = np.unique(np.round(np.abs(moves - np.rint(moves)), DIGITS))
    common = 1
    for part in parts[parts > 10.0 ** (1 - DIGITS)].tolist():
        found = Fraction(part).limit_denominator(MOST_DIVISOR)
        common = common * found.denominator // gcd(common, found.denominator)
        if common > MOST_COMMON:
            return 0
    return common


def is_circulation(network: Network, cells: Ints, amounts: Ints) -> bool:
    """Whether the movements leave every sum as it is, exactly."""
    lengths, rows, signs = network.entries(cells)
    sums: dict[int, int] = {}
    for row, sign, amount in zip(rows.tolist(), signs.tolist(), np.repeat(amounts, lengths).tolist(), strict=True):
        sums[row] = sums.get(row, 0) + (amount if sign > 0 else -amount)
    return not any(sums.values())


def _make_primitive(cells: Ints, amounts: Ints) -> tuple[Ints, Ints]:
    moving = amounts != 0
    cells, amounts = cells[moving], amounts[moving]
    common = int(np.gcd.reduce(amounts)) if len(amounts) else 1
    return cells, amounts // max(common, 1)


def _solve_movements(network: Network, route: Route) -> tuple[Ints, Ints] | None:
    """Take the movements that others do not fix as they are, to the last unit, and reckon the others from them.

    A program ends at a corner: the cell asked about and those that fell as far as they can stand at a bound, and the
    others follow from them.
    So the others are solved for, in fractions, and what stands at its bound is taken to be there exactly. What is
    reckoned is then the corner itself, not a point near it that may lie beyond a bound.
    """
    cells, moves = route.cells, route.moves
    lengths, rows, signs = network.entries(cells)
    owner = np.repeat(np.arange(len(cells)), lengths)
    equations: dict[int, dict[int, Fraction]] = {}
    for row, column, sign in zip(rows.tolist(), owner.tolist(), signs.tolist(), strict=True):
        equations.setdefault(row, {})[column] = Fraction(int(sign))
    size = float(np.abs(moves).max())
    bounds = -np.where(np.isfinite(route.room), route.room, 0.0)
    bounds[route.place] = np.copysign(route.amount, moves[route.place])
    at_bound = np.abs(moves - bounds) <= BOUND_TOLERANCE * size
    # Those at a bound are solved for last; of the rest the largest first, so that small ones keep their exact value.
    rank = {column: place for place, column in enumerate(np.lexsort((-np.abs(moves), at_bound)).tolist())}
    solved = _eliminate_columns(equations, rank)
    common = lcm(1, *(value.denominator for equation in solved.values() for value in equation.values()))
    finest = FINEST // common
    # Movements are counted in parts of a unit as small as the largest of them allows: a power of two.
    parts = 2.0 ** max(int(np.floor(np.log2(finest / size))), 0) if finest else 0.0
    taken = np.where(at_bound, bounds, moves) * parts
    found = {column: Fraction(round(float(taken[column]))) for column in range(len(cells)) if column not in solved}
    for pivot, equation in solved.items():
        found[pivot] = -sum(
            (value * found[column] for column, value in equation.items() if column != pivot), Fraction(0)
        )
    common = lcm(1, *(value.denominator for value in found.values()))
    amounts = [int(found[column] * common) for column in range(len(cells))]
    if not any(amounts) or max(map(abs, amounts)) >= LARGEST_AMOUNT:
        return None
    return _make_primitive(cells, np.array(amounts, dtype=np.int64))


def _eliminate_columns(
    equations: Mapping[int, dict[int, Fraction]], rank: Mapping[int, int]
) -> dict[int, dict[int, Fraction]]:
    """Solve each equation for the column of lowest ``rank`` in it; return, by column, the equation with 1 for it."""
    solved: dict[int, dict[int, Fraction]] = {}
    for equation in equations.values():
        for column in [one for one in equation if one in solved]:
            _subtract_row(equation, solved[column], equation[column])
        if not equation:
            continue
        pivot = min(equation, key=lambda column: rank[column])
        scale = equation[pivot]
        scaled = {column: value / scale for column, value in equation.items()}
        for other in solved.values():
            if pivot in other:
                _subtract_row(other, scaled, other[pivot])
        solved[pivot] = scaled
    return solved


def _subtract_row(row: dict[int, Fraction], other: dict[int, Fraction], times: Fraction) -> None:
    for column, value in other.items():
        left = row.get(column, Fraction(0)) - times * value
        if left:
            row[column] = left
        else:
            row.pop(column, None)
