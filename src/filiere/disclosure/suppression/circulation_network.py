"""Cells and additions in the shape that linear programs want, because a protection is a flow through the additions.

A *circulation* moves cells up and down without changing any sum. Who looks for one that moves a given cell must know
what each cell can bear (``room`` below its value), and what an attacker knows already (``AttackerView``).
"""

from dataclasses import dataclass, field
from functools import cached_property

import highspy
import numpy as np

from filiere.core.linear_solver import make_silent_solver
from filiere.disclosure.system import Bools, Floats, Ints, System

INFINITE = highspy.kHighsInf
DUAL, PRIMAL = 1, 4
"""Simplex strategies, by the numbers of the solver."""
TOLERANCE = 1e-7
"""Smallest movement, in units of the slack asked, that counts: the tolerance of the linear programs themselves."""
LARGEST_ROOM = 1e4
"""Room above so many times the slack is as good as endless, and keeps the programs well scaled."""


@dataclass(frozen=True, eq=False)
class AttackerView:
    """What an attacker knows beyond any reader: cells that stand still, and amounts below which cells cannot be.

    ``known`` are places of cells; ``floor_cells`` and ``floors`` tell the least values (scaled), own amounts. For who
    must find nothing exactly, floors are those only of cells that are at them.
    ``name`` is for messages and proofs: the place of a contributor, of a pair or of a holding.
    """

    name: str = "outsider"
    known: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    floor_cells: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    floors: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    owners: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    @cached_property
    def knows(self) -> frozenset[int]:
        """The places of the cells known."""
        return frozenset(self.known.tolist())

    @cached_property
    def least_values(self) -> dict[int, int]:
        """The least value of each cell known in part."""
        return dict(zip(self.floor_cells.tolist(), self.floors.tolist(), strict=True))


OUTSIDER = AttackerView()


@dataclass(frozen=True, eq=False)
class Demand:
    """One thing to prove: that ``cell`` can move by ``amount`` to ``side`` (+1 up, −1 down) in the eyes of ``view``.

    ``exact`` asks for any movement at all: how far does not matter, so room does not either.
    """

    cell: int
    side: int
    amount: float
    view: AttackerView = OUTSIDER
    exact: bool = False

    @property
    def key(self) -> tuple[int, int, str, bool]:
        """What tells two demands apart."""
        return (self.cell, self.side, self.view.name, self.exact)


class Network:
    """The additions by column: the equations of each cell, and room for it to fall."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.size = len(system)
        self.equations = len(system.additions)
        order = np.argsort(system.additions.cells, kind="stable")
        self.starts: Ints = np.searchsorted(system.additions.cells[order], np.arange(self.size + 1)).astype(np.int64)
        self.rows: Ints = system.additions.rows[order]
        self.signs: Floats = system.additions.signs[order].astype(np.float64)
        self.room: Floats = np.where(system.bounded_cells, system.values.astype(np.float64), np.inf)
        # A cell of nothing cannot fall, and an interior movement is one that no cell of nothing makes.
        self.interior: Bools = ~(system.bounded_cells & (system.values == 0))

    @cached_property
    def _steps(self) -> Ints:
        sizes = [len(cut.codes) for cut in self.system.cuts]
        return np.cumprod([1, *sizes[:-1]]).astype(np.int64)

    @cached_property
    def _sorted_keys(self) -> tuple[Ints, Ints]:
        # What unions and differences add to a system goes by the key of one of its cells, which comes first.
        return np.unique(self.system.keys @ self._steps, return_index=True)

    def step(self, place: int) -> int:
        """Return by how much the key of a cell grows from a code of a cut to the next."""
        return int(self._steps[place])

    def cells_at(self, keys: Ints) -> Ints:
        """Return the cell of each key (:meth:`step`); −1 where there is none."""
        known, cells = self._sorted_keys
        spots = np.minimum(np.searchsorted(known, keys), len(known) - 1)
        return np.where(known[spots] == keys, cells[spots], -1)

    def list_siblings(self, cell: int, place: int) -> Ints:
        """Return the cell for each code of a cut, the others being those of ``cell``; −1 where there is none."""
        codes = self.system.keys[cell]
        others = int(codes @ self._steps) - int(codes[place]) * self.step(place)
        return self.cells_at(others + np.arange(len(self.system.cuts[place].codes)) * self.step(place))

    def entries(self, cells: Ints) -> tuple[Ints, Ints, Floats]:
        """Return how many equations each cell is in, and the equations and signs, cell after cell."""
        lengths = self.starts[cells + 1] - self.starts[cells]
        ends = np.cumsum(lengths)
        spots = np.repeat(self.starts[cells] - (ends - lengths), lengths) + np.arange(int(lengths.sum()))
        return lengths, self.rows[spots], self.signs[spots]

    def find_movable(self, cells: Ints) -> Ints:
        """Return those of ``cells`` that can move at all when all others stand still."""
        while True:
            lengths, rows, _ = self.entries(cells)
            alone = np.bincount(rows, minlength=self.equations)[rows] == 1
            stuck = np.zeros(len(cells), dtype=bool)
            stuck[np.repeat(np.arange(len(cells)), lengths)[alone]] = True
            if not stuck.any():
                return cells
            cells = cells[~stuck]

    def leaves_alone(self, cell: int, hidden: Bools, primary: Bools) -> bool:
        """Whether showing ``cell`` would leave an unsafe cell alone in an addition, to be found by subtraction."""
        _, rows, _ = self.entries(np.array([cell]))
        additions = self.system.additions
        for row in rows.tolist():
            cells = additions.cells[int(additions.starts[row]) : int(additions.starts[row + 1])]
            others = cells[hidden[cells] & (cells != cell)]
            if len(others) == 1 and primary[others[0]]:
                return True
        return False

    def room_for(self, view: AttackerView) -> Floats:
        """Return by how much each cell can fall in the eyes of ``view``; what it knows has none and cannot rise."""
        if not len(view.known) and not len(view.floors):
            return self.room
        room = self.room.copy()
        if len(view.floors):
            values = self.system.values[view.floor_cells]
            room[view.floor_cells] = np.minimum(room[view.floor_cells], (values - view.floors).astype(np.float64))
        room[view.known] = 0.0
        return room


def make_solver(*, primal: bool = False) -> highspy.Highs:
    """Return a silent solver of one thread, whose answers are the same on every run.

    The dual simplex is for programs that start from nothing, at which it was six times faster here; the primal one for
    programs whose objective alone changes.
    """
    made = make_silent_solver()
    made.setOptionValue("presolve", "off")
    made.setOptionValue("solver", "simplex")
    made.setOptionValue("simplex_strategy", PRIMAL if primal else DUAL)
    return made


def load_program(
    into: highspy.Highs,
    costs: Floats,
    lower: Floats,
    upper: Floats,
    rows: int,
    starts: Ints,
    index: Ints,
    value: Floats,
) -> None:
    """Give a solver ``min costs·x`` with ``A x = 0`` for columns given by ``starts``, ``index`` and ``value``."""
    nothing = np.zeros(rows)
    into.passModel(
        len(costs),
        rows,
        len(value),
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        costs,
        lower,
        upper,
        nothing,
        nothing,
        starts.astype(np.int32),
        index.astype(np.int32),
        value,
        np.zeros(len(costs), dtype=np.int32),
    )
