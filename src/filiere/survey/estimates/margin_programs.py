"""The linear programs of a calibration: whether weights within bounds meet margins, and which bounds would do.

Units that are alike in every control may have the same ratio (the mean of theirs, weighted, meets the same margins), so
that a program has one variable a *pattern* of controls.
"""

import math

import highspy
import numpy as np

from filiere.core.linear_solver import make_silent_solver
from filiere.survey.estimates.distances import Bounds
from filiere.survey.estimates.sample_tables import Bools, Floats

INFINITE = highspy.kHighsInf
FEASIBILITY = 1e-9
"""Tolerance of the programs, whose rows are divided by the sum of the absolute values of a margin."""
NEGLIGIBLE = 1e-8
"""Relative miss under which a margin is met; what Newton’s method then cannot meet is refused all the same."""
MOST_ROUNDS = 60
"""Sets of margins that are grown before a conflict, each of whose margins is needed, is told as it is."""


def group_patterns(weights: Floats, matrix: Floats) -> tuple[Floats, Floats]:
    """Return the distinct rows of the controls among units that take part, and the weight of each."""
    rows = matrix[weights > 0]
    # Rows are told apart by one number each, which costs less than comparing them; the check below finds a collision.
    mixture = rows @ np.sqrt(np.arange(2.0, 2.0 + matrix.shape[1]))
    _, first, place = np.unique(mixture, return_index=True, return_inverse=True)
    patterns = rows[first]
    if not np.array_equal(patterns[place.ravel()], rows):
        return rows, weights[weights > 0]
    return patterns, np.bincount(place.ravel(), weights[weights > 0])


class MarginProgram:
    """Ratios within bounds, and by how much they miss each margin; which margins count is asked from case to case.

    Misses are relative to the sum of the absolute values of a margin, by the design weights.
    """

    def __init__(self, patterns: Floats, weights: Floats, totals: Floats, bounds: Bounds) -> None:
        self.margins = len(totals)
        self.patterns = len(weights)
        amounts = patterns * weights[:, None]
        scales = np.abs(amounts).sum(axis=0)
        scales[scales == 0] = 1.0
        self._amounts = amounts / scales
        self._totals = totals / scales
        self._bounds = bounds
        self._solver = make_silent_solver()
        for name in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
            self._solver.setOptionValue(name, FEASIBILITY)
        size, low, high = len(weights), _clip_bound(bounds[0]), _clip_bound(bounds[1])
        self._solver.addVars(size, np.full(size, low), np.full(size, high))
        # What each margin is short of, then what it is over by.
        self._misses = np.arange(size, size + 2 * self.margins, dtype=np.int32)
        self._solver.addVars(len(self._misses), np.zeros(len(self._misses)), np.full(len(self._misses), INFINITE))
        for margin, (row, total) in enumerate(zip(self._amounts.T, self._totals.tolist(), strict=True)):
            places = np.flatnonzero(row)
            ends = np.array([size + margin, size + self.margins + margin])
            index = np.concatenate([places, ends]).astype(np.int32)
            self._solver.addRow(total, total, len(index), index, np.concatenate([row[places], [1.0, -1.0]]))

    def is_feasible(self, margins: Bools | None = None) -> bool:
        """Whether some ratios meet these margins together; all of them by default."""
        asked = np.ones(self.margins, dtype=bool) if margins is None else margins
        return bool(self._minimise_misses(asked, np.zeros_like(asked))[asked].max(initial=0.0) <= NEGLIGIBLE)

    def find_witnesses(self) -> Bools:
        """Return the margins that the proof of infeasibility of all of them makes use of."""
        self.is_feasible()
        return np.abs(np.array(self._solver.getSolution().row_dual)) > FEASIBILITY

    def extend_choice(self, chosen: Bools) -> Bools:
        """Return the largest set that can be met, to which no margin can be added, from one that can."""
        met = chosen | (self._minimise_misses(~chosen, chosen) <= NEGLIGIBLE)
        if not self.is_feasible(met):
            met = chosen.copy()
        for margin in np.flatnonzero(~met).tolist():
            met[margin] = True
            met[margin] = self.is_feasible(met)
        return met

    def _minimise_misses(self, counted: Bools, required: Bools) -> Floats:
        """Return what each margin is missed by when those that count are missed least in all, and some not at all."""
        most = np.where(np.concatenate([required, required]), 0.0, INFINITE)
        self._solver.changeColsBounds(len(most), self._misses, np.zeros(len(most)), most)
        self._solver.changeColsCost(len(most), self._misses, np.concatenate([counted, counted]).astype(np.float64))
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return np.full(self.margins, np.inf)
        misses = np.array(self._solver.getSolution().col_value)[self._misses]
        return np.asarray(misses[: self.margins] + misses[self.margins :])

    def find_nearest_bounds(self, moves: tuple[bool, bool]) -> Bounds | None:
        """Return the feasible bounds that widen those given least in all, moving only the ends said; None if none do.

        They are rounded outwards to six decimals, so that they are feasible as they are written.
        """
        solver = make_silent_solver()
        size, (low, high) = len(self._amounts), self._bounds
        free = np.full(size, INFINITE)
        solver.addVars(size, -free, free)
        low_ends = (-INFINITE, low) if moves[0] else (low, low)
        high_ends = (high, INFINITE) if moves[1] else (high, high)
        if math.isinf(high):
            # No ratio is too great: one end stands still, at a number that none needs to pass.
            high_ends = (INFINITE, INFINITE)
        solver.addVar(*low_ends)
        solver.changeColCost(size, -1.0)
        bounded_above = not math.isinf(high)
        if bounded_above:
            solver.addVar(*high_ends)
            solver.changeColCost(size + 1, 1.0)
        for row, total in zip(self._amounts.T, self._totals.tolist(), strict=True):
            places = np.flatnonzero(row).astype(np.int32)
            solver.addRow(total, total, len(places), places, row[places])
        pair = np.array([1.0, -1.0])
        for place in range(size):
            solver.addRow(0.0, INFINITE, 2, np.array([place, size], dtype=np.int32), pair)
            if bounded_above:
                solver.addRow(-INFINITE, 0.0, 2, np.array([place, size + 1], dtype=np.int32), pair)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        found = solver.getSolution().col_value
        ends = (found[size], found[size + 1] if bounded_above else high)
        return _round_outwards(ends, self._bounds)


def _clip_bound(bound: float) -> float:
    return max(-INFINITE, min(INFINITE, bound))


def _round_outwards(found: Bounds, given: Bounds) -> Bounds:
    """Round bounds away from 1 to six decimals, leaving an end that did not move as it was given."""
    low = given[0] if found[0] >= given[0] - FEASIBILITY else 0.0 - _round_up(-found[0])
    high = given[1] if found[1] <= given[1] + FEASIBILITY else _round_up(found[1])
    return low, high


def _round_up(number: float) -> float:
    """Return the least number of six decimals that is not below this one, by more than the tolerance of a program."""
    whole = round(number, 6)
    return whole if abs(number - whole) <= FEASIBILITY else math.ceil(number * 1e6) / 1e6


def find_smallest_conflict(program: MarginProgram) -> tuple[tuple[int, ...], bool]:
    """Return the least number of margins that cannot be met together, and whether none is smaller for certain.

    A conflict of which each margin is needed comes first. Each set of margins that can be met is then grown as far as
    it can be; what it leaves out has a margin of every conflict, so that the smallest set with a margin of each of
    these is no larger than the smallest conflict; Ignatiev, Previti, Liffiton and Marques-Silva, “Smallest MUS
    Extraction with Minimal Hitting Set Dualization”, CP 2015. After ``MOST_ROUNDS`` the first conflict stands.
    """
    known = _reduce_conflict(program, program.find_witnesses())
    left_out: list[Bools] = []
    for _ in range(MOST_ROUNDS):
        chosen = _find_hitting_set(left_out, program.margins)
        if chosen.sum() >= known.sum():
            return tuple(np.flatnonzero(known).tolist()), True
        if not program.is_feasible(chosen):
            return tuple(np.flatnonzero(chosen).tolist()), True
        left_out.append(~program.extend_choice(chosen))
    return tuple(np.flatnonzero(known).tolist()), False


def _reduce_conflict(program: MarginProgram, conflict: Bools) -> Bools:
    """Take margins out of a conflict for as long as what is left is one."""
    kept = conflict if not program.is_feasible(conflict) else np.ones(program.margins, dtype=bool)
    for margin in np.flatnonzero(kept).tolist():
        kept[margin] = False
        kept[margin] = program.is_feasible(kept)
    return kept


def _find_hitting_set(sets: list[Bools], size: int) -> Bools:
    """Return a smallest choice of places that has one of each set, by a program in whole numbers."""
    if not sets:
        return np.zeros(size, dtype=bool)
    solver = make_silent_solver()
    solver.addVars(size, np.zeros(size), np.ones(size))
    solver.changeColsCost(size, np.arange(size, dtype=np.int32), np.ones(size))
    solver.changeColsIntegrality(
        size, np.arange(size, dtype=np.int32), np.array([highspy.HighsVarType.kInteger] * size)
    )
    for members in sets:
        places = np.flatnonzero(members).astype(np.int32)
        solver.addRow(1.0, INFINITE, len(places), places, np.ones(len(places)))
    solver.run()
    return np.array(solver.getSolution().col_value) > 0.5
