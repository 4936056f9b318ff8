"""Who knows more than a reader: contributors alone in a cell, and, at higher levels, all contributors, pairs, holdings.

Who is alone in a cell knows it, and so knows every cell of the same contributor alone; who shares a cell knows that it
holds at least its own amount, and not that the others bring nothing if they do. Where only sums came in, a contributor
has no name: the one alone in a cell is followed through the groups whose only contributor it is.
"""

import numpy as np

from filiere.disclosure.pattern import Level
from filiere.disclosure.suppression.circulation_network import AttackerView
from filiere.disclosure.system import Holdings, Ints, System
from filiere.disclosure.union_find import UnionFind


def build_sole_contributor_views(system: System) -> list[AttackerView]:
    """Return a view for each contributor that is alone in a cell or makes one up beside others of nothing.

    It knows the former; the latter are floors at their value, since they can only be higher for all that it knows.
    Other floors leave room, and so keep nobody from doubting a little.
    """
    if system.holdings is None:
        return [
            AttackerView(f"alone in {min(group)}", known=np.array(group, dtype=np.int64))
            for group in _group_linked_cells(system)
        ]
    makes_up = system.bounded_cells & (system.largest == system.sizes) & (system.sizes > 0)
    cells = np.flatnonzero((system.counts == 1) | makes_up)
    if not len(cells):
        return []
    owners = system.holdings.owners[system.holdings.starts[cells]]
    order = np.argsort(owners, kind="stable")
    cells, owners = cells[order], owners[order]
    names, begins = np.unique(owners, return_index=True)
    found = []
    for owner, mine in zip(names.tolist(), np.split(cells, begins[1:]), strict=True):
        known, beside = mine[system.counts[mine] == 1], mine[system.counts[mine] > 1]
        found.append(AttackerView(f"contributor {owner}", known, beside, system.values[beside], np.array([owner])))
    return found


def build_level_views(system: System, level: Level) -> list[AttackerView]:
    """Return those against whom the full slack is asked at ``level``, readers apart.

    Raises ValueError where the system holds only sums, in which nobody but those alone in a cell can be told.
    """
    if level in ("outsider", "contributors"):
        return []
    held = system.holdings
    if held is None:
        if level == "contributors-slack":
            return build_sole_contributor_views(system)
        raise ValueError(level)
    groups = [np.array([owner]) for owner in range(len(held.names))]
    if level in ("pairs", "holdings"):
        twos = np.flatnonzero(system.counts == 2)
        starts = held.starts[twos]
        pairs = np.unique(np.sort(np.stack([held.owners[starts], held.owners[starts + 1]], axis=1), axis=1), axis=0)
        groups += list(pairs)
    if level == "holdings":
        order = np.argsort(held.groups, kind="stable")
        names, begins = np.unique(held.groups[order], return_index=True)
        groups += [members for members in np.split(order, begins[1:]) if len(members) > 1 and len(names)]
    return _pool_knowledge(system, held, groups)


def _pool_knowledge(system: System, held: Holdings, groups: list[Ints]) -> list[AttackerView]:
    """Return what each group of contributors knows together."""
    order = np.argsort(held.owners, kind="stable")
    cells, amounts = held.cells[order], held.amounts[order]
    starts = np.searchsorted(held.owners[order], np.arange(len(held.names) + 1))
    found = []
    for members in groups:
        spots = np.concatenate([np.arange(starts[one], starts[one + 1]) for one in members])
        mine, place = np.unique(cells[spots], return_inverse=True)
        sums = np.zeros(len(mine), dtype=np.int64)
        np.add.at(sums, place, amounts[spots])
        whole = np.bincount(place) == system.counts[mine]
        name = f"{'contributor' if len(members) == 1 else 'together'} {'+'.join(map(str, members))}"
        # Where an amount of others may be negative, one's own tells nothing of the least that a cell can be.
        part = ~whole & system.bounded_cells[mine]
        found.append(AttackerView(name, mine[whole], mine[part], sums[part], members))
    return found


def _group_linked_cells(system: System) -> list[list[int]]:
    """Group the cells of one contributor by the additions between them: a group of one has one part."""
    alone, unions = system.counts == 1, UnionFind(len(system))
    additions = system.additions
    for row in np.flatnonzero(np.diff(additions.starts) == 2).tolist():
        this, other = additions.cells[additions.starts[row] : additions.starts[row] + 2].tolist()
        if alone[this] and alone[other]:
            unions.join(this, other)
    found: dict[int, list[int]] = {}
    for cell in np.flatnonzero(alone).tolist():
        found.setdefault(unions.lead(cell), []).append(cell)
    return sorted(found.values())
