"""The holes of a published sum, taken together: a reader has them by one subtraction.

Two withheld cells of one firm each are safe one by one, but where their whole is published, so is their sum: a number
of two firms, which the rule would withhold if it were a cell. So it is made one: a cell that nobody prints, unsafe by
itself, whose protection withholds one part more, or the whole.

    protect_sums()   a pattern under which no sum of holes breaks the rule either
    add_sum_cells()  a system with such cells added
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from filiere.disclosure.pattern import Level, Pattern
from filiere.disclosure.protection_levels import Limits, ProtectionLevels, compute_protection_levels
from filiere.disclosure.suppression import Unprotectable, protect
from filiere.disclosure.system import Additions, Bools, Floats, Holdings, Ints, System

Cells = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class ProtectedSystem:
    """What is withheld of ``own`` cells, and what proves it: the last patterns, over the system with its sums.

    ``hidden`` has all that the pattern hides, and what earlier rounds hid: a reader who sees less learns less.
    """

    own: int
    hidden: Bools
    system: System
    needs: ProtectionLevels
    patterns: tuple[Pattern, ...]


def protect_sums(
    system: System,
    needs: ProtectionLevels,
    *,
    limits: Limits,
    level: Level,
    costs: Floats,
    keep: Bools | None = None,
    already: Bools | None = None,
    seed: int = 1,
    time_limit: float = 60.0,
) -> ProtectedSystem:
    """Protect a system, then the sums of its holes, until none breaks the rule; each round withholds a cell more.

    ``already`` are cells withheld anyway: they cost nothing, and what needs them is proved elsewhere. Where nothing has
    to stay visible (``keep``), a cell that no withholding keeps from a contributor, who would find it in a table of
    dashes, is kept from readers, by a second pattern.

    Raises :class:`~filiere.disclosure.suppression.Unprotectable` as ``protect`` does; places beyond those of
    ``system`` are sums of holes.
    """
    own = len(system)
    kept = np.zeros(own, dtype=np.bool_) if keep is None else keep
    hidden = np.zeros(own, dtype=np.bool_) if already is None else already.copy()
    groups: list[Cells] = []
    whole, wanted = system, needs
    while True:
        patterns = _find_patterns(
            whole,
            wanted,
            level=level,
            # What an earlier round withheld costs nothing more.
            costs=np.concatenate([np.where(hidden, 0.0, costs), np.zeros(len(groups))]),
            keep=None if keep is None else np.concatenate([keep, np.zeros(len(groups), dtype=np.bool_)]),
            seed=seed,
            time_limit=time_limit,
        )
        for pattern in patterns:
            hidden |= pattern.hidden[:own]
        found = [one for one in _find_unsafe_sums(system, hidden, kept, limits) if one not in set(groups)]
        if not found:
            return ProtectedSystem(own, hidden, whole, wanted, patterns)
        groups += found
        whole = add_sum_cells(system, groups)
        wanted = _extend_levels(needs, whole, own, limits)


def _find_patterns(
    system: System,
    needs: ProtectionLevels,
    *,
    level: Level,
    costs: Floats,
    keep: Bools | None,
    seed: int,
    time_limit: float,
) -> tuple[Pattern, ...]:
    able = needs
    while True:
        try:
            found = protect(system, able, level=level, costs=costs, keep=keep, seed=seed, time_limit=time_limit)
            break
        except Unprotectable as refused:
            if keep is not None or level == "outsider":
                raise
            left = able.primary.copy()
            left[list(refused.cells)] = False
            if (left == able.primary).all():
                raise
            able = restrict_primary(needs, left)
    if able is needs:
        return (found,)
    others = restrict_primary(needs, needs.primary & ~able.primary)
    free = np.where(found.hidden, 0.0, costs)
    return found, protect(system, others, level="outsider", costs=free, seed=seed, time_limit=time_limit)


def restrict_primary(needs: ProtectionLevels, primary: Bools) -> ProtectionLevels:
    """Return the needs of some of the unsafe cells, the others needing nothing."""
    return ProtectionLevels(primary, np.where(primary, needs.upper, 0), np.where(primary, needs.lower, 0))


def _find_unsafe_sums(system: System, hidden: Bools, kept: Bools, limits: Limits) -> list[Cells]:
    """Return the holes of each published sum that together break the rule, once each.

    Of a sum whose parts and whole were all public before, nothing can be withheld any more.
    """
    additions = system.additions
    holes: dict[Cells, None] = {}
    entries = hidden[additions.cells]
    for row in np.unique(additions.rows[entries]):
        span = slice(int(additions.starts[row]), int(additions.starts[row + 1]))
        cells, signs = additions.cells[span], additions.signs[span]
        if not (~hidden & ~kept)[cells].any():
            continue
        # Where several cells add up to several others, either may be the published sum.
        for sign in (1, -1):
            found = tuple(sorted(int(cell) for cell in cells[signs == sign] if hidden[cell]))
            if len(found) > 1 and not hidden[cells[signs != sign]].any():
                holes.setdefault(found)
    every = list(holes)
    if not every:
        return []
    summed = add_sum_cells(system, every)
    primary = compute_protection_levels(summed, limits).primary[len(system) :]
    return [one for one, unsafe in zip(every, primary, strict=True) if unsafe]


def _extend_levels(needs: ProtectionLevels, system: System, own: int, limits: Limits) -> ProtectionLevels:
    found = compute_protection_levels(system, limits)
    return ProtectionLevels(
        np.concatenate([needs.primary, found.primary[own:]]),
        np.concatenate([needs.upper, found.upper[own:]]),
        np.concatenate([needs.lower, found.lower[own:]]),
        {
            **{
                name: np.concatenate([one, np.zeros(len(system) - own, np.bool_)])
                for name, one in needs.reasons.items()
            },
            "together": np.concatenate([np.zeros(own, np.bool_), found.primary[own:]]),
        },
    )


def add_sum_cells(system: System, groups: Sequence[Cells]) -> System:
    """Return the system with one cell more for each group of cells, tied to them by an addition.

    Where only sums are known, the contributors of two cells are taken to be different ones, as those of disjoint parts
    mostly are, and the largest of the group to be the largest of a cell.
    """
    values = [int(system.values[list(group)].sum()) for group in groups]
    held = [_sum_contributions(system, group) for group in groups] if system.holdings is not None else None
    sizes = [sorted((abs(amount) for _, amount in one), reverse=True) for one in held] if held is not None else None
    if sizes is not None:
        counts = [len(one) for one in sizes]
        first, second = ([one[rank] if rank < len(one) else 0 for one in sizes] for rank in (0, 1))
        totals = [sum(one) for one in sizes]
    else:
        counts = [int(system.counts[list(group)].sum()) for group in groups]
        ranked = [
            sorted((*system.largest[list(group)].tolist(), *system.second[list(group)].tolist()), reverse=True)
            for group in groups
        ]
        first, second = ([one[rank] for one in ranked] for rank in (0, 1))
        totals = [int(system.sizes[list(group)].sum()) for group in groups]
    return replace(
        system,
        keys=np.concatenate([system.keys, np.array([system.keys[group[0]] for group in groups])]),
        values=_append_values(system.values, values),
        counts=_append_values(system.counts, counts),
        largest=_append_values(system.largest, first),
        second=_append_values(system.second, second),
        sizes=_append_values(system.sizes, totals),
        additions=_extend_additions(system, groups),
        holdings=_extend_holdings(system.holdings, held) if system.holdings is not None and held is not None else None,
    )


def _append_values(array: Ints, values: Sequence[int]) -> Ints:
    return np.concatenate([array, np.array(values, dtype=np.int64)])


def _sum_contributions(system: System, group: Cells) -> list[tuple[int, int]]:
    held = system.holdings
    assert held is not None  # noqa: S101  Asked before.
    found: dict[int, int] = {}
    for cell in group:
        for entry in range(int(held.starts[cell]), int(held.starts[cell + 1])):
            found[int(held.owners[entry])] = found.get(int(held.owners[entry]), 0) + int(held.amounts[entry])
    return sorted(found.items(), key=lambda item: (-abs(item[1]), item[0]))


def _extend_additions(system: System, groups: Sequence[Cells]) -> Additions:
    additions = system.additions
    lengths = np.cumsum([len(group) + 1 for group in groups], dtype=np.int64)
    cells = [cell for number, group in enumerate(groups) for cell in (len(system) + number, *group)]
    signs = [sign for group in groups for sign in (-1, *[1] * len(group))]
    return Additions(
        np.concatenate([additions.starts, additions.starts[-1] + lengths]),
        np.concatenate([additions.cells, np.array(cells, dtype=np.int64)]),
        np.concatenate([additions.signs, np.array(signs, dtype=np.int8)]),
    )


def _extend_holdings(holdings: Holdings, more: Sequence[Sequence[tuple[int, int]]]) -> Holdings:
    lengths = np.cumsum([len(one) for one in more], dtype=np.int64)
    return replace(
        holdings,
        starts=np.concatenate([holdings.starts, holdings.starts[-1] + lengths]),
        owners=np.concatenate([holdings.owners, np.array([who for one in more for who, _ in one], dtype=np.int64)]),
        amounts=np.concatenate([holdings.amounts, np.array([much for one in more for _, much in one], dtype=np.int64)]),
        noughts=None,
    )
