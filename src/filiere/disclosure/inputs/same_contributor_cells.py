"""Cells of one table that have the same contributors with the same amounts, but for too few: years, as a rule.

A year and the next are no parts of each other, so no addition joins them. Whoever subtracts one from the other is left
with those who came, went or changed: the number of two firms, though both cells have hundreds. Two releases of one
table are compared in the same way (see :mod:`filiere.disclosure.ledger`); inside one table nothing protects the
difference, and the table is refused.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from filiere.core import Fault, Text
from filiere.disclosure.protection_levels import Limits, ProtectionLevels
from filiere.disclosure.system import Bools, Cut, Holdings, Ints, System

MOST_NAMED_PAIRS = 10
"""Pairs of cells that are named; the others are counted."""
MOST_JUDGED_PAIRS = 20_000
"""Pairs of which it is judged too whether one firm makes most of the change: those that share most, half at least."""

LEAST_SHARED_AMOUNTS = 5
"""Different amounts that two cells must share before rows without a contributor are taken for the same firms."""
MOST_CODES_OF_AN_AMOUNT = 24
"""Codes at which an amount may stand to tell a firm: one that is everywhere tells none."""

MOST_CELLS = 1 << 31
"""More codes than any cut has."""

CellPair = tuple[int, int]


def find_recurring_cells(
    system: System, needs: ProtectionLevels, limits: Limits, *, named: bool = True
) -> list[CellPair]:
    """Return the pairs of cells, both safe by themselves, whose difference breaks the rule; in a steady order.

    Compared are cells that differ by one code, neither of which is a group of the other, by contributor and, where
    holdings are told, by holding. Rows that name no contributor (``named`` false) are compared by their amounts: two
    cells that share most of them, and several different ones, are of the same firms. None of mere sums, which do not
    tell who recurs.
    """
    if system.holdings is None:
        return []
    if not named:
        return _find_pairs_alike(system, _pair_amounts(system.holdings), needs, limits)
    found = set(_find_pairs(system, system.holdings, needs, limits))
    if len(np.unique(system.holdings.groups)) < len(system.holdings.groups):
        found |= set(_find_pairs(system, _merge_groups(system.holdings), needs, limits))
    return sorted(found)


def _recurring_fault(this: str, other: str, file: str) -> Fault:
    return Fault(
        code="cells-recur",
        message=Text(
            fr=(
                f"Les cellules {this} et {other} ont les mêmes contributeurs et les mêmes montants, à trop peu près "
                ": en soustrayant l’une de l’autre, on obtient le nombre de contributeurs qui diffèrent."
            ),
            en=(
                f"Cells {this} and {other} have the same contributors with the same amounts, apart from too few of "
                "them: anyone who subtracts one from the other obtains the figure for those few."
            ),
        ),
        remedy=Text(
            fr="Retirez la dimension par laquelle elles diffèrent et protégez un tableau par code : le site compare "
            "ces tableaux entre eux, comme des versions d’un même sujet. Rien n’est écrit.",
            en=(
                "Remove the dimension in which they differ and protect one table per code: the site compares these "
                "tables with each other, as versions of the same subject. Nothing has been written."
            ),
        ),
        file=file,
    )


def _alike_fault(this: str, other: str, file: str) -> Fault:
    return Fault(
        code="cells-alike",
        message=Text(
            fr=(
                f"Les cellules {this} et {other} ont les mêmes montants, à trop peu près ; sans colonne de "
                "contributeurs, ce sont les mêmes entreprises : en soustrayant l’une de l’autre, on obtient le "
                "nombre de celles qui changent."
            ),
            en=(
                f"Cells {this} and {other} have the same amounts, apart from too few; without a contributor column "
                "they are the same companies: anyone who subtracts one from the other obtains the figure for those "
                "that change."
            ),
        ),
        remedy=Text(
            fr="Nommez la colonne des contributeurs (« contributor ») si ce sont d’autres entreprises ; sinon protégez "
            "un tableau par code. Rien n’est écrit.",
            en=(
                "Name the contributor column (“contributor”) if these are different companies; otherwise protect "
                "one table per code. Nothing has been written."
            ),
        ),
        file=file,
    )


def _find_pairs(system: System, held: Holdings, needs: ProtectionLevels, limits: Limits) -> list[CellPair]:
    found: set[CellPair] = set()
    counts = np.diff(held.starts)
    for place, cut in enumerate(system.cuts):
        this, other, shared = _find_sharing_pairs(system, held, place, cut)
        safe = ~(needs.primary[this] | needs.primary[other])
        this, other, shared = this[safe], other[safe], shared[safe]
        most = np.flatnonzero(2 * shared >= np.minimum(counts[this], counts[other]))
        order = most[np.lexsort((other[most], this[most], -shared[most]))][:MOST_JUDGED_PAIRS]
        few = _find_small_changes(counts, held, this, other, shared, limits.minimum)
        close = zip(this[order].tolist(), other[order].tolist(), strict=True)
        found |= set(zip(this[few].tolist(), other[few].tolist(), strict=True))
        found |= {pair for pair in close if _is_dominated(held, pair, limits)}
    return sorted(found)


def _find_pairs_alike(system: System, held: Holdings, needs: ProtectionLevels, limits: Limits) -> list[CellPair]:
    """Return the pairs of cells that share most of their amounts: all but those of fewer firms than a cell needs."""
    found: set[CellPair] = set()
    counts = np.diff(held.starts)
    for place, cut in enumerate(system.cuts):
        this, other, shared = _find_sharing_pairs(system, held, place, cut, most_codes=MOST_CODES_OF_AN_AMOUNT)
        # A firm that changed is in both cells, with another amount in each.
        left = np.maximum(counts[this], counts[other]) - shared
        alike = (left > 0) & (left < limits.minimum) & (shared >= LEAST_SHARED_AMOUNTS) & (shared > left)
        alike &= ~(needs.primary[this] | needs.primary[other])
        found |= {
            pair
            for pair in zip(this[alike].tolist(), other[alike].tolist(), strict=True)
            if len(_list_shared_amounts(held, pair)) >= LEAST_SHARED_AMOUNTS
        }
    return sorted(found)


def _list_shared_amounts(held: Holdings, pair: CellPair) -> set[int]:
    this, other = (set(held.amounts[held.starts[cell] : held.starts[cell + 1]].tolist()) for cell in pair)
    return this & other


def _pair_amounts(held: Holdings) -> Holdings:
    """Return the holdings as if equal amounts were of one contributor: the first of a cell with the first of others."""
    order = np.lexsort((held.amounts, held.cells))
    keys = np.stack([held.cells[order], held.amounts[order]])
    begins = np.flatnonzero(np.concatenate([[True], (keys[:, 1:] != keys[:, :-1]).any(axis=0)]))
    sizes = np.diff(np.append(begins, len(order)))
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order)) - np.repeat(begins, sizes)
    _, owners = np.unique(np.stack([held.amounts, ranks]), axis=1, return_inverse=True)
    return replace(held, owners=owners.reshape(-1).astype(np.int64))


def _merge_groups(held: Holdings) -> Holdings:
    """Return the holdings with all members of a holding as one."""
    keys = held.cells * (int(held.groups.max()) + 1) + held.groups[held.owners]
    unique, places = np.unique(keys, return_inverse=True)
    amounts = np.zeros(len(unique), dtype=np.int64)
    np.add.at(amounts, places.reshape(-1), held.amounts)
    cells, owners = np.divmod(unique, int(held.groups.max()) + 1)
    starts = np.searchsorted(cells, np.arange(len(held.starts)))
    return replace(held, starts=starts.astype(np.int64), owners=owners, amounts=amounts)


def recurrence_faults(system: System, pairs: list[CellPair], file: str, *, named: bool = True) -> Iterator[Fault]:
    """Yield a fault for each pair, and one that counts those beyond `MOST_NAMED_PAIRS`."""
    for this, other in pairs[:MOST_NAMED_PAIRS]:
        yield (_recurring_fault if named else _alike_fault)(system.name(this), system.name(other), file)
    if (more := len(pairs) - MOST_NAMED_PAIRS) > 0:
        yield Fault(
            code="cells-recur",
            message=Text(
                fr=f"D’autres paires de cellules se comparent ainsi : {more}.",
                en=f"Other pairs of cells can be compared in this way: {more}.",
            ),
            remedy=Text(fr="Comme pour les premières.", en="Do the same as for the first pairs."),
            file=file,
        )


def _find_sharing_pairs(
    system: System, held: Holdings, place: int, cut: Cut, *, most_codes: int = MOST_CELLS
) -> tuple[Ints, Ints, Ints]:
    """Return the pairs of cells that differ by a code of a cut alone, neither within the other, and how many
    contributors have the same amount in both; those that have it at more than ``most_codes`` codes are left out.
    """
    others = np.delete(system.keys, place, axis=1)
    _, rest = np.unique(others, axis=0, return_inverse=True)
    rest = rest.reshape(-1)[held.cells]
    order = np.lexsort((held.cells, held.amounts, held.owners, rest))
    keys = np.stack([rest[order], held.owners[order], held.amounts[order]])
    starts = np.flatnonzero(np.concatenate([[True], (keys[:, 1:] != keys[:, :-1]).any(axis=0)]))
    lengths = np.diff(np.append(starts, len(order)))
    several = (lengths > 1) & (lengths <= most_codes)
    cells = held.cells[order]
    size = len(system)
    counted: dict[int, int] = {}
    for length in np.unique(lengths[several]).tolist():
        spots = starts[lengths == length]
        left, right = np.triu_indices(length, 1)
        for first, second in zip(left.tolist(), right.tolist(), strict=True):
            pairs, times = np.unique(cells[spots + first] * size + cells[spots + second], return_counts=True)
            for pair, count in zip(pairs.tolist(), times.tolist(), strict=True):
                counted[pair] = counted.get(pair, 0) + count
    pairs = np.array(sorted(counted), dtype=np.int64)
    this, other = pairs // size, pairs % size
    apart = ~_find_nested_codes(cut)[system.keys[this, place], system.keys[other, place]]
    shared = np.array([counted[pair] for pair in pairs.tolist()], dtype=np.int64)
    return this[apart], other[apart], shared[apart]


def _find_nested_codes(cut: Cut) -> Bools:
    """Whether one code of a cut is a group of another, either way."""
    found = np.eye(len(cut.codes), dtype=bool)
    for code in range(len(cut.codes)):
        path = cut.path(code)
        found[code, list(path)] = found[list(path), code] = True
    return found


def _find_small_changes(counts: Ints, held: Holdings, this: Ints, other: Ints, shared: Ints, minimum: int) -> Ints:
    """Return the places of the pairs whose difference is of some contributors, and of fewer than ``minimum``."""
    # Those of the two that are not shared are at least as many as counts differ by, and at most all the rest.
    left = counts[this] + counts[other] - 2 * shared
    near = np.flatnonzero((left > 0) & (left < 2 * minimum))
    return np.array(
        [place for place in near.tolist() if len(_list_changes(held, (int(this[place]), int(other[place])))) < minimum],
        dtype=np.int64,
    )


def _is_dominated(held: Holdings, pair: CellPair, limits: Limits) -> bool:
    sizes = sorted(map(abs, _list_changes(held, pair)), reverse=True)
    return any(sum(sizes[:n]) > share * sum(sizes) for n, share in limits.dominance) if sizes else False


def _list_changes(held: Holdings, pair: CellPair) -> list[int]:
    """Return what each contributor has more in one cell than in another, those alone who have."""
    found: dict[int, int] = {}
    for cell, sign in zip(pair, (1, -1), strict=True):
        span = slice(int(held.starts[cell]), int(held.starts[cell + 1]))
        for owner, amount in zip(held.owners[span].tolist(), held.amounts[span].tolist(), strict=True):
            found[owner] = found.get(owner, 0) + sign * amount
    return [amount for amount in found.values() if amount]
