"""What is hidden, and why nobody finds it: a pattern and its proof.

A table with holes is safe when other tables, equally possible for a reader, differ from it by enough at each unsafe
cell. The difference of two such tables adds up to nothing along every addition: a *circulation*. One circulation that
moves a cell up by its slack, and leaves every cell at what a reader takes for possible, proves the upper half of its
protection; checking it needs additions only. Circulations are made of the true values and stay inside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from filiere.disclosure.system import Bools, Ints

Level = Literal["outsider", "contributors", "contributors-slack", "pairs", "holdings"]
"""Against whom, each including those before: readers; sole contributors, who must find nothing exactly; all single
contributors at full slack; two contributors of one cell together; all of one holding together."""


@dataclass(frozen=True, eq=False)
class Circulations:
    """Whole vectors that every addition sums to zero: entries of vector ``i`` from ``starts[i]`` to ``starts[i + 1]``.

    The unit of each vector is its own: only its direction and the scaling that a claim asks matter.
    """

    starts: Ints
    cells: Ints
    amounts: Ints

    def __len__(self) -> int:
        return len(self.starts) - 1

    def one(self, number: int) -> tuple[Ints, Ints]:
        """Return the cells and amounts of a vector."""
        span = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.cells[span], self.amounts[span]


@dataclass(frozen=True, eq=False)
class Proof:
    """Circulations and what each shows.

    ``claims`` has rows ``(cell, side, circulation, turn)``: scaled by the least factor that moves ``cell`` by its
    slack to ``side`` (+1 up, −1 down), the circulation times ``turn`` (+1 or −1) leaves every cell possible. Against
    an attacker who knows cells of its own, a claim holds if the circulation moves none of what it knows; so a cell
    may have several claims, no attacker being in all of them.

    ``spanning`` are two circulations or more whose combinations show, for levels that ask for no exact recovery only,
    that each attacker’s cells can stand still while another’s unsafe cell moves; they move no hidden cell of zero.
    """

    circulations: Circulations
    claims: Ints
    spanning: Circulations


@dataclass(frozen=True, eq=False)
class Pattern:
    """The cells withheld (``hidden``, the unsafe ones among them), under which level, with the proof of it.

    ``lower_bound`` is a cost below which no pattern safe at this level exists (of hidden cells that are not
    unsafe by themselves); ``complete`` is false when the work allowed ended before the search. ``progress`` tells each
    safe pattern that was cheaper than those before: after how many seconds of reference, at what cost; ``work`` is how
    many the search took.
    """

    hidden: Bools
    level: Level
    proof: Proof
    cost: float
    lower_bound: float
    complete: bool
    progress: tuple[tuple[float, float], ...] = ()
    work: float = 0.0


def empty_circulations() -> Circulations:
    """Return no circulation."""
    return Circulations(np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))


def merge_proofs(proofs: Sequence[Proof], numbers: Ints) -> Proof:
    """Return the proofs as one, as far as some cells are concerned: ``numbers`` gives each cell the number that it is
    written under, −1 for one that is left out.

    What is moved beyond is left out of each circulation, which still adds up to nothing along the additions of the
    others. Only circulations that are still claimed are kept; the spanning ones are those of the first proof.
    """
    vectors, claims, count = list[Circulations](), list[Ints](), 0
    for proof in proofs:
        mine = proof.claims[numbers[proof.claims[:, 0]] >= 0]
        used = np.unique(mine[:, 2])
        claims.append(
            np.column_stack([numbers[mine[:, 0]], mine[:, 1], np.searchsorted(used, mine[:, 2]) + count, mine[:, 3]])
        )
        vectors += [_crop_vector(proof.circulations, number, numbers) for number in used.tolist()]
        count += len(used)
    spanning = proofs[0].spanning
    return Proof(
        _join_vectors(vectors),
        np.concatenate(claims),
        _join_vectors([_crop_vector(spanning, number, numbers) for number in range(len(spanning))]),
    )


def _crop_vector(vectors: Circulations, number: int, numbers: Ints) -> Circulations:
    cells, amounts = vectors.one(number)
    mine = numbers[cells] >= 0
    return Circulations(np.array([0, int(mine.sum())], dtype=np.int64), numbers[cells[mine]], amounts[mine])


def _join_vectors(vectors: Sequence[Circulations]) -> Circulations:
    nothing = np.zeros(0, dtype=np.int64)
    return Circulations(
        np.cumsum([0, *(len(one.cells) for one in vectors)], dtype=np.int64),
        np.concatenate([nothing, *(one.cells for one in vectors)]),
        np.concatenate([nothing, *(one.amounts for one in vectors)]),
    )
