"""An attacker who keeps every release and every yearbook: he knows nothing of the code under test.

He thinks in *pieces*: what a set of contributors has, all in the same places of every table. A piece whose
contributors and amounts are the same in two tables is one unknown, whatever the tables call it; he is told which those
are, as if he knew the sector by heart. Each published cell is an equation between pieces; what it fixes, he has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

import highspy
import numpy as np

Row = tuple[str | int, ...]
Codes = tuple[str, ...]
Piece = tuple[Codes, frozenset[tuple[str, int]]]
"""Where it is found (nowhere in particular, when it is recognised anywhere), and who has how much in it."""


@dataclass(frozen=True)
class Seen:
    """A table as a reader has it: its rows are the truth, used to say which piece is in which cell; ``shown`` are the
    cells whose value he reads.
    """

    rows: Sequence[Row]
    shown: frozenset[Codes]
    parents: Mapping[str, str] = field(default_factory=dict)

    def reached(self, row: Row) -> list[Codes]:
        """Every cell that a row is in."""
        paths = []
        for code in row[1:-1]:
            path = [str(code)]
            while path[-1] in self.parents:
                path.append(self.parents[path[-1]])
            paths.append([*path, "Total"])
        return list(product(*paths))

    def cells(self) -> dict[Codes, dict[Codes, dict[str, int]]]:
        """What each contributor has, by cell, then by finest cell."""
        found: dict[Codes, dict[Codes, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
        for row in self.rows:
            finest = tuple(map(str, row[1:-1]))
            for codes in self.reached(row):
                held = found[codes][finest]
                held[str(row[0])] = held.get(str(row[0]), 0) + int(row[-1])
        return found

    def pieces(self, moves: bool) -> dict[Codes, list[Piece]]:
        """The pieces of each cell."""
        return {
            codes: [(() if moves else finest, frozenset(held.items())) for finest, held in parts.items()]
            for codes, parts in self.cells().items()
        }


def amount(piece: Piece) -> int:
    """What a piece holds."""
    return sum(value for _, value in piece[1])


class Attack:
    """Every equation that the tables and the totals of others give him, between pieces.

    ``totals`` are cells whose sum others publish, with the number of the table; with ``moves`` a piece is recognised
    wherever it stands, as between two cuts of the same rows.
    """

    def __init__(
        self, tables: Sequence[Seen], totals: Iterable[tuple[int, Sequence[Codes]]] = (), *, moves: bool = False
    ) -> None:
        self.tables = tables
        self.cells = [table.pieces(moves) for table in tables]
        pieces = {piece for cells in self.cells for parts in cells.values() for piece in parts}
        every = sorted(pieces, key=lambda one: (one[0], sorted(one[1])))
        self.place = {piece: number for number, piece in enumerate(every)}
        self.rows: list[list[Fraction]] = []
        self.known: list[int] = []
        for table, cells in zip(tables, self.cells, strict=True):
            for codes in sorted(table.shown):
                self._learn(cells[codes])
        for number, parts in totals:
            self._learn([piece for codes in parts for piece in self.cells[number][codes]])

    def _learn(self, pieces: Sequence[Piece]) -> None:
        self.rows.append(self._row(pieces))
        self.known.append(sum(map(amount, pieces)))

    def _row(self, pieces: Iterable[Piece]) -> list[Fraction]:
        row = [Fraction(0)] * len(self.place)
        for piece in pieces:
            row[self.place[piece]] += 1
        return row

    def target(self, number: int, codes: Codes) -> list[Fraction]:
        """What he wants: a cell of a table."""
        return self._row(self.cells[number][codes])

    def change(self, first: int, second: int, codes: Codes) -> list[Fraction]:
        """What he wants: by how much a cell differs between two tables."""
        before = self.target(first, codes) if codes in self.cells[first] else [Fraction(0)] * len(self.place)
        return [b - a for a, b in zip(before, self.target(second, codes), strict=True)]

    def finds(self, target: Sequence[Fraction]) -> bool:
        """Whether his equations fix the target exactly: exact elimination."""
        basis: dict[int, list[Fraction]] = {}
        for row in [*self.rows]:
            reduced = _reduced(row, basis)
            place = next((at for at, factor in enumerate(reduced) if factor), None)
            if place is not None:
                basis[place] = reduced
        return not any(_reduced(list(target), basis))

    def within(self, target: Sequence[Fraction]) -> tuple[float, float]:
        """The least and the most that the target can be, when no piece is negative: two linear programs."""
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        for _ in self.place:
            solver.addVar(0.0, highspy.kHighsInf)
        for row, known in zip(self.rows, self.known, strict=True):
            at = [place for place, factor in enumerate(row) if factor]
            factors = [float(row[place]) for place in at]
            solver.addRow(float(known), float(known), len(at), np.array(at, dtype=np.int32), np.array(factors))
        for place, factor in enumerate(target):
            solver.changeColCost(place, float(factor))
        ends = []
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            solver.changeObjectiveSense(sense)
            solver.run()
            unbounded = solver.getModelStatus() != highspy.HighsModelStatus.kOptimal
            ends.append(float("inf") if unbounded else solver.getInfo().objective_function_value)
        return ends[0], ends[1]


def _reduced(row: list[Fraction], basis: Mapping[int, list[Fraction]]) -> list[Fraction]:
    for place in sorted(basis):
        if row[place]:
            times = row[place] / basis[place][place]
            row = [mine - times * theirs for mine, theirs in zip(row, basis[place], strict=True)]
    return row
