"""Unsafe cells that tell too much together: two firms alone in two cells of one line, whose sum the line tells.

Hiding both leaves each with a wide interval, and their sum with none. So the unsafe cells of an addition that break
the count rule together are a cell of their own while the search lasts: hidden, at no cost, and in need of its slack.
A secondary cell beside them has contributors enough, so that no other union can break the rule. Dominance needs no
such care: the upper slack of the dominated cell asks for a sum that it does not dominate (``x₁ / share``).
"""

from dataclasses import replace

import numpy as np

from filiere.disclosure.protection_levels import ProtectionLevels
from filiere.disclosure.system import Additions, Holdings, Ints, System

CellUnion = tuple[int, ...]


def add_union_cells(
    system: System, needs: ProtectionLevels, *, minimum: int
) -> tuple[System, ProtectionLevels, list[CellUnion]]:
    """Return the system and needs with a cell more for each union below ``minimum`` contributors; and the unions."""
    unions = _find_unions(system, needs, minimum)
    if not unions:
        return system, needs, unions
    size, extra = len(system), len(unions)
    values = np.array([system.values[list(one)].sum() for one in unions])
    sizes = np.array([system.sizes[list(one)].sum() for one in unions])
    lengths = np.array([len(one) + 1 for one in unions])
    additions = system.additions
    cells = np.concatenate([np.array([size + place, *one]) for place, one in enumerate(unions)])
    signs = np.concatenate([np.array([-1, *(1 for _ in one)], dtype=np.int8) for one in unions])
    grown = replace(
        system,
        keys=np.concatenate([system.keys, system.keys[[min(one) for one in unions]]]),
        values=np.concatenate([system.values, values]),
        counts=np.concatenate([system.counts, np.full(extra, minimum)]),
        largest=np.concatenate([system.largest, np.zeros(extra, dtype=np.int64)]),
        second=np.concatenate([system.second, np.zeros(extra, dtype=np.int64)]),
        sizes=np.concatenate([system.sizes, sizes]),
        additions=Additions(
            np.concatenate([additions.starts, additions.starts[-1] + np.cumsum(lengths)]),
            np.concatenate([additions.cells, cells]),
            np.concatenate([additions.signs, signs]),
        ),
        holdings=_extend_without_owners(system.holdings, extra),
    )
    # The slack of the widest part would do for one of them; a sum is blurred by no less than its parts.
    upper = np.array([needs.upper[list(one)].max() for one in unions])
    lower = np.where(sizes == values, np.minimum(upper, values), upper)
    return (
        grown,
        ProtectionLevels(
            np.concatenate([needs.primary, np.ones(extra, dtype=bool)]),
            np.concatenate([needs.upper, upper]),
            np.concatenate([needs.lower, lower]),
            {name: np.concatenate([found, np.zeros(extra, dtype=bool)]) for name, found in needs.reasons.items()},
        ),
        unions,
    )


def _extend_without_owners(holdings: Holdings | None, extra: int) -> Holdings | None:
    if holdings is None:
        return None
    return replace(holdings, starts=np.concatenate([holdings.starts, np.full(extra, holdings.starts[-1])]))


def _find_unions(system: System, needs: ProtectionLevels, minimum: int) -> list[CellUnion]:
    found: set[CellUnion] = set()
    additions = system.additions
    # Where several cells add up to several others, either side tells of its unsafe cells together.
    for sign in (1, -1):
        side = additions.signs == sign
        unsafe = needs.primary[additions.cells] & side
        many = np.flatnonzero(np.bincount(additions.rows[unsafe], minlength=len(additions)) > 1)
        for row in many.tolist():
            span = slice(int(additions.starts[row]), int(additions.starts[row + 1]))
            parts: Ints = additions.cells[span][unsafe[span]]
            # All parts of a single whole are that whole, which is judged by itself.
            own = int(side[span].sum()) - len(parts) or len(side[span]) - len(parts) > 1
            if own and _count_contributors(system, parts) < minimum:
                found.add(tuple(sorted(parts.tolist())))
    return sorted(found)


def _count_contributors(system: System, cells: Ints) -> int:
    """Return how many contributors the cells have together; where they have no names, as many as may be the same."""
    held = system.holdings
    if held is None:
        return int(system.counts[cells].sum())
    return len(
        np.unique(np.concatenate([held.owners[held.starts[cell] : held.starts[cell + 1]] for cell in cells.tolist()]))
    )
