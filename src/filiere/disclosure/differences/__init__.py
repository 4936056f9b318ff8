"""What two cells of linked tables have in common and apart, where that tells of too few: cells that no table prints.

A department and an employment zone may hold the same firms but one. Neither is made of the other’s codes, so that no
addition says so; and yet whoever reads both subtracts, and has that firm’s amount. So two such cells A and B are
crossed, as a table of both would cross them, into cells of the system:

    in both               S
    in A, not in B        P        A = S + P
    in B, not in A        N        B = S + N

and each is unsafe or not by the same rules as any cell, hidden always, tied by these additions. Where B lies within A
there is P alone (A = B + P), which a reader has by subtraction. Where both sides have something, a reader has P − N: of
x and y, the least that the larger can be; but x has y exactly, and y has x. That is so for whoever makes up one side:
it knows P, thus S and N, if A and B are told. As cells of the system P, S and N are protected from all of them, each
level from those it speaks of, with the blur that each needs, and nothing has to be said of signs.

Two cells of tables that no third one joins are compared contributor by contributor, if some contributor has the same
amount in both; subtracting takes nothing away otherwise. They are crossed if what tells them apart would be unsafe as a
cell: too few contributors, on both sides together, or one above all. Cells that nothing tells apart are one number, and
tied. Sums of cells are compared where two tables break the same rows down
(:mod:`~filiere.disclosure.linked_tables.breakdown_links`), and crossed if few tell them apart.

What was found may be a part of a cell or of another find, all of few contributors, or these may be parts of it: the
rest is a find as well, and so on until there is nothing new. That ends, since each rest is a smaller part of what was
there. Where the contributors are those of a cell or of an earlier find, it is that number once more, and is only tied.
"""

from dataclasses import dataclass

import numpy as np

from filiere.disclosure.differences.difference_system import (
    Difference,
    DifferenceSet,
    WaiverLookup,
    add_difference_cells,
)
from filiere.disclosure.differences.finder import DifferenceFinder
from filiere.disclosure.protection_levels import Limits, ProtectionLevels
from filiere.disclosure.system import Bools, Ints, System

__all__ = [
    "Difference",
    "DifferenceSet",
    "LinkedSystem",
    "add_difference_cells",
    "find_differences",
    "find_table_membership",
    "link_system",
]


@dataclass(frozen=True, eq=False)
class LinkedSystem:
    """A system of linked tables with their differences as cells of it, what all of them need, and the differences."""

    system: System
    needs: ProtectionLevels
    differences: DifferenceSet


def link_system(
    system: System, needs: ProtectionLevels, limits: Limits, *, waived: WaiverLookup | None = None
) -> LinkedSystem:
    """Find the differences of a system and return it with them; one without any comes back as it is."""
    found = find_differences(system, limits, waived=waived)
    return LinkedSystem(*add_difference_cells(system, needs, found, limits, waived=waived), found)


def find_differences(system: System, limits: Limits, *, waived: WaiverLookup | None = None) -> DifferenceSet:
    """Return the differences that tell of too few under ``limits``; none where there is one table, or sums only."""
    planes = find_table_membership(system.keys)
    if system.holdings is None or planes.shape[1] < 2:
        return DifferenceSet(len(system))
    return DifferenceFinder(system, planes, limits, waived).run()


def find_table_membership(keys: Ints) -> Bools:
    """Return, a column a table, whether the cell is one of it: of what is crossed together, the widest sets."""
    crossed = keys != 0
    kinds = np.unique(crossed, axis=0)
    within = [(~one | kinds).all(axis=1) for one in kinds]
    tables = kinds[[int(inside.sum()) == 1 for inside in within]]
    return np.stack([(~crossed | table).all(axis=1) for table in tables], axis=1)
