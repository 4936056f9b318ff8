"""What readers know of two columns that no table crosses: which places lie in which zone, whatever the tables say.

A table by commune and another by employment zone share no addition, and yet a reader adds up the communes of a zone.
Codes of the one and of the other that meet in some row hang together; where a few of each make a group by themselves,
the cells of these codes have the same sum in both tables. What the rows of a column say of another is taken to be known
to all, since of places and trades it is.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from filiere.disclosure.union_find import UnionFind

type Ints = NDArray[np.int64]
type Relation = tuple[Ints, Ints]
"""Cells of one table and cells of another whose sums are the same; the fewer come first."""


def find_relations(
    sizes: Sequence[int], tables: Sequence[Sequence[int]], codes: Sequence[Ints], places: Ints
) -> list[Relation]:
    """Return the relations between the cells at ``places`` (a row a cell, a column a cut), each once, in steady order.

    ``sizes`` is how many codes each cut has; ``tables`` names the cuts of each; ``codes`` has an array a cut with the
    place of each row’s code, the narrowest.
    """
    found: dict[tuple[tuple[int, ...], tuple[int, ...]], None] = {}
    for this, other in _uncrossed_pairs(len(sizes), tables):
        groups = _group_codes(codes[this], codes[other], sizes[this], sizes[other])
        if groups is None:
            continue
        for table, beside in product(_tables_with(this, tables), _tables_with(other, tables)):
            shared = sorted(set(table) & set(beside))
            left = _cells_by_group(places, this, groups[0], shared)
            right = _cells_by_group(places, other, groups[1], shared)
            for key in sorted(left.keys() & right.keys()):
                fewer, more = sorted((left[key], right[key]), key=len)
                found.setdefault((tuple(fewer), tuple(more)))
    return [(np.array(fewer, dtype=np.int64), np.array(more, dtype=np.int64)) for fewer, more in found]


def _tables_with(cut: int, tables: Sequence[Sequence[int]]) -> list[Sequence[int]]:
    return [table for table in tables if cut in table]


def _uncrossed_pairs(count: int, tables: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    """Yield each two of ``count`` cuts that no table has both of."""
    together = {pair for table in tables for pair in combinations(sorted(table), 2)}
    yield from (pair for pair in combinations(range(count), 2) if pair not in together)


def _group_codes(this: Ints, other: Ints, ones: int, others: int) -> tuple[Ints, Ints] | None:
    """Return the group of each code of two columns (−1 for one in no row), codes that meet in a row being in one group;
    none when all are, which says no more than the total does.

    ``one`` and ``other`` have a code a row; ``ones`` and ``others`` are how many codes there are.
    """
    unions = UnionFind(ones + others)
    met = np.unique(np.stack([this, other + ones]), axis=1)
    for first, second in met.T.tolist():
        unions.join(first, second)
    there = np.unique(met)
    groups = np.full(ones + others, -1, dtype=np.int64)
    groups[there] = unions.leads()[there]
    return None if len(np.unique(groups[there])) < 2 else (groups[:ones], groups[ones:])


def _cells_by_group(places: Ints, cut: int, groups: Ints, shared: Sequence[int]) -> dict[tuple[int, ...], list[int]]:
    """Return the cells of the codes of each group of one cut, by the group and their codes in the ``shared`` cuts; all
    other cuts are at their total."""
    free = [place for place in range(places.shape[1]) if place != cut and place not in shared]
    group = groups[places[:, cut]]
    found: dict[tuple[int, ...], list[int]] = {}
    for cell in np.flatnonzero((places[:, free] == 0).all(axis=1) & (group >= 0)).tolist():
        found.setdefault((int(group[cell]), *places[cell, shared].tolist()), []).append(cell)
    return found
