"""Where several cells of one table are several of another, because both break the same rows down.

A commune hidden in one table is found in a table of zones, from its zone less the other communes, though no commune is
a zone. So codes of a column that only one table has are related to codes of a column that only the other has, as the
contributors in them are; and within a period the codes of one column to themselves, for a correction that moves many
firms from one sector to another, and adds one, tells that one by what both sectors have together. What hangs together
on both sides has one sum, which is then compared by contributor: it is only asked which sums to compare that relations
may be guessed, in three ways.

    whole     every relation that a contributor makes
    nesting   a code that one code of the other side holds, but for too few to be told, belongs to that one alone
    thick     relations that as many contributors make as the rule asks
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from filiere.disclosure.linked_tables.cell_links import CellLink, ComparedTable, LinkKind, compute_changes
from filiere.disclosure.linked_tables.code_relations import CodeNodes, NodeLabels, build_nodes, list_labellings
from filiere.disclosure.system import Bools, Ints, System

Cells = tuple[int, ...]


def find_breakdown_links(
    first: ComparedTable, second: ComparedTable, *, minimum: int, same_period: bool
) -> list[CellLink]:
    """Return the ties between sums of cells that pairs of cells do not tell, in a steady order.

    Both sides have holdings. Sums that fewer than ``minimum`` contributors tell apart are tied by what they change.
    """
    found: dict[tuple[Cells, Cells], CellLink] = {}
    for left, right in _iter_column_pairs(first.system, second.system, same_period):
        shared = sorted(({cut.column for cut in first.system.cuts} & {cut.column for cut in second.system.cuts})
                        - {first.system.cuts[left].column, second.system.cuts[right].column})  # fmt: skip
        this, other = build_nodes(first, left, second, right, shared)
        near = _find_close_groups(this, other, minimum)
        ups = _find_parents(first.system, left), _find_parents(second.system, right)
        for cells, others in _iter_telling_sums(near):
            key = _merge_into_groups(cells, *ups[0]), _merge_into_groups(others, *ups[1])
            if _is_cell_pair(first, second, *key, same_period=same_period):
                continue
            changes = compute_changes(first.sum_holdings(*key[0]), second.sum_holdings(*key[1]))
            kind: LinkKind = "same" if not changes else "other-cut" if same_period else "other-period"
            if changes and same_period and _cross_the_same(first, second, *key):
                kind = "revision"
            found.setdefault(key, CellLink(kind, *key, changes))
    return list(found.values())


def _iter_column_pairs(first: System, second: System, same_period: bool) -> Iterator[tuple[int, int]]:
    """Yield the columns to relate: each of one table only, and within a period one that both have."""
    mine, theirs = ({cut.column for cut in one.cuts} for one in (first, second))
    for left, cut in enumerate(first.cuts):
        for right, other in enumerate(second.cuts):
            apart = cut.column not in theirs and other.column not in mine
            if apart or (same_period and cut.column == other.column):
                yield left, right


def _find_close_groups(this: CodeNodes, other: CodeNodes, minimum: int) -> list[tuple[Cells, Cells, bool]]:
    """Return what hangs together on both sides and differs by too few, and whether it differs at all."""
    found: dict[tuple[Cells, Cells], bool] = {}
    for labels in list_labellings(this, other, minimum):
        found |= _compare_groups(this, other, labels, minimum)
    return [(*key, differs) for key, differs in found.items()]


def _compare_groups(
    this: CodeNodes, other: CodeNodes, labels: NodeLabels, minimum: int
) -> dict[tuple[Cells, Cells], bool]:
    """Return the groups of both sides whose sums differ by fewer contributors than the rule asks."""
    names, place = np.unique(np.concatenate(labels), return_inverse=True)
    groups, base = (place[: len(this.cells)], place[len(this.cells) :]), this.below(other)
    entries = [groups[0][this.node] * base + this.owners, groups[1][other.node] * base + other.owners]
    keys, at = np.unique(np.concatenate(entries), return_inverse=True)
    net = np.zeros(len(keys), dtype=np.int64)
    np.add.at(net, at, np.concatenate([-this.amounts, other.amounts]))
    sides = [np.bincount(some, minlength=len(keys)) > 0 for some in np.split(at, [len(entries[0])])]
    differing = np.bincount(keys[(net != 0) | (sides[0] != sides[1])] // base, minlength=len(names))
    both = np.isin(np.arange(len(names)), groups[0]) & np.isin(np.arange(len(names)), groups[1])
    wanted = both & (differing < minimum) & (names >= 0)
    members = [_list_members(group, nodes.cells, wanted) for group, nodes in zip(groups, (this, other), strict=True)]
    return {(members[0][group], members[1][group]): bool(differing[group]) for group in members[0]}


def _list_members(groups: Ints, cells: Ints, wanted: Bools) -> dict[int, Cells]:
    found: dict[int, list[int]] = {}
    for group, cell in zip(groups[wanted[groups]].tolist(), cells[wanted[groups]].tolist(), strict=True):
        found.setdefault(group, []).append(cell)
    return {group: tuple(found[group]) for group in sorted(found)}


def _iter_telling_sums(near: Sequence[tuple[Cells, Cells, bool]]) -> Iterator[tuple[Cells, Cells]]:
    """Yield the sums to tie: a difference that is the rest of an equality is that of cells, which tell it better."""
    exact: dict[Cells, list[set[int]]] = {}
    for cells, others, differs in near:
        if not differs:
            exact.setdefault((0, *cells), []).append(set(others))
            exact.setdefault((1, *others), []).append(set(cells))
    for cells, others, differs in near:
        wider = any(one > set(others) for one in exact.get((0, *cells), ()))
        if not differs or not (wider or any(one > set(cells) for one in exact.get((1, *others), ()))):
            yield cells, others


def _find_parents(system: System, column: int) -> tuple[Ints, Ints]:
    """Return the cell that each is a part of along a column, −1 where there is none, and how many parts each has."""
    sizes = [len(cut.codes) for cut in system.cuts]
    steps = np.cumprod([1, *sizes[:-1]], dtype=np.int64)
    names = system.keys @ steps
    order = np.argsort(names)
    own = system.keys[:, column]
    parents = np.array(system.cuts[column].parents, dtype=np.int64)[own]
    wanted = names + (parents - own) * steps[column]
    spot = order[np.minimum(np.searchsorted(names, wanted, sorter=order), len(names) - 1)]
    up = np.where((parents >= 0) & (names[spot] == wanted), spot, -1)
    return up, np.bincount(up[up >= 0], minlength=len(system))


def _merge_into_groups(cells: Cells, up: Ints, parts: Ints) -> Cells:
    """Return the same sum in fewest cells: a group, or the total, in place of all its parts."""
    found = set(cells)
    while True:
        tally = Counter(int(up[cell]) for cell in found)
        full = {above for above, times in tally.items() if above >= 0 and times == parts[above]}
        if not full:
            return tuple(sorted(found))
        found = {cell for cell in found if int(up[cell]) not in full} | full


def _cross_the_same(first: ComparedTable, second: ComparedTable, cells: Cells, others: Cells) -> bool:
    """Whether two sums are of cells that cross the same."""
    return sorted(first.crosses[list(cells)].tolist()) == sorted(second.crosses[list(others)].tolist())


def _is_cell_pair(
    first: ComparedTable, second: ComparedTable, cells: Cells, others: Cells, *, same_period: bool
) -> bool:
    """Whether two sums are two cells that are compared as such."""
    if len(cells) > 1 or len(others) > 1:
        return False
    return same_period or bool(first.crosses[cells[0]] == second.crosses[others[0]])
