"""How the codes of two columns hang together, by the contributors that are in them.

Codes are related where nothing is crossed beside them and, once more, in each crossing with what both tables cross:
a commune of two zones may be of one alone in a sector.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from filiere.disclosure.linked_tables.cell_links import ComparedTable
from filiere.disclosure.linked_tables.shared_contributors import match_entries
from filiere.disclosure.system import Ints
from filiere.disclosure.union_find import UnionFind

NodeLabels = tuple[Ints, Ints]
"""The group of each node of the two sides; −1 where it is in none."""


@dataclass(frozen=True, eq=False)
class CodeNodes:
    """The narrowest codes of one column, crossed with what both tables cross: ``cells``, the place of the ``codes``,
    the number of what is shared (``keys``), and who has how much in each (``node``, ``owners``, ``amounts``).
    """

    cells: Ints
    codes: Ints
    keys: Ints
    node: Ints
    owners: Ints
    amounts: Ints

    @property
    def sizes(self) -> Ints:
        """How many contributors each node has."""
        return np.bincount(self.node, minlength=len(self.cells))

    def below(self, other: "CodeNodes") -> int:
        """Return a number above the place of any contributor of both."""
        return 1 + int(max(self.owners.max(initial=0), other.owners.max(initial=0)))


@dataclass(frozen=True, eq=False)
class _Edges:
    """Two nodes, one a side, and by how many contributors they are related."""

    first: Ints
    second: Ints
    times: Ints


def build_nodes(
    first: ComparedTable, left: int, second: ComparedTable, right: int, shared: Sequence[str]
) -> tuple[CodeNodes, CodeNodes]:
    """Return the nodes of a column of each side, by its place; ``shared`` are the columns that both cross beside it."""
    numbers: dict[str, dict[str, int]] = {column: {} for column in shared}
    chosen, keys = [], []
    for side, column in ((first, left), (second, right)):
        system = side.system
        at = {cut.column: place for place, cut in enumerate(system.cuts)}
        outside = [place for name, place in at.items() if name not in numbers and place != column]
        leaves = np.isin(system.keys[:, column], [leaf for leaf in system.cuts[column].leaves() if leaf])
        cells = np.flatnonzero(leaves & (system.keys[:, outside] == 0).all(axis=1))
        turned = np.zeros((len(cells), len(shared)), dtype=np.int64)
        for place, name in enumerate(shared):
            known, codes = numbers[name], system.cuts[at[name]].codes
            turn = np.array([0, *(known.setdefault(code, len(known) + 1) for code in codes[1:])], dtype=np.int64)
            turned[:, place] = turn[system.keys[cells, at[name]]]
        chosen.append(cells)
        keys.append(turned)
    # The first key is that of nothing crossed, which every table with rows has.
    inverse = np.unique(np.concatenate(keys), axis=0, return_inverse=True)[1].reshape(-1)
    return (
        _collect_nodes(first, chosen[0], left, inverse[: len(chosen[0])]),
        _collect_nodes(second, chosen[1], right, inverse[len(chosen[0]) :]),
    )


def _collect_nodes(side: ComparedTable, cells: Ints, column: int, keys: Ints) -> CodeNodes:
    holdings = side.system.holdings
    assert holdings is not None  # noqa: S101  Asked before.
    place = np.full(len(side.system), -1, dtype=np.int64)
    place[cells] = np.arange(len(cells))
    node = place[holdings.cells]
    there = node >= 0
    return CodeNodes(
        cells,
        side.system.keys[cells, column],
        keys,
        node[there],
        side.owners[holdings.owners[there]],
        holdings.amounts[there] * side.factor,
    )


def list_labellings(this: CodeNodes, other: CodeNodes, minimum: int) -> list[NodeLabels]:
    """Return the groups that hang together, by every relation, by nesting and by relations of ``minimum`` or more; and
    those of the codes alone, taken for every crossing.
    """
    whole = _relate_contributors(this, other)
    thick = whole.times >= minimum
    found = []
    for edges in (
        whole,
        _relate_nested_codes(this, other, minimum),
        _Edges(whole.first[thick], whole.second[thick], whole.times[thick]),
    ):
        labels = _label_components(edges, len(this.cells), len(other.cells))
        found += [labels, _spread_labels(this, other, labels)]
    return found


def _relate_contributors(this: CodeNodes, other: CodeNodes) -> _Edges:
    """Relate the entries of each contributor: equal amounts one to one, then what is left of them, all with all."""
    mine, theirs = _number_entries(this, other)
    names = np.unique(
        np.stack(
            [np.concatenate([mine, theirs]), np.concatenate([this.amounts, other.amounts]),
             np.concatenate([_rank_entries(mine, this.amounts), _rank_entries(theirs, other.amounts)])], axis=1
        ), axis=0, return_inverse=True,
    )[1].reshape(-1)  # fmt: skip
    matched, partners = match_entries(names[: len(mine)], names[len(mine) :])
    left = np.setdiff1d(np.arange(len(mine)), matched)
    right = np.setdiff1d(np.arange(len(theirs)), partners)
    rest, others = match_entries(mine[left], theirs[right])
    first = np.concatenate([this.node[matched], this.node[left[rest]]])
    second = np.concatenate([other.node[partners], other.node[right[others]]])
    keys, times = np.unique(first * len(other.cells) + second, return_counts=True)
    return _Edges(keys // len(other.cells), keys % len(other.cells), times)


def _number_entries(this: CodeNodes, other: CodeNodes) -> tuple[Ints, Ints]:
    """Return a number for each entry that tells what is crossed beside the code, and by whom."""
    base = this.below(other)
    return this.keys[this.node] * base + this.owners, other.keys[other.node] * base + other.owners


def _rank_entries(names: Ints, amounts: Ints) -> Ints:
    """Return the how-manieth of its name and amount each entry is."""
    order = np.lexsort((amounts, names))
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (np.diff(names[order]) != 0) | (np.diff(amounts[order]) != 0)
    begins = np.flatnonzero(new)
    found = np.empty(len(order), dtype=np.int64)
    found[order] = np.arange(len(order)) - np.repeat(begins, np.diff(np.append(begins, len(order))))
    return found


def _relate_nested_codes(this: CodeNodes, other: CodeNodes, minimum: int) -> _Edges:
    """Relate a code to the one that holds it, if one does but for too few, then what that leaves of the others."""
    mine, theirs = match_entries(*_number_entries(this, other))
    amounts, others = this.amounts[mine], other.amounts[theirs]
    alike = amounts * np.sign(others) >= 0
    width = len(other.cells)
    keys, place = np.unique(this.node[mine] * width + other.node[theirs], return_inverse=True)
    first, second = keys // width, keys % width
    common = np.zeros(len(keys), dtype=np.int64)
    np.add.at(common, place[alike], np.minimum(np.abs(amounts), np.abs(others))[alike])
    inside = np.bincount(place[alike & (np.abs(amounts) <= np.abs(others))], minlength=len(keys))
    around = np.bincount(place[alike & (np.abs(others) <= np.abs(amounts))], minlength=len(keys))
    above = _find_holders(first, second, inside, common, this.sizes, minimum)
    below = _find_holders(second, first, around, common, other.sizes, minimum)
    rest = _relate_contributors(_remove_nested(this, above, other, below), _remove_nested(other, below, this, above))
    up, down = np.flatnonzero(above >= 0), np.flatnonzero(below >= 0)
    return _Edges(
        np.concatenate([rest.first, up, below[down]]),
        np.concatenate([rest.second, above[up], down]),
        np.concatenate([rest.times, np.ones(len(up) + len(down), dtype=np.int64)]),
    )


def _remove_nested(own: CodeNodes, holders: Ints, other: CodeNodes, held: Ints) -> CodeNodes:
    """Return nodes without those that have a holder, and less what they hold of the other side."""
    mine, theirs = holders[own.node] < 0, held[other.node] >= 0
    base = own.below(other)
    node = np.concatenate([own.node[mine], held[other.node[theirs]]])
    owners = np.concatenate([own.owners[mine], other.owners[theirs]])
    names, place = np.unique(node * base + owners, return_inverse=True)
    left = np.zeros(len(names), dtype=np.int64)
    np.add.at(left, place, np.concatenate([own.amounts[mine], -other.amounts[theirs]]))
    still = (left != 0) & (holders[names // base] < 0)
    return replace(own, node=names[still] // base, owners=names[still] % base, amounts=left[still])


def _find_holders(nodes: Ints, others: Ints, inside: Ints, common: Ints, sizes: Ints, minimum: int) -> Ints:
    """Return, for each node, the one of the other side that holds most of it; −1 where that leaves out too many."""
    order = np.lexsort((others, -common, -inside, nodes))
    _, begins = np.unique(nodes[order], return_index=True)
    best = order[begins]
    best = best[sizes[nodes[best]] - inside[best] < minimum]
    found = np.full(len(sizes), -1, dtype=np.int64)
    found[nodes[best]] = others[best]
    return found


def _label_components(edges: _Edges, size: int, other: int) -> NodeLabels:
    unions = UnionFind(size + other)
    for start, two in zip(edges.first.tolist(), (edges.second + size).tolist(), strict=True):
        unions.join(start, two)
    leads = unions.leads()
    return leads[:size], leads[size:]


def _spread_labels(this: CodeNodes, other: CodeNodes, labels: NodeLabels) -> NodeLabels:
    """Return the groups of the codes where nothing else is crossed, taken for every key."""
    found = []
    for nodes, label in zip((this, other), labels, strict=True):
        plain = nodes.keys == 0
        group = np.full(nodes.codes.max(initial=0) + 1, -1, dtype=np.int64)
        group[nodes.codes[plain]] = label[plain]
        width = 1 + max(this.keys.max(initial=0), other.keys.max(initial=0))
        found.append(np.where(group[nodes.codes] < 0, -1, group[nodes.codes] * width + nodes.keys))
    return found[0], found[1]
