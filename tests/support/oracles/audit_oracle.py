"""An exact attacker, slow and plain: every interval by a simplex whose answer is proved by its dual.

Nothing here knows the code under test. For each attacker the least and most of a cell are linear programs over the
hidden cells; the simplex works in whole numbers with Bland's rule, so that it ends, and each optimum is checked against
its dual, so that a mistake in the pivoting cannot pass.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from support.scenes.run_folders import Codes, Counted

Row = list[int]
Vector = list[Fraction]


@dataclass(frozen=True)
class Attack:
    """Attackers of one kind and, per attacker and unsafe cell of others, what is found."""

    exact: frozenset[tuple[tuple[int, ...], Codes]]
    narrow: frozenset[tuple[tuple[int, ...], Codes]]
    pairs: int
    attackers: int


class Oracle:
    """Attacks on one table with holes. ``hidden`` are the cells that readers do not see."""

    def __init__(
        self, counted: Counted, hidden: AbstractSet[Codes], bounds: dict[Codes, tuple[int, int | None]] | None = None
    ) -> None:
        self.counted = counted
        self.bounds = bounds or {}
        self.primary = counted.unsafe()
        # Nobody publishes what cells of linked tables differ by.
        self.hidden = {*hidden, *counted.between.held}
        # A primary cell that is published is known to all: it stands in the programs and cannot move.
        self.columns = [codes for codes in counted.held if codes in self.hidden or codes in self.primary]
        place = {codes: at for at, codes in enumerate(self.columns)}
        self.equations = []
        for wholes, parts in [
            *(([whole], parts) for whole, parts in counted.sums()),
            *counted.related(),
            *counted.between.ties,
        ]:
            row = [0] * len(self.columns)
            for codes, sign in [*((whole, -1) for whole in wholes), *((part, 1) for part in parts)]:
                if codes in place:
                    row[place[codes]] += sign
            if any(row):
                self.equations.append(row)
        self._known: dict[tuple[int, ...], tuple[set[Codes], dict[Codes, int]]] = {}
        self._solved: dict[tuple[Any, ...], tuple[Fraction, Vector] | None] = {}
        self._found: dict[tuple[tuple[int, ...], Codes], tuple[Fraction | None, Fraction | None]] = {}

    def knows(self, members: tuple[int, ...]) -> tuple[set[Codes], dict[Codes, int]]:
        """The cells that these contributors make up, and what they have in the others."""
        if members not in self._known:
            fixed, least = set(self.columns) - self.hidden, {}
            for codes in self.columns:
                held = self.counted.held[codes]
                mine = {owner: amount for owner, amount in held.items() if owner in members}
                if len(mine) == len(held):
                    fixed.add(codes)
                elif mine and self.counted.bounded(codes):
                    least[codes] = sum(mine.values())
            self._known[members] = fixed, least
        return self._known[members]

    def interval(self, members: tuple[int, ...], codes: Codes) -> tuple[Fraction | None, Fraction | None]:
        """How far below and above its value the cell may be for them; none is without bound."""
        key = (members, codes)
        if key not in self._found:
            down, up = (self._most(members, codes, side) for side in (-1, 1))
            self._found[key] = (None if down is None else down[0], None if up is None else up[0])
        return self._found[key]

    def witness(self, members: tuple[int, ...], codes: Codes, side: int, need: int) -> dict[Codes, int] | None:
        """A whole vector, scaled by whatever factor, that moves the cell by ``need`` to one side for them."""
        found = self._most(members, codes, side, need)
        if found is None or found[0] < need:
            return None
        times = lcm(*(amount.denominator for amount in found[1]))
        return {column: int(amount * times) for column, amount in zip(self.columns, found[1], strict=True) if amount}

    def _most(
        self, members: tuple[int, ...], codes: Codes, side: int, cap: int | None = None
    ) -> tuple[Fraction, Vector] | None:
        fixed, least = self.knows(members)
        lows: list[int | None] = []
        highs: list[int | None] = []
        for column in self.columns:
            low = (
                None if not self.counted.bounded(column) else max(0, least.get(column, 0)) - self.counted.value[column]
            )
            high = None
            if column in self.bounds:
                floor, ceiling = self.bounds[column]
                told = floor - self.counted.value[column]
                low = told if low is None else max(low, told)
                high = None if ceiling is None else ceiling - self.counted.value[column]
            if column == codes and cap is not None:
                low, high = (low, cap) if side > 0 else (-cap if low is None else max(low, -cap), high)
            lows.append(0 if column in fixed else low)
            highs.append(0 if column in fixed else high)
        # Attackers who know the same of the hidden cells are of one program.
        key = (codes, side, tuple(lows), tuple(highs))
        if key not in self._solved:
            aim = [side * (column == codes) for column in self.columns]
            self._solved[key] = maximum(aim, self.equations, lows, highs)
        return self._solved[key]

    def misses(self, members: tuple[int, ...], codes: Codes) -> bool:
        """Whether the interval misses the blur; downwards no more is asked than others have."""
        down, up = self.interval(members, codes)
        need = self.counted.blur(codes)
        low = need
        rest = sum(amount for owner, amount in self.counted.held[codes].items() if owner not in members)
        if self.counted.bounded(codes):
            low = min(need, self.counted.value[codes])
        if rest >= 0 and members:
            low = min(low, rest)
        return (up is not None and up < need) or (down is not None and down < low)

    def attack(self, attackers: list[tuple[int, ...]]) -> Attack:
        """What each attacker finds; what readers are too sure of counts for all."""
        exact, narrow, pairs = set(), set(), 0
        for members in attackers:
            for codes in self.primary:
                if set(self.counted.held[codes]) <= set(members):
                    continue
                pairs += 1
                if self.interval(members, codes) == (0, 0):
                    exact.add((members, codes))
                if self.misses(members, codes) or self.misses((), codes):
                    narrow.add((members, codes))
        return Attack(frozenset(exact), frozenset(narrow), pairs, len(attackers))

    def members(self, kind: str) -> list[tuple[int, ...]]:
        """The contributors of each attacker of one kind of the audit."""
        present = sorted({owner for codes in self.columns for owner in self.counted.held[codes]})
        if kind == "outsider":
            return [()]
        if kind == "contributors":
            return [(owner,) for owner in present]
        if kind == "pairs":
            twos = {tuple(sorted(held)) for held in self.counted.held.values() if len(held) == 2}
            return sorted(pair for pair in twos if set(pair) & set(present))
        groups = self.counted.drawn.groups
        everyone = range(len(groups))
        together = sorted({groups[owner] for owner in present})
        return [tuple(one for one in everyone if groups[one] == group) for group in together]

    def run(self, kind: str, *, telling: bool = False) -> Attack:
        """What the attackers of one kind of the audit find; ``telling``: of those only who may find something exactly
        that readers do not, since they know a cell, or that it can be no less."""
        members = self.members(kind)
        if telling:
            members = [one for one in members if self.tells(one)]
        return self.attack(members)

    def tells(self, members: tuple[int, ...]) -> bool:
        """Whether these know a hidden cell, or that one can be no less than it is."""
        fixed, least = self.knows(members)
        return bool(fixed & self.hidden) or any(self.counted.value[codes] == most for codes, most in least.items())


def maximum(
    aim: Row, equations: list[Row], lows: list[int | None], highs: list[int | None]
) -> tuple[Fraction, Vector] | None:
    """The most of ``aim · d`` with ``equations · d = 0`` and bounds that hold at d = 0, and such a d.

    None when there is no bound. Fixed columns fall out; every other is what is added less what is taken, so that doing
    nothing is the first basis.
    """
    columns: list[tuple[int, int, int | None]] = []
    for at, (low, high) in enumerate(zip(lows, highs, strict=True)):
        if not (low == 0 and high == 0):
            columns.append((at, 1, high))
            columns.append((at, -1, None if low is None else -low))
    table = [[row[at] * sign for at, sign, _ in columns] for row in equations]
    right = [0] * len(equations)
    for place, (_, _, most) in enumerate(columns):
        if most is not None:
            table.append([int(other == place) for other in range(len(columns))])
            right.append(most)
    found = _simplex(table, right, len(equations), [aim[at] * sign for at, sign, _ in columns])
    if found is None:
        return None
    moved = [Fraction(0)] * len(aim)
    for (at, sign, _), amount in zip(columns, found[1], strict=True):
        moved[at] += sign * amount
    return found[0], moved


def _simplex(table: list[Row], right: Row, equal: int, objective: Row) -> tuple[Fraction, Vector] | None:
    """The most of ``objective · x``, x ≥ 0, rows ``= 0`` up to ``equal`` and ``≤ right ≥ 0`` after; x = 0 is possible.

    A slack is added to every row; those of equations have to stay at 0, which the second half of a doubled equation
    (≤ and ≥) sees to. A row is an equation, which may be multiplied: each stays in whole numbers without a common
    factor, and what stands at its basic column is what to divide it by. The last number of the costs is theirs.
    """
    original = (
        [list(row) for row in table[:equal]]
        + [[-one for one in row] for row in table[:equal]]
        + [list(row) for row in table[equal:]]
    )
    bounds = [0] * (2 * equal) + right[equal:]
    height, width = len(original), len(objective)
    body = [
        [*row, *(int(at == other) for other in range(height)), bound]
        for at, (row, bound) in enumerate(zip(original, bounds, strict=True))
    ]
    costs = [*objective, *[0] * (height + 1), 1]
    basis = list(range(width, width + height))
    while True:
        enter = next((at for at in range(width + height) if costs[at] > 0), None)
        if enter is None:
            break
        leave = _leaving(body, basis, enter)
        if leave is None:
            return None
        for row in range(height):
            if row != leave and body[row][enter]:
                body[row] = _without(body[row], body[leave], enter)
        costs = _without(costs, [*body[leave], 0], enter)
        basis[leave] = enter
    divisor = costs[-1]
    best = Fraction(-costs[-2], divisor)
    answer = [Fraction(0)] * (width + height)
    for row, column in enumerate(basis):
        answer[column] = Fraction(body[row][-1], body[row][column])
    # The dual proves the optimum: prices of rows, none negative, that pay for every column and cost just as much.
    prices = [-costs[width + row] for row in range(height)]
    assert divisor > 0
    assert all(price >= 0 for price in prices)
    paid = [(price, row) for price, row in zip(prices, original, strict=True) if price]
    assert all(sum(price * row[at] for price, row in paid) >= objective[at] * divisor for at in range(width))
    assert Fraction(sum(price * bound for price, bound in zip(prices, bounds, strict=True)), divisor) == best
    return best, answer[:width]


def _leaving(body: list[Row], basis: list[int], enter: int) -> int | None:
    """The row that the entering column meets first; of several, that of the first column (Bland's rule)."""
    leave = None
    for row, numbers in enumerate(body):
        if numbers[enter] > 0:
            if leave is None:
                leave = row
                continue
            mine, best = numbers[-1] * body[leave][enter], body[leave][-1] * numbers[enter]
            if mine < best or (mine == best and basis[row] < basis[leave]):
                leave = row
    return leave


def _without(row: Row, pivot: Row, enter: int) -> Row:
    """A row less as much of the pivot's as leaves nothing in the entering column, in its smallest whole numbers."""
    times, most = row[enter], pivot[enter]
    found = [most * mine - times * theirs for mine, theirs in zip(row, pivot, strict=True)]
    common = gcd(*found)
    return [one // common for one in found] if common > 1 else found
