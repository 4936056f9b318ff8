"""Protecting a new table in the light of what is out already, or refusing it by name.

protect_release()   the cells of a new table to withhold, with the proof over everything that it meets
Guarded             that, and the release to enter in the ledger once it has gone out
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from filiere.core import Fault, Faults, Text
from filiere.disclosure.differences import DifferenceSet
from filiere.disclosure.faults import fault
from filiere.disclosure.ledger.augmented_table import AugmentedTable, augment_table
from filiere.disclosure.ledger.releases import Ledger, Release, Subject
from filiere.disclosure.pattern import Level, Pattern
from filiere.disclosure.protection_levels import Limits, ProtectionLevels
from filiere.disclosure.suppressed_sums import protect_sums
from filiere.disclosure.suppression import Unprotectable
from filiere.disclosure.system import Bools, Floats, System

MOST_NAMED_CELLS = 20
"""How many cells a refusal names; the others are counted."""


@dataclass(frozen=True, eq=False)
class ProtectedRelease:
    """What may go out: ``hidden`` are the cells of the new table to withhold. The rest is kept inside.

    ``known`` are cells of the new table that need protection and are out elsewhere: they stay withheld here, and the
    others are protected from whoever knows them. ``notes`` name them, with those of earlier releases.
    """

    system: System = field(repr=False)
    needs: ProtectionLevels = field(repr=False)
    hidden: Bools = field(repr=False)
    augmented: AugmentedTable = field(repr=False)
    patterns: tuple[Pattern, ...] = field(repr=False)
    known: Bools = field(repr=False)
    notes: tuple[Fault, ...] = ()

    def release(self, key: str, subject: Subject, day: date) -> Release:
        """Return what the ledger keeps of it, once it is out."""
        return Release(key, subject, day, self.system, self.needs, self.hidden)


def protect_release(
    system: System,
    needs: ProtectionLevels,
    *,
    subject: Subject,
    ledger: Ledger,
    limits: Limits,
    level: Level,
    costs: Floats,
    keep: Bools | None = None,
    already: Bools | None = None,
    seed: int = 1,
    time_limit: float = 60.0,
    sums_only: bool = False,
    within: DifferenceSet | None = None,
) -> ProtectedRelease:
    """Return what to withhold of a new table so that nothing is found with all that went out before and elsewhere.

    What is out already is told in the notes, and counts as known to all. Raises :class:`Faults` that name the cells
    that cannot be protected any more whatever is withheld of the new table. ``within``: see
    :func:`~filiere.disclosure.ledger.augmented_table.augment_table`; ``already``:
    :func:`~filiere.disclosure.suppressed_sums.protect_sums`.
    """
    augmented = augment_table(
        system, needs, subject=subject, ledger=ledger, limits=limits, costs=costs, keep=keep, sums_only=sums_only,
        within=within,
    )  # fmt: skip
    if already is not None:
        already = np.concatenate([already, np.zeros(len(augmented.system) - len(system), dtype=np.bool_)])
    known, notes = np.zeros(len(system), dtype=np.bool_), list[Fault]()
    out = augmented.find_exposed_cells()
    while True:
        known[[cell for cell in out if cell < len(system)]] = True
        notes += [note_published_cells(augmented, out)] if out else []
        augmented = augmented.with_known_cells(out)
        try:
            found = protect_sums(
                augmented.system,
                augmented.needs,
                limits=limits,
                level=level,
                costs=augmented.costs,
                keep=augmented.keep,
                already=already,
                seed=seed,
                time_limit=time_limit,
            )
            break
        except Unprotectable as refused:
            # What follows by several additions at once is looked for only where nothing helps.
            out = augmented.find_determined_cells()
            if not out:
                raise Faults([*notes, _beyond_protection_fault(augmented, refused.cells)]) from None
    # What others publish is not for us to print: who declared it may have been wrong.
    hidden = found.hidden[: augmented.own] | known
    return ProtectedRelease(system, needs, hidden, augmented, found.patterns, known, tuple(notes))


def note_published_cells(augmented: AugmentedTable, cells: Sequence[int]) -> Fault:
    """Return the note that names cells that need protection and are out, whatever we withhold."""
    named = _name_cells(augmented, cells)
    return fault("cell-already-out", named=named)


def _name_cells(augmented: AugmentedTable, cells: Iterable[int]) -> Text:
    # A sum of cells, beyond those of the system, has no name of its own: its parts are refused with it.
    every = sorted({int(cell) for cell in cells if cell < len(augmented.system)})
    names = [augmented.name_cell(cell) for cell in every[:MOST_NAMED_CELLS]]
    fr, en = " ; ".join(name.fr for name in names), "; ".join(name.en for name in names)
    if (more := len(every) - MOST_NAMED_CELLS) > 0:
        fr, en = f"{fr} ; et {more} autres", f"{en}; and {more} more"
    return Text(fr=fr, en=en)


def _beyond_protection_fault(augmented: AugmentedTable, cells: Iterable[int]) -> Fault:
    named = _name_cells(augmented, cells)
    return fault("cell-beyond-protection", named=named)
