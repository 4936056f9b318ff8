"""A large system protected part by part, then as a whole for what the parts could not do.

Where the upper levels of a hierarchy are taken as known, a country falls into small systems, each protected in an
instant. Whoever knows less than the upper levels finds less, so what is proved of a part holds in the whole: its
circulations move nothing outside. Cells that no part can protect, such as the only one of a department, are protected
in the whole system, in which all that the parts withheld is withheld already and costs nothing. This loses a little
against one search over everything, and its time grows with the number of parts.
"""

from dataclasses import replace

import numpy as np

from filiere.disclosure.pattern import Level
from filiere.disclosure.protection_levels import Limits, ProtectionLevels
from filiere.disclosure.suppressed_sums import ProtectedSystem, protect_sums, restrict_primary
from filiere.disclosure.suppression import Unprotectable
from filiere.disclosure.system import Additions, Bools, Floats, Ints, System
from filiere.disclosure.union_find import UnionFind

_MOST_TRIES = 8
"""How often a part is tried again without the cells that it could not protect."""


def protect_parts(
    system: System,
    needs: ProtectionLevels,
    *,
    fixed: Bools,
    implied: Bools,
    limits: Limits,
    level: Level,
    costs: Floats,
    keep: Bools | None = None,
    seed: int = 1,
    time_limit: float = 60.0,
) -> ProtectedSystem:
    """Protect a system of sums (without holdings) part by part.

    ``fixed`` marks the cells that parts take as known; ``implied`` the additions that others imply, by which parts
    need not hang together. ``time_limit`` is that of the whole, in seconds. The pattern that comes back proves what the
    parts left; ``hidden`` has everything. Raises :class:`~filiere.disclosure.suppression.Unprotectable` as ``protect``.
    """
    kept = np.zeros(len(system), dtype=np.bool_) if keep is None else keep
    still = fixed & ~needs.primary | kept
    told = _drop_additions(system, implied)
    hidden, left = needs.primary.copy(), needs.primary.copy()
    for cells in _split_parts(told, still):
        if not needs.primary[cells].any():
            continue
        every, part = _extract_part(told, cells, still)
        wanted = restrict_primary(_select_levels(needs, every), np.isin(every, cells) & needs.primary[every])
        found = _protect_part(part, wanted, limits, costs[every], still[every], level, seed, time_limit)
        if found is not None:
            hidden[every[found[0]]] = True
            left[every[found[1]]] = False
    return protect_sums(
        system,
        restrict_primary(needs, left),
        limits=limits,
        level=level,
        costs=costs,
        keep=kept,
        already=hidden,
        seed=seed,
        time_limit=time_limit,
    )


def _protect_part(
    part: System,
    needs: ProtectionLevels,
    limits: Limits,
    costs: Floats,
    keep: Bools,
    level: Level,
    seed: int,
    time_limit: float,
) -> tuple[Bools, Bools] | None:
    """Return what a part withholds and which unsafe cells that protects; none when it protects none."""
    for _ in range(_MOST_TRIES):
        if not needs.primary.any():
            return None
        try:
            found = protect_sums(
                part, needs, limits=limits, level=level, costs=costs, keep=keep, seed=seed, time_limit=time_limit
            )
        except Unprotectable as refused:
            able = needs.primary.copy()
            able[[cell for cell in refused.cells if cell < len(part)]] = False
            if (able == needs.primary).all():
                return None
            needs = restrict_primary(needs, able)
        else:
            return found.hidden, needs.primary
    return None


def _select_levels(needs: ProtectionLevels, cells: Ints) -> ProtectionLevels:
    """Return the needs of some cells, as those of a system of their own."""
    return ProtectionLevels(needs.primary[cells], needs.upper[cells], needs.lower[cells])


def _drop_additions(system: System, rows: Bools) -> System:
    kept = ~rows[system.additions.rows]
    return replace(system, additions=_select_entries(system.additions, kept, ~rows))


def _select_entries(additions: Additions, entries: Bools, rows: Bools) -> Additions:
    lengths = np.diff(additions.starts)[rows]
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return Additions(starts, additions.cells[entries], additions.signs[entries])


def _split_parts(system: System, still: Bools) -> list[Ints]:
    """Return the cells that hang together by additions, those that stand still aside, in a steady order."""
    unions = UnionFind(len(system))
    additions = system.additions
    for row in range(len(additions)):
        span = additions.cells[additions.starts[row] : additions.starts[row + 1]]
        moving = [int(cell) for cell in span if not still[cell]]
        for cell in moving[1:]:
            unions.join(moving[0], cell)
    found: dict[int, list[int]] = {}
    for cell in np.flatnonzero(~still).tolist():
        found.setdefault(unions.lead(cell), []).append(cell)
    return [np.array(cells, dtype=np.int64) for cells in found.values()]


def _extract_part(system: System, cells: Ints, still: Bools) -> tuple[Ints, System]:
    """Return the cells of a part with those that its additions touch, and the system of them."""
    additions = system.additions
    inside = np.zeros(len(system), dtype=np.bool_)
    inside[cells] = True
    rows = np.zeros(len(additions), dtype=np.bool_)
    rows[additions.rows[inside[additions.cells]]] = True
    entries = rows[additions.rows]
    every = np.union1d(cells, additions.cells[entries])
    assert still[np.setdiff1d(every, cells)].all()  # noqa: S101  A part touches nothing that moves but itself.
    own = _select_entries(additions, entries, rows)
    return every, replace(
        system,
        keys=system.keys[every],
        values=system.values[every],
        counts=system.counts[every],
        largest=system.largest[every],
        second=system.second[every],
        sizes=system.sizes[every],
        additions=Additions(own.starts, np.searchsorted(every, own.cells), own.signs),
        holdings=None,
    )
