"""Which cells to hide beside the unsafe ones, at the least cost, with a proof that nobody finds the unsafe ones.

protect()       a safe pattern, its proof, and a bound below which none exists
Unprotectable   cells that cannot have the slack asked, or for which no way was found
"""

from collections.abc import Iterable, Sequence

import numpy as np

from filiere.disclosure.pattern import Circulations, Level, Pattern, Proof, empty_circulations
from filiere.disclosure.protection_levels import ProtectionLevels
from filiere.disclosure.suppression.attackers import build_level_views, build_sole_contributor_views
from filiere.disclosure.suppression.circulation_pool import Claim
from filiere.disclosure.suppression.exact_recovery_proof import SpanningVectors
from filiere.disclosure.suppression.exceptions import Unprotectable
from filiere.disclosure.suppression.insider_demands import InsiderDemands
from filiere.disclosure.suppression.search import FoundPattern, Search
from filiere.disclosure.suppression.unions import add_union_cells
from filiere.disclosure.system import Bools, Floats, System
from filiere.disclosure.work_budget import WorkBudget

__all__ = ["Unprotectable", "protect"]


def protect(
    system: System,
    needs: ProtectionLevels,
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
    (:mod:`filiere.disclosure.work_budget`), after which the best safe pattern found is returned (``complete`` false);
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
    views = build_level_views(system, level)
    whole, asked, unions = add_union_cells(system, needs, minimum=together)
    search = Search(
        whole,
        asked,
        costs=np.concatenate([costs, np.zeros(len(unions))]),
        keep=np.concatenate([visible, np.zeros(len(unions), dtype=bool)]),
        insiders=build_sole_contributor_views(system) if level == "contributors" else (),
        challenge=InsiderDemands(whole, asked, views) if views else None,
        seed=seed,
        work=WorkBudget(time_limit),
    )
    try:
        found = search.run()
    except Unprotectable as refused:
        size = len(system)

        def expand_unions(cells: Iterable[int]) -> set[int]:
            return {one for cell in cells for one in ((cell,) if cell < size else unions[cell - size])}

        cells = expand_unions(refused.cells)
        raise Unprotectable(sorted(cells), cells - expand_unions(set(refused.cells) - refused.proven)) from refused
    bound = min(search.bound, found.cost)
    return Pattern(
        found.hidden[: len(system)],
        level,
        _build_proof(found, search.claims(found), len(system)),
        found.cost,
        bound,
        search.complete,
        tuple(search.progress),
        search.work.spent,
    )


def _build_proof(found: FoundPattern, proven: Sequence[Claim], size: int) -> Proof:
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
    spanning = (
        SpanningVectors(found.spanning.vectors[:, :size]).circulations() if found.spanning else empty_circulations()
    )
    return Proof(circulations, rows, spanning)
