"""Counting by place: how many units of each cell meet what, what their durations add up to, which stand at which rank.

Units come in blocks of columns: the cell of each, the base of its kind (`FactSignatures`) and its durations. What
is asked is asked of kinds, and looked up for units. Units that follow each other are of cells that lie close together,
as rows in the order of time are: whatever is added to is then in the processor's cache.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched

import numpy as np
import numpy.typing as npt

from filiere.contacts.fact_signatures import BoolArray, FactSignatures

type IntArray = npt.NDArray[np.int64]
type ColumnArrays = Mapping[str, npt.NDArray[np.integer]]

NARROW_BITS, WIDE_BITS = 12, 31
"""Bits of one count among several in a whole number: five at a time for cells of up to 4,095 units, and two for any."""


@dataclass(frozen=True, slots=True)
class DurationSum:
    """The sum of a duration over units of some kinds, none of whose durations is below 0."""

    kinds: BoolArray
    amount: str


@dataclass(frozen=True, slots=True)
class RankedDurations:
    """The durations at ranks ⌈p·n/100⌉ among units of some kinds, none of whose durations is below 0."""

    kinds: BoolArray
    amount: str
    percentiles: Sequence[int]


@dataclass(frozen=True, slots=True)
class CountRequest:
    """What is counted, added and ranked; counts are of units of some kinds each."""

    kinds: FactSignatures
    counts: Sequence[BoolArray]
    sums: Sequence[DurationSum] = ()
    ranks: Sequence[RankedDurations] = ()


@dataclass(frozen=True, slots=True)
class CellCounts:
    """What was found of cells that have any unit; of ranks, how many are ranked and the values, 0 where none is."""

    cells: IntArray
    counts: Sequence[IntArray]
    sums: Sequence[IntArray]
    ranks: Sequence[tuple[IntArray, Sequence[IntArray]]]


class CellOverflow(Exception):
    """A cell holds more units than a narrow count can tell."""


def count_cells(
    blocks: Iterable[ColumnArrays], asked: CountRequest, *, first: int, cells: int, width: int = NARROW_BITS
) -> CellCounts:
    """Go through blocks of units whose cells are from ``first``, ``cells`` of them at most.

    Several counts are made at a time, as the parts of one whole number, each ``width`` bits wide; raises
    :class:`CellOverflow` when one of them would not hold a cell's units.
    """
    everyone = np.ones(asked.kinds.count, np.bool_)
    parts = [[*some] for some in batched([everyone, *asked.counts, *(one.kinds for one in asked.ranks)], 63 // width)]
    weights = [_kind_weights(some, width) for some in parts]
    packed = [np.zeros(cells, np.int64) for _ in parts]
    sums = [np.zeros(cells, np.int64) for _ in asked.sums]
    ranking = [_DurationRanking(one) for one in asked.ranks]
    total = 0
    for block in blocks:
        cell = block["cell"] - first
        kind = asked.kinds.number_kinds(block["base"], block)
        total += len(cell)
        for into, weight in zip(packed, weights, strict=True):
            np.add.at(into, cell, weight[kind])
        for into, duration_sum in zip(sums, asked.sums, strict=True):
            np.add.at(into, cell, block[duration_sum.amount] * duration_sum.kinds[kind])
        for rank in ranking:
            rank.add(cell, kind, block)
    mask = (1 << width) - 1
    if int((packed[0] & mask).sum()) != total:
        raise CellOverflow
    present = np.flatnonzero(packed[0])
    narrow = [into[present] for into in packed]
    counts = [(of >> at * width & mask) for of, some in zip(narrow, parts, strict=True) for at in range(len(some))][1:]
    own = len(asked.counts)
    return CellCounts(
        cells=present + first,
        counts=counts[:own],
        sums=[into[present] for into in sums],
        ranks=[(of, one.values(of, cells)) for of, one in zip(counts[own:], ranking, strict=True)],
    )


def _kind_weights(kinds: Sequence[BoolArray], width: int) -> IntArray:
    """Return what a unit of each kind adds to several counts at once."""
    weights = np.zeros(len(kinds[0]), np.int64)
    for at, kind in enumerate(kinds):
        weights += kind.astype(np.int64) << at * width
    return weights


class _DurationRanking:
    """Durations gathered with their cells, to be sorted once."""

    def __init__(self, asked: RankedDurations) -> None:
        self._asked = asked
        self._cells: list[npt.NDArray[np.integer]] = []
        self._values: list[npt.NDArray[np.integer]] = []

    def add(self, cell: npt.NDArray[np.integer], kind: npt.NDArray[np.integer], block: ColumnArrays) -> None:
        """Gather the units of a block."""
        chosen = self._asked.kinds[kind]
        self._cells.append(cell[chosen])
        self._values.append(block[self._asked.amount][chosen])

    def values(self, counts: IntArray, cells: int) -> list[IntArray]:
        """Return the durations at each percentile's rank, given how many each cell has, in the order of cells."""
        total = int(counts.sum())
        if not total:
            return [counts for _ in self._asked.percentiles]
        before = np.cumsum(counts) - counts
        ranks = [before + np.maximum((one * counts + 99) // 100, 1) - 1 for one in self._asked.percentiles]
        # A cell without any has a rank that is another's, or beyond the last.
        ranks = [np.minimum(one, total - 1) for one in ranks]
        return [np.where(counts > 0, one, 0) for one in self._at(ranks, cells)]

    def _at(self, ranks: Sequence[IntArray], cells: int) -> list[IntArray]:
        """Return the durations at ranks, sorted within their cells, cells one after the other.

        Cell and duration make one whole number, which is sorted many times faster than rows are. Where both do not fit,
        for a letter that waits for months among calls that wait for seconds, the long durations have their place among
        the long ones in the upper half of the numbers.
        """
        width = 64 - cells.bit_length()
        half, shift = 1 << width - 1, np.uint64(width)
        long = np.unique(np.concatenate([one[one >= half] for one in self._values]))
        keys, at = np.empty(sum(map(len, self._values)), np.uint64), 0
        for cell, value in zip(self._cells, self._values, strict=True):
            code = value.astype(np.uint64)
            far = np.flatnonzero(value >= half)
            code[far] = half + np.searchsorted(long, value[far])
            keys[at : at + len(cell)] = cell.astype(np.uint64) << shift | code
            at += len(cell)
        keys.sort()
        found = [(keys[one] & np.uint64((1 << width) - 1)).astype(np.int64) for one in ranks]
        if not len(long):
            return found
        last = len(long) - 1
        return [np.where(one >= half, long[np.clip(one - half, 0, last)], one) for one in found]
