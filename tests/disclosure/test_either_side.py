"""An equation of several cells with several others: the unsafe cells of either side have a sum that it tells."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support.scenes.ledger_tables import table_of

from filiere.disclosure.protection_levels import Limits, compute_protection_levels
from filiere.disclosure.suppressed_sums import protect_sums
from filiere.disclosure.suppression.unions import add_union_cells
from filiere.disclosure.system import Additions

LIMITS = Limits()
SHOWN = [("A", "x1", 90), ("B", "x1", 91), ("C", "x1", 92), ("D", "x2", 40), ("E", "x2", 41), ("F", "x2", 42)]
SAFE = [("K", "y3", 116), ("L", "y3", 117), ("M", "y3", 118)]
OF_TWO = [("G", "y1", 20), ("H", "y2", 25), *SAFE]
OF_A_CHAIN = [
    *(("chain", "y1", 25), ("N", "y1", 1), ("O", "y1", 1), ("chain", "y2", 16), ("P", "y2", 1), ("Q", "y2", 1)),
    *SAFE,
]


@pytest.mark.parametrize("others", [OF_TWO, OF_A_CHAIN], ids=["two", "chain"])
@pytest.mark.parametrize("sign", [1, -1])
def test_either_side_of_an_equation_tells_the_sum_of_its_holes(sign: int, others: list[tuple[str, str, int]]) -> None:
    """Two cells are three others, two of them unsafe, alone and together: with the third shown, these have a sum."""
    system = table_of([*SHOWN, *others])
    cells = [system.number[code,] for code in ("x1", "x2", "y1", "y2", "y3")]
    signs = np.array([sign, sign, -sign, -sign, -sign], dtype=np.int8)
    system = replace(system, additions=Additions(np.array([0, 5]), np.array(cells), signs))
    assert not system.additions.residuals(system.values).any()
    needs = compute_protection_levels(system, LIMITS)
    assert np.flatnonzero(needs.primary).tolist() == cells[2:4]
    assert add_union_cells(system, needs, minimum=3)[2] == ([tuple(cells[2:4])] if others is OF_TWO else [])
    keep = np.isin(np.arange(len(system)), cells[:2])
    found = protect_sums(system, needs, limits=LIMITS, level="outsider", costs=np.ones(len(system)), keep=keep)
    assert np.flatnonzero(found.hidden).tolist() == cells[2:]
