"""Whom exact recovery is kept from, shown for all contributors at once by a handful of circulations.

Within the table that is hidden, every cell can move a little both ways, so that a cell is found exactly only where the
additions alone fix it, given what the attacker knows: where its movement in every circulation is the same combination
of the movements of the attacker’s cells. A few circulations show that this is not so: a cell whose movements in them
are no combination of the attacker’s is not fixed. Reckoned modulo a prime: what differs modulo a prime differs. They
are drawn: corners, in random directions, of boxes whose sides are random whole numbers, so that two cells move alike
only if they must.

Hidden cells of zero cannot fall, so no circulation that moves one is used here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from filiere.disclosure.pattern import Circulations
from filiere.disclosure.protection_levels import ProtectionLevels
from filiere.disclosure.suppression.circulation_network import AttackerView, Network, load_program, make_solver
from filiere.disclosure.suppression.circulation_pool import PooledCirculation
from filiere.disclosure.suppression.integer_circulations import whole_movements
from filiere.disclosure.system import Bools, Ints, System
from filiere.disclosure.work_budget import WorkBudget

PRIME = 2_147_483_629
MOST_WEIGHT = 9_973
SMALL_WEIGHT = 997
LARGEST_EXACT_SUM = 2.0**62
LARGEST_RANDOM_COST = 100
MOST_DRAWN = 4_000
"""Hidden cells up to which circulations are drawn; beyond, those found before are enough, and cost nothing."""
EXTRA_DRAWS = 1
"""Circulations drawn beyond the number of sums, since a corner may leave a cell still."""
DRAW_TRIES = 4
"""Draws for each that is kept: the common divisor of some corners is too large to be found."""


@dataclass(frozen=True, eq=False)
class SpanningVectors:
    """``vectors``: a row a circulation, a column a cell, whole numbers."""

    vectors: Ints

    def circulations(self) -> Circulations:
        """Return them without their zeros."""
        cells = [np.flatnonzero(vector) for vector in self.vectors]
        return Circulations(
            np.concatenate([[0], np.cumsum([len(one) for one in cells])]).astype(np.int64),
            np.concatenate(cells),
            np.concatenate([vector[one] for vector, one in zip(self.vectors, cells, strict=True)]),
        )


class CirculationSampler:
    """Random circulations through the hidden cells, those of zero apart."""

    def __init__(self, network: Network, work: WorkBudget, *, seed: int) -> None:
        self.network, self.work = network, work
        self.random = np.random.default_rng(seed)
        self.solver = make_solver(primal=True)

    def spanning(
        self,
        hidden: Bools,
        count: int,
        entries: Sequence[PooledCirculation],
        *,
        draw: bool = True,
        apart: Sequence[PooledCirculation] = (),
    ) -> SpanningVectors:
        """Return ``count`` random sums of circulations, of ``entries`` and drawn ones, and ``apart`` as they are.

        Drawing finds what no circulation before has shown; without it, the sums cost next to nothing.
        """
        network = self.network
        may = hidden & network.interior
        cells = network.find_movable(np.flatnonzero(may))
        vectors = np.zeros((count, network.size), dtype=np.int64)
        alone = np.zeros((len(apart), network.size), dtype=np.int64)
        for place, entry in enumerate(apart):
            alone[place, entry.cells] = entry.amounts
        if not draw or len(cells) > MOST_DRAWN or not len(cells):
            return SpanningVectors(np.concatenate([self._sums(vectors, entries, may), alone]))
        lengths, rows, signs = network.entries(cells)
        kept, row = np.unique(rows, return_inverse=True)
        zeros = np.zeros(len(cells))
        starts = np.concatenate([[0], np.cumsum(lengths)])
        load_program(self.solver, zeros, zeros, zeros, len(kept), starts, row, signs)
        every = np.arange(len(cells), dtype=np.int32)
        drawn_so_far = 0
        for _ in range(DRAW_TRIES * (count + EXTRA_DRAWS)):
            if drawn_so_far == count + EXTRA_DRAWS:
                break
            sides = self.random.integers(1, LARGEST_RANDOM_COST, (2, len(cells))).astype(np.float64)
            self.solver.changeColsBounds(len(cells), every, -sides[0], sides[1])
            self.solver.changeColsCost(len(cells), every, self.random.normal(size=len(cells)))
            self.work.run(self.solver)
            drawn = whole_movements(network, cells, np.array(self.solver.getSolution().col_value))
            if drawn is not None:
                drawn_so_far += 1
                vectors[:, cells] += self.random.integers(1, MOST_WEIGHT, count)[:, None] * drawn[None, :]
        return SpanningVectors(np.concatenate([self._sums(vectors, entries, may), alone]))

    def _sums(self, vectors: Ints, entries: Sequence[PooledCirculation], may: Bools) -> Ints:
        """Add the circulations found before, each with weights of its own, as long as the sums stay exact."""
        size = np.abs(vectors).max(axis=0).astype(np.float64)
        for entry in entries:
            grown = size[entry.cells] + np.abs(entry.amounts) * float(SMALL_WEIGHT)
            if may[entry.cells].all() and grown.max() < LARGEST_EXACT_SUM:
                size[entry.cells] = grown
                weights = self.random.integers(1, SMALL_WEIGHT, len(vectors))
                vectors[:, entry.cells] += weights[:, None] * entry.amounts[None, :]
        return vectors


def iter_exposed_views(
    system: System, needs: ProtectionLevels, views: Iterable[AttackerView], found: SpanningVectors
) -> Iterator[tuple[AttackerView, int]]:
    """Yield each view and unsafe cell of others that the vectors do not show to be free; to yield none is a proof."""
    rows = (found.vectors % PRIME).T
    targets = np.flatnonzero(needs.primary)
    classes = _number_directions(rows)
    members: dict[int, Ints] = {}
    order = targets[np.argsort(classes[targets], kind="stable")]
    for group in np.split(order, np.flatnonzero(np.diff(classes[order])) + 1):
        if len(group):
            members[int(classes[group[0]])] = group
    still = members.get(-1, np.zeros(0, np.int64))
    for view in views:
        # A vector serves both ways round, and so must move none of what can only rise.
        held = np.union1d(view.known, view.floor_cells)
        mine = {int(one) for one in classes[held]} - {-1}
        if len(mine) <= 1:
            suspects = np.concatenate([still, *(members.get(one, still[:0]) for one in mine)])
        else:
            suspects = targets[_is_spanned(rows[held], rows[targets])]
        for cell in suspects.tolist():
            if not _is_own_cell(system, view, cell):
                yield view, cell


def _is_own_cell(system: System, view: AttackerView, cell: int) -> bool:
    """Whether nobody but those of the view contributes to the cell."""
    if cell in view.known:
        return True
    if system.holdings is None or not len(view.owners):
        return False
    span = slice(int(system.holdings.starts[cell]), int(system.holdings.starts[cell + 1]))
    return bool(np.isin(system.holdings.owners[span], view.owners).all())


def _number_directions(rows: Ints) -> Ints:
    """Return a number for each direction of a row modulo the prime, −1 for rows of zeros."""
    size, count = rows.shape
    scaled = np.zeros_like(rows)
    lead = np.zeros(size, dtype=np.int64)
    for column in range(count - 1, -1, -1):
        lead = np.where(rows[:, column] != 0, rows[:, column], lead)
    inverse = _invert_modulo(lead)
    for column in range(count):
        scaled[:, column] = rows[:, column] * inverse % PRIME
    _, classes = np.unique(scaled, axis=0, return_inverse=True)
    found: Ints = classes.reshape(-1).astype(np.int64)
    found[lead == 0] = -1
    return found


def _invert_modulo(numbers: Ints) -> Ints:
    """Return the inverse of each number modulo the prime, by Fermat’s little theorem; 0 for 0."""
    found = np.ones_like(numbers)
    base = numbers % PRIME
    power = PRIME - 2
    while power:
        if power & 1:
            found = found * base % PRIME
        base = base * base % PRIME
        power >>= 1
    return np.where(numbers == 0, 0, found)


def _is_spanned(known: Ints, rows: Ints) -> Bools:
    """Return which rows are combinations of the known ones, modulo the prime."""
    basis: list[tuple[int, list[int]]] = []
    for row in known.tolist():
        left = _reduce_row(row, basis)
        lead = next((place for place, value in enumerate(left) if value), None)
        if lead is not None:
            inverse = pow(left[lead], PRIME - 2, PRIME)
            basis.append((lead, [value * inverse % PRIME for value in left]))
    remaining = rows.copy()
    for lead, vector in basis:
        factor = remaining[:, lead].copy()
        for column, value in enumerate(vector):
            remaining[:, column] = (remaining[:, column] - factor * value) % PRIME
    spanned: Bools = ~(remaining != 0).any(axis=1)
    return spanned


def _reduce_row(row: list[int], basis: list[tuple[int, list[int]]]) -> list[int]:
    left = list(row)
    for lead, vector in basis:
        factor = left[lead]
        left = [(value - factor * own) % PRIME for value, own in zip(left, vector, strict=True)]
    return left


def count_vectors_needed(views: Iterable[AttackerView], found: SpanningVectors) -> int:
    """Return how many vectors are enough: one more than the directions that any view knows, and two at least."""
    classes = _number_directions((found.vectors % PRIME).T)
    held = (np.union1d(view.known, view.floor_cells) for view in views)
    return max((len({int(one) for one in classes[cells]} - {-1}) for cells in held), default=1) + 1
