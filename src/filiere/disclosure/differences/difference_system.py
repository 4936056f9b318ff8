"""Differences as cells of a system: what each lies between, and the system with them in it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from filiere.disclosure.differences.contributor_vectors import Vector
from filiere.disclosure.protection_levels import Limits, ProtectionLevels, compute_protection_levels
from filiere.disclosure.system import Additions, Bools, Ints, System

CellPlaces = tuple[int, ...]
WaiverLookup = Callable[[System], Bools | None]
"""Which cells of a system their contributors agreed to tell."""
DifferenceKind = Literal["less", "both"]


@dataclass(frozen=True, slots=True)
class Difference:
    """What some cells together have that others together have not (``less``), or what is in ``both``, and who has how
    much of it. Places from the number of cells on are those of differences before it."""

    kind: DifferenceKind
    one: CellPlaces
    other: CellPlaces
    held: Vector


@dataclass(frozen=True, slots=True)
class DifferenceSet:
    """The differences between ``own`` cells, and the additions that tie them (``Σ wholes = Σ parts``)."""

    own: int
    cells: tuple[Difference, ...] = ()
    equations: tuple[tuple[CellPlaces, CellPlaces], ...] = ()

    def __len__(self) -> int:
        return len(self.cells)

    def name(self, system: System, place: int) -> str:
        """Return the name of a cell of the system, or of a difference by what it lies between."""
        if place < self.own:
            return system.name(place)
        found = self.cells[place - self.own]
        sides = [" + ".join(self.name(system, each) for each in side) for side in (found.one, found.other)]
        return f"({sides[0]}) {DIFFERENCE_SIGNS[found.kind]} ({sides[1]})"


DIFFERENCE_SIGNS = {"less": "−", "both": "∩"}
"""How a difference is written between what it lies between."""


def add_difference_cells(
    system: System, needs: ProtectionLevels, found: DifferenceSet, limits: Limits, *, waived: WaiverLookup | None = None
) -> tuple[System, ProtectionLevels]:
    """Return the system with a cell more for each difference, and what it needs; without any, both as they are."""
    if not found.equations:
        return system, needs
    whole = extend_system(system, [one.held for one in found.cells], [*map(_first_place, found.cells)], found.equations)
    more = compute_protection_levels(whole, limits, waived=None if waived is None else waived(whole))
    own, none = found.own, np.zeros(len(whole), dtype=np.bool_)
    return whole, ProtectionLevels(
        np.concatenate([needs.primary, more.primary[own:]]),
        np.concatenate([needs.upper, more.upper[own:]]),
        np.concatenate([needs.lower, more.lower[own:]]),
        {name: np.concatenate([one, more.reasons.get(name, none)[own:]]) for name, one in needs.reasons.items()},
    )


def _first_place(difference: Difference) -> int:
    return min((*difference.one, *difference.other))


def sort_shares(held: Vector) -> list[tuple[int, int]]:
    """Return who has which amount, the largest first."""
    return sorted(held, key=lambda item: (-abs(item[1]), item[0]))


def extend_system(
    system: System, held: Sequence[Vector], places: Sequence[int], equations: Sequence[tuple[CellPlaces, CellPlaces]]
) -> System:
    """Return a system with more cells, each where another is, and more additions."""
    holdings = system.holdings
    assert holdings is not None  # noqa: S101  Asked before.
    entries = [sort_shares(one) for one in held]
    sizes = [[abs(amount) for _, amount in one] for one in entries]
    keys = np.zeros((len(held), system.keys.shape[1]), dtype=np.int64)
    for number, place in enumerate(places):
        # A difference of differences stands where the first of them does.
        keys[number] = system.keys[place] if place < len(system) else keys[place - len(system)]
    lengths = np.cumsum([len(wholes) + len(parts) for wholes, parts in equations], dtype=np.int64)
    signs = [sign for wholes, parts in equations for sign in (*[-1] * len(wholes), *[1] * len(parts))]
    additions = system.additions
    return replace(
        system,
        keys=np.concatenate([system.keys, keys]),
        values=_append_values(system.values, (sum(amount for _, amount in one) for one in entries)),
        counts=_append_values(system.counts, map(len, held)),
        largest=_append_values(system.largest, (one[0] for one in sizes)),
        second=_append_values(system.second, (one[1] if len(one) > 1 else 0 for one in sizes)),
        sizes=_append_values(system.sizes, map(sum, sizes)),
        additions=Additions(
            np.concatenate([additions.starts, additions.starts[-1] + lengths]),
            _append_values(additions.cells, (cell for sides in equations for side in sides for cell in side)),
            np.concatenate([additions.signs, np.array(signs, dtype=np.int8)]),
        ),
        holdings=replace(
            holdings,
            starts=_append_values(holdings.starts, holdings.starts[-1] + np.cumsum([*map(len, held)], dtype=np.int64)),
            owners=_append_values(holdings.owners, (who for one in entries for who, _ in one)),
            amounts=_append_values(holdings.amounts, (amount for one in entries for _, amount in one)),
            noughts=None,
        ),
    )


def find_unsafe_vectors(
    system: System, vectors: Sequence[Vector], limits: Limits, *, waived: WaiverLookup | None = None
) -> list[bool]:
    """Return which vectors the rules would find unsafe, were they cells of the system; none is where nobody is."""
    found = np.zeros(len(vectors), dtype=np.bool_)
    some = [number for number, held in enumerate(vectors) if held]
    if some:
        held = [vectors[number] for number in some]
        keys = np.zeros((len(held), len(system.cuts)), dtype=np.int64)
        alone = replace(extend_system(empty_system(system), held, [], []), keys=keys)
        found[some] = compute_protection_levels(alone, limits, waived=None if waived is None else waived(alone)).primary
    told: list[bool] = found.tolist()
    return told


def _append_values(array: Ints, values: Iterable[int]) -> Ints:
    return np.concatenate([array, np.array(list(values), dtype=np.int64)])


def empty_additions() -> Additions:
    return Additions(np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int8))


def empty_system(system: System) -> System:
    """Return a system without cells, of the same columns and contributors."""
    assert system.holdings is not None  # noqa: S101  Asked before.
    none = np.zeros(0, dtype=np.int64)
    held = replace(system.holdings, starts=np.zeros(1, np.int64), owners=none, amounts=none, noughts=None)
    return replace(
        system, keys=system.keys[:0], values=none, counts=none, largest=none, second=none, sizes=none,
        additions=empty_additions(), holdings=held,
    )  # fmt: skip
