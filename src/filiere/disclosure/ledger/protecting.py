"""Protecting a new table in the light of what is out already, or refusing it by name.

protect_release()   the cells of a new table to withhold, with the proof over everything that it meets
Guarded             that, and the release to enter in the ledger once it has gone out
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from filiere.core import Fault, Faults, Text
from filiere.disclosure.differences import Differences
from filiere.disclosure.ledger.augmented import Augmented, augment
from filiere.disclosure.ledger.releases import Ledger, Release, Subject
from filiere.disclosure.needs import Limits, Needs
from filiere.disclosure.pattern import Level, Pattern
from filiere.disclosure.sums import protect_sums
from filiere.disclosure.suppression import Unprotectable
from filiere.disclosure.system import Bools, Floats, System

NAMED = 20
"""How many cells a refusal names; the others are counted."""


@dataclass(frozen=True, eq=False)
class Guarded:
    """What may go out: ``hidden`` are the cells of the new table to withhold. The rest is kept inside."""

    system: System = field(repr=False)
    needs: Needs = field(repr=False)
    hidden: Bools = field(repr=False)
    augmented: Augmented = field(repr=False)
    patterns: tuple[Pattern, ...] = field(repr=False)

    def release(self, key: str, subject: Subject, day: date) -> Release:
        """Return what the ledger keeps of it, once it is out."""
        return Release(key, subject, day, self.system, self.needs, self.hidden)


def protect_release(
    system: System,
    needs: Needs,
    *,
    subject: Subject,
    ledger: Ledger,
    limits: Limits,
    level: Level,
    costs: Floats,
    keep: Bools | None = None,
    seed: int = 1,
    time_limit: float = 60.0,
    sums_only: bool = False,
    within: Differences | None = None,
) -> Guarded:
    """Return what to withhold of a new table so that nothing is found with all that went out before and elsewhere.

    Raises :class:`Faults` that name the cells when one that needs protection is out already, or cannot be protected
    any more whatever is withheld of the new table. ``within``: see
    :func:`~filiere.disclosure.ledger.augmented.augment`.
    """
    augmented = augment(
        system, needs, subject=subject, ledger=ledger, limits=limits, costs=costs, keep=keep, sums_only=sums_only,
        within=within,
    )  # fmt: skip
    if out := augmented.out():
        raise Faults([_refused(augmented, out, known=True)])
    try:
        found = protect_sums(
            augmented.system,
            augmented.needs,
            limits=limits,
            level=level,
            costs=augmented.costs,
            keep=augmented.keep,
            seed=seed,
            time_limit=time_limit,
        )
    except Unprotectable as refused:
        raise Faults([_refused(augmented, refused.cells, known=False)]) from None
    return Guarded(system, needs, found.hidden[: augmented.own].copy(), augmented, found.patterns)


def _refused(augmented: Augmented, cells: Iterable[int], *, known: bool) -> Fault:
    # A sum of cells, beyond those of the system, has no name of its own: its parts are refused with it.
    every = sorted({int(cell) for cell in cells if cell < len(augmented.system)})
    names = [augmented.told(cell) for cell in every[:NAMED]]
    fr, en = " ; ".join(name.fr for name in names), "; ".join(name.en for name in names)
    if (more := len(every) - NAMED) > 0:
        fr, en = f"{fr} ; et {more} autres", f"{en}; and {more} more"
    if known:
        return Fault(
            code="cell-already-out",
            message=Text(
                fr=f"Ce qui est déjà public donne des cases que la règle protège : {fr}.",
                en=f"What is public already gives cells that the rule protects: {en}.",
            ),
            remedy=Text(
                fr="Aucun masquage ne reprend ce qui est sorti. Publiez un tableau sans ces cases, ou joignez l’accord "
                "écrit de ceux qu’elles concernent.",
                en="No withholding takes back what is out. Publish a table without these cells, or join the written "
                "consent of those whom they concern.",
            ),
        )
    return Fault(
        code="cell-beyond-protection",
        message=Text(
            fr=f"Avec ce qui est déjà public ou demandé visible, ces cases ne peuvent plus être protégées : {fr}.",
            en=f"With what is public already or asked to stay visible, these cells cannot be protected any more: {en}.",
        ),
        remedy=Text(
            fr="Demandez moins de cases visibles, ou publiez un tableau moins fin.",
            en="Ask for fewer visible cells, or publish a coarser table.",
        ),
    )
