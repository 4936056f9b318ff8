"""The table that an attacker really sees: the new one, tied to all that went out before and elsewhere.

    augment()    new table + ledger -> one system, in which what was published is known
    Augmented    that system, its needs, what may still be hidden, and a name for each cell

Cells of the new table come first, under their own places. Then come those of earlier releases, the differences that
tell of too few, within the tables of each and between them, and the totals that others publish. A difference between
releases is written the way round that makes it positive: a reader who did not know its sign would know less.
"""

from dataclasses import dataclass

import numpy as np

from filiere.core import Text
from filiere.disclosure.differences import Differences, differences_of, with_differences
from filiere.disclosure.ledger.gathering import Gathering
from filiere.disclosure.ledger.releases import Ledger, Subject
from filiere.disclosure.needs import Limits, Needs
from filiere.disclosure.system import Bools, Floats, Ints, System
from filiere.disclosure.unions import Unions


@dataclass(frozen=True, eq=False)
class Augmented:
    """A new table of ``own`` cells with all that it meets. ``keep`` marks what is known already, and so cannot be
    hidden any more, and what is wanted visible. ``names`` has one name a cell beyond the own ones. ``numbers`` counts
    the own cells, then what cells of the new table’s own tables differ by; −1 stands for all others.
    """

    system: System
    needs: Needs
    costs: Floats
    keep: Bools
    own: int
    names: tuple[Text, ...]
    numbers: Ints

    def told(self, cell: int) -> Text:
        """Return the name of a cell for a statistician."""
        if cell >= self.own:
            return self.names[cell - self.own]
        pairs = zip(self.system.cuts, self.system.codes(cell), strict=True)
        named = ", ".join(f"{cut.column}={code}" for cut, code in pairs if code)
        return Text.same(named)

    def out(self) -> list[int]:
        """Return the cells that need protection and are plainly known: published, or equal to what is."""
        unions = Unions(len(self.system))
        unions.join_lone_parts(self.system.additions)
        leads = unions.leads()
        known = np.isin(leads, leads[self.keep])
        return [int(cell) for cell in np.flatnonzero(known & self.needs.primary)]


def augment(
    system: System,
    needs: Needs,
    *,
    subject: Subject,
    ledger: Ledger,
    limits: Limits,
    costs: Floats,
    keep: Bools | None = None,
    sums_only: bool = False,
    within: Differences | None = None,
) -> Augmented:
    """Tie a new table to the releases and the totals that it meets; a table that meets nothing comes back as it is,
    with what cells of its own tables differ by (``within``, if it is found already).

    ``costs`` and ``keep`` are those of the new table: what is withheld already costs nothing more. ``limits`` is the
    rule of the differences; ``sums_only``: see :func:`~filiere.disclosure.comparing.meetings.ties`.
    """
    wanted = np.zeros(len(system), dtype=np.bool_) if keep is None else keep
    releases = ledger.meeting(subject)
    outside = ledger.beside({subject, *(one.subject for one in releases)})
    if not releases and not outside:
        found = differences_of(system, limits) if within is None else within
        more = len(found)
        named = [found.name(system, found.own + number) for number in range(more)]
        return Augmented(
            *with_differences(system, needs, found, limits),
            np.concatenate([costs, np.zeros(more)]),
            np.concatenate([wanted, np.zeros(more, dtype=np.bool_)]),
            len(system),
            tuple(map(Text.same, named)),
            np.arange(len(system) + more, dtype=np.int64),
        )
    gathered = Gathering(system, needs, subject, releases, limits=limits, sums_only=sums_only, within=within)
    for total in outside:
        gathered.add_outside(total)
    whole = gathered.system()
    return Augmented(
        whole,
        gathered.needs(whole),
        np.concatenate([costs, np.zeros(len(whole) - len(costs))]),
        gathered.keep(wanted),
        len(system),
        gathered.names(),
        gathered.numbers(),
    )
