"""The table that an attacker really sees: the new one, tied to all that went out before and elsewhere.

    augment()    new table + ledger -> one system, in which what was published is known
    Augmented    that system, its needs, what may still be hidden, and a name for each cell

Cells of the new table come first, under their own places. Then come those of earlier releases, the differences that
tell of too few, within the tables of each and between them, and the totals that others publish. A difference between
releases is written the way round that makes it positive: a reader who did not know its sign would know less.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from filiere.core import Text
from filiere.disclosure.differences import DifferenceSet, add_difference_cells, find_differences
from filiere.disclosure.gaussian_elimination import find_determined
from filiere.disclosure.ledger.releases import ExternalTotal, Ledger, Release, Subject
from filiere.disclosure.ledger.system_builder import SystemBuilder
from filiere.disclosure.protection_levels import Limits, ProtectionLevels
from filiere.disclosure.suppressed_sums import restrict_primary
from filiere.disclosure.system import Bools, Floats, Ints, System

MOST_SOLVED_CELLS = 2_000
"""Cells up to which equations are solved for them, in fractions: some seconds."""


@dataclass(frozen=True, eq=False)
class AugmentedTable:
    """A new table of ``own`` cells with all that it meets. ``keep`` marks what is known already, and so cannot be
    hidden any more, and what is wanted visible. ``names`` has one name a cell beyond the own ones. ``numbers`` counts
    the own cells, then what cells of the new table’s own tables differ by; −1 stands for all others.
    """

    system: System
    needs: ProtectionLevels
    costs: Floats
    keep: Bools
    own: int
    names: tuple[Text, ...]
    numbers: Ints

    def name_cell(self, cell: int) -> Text:
        """Return the name of a cell for a statistician."""
        if cell >= self.own:
            return self.names[cell - self.own]
        pairs = zip(self.system.cuts, self.system.codes(cell), strict=True)
        named = ", ".join(f"{cut.column}={code}" for cut, code in pairs if code)
        return Text.same(named)

    def _find_known_cells(self) -> Bools:
        """What is known whatever is withheld of the new table."""
        known = self.keep.copy()
        known[: self.own] = False
        return known

    def find_exposed_cells(self) -> list[int]:
        """Return the cells that need protection and that everybody knows, whatever is withheld of the new table: what
        is out elsewhere is they, or leaves them alone in an addition."""
        known = self._find_known_cells()
        additions = self.system.additions
        unknown = np.bincount(additions.rows[~known[additions.cells]], minlength=len(additions))
        rows_of = np.argsort(additions.cells, kind="stable")
        starts = np.searchsorted(additions.cells[rows_of], np.arange(len(self.system) + 1))
        waiting = np.flatnonzero(unknown == 1).tolist()
        while waiting:
            row = waiting.pop()
            span = slice(int(additions.starts[row]), int(additions.starts[row + 1]))
            for cell in additions.cells[span][~known[additions.cells[span]]].tolist():
                known[cell] = True
                for other in additions.rows[rows_of[starts[cell] : starts[cell + 1]]].tolist():
                    unknown[other] -= 1
                    if unknown[other] == 1:
                        waiting.append(other)
        return [int(cell) for cell in np.flatnonzero(known & self.needs.primary)]

    def find_determined_cells(self) -> list[int]:
        """Return the cells that need protection and that follow, by several additions at once, from what is out
        elsewhere; none where there are too many cells to solve for."""
        known = self._find_known_cells()
        if int((~known).sum()) > MOST_SOLVED_CELLS:
            return []
        additions = self.system.additions
        entries = zip(additions.rows.tolist(), additions.cells.tolist(), additions.signs.tolist(), strict=True)
        equations: list[dict[int, int]] = [{} for _ in range(len(additions))]
        for row, cell, sign in entries:
            if not known[cell]:
                equations[row][cell] = sign
        return sorted(cell for cell in find_determined(equations) if self.needs.primary[cell])

    def with_known_cells(self, cells: Sequence[int]) -> "AugmentedTable":
        """Return the same where some cells are known to all, and need nothing any more."""
        if not cells:
            return self
        left, keep = self.needs.primary.copy(), self.keep.copy()
        left[list(cells)], keep[list(cells)] = False, True
        return replace(self, needs=replace(restrict_primary(self.needs, left), reasons=self.needs.reasons), keep=keep)


def augment_table(
    system: System,
    needs: ProtectionLevels,
    *,
    subject: Subject,
    ledger: Ledger,
    limits: Limits,
    costs: Floats,
    keep: Bools | None = None,
    sums_only: bool = False,
    within: DifferenceSet | None = None,
) -> AugmentedTable:
    """Tie a new table to the releases and the totals that it meets; a table that meets nothing comes back as it is,
    with what cells of its own tables differ by (``within``, if it is found already).

    ``costs`` and ``keep`` are those of the new table: what is withheld already costs nothing more. ``limits`` is the
    rule of the differences; ``sums_only``: see :func:`~filiere.disclosure.linked_tables.cell_links.find_cell_links`.
    """
    wanted = np.zeros(len(system), dtype=np.bool_) if keep is None else keep
    releases = ledger.meeting(subject)
    outside = ledger.list_external_totals({subject, *(one.subject for one in releases)})
    if not releases and not outside:
        found = find_differences(system, limits) if within is None else within
        more = len(found)
        named = [found.name(system, found.own + number) for number in range(more)]
        return AugmentedTable(
            *add_difference_cells(system, needs, found, limits),
            np.concatenate([costs, np.zeros(more)]),
            np.concatenate([wanted, np.zeros(more, dtype=np.bool_)]),
            len(system),
            tuple(map(Text.same, named)),
            np.arange(len(system) + more, dtype=np.int64),
        )
    gathered = SystemBuilder(system, needs, subject, releases, limits=limits, sums_only=sums_only, within=within)
    for total in outside:
        gathered.add_outside(total)
    whole = gathered.system()
    return AugmentedTable(
        whole,
        gathered.needs(whole),
        np.concatenate([costs, np.zeros(len(whole) - len(costs))]),
        gathered.keep(wanted),
        len(system),
        gathered.names(),
        gathered.numbers(),
    )


def find_cells_told_exactly(table: Release, before: Sequence[ExternalTotal], total: ExternalTotal) -> list[Text]:
    """Return the cells of a table that need protection and that a total published elsewhere tells exactly, by name;
    those that the totals ``before`` told already are left out."""
    known, told = (_find_cells_told_by(table, outside) for outside in (before, [*before, total]))
    return [name for cell, name in told.items() if cell not in known]


def _find_cells_told_by(table: Release, outside: Sequence[ExternalTotal]) -> dict[int, Text]:
    found = augment_table(
        table.system,
        table.needs,
        subject=table.subject,
        ledger=Ledger((), tuple(outside)),
        limits=Limits(),
        costs=np.zeros(len(table.system)),
        within=DifferenceSet(len(table.system)),
    )
    return {cell: found.name_cell(cell) for cell in found.find_exposed_cells() if cell < found.own}
