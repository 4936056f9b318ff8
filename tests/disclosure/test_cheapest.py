"""The proven bound: nothing safe is cheaper, by trying every pattern of tiny tables with an attacker in fractions."""

from __future__ import annotations

from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from support.oracles.slow_protector import safe
from support.scenes.run_folders import Counted
from support.strategies.disclosure_tables import Rows, rows

from filiere.disclosure.pattern import Level
from filiere.disclosure.protection_levels import Limits, compute_protection_levels
from filiere.disclosure.suppression import Unprotectable, protect

MOST_CELLS = 14
MOST_FREE = 5
"""Cells that may be hidden or not in a table of which every pattern is tried."""


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=st.booleans().flatmap(lambda often: rows(most=10, often_nothing=often)))
@pytest.mark.parametrize("level", ["outsider", "contributors", "contributors-slack", "pairs"])
def test_nothing_safe_is_cheaper_than_the_bound(level: Level, drawn: Rows) -> None:
    system = drawn.system()
    needs = compute_protection_levels(system, Limits())
    free = np.flatnonzero(~needs.primary).tolist()
    assume(needs.primary.any() and 0 < len(free) <= MOST_FREE and len(system) <= MOST_CELLS)
    counted = Counted(drawn, minimum=3)
    unsafe = {system.codes(int(cell)) for cell in np.flatnonzero(needs.primary)}
    costs = 1.0 + system.values / system.scale
    least = min(
        (
            float(costs[list(chosen)].sum())
            for chosen in chain.from_iterable(combinations(free, size) for size in range(len(free) + 1))
            if safe(counted, unsafe | {system.codes(cell) for cell in chosen}, level)
        ),
        default=None,
    )
    try:
        pattern = protect(system, needs, level=level, costs=costs, time_limit=5)
    except Unprotectable:
        assert least is None
        return
    assert least is not None
    assert pattern.lower_bound <= least + 1e-6
    assert pattern.cost >= least - 1e-6
    if pattern.complete:
        assert pattern.cost == pytest.approx(least)
