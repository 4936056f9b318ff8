"""A proof checked by hand, with no code of the engine."""

import numpy as np

from filiere.disclosure.pattern import Pattern
from filiere.disclosure.protection_levels import ProtectionLevels
from filiere.disclosure.system import System


def shown(system: System, needs: ProtectionLevels, pattern: Pattern) -> None:
    """Check the proof by hand: whole circulations through hidden cells, each claim with the least factor."""
    values = system.values.tolist()
    told = set()
    for cell, side, number, turn in pattern.proof.claims.tolist():
        cells, amounts = pattern.proof.circulations.one(number)
        assert pattern.hidden[cells].all()
        vector = np.zeros(len(system), dtype=np.int64)
        vector[cells] = amounts
        assert not system.additions.residuals(vector).any()
        own = int(vector[cell]) * turn
        assert own * side > 0
        needed = int(needs.upper[cell] if side > 0 else needs.lower[cell])
        fits = {
            reach
            for reach in {needed, *_left_to_others(system, cell)}
            if all(
                values[moved] * abs(own) + amount * turn * reach >= 0
                for moved, amount in zip(cells.tolist(), amounts.tolist(), strict=True)
                if system.bounded_cells[moved]
            )
        }
        if needed in fits:
            told.add((cell, side))
        else:
            # Whoever holds most of a cell cannot doubt more of it than others have.
            assert side < 0
            assert pattern.level in ("contributors-slack", "pairs", "holdings")
            assert any(0 < reach < needed for reach in fits)
    for cell in np.flatnonzero(needs.primary).tolist():
        assert (cell, 1) in told
        assert needs.lower[cell] == 0 or (cell, -1) in told


def _left_to_others(system: System, cell: int) -> set[int]:
    """What is left of a cell beside any of its contributors together."""
    assert system.holdings is not None
    held = system.holdings
    amounts = held.amounts[held.starts[cell] : held.starts[cell + 1]].tolist()
    sums = {0}
    for amount in amounts:
        sums |= {one + amount for one in sums}
    return {int(system.values[cell]) - one for one in sums}
