"""Which cells to hide beside the unsafe ones, at the least cost, with a proof that nobody finds the unsafe ones.

protect()       a safe pattern, its proof, and a bound below which none exists
Unprotectable   cells that cannot have the slack asked, or for which no way was found
"""

from collections.abc import Iterable, Sequence

import numpy as np

from filiere.disclosure.needs import Needs
from filiere.disclosure.pattern import Circulations, Level, Pattern, Proof, empty_circulations
from filiere.disclosure.suppression.book import Claim
from filiere.disclosure.suppression.challenge import Challenge
from filiere.disclosure.suppression.refusals import Unprotectable
from filiere.disclosure.suppression.search import Found, Search
from filiere.disclosure.suppression.spanning import Spanning
from filiere.disclosure.suppression.unions import with_unions
from filiere.disclosure.suppression.views import alone, views_of
from filiere.disclosure.system import Bools, Floats, System
from filiere.disclosure.work import Work

__all__ = ["Unprotectable", "protect"]


def protect(
    system: System,
    needs: Needs,
    *,
    level: Level = "contributors",
    costs: Floats,
    keep: Bools | None = None,
    seed: int = 1,
    time_limit: float = 60.0,
    together: int = 0,
) -> Pattern:
    """Return a pattern safe at ``level``, its cost as low as could be found, with its proof.

    ``costs`` has a number of at least 0 a cell, in any unit; ``keep`` marks cells that must stay visible; ``seed``
    draws the vectors against sole contributors; ``time_limit`` is in seconds of reference
    (:mod:`filiere.disclosure.work`), after which the best safe pattern found is returned (``complete`` false);
    ``together`` is the number of contributors below which the sum of the unsafe cells of one addition must not be told
    either (0: not looked at). The same arguments give the same pattern, whatever else the machine does.

    Raises :class:`Unprotectable` when cells cannot have their slack (``proven``: whatever else is hidden), and
    ValueError for a level that the system cannot tell (holdings of mere sums).
    """
    visible = np.zeros(len(system), dtype=bool) if keep is None else keep
    if (already := np.flatnonzero(needs.primary & visible)).size:
        raise Unprotectable(already.tolist(), already.tolist())
    if not needs.primary.any():
        nothing = np.zeros(len(system), dtype=bool)
        proof = Proof(empty_circulations(), np.zeros((0, 4), np.int64), empty_circulations())
        return Pattern(nothing, level, proof, 0.0, 0.0, True)
    views = views_of(system, level)
    whole, asked, unions = with_unions(system, needs, minimum=together)
    search = Search(
        whole,
        asked,
        costs=np.concatenate([costs, np.zeros(len(unions))]),
        keep=np.concatenate([visible, np.zeros(len(unions), dtype=bool)]),
        insiders=alone(system) if level == "contributors" else (),
        challenge=Challenge(whole, asked, views) if views else None,
        seed=seed,
        work=Work(time_limit),
    )
    try:
        found = search.run()
    except Unprotectable as refused:
        size = len(system)

        def named(cells: Iterable[int]) -> set[int]:
            return {one for cell in cells for one in ((cell,) if cell < size else unions[cell - size])}

        cells = named(refused.cells)
        raise Unprotectable(sorted(cells), cells - named(set(refused.cells) - refused.proven)) from refused
    bound = min(search.bound, found.cost)
    return Pattern(
        found.hidden[: len(system)],
        level,
        _proof(found, search.claims(found), len(system)),
        found.cost,
        bound,
        search.complete,
        tuple(search.progress),
    )


def _proof(found: Found, proven: Sequence[Claim], size: int) -> Proof:
    """Write down the claims and the circulations that show them; those that show nothing are left out, and so are
    unions."""
    used: dict[int, int] = {}
    claims = [
        (cell, side, used.setdefault(number, len(used)), turn) for cell, side, number, turn in proven if cell < size
    ]
    entries = [found.book.entries[number] for number in used]
    parts = [(entry.cells[entry.cells < size], entry.amounts[entry.cells < size]) for entry in entries]
    circulations = Circulations(
        np.concatenate([[0], np.cumsum([len(cells) for cells, _ in parts])]).astype(np.int64),
        np.concatenate([cells for cells, _ in parts]) if parts else np.zeros(0, np.int64),
        np.concatenate([amounts for _, amounts in parts]) if parts else np.zeros(0, np.int64),
    )
    rows = np.array(sorted(claims), dtype=np.int64).reshape(-1, 4)
    spanning = Spanning(found.spanning.vectors[:, :size]).circulations() if found.spanning else empty_circulations()
    return Proof(circulations, rows, spanning)
