"""Boxes: ways written down without a program, by which a safe pattern is found in any table, however little is done."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from support.oracles.disclosure_proofs import shown
from support.strategies.disclosure_tables import Rows, crossed, rows

from filiere.disclosure.pattern import Level
from filiere.disclosure.protection_levels import Limits, compute_protection_levels
from filiere.disclosure.suppression import Unprotectable, cell_neighbourhoods, protect
from filiere.disclosure.suppression.circulation_network import Network
from filiere.disclosure.suppression.circulation_pool import CirculationPool, make_reader_demand, sort_sides
from filiere.disclosure.suppression.hypercubes import HypercubeFinder
from filiere.disclosure.suppression.integer_circulations import is_circulation
from filiere.disclosure.system import Cut
from filiere.disclosure.work_budget import WorkBudget


def _two(name: str) -> Cut:
    return Cut(name, ("Total", f"{name}1", f"{name}2"), (-1, 0, 0))


SAME_ROWS = Rows(
    (_two("a"), _two("b"), _two("c")), ((0, 1), (1, 2)), ((2, 1), (1, 1), (2, 1)), (0, 0), (0, 0), (0,) * 10
)
"""Two linked tables whose codes stand for the same rows: a2 is c2, whatever the tables add up to by themselves."""


@settings(deadline=None, max_examples=60)
@example(drawn=SAME_ROWS)
@given(drawn=rows(negative=True))
def test_every_unsafe_cell_has_a_box_where_everything_may_be_withheld(drawn: Rows) -> None:
    """Its movement circulates, in whole numbers, and gives the cell its slack on the side asked."""
    system = replace(drawn.system(), holdings=None)
    needs = compute_protection_levels(system, Limits())
    network, nothing = Network(system), np.zeros(len(system), dtype=bool)
    boxes, book = HypercubeFinder(network, nothing, WorkBudget(60)), CirculationPool(network, needs)
    for side in sort_sides(needs):
        found = boxes.circulation(make_reader_demand(side, needs), needs.primary.copy(), np.ones(len(system)))
        assert found is not None, system.name(side[0])
        assert is_circulation(network, *found)
        assert side in book.entries[book.keep(*found)].serves


@settings(deadline=None, max_examples=40)
@given(drawn=rows())
def test_a_box_keeps_to_what_may_move(drawn: Rows) -> None:
    system = drawn.system()
    needs = compute_protection_levels(system, Limits())
    network = Network(system)
    keep = ~needs.primary & (np.arange(len(system)) % 3 == 0)
    boxes = HypercubeFinder(network, keep, WorkBudget(60))
    for side in sort_sides(needs):
        demand = make_reader_demand(side, needs)
        through = ~keep & (np.arange(len(system)) % 3 == 1) | needs.primary
        for found, may in (
            (boxes.circulation(demand, needs.primary, np.ones(len(system))), ~keep),
            (boxes.circulation(demand, through, None), through),
        ):
            if found is not None:
                assert may[found[0]].all()


@pytest.mark.parametrize("level", ["outsider", "contributors", "contributors-slack", "pairs"])
@settings(deadline=None, max_examples=12)
@given(drawn=rows())
def test_no_work_at_all_still_gives_a_safe_pattern(level: Level, drawn: Rows) -> None:
    system = drawn.system()
    needs = compute_protection_levels(system, Limits())
    try:
        pattern = protect(system, needs, level=level, costs=np.ones(len(system)), time_limit=0.0)
    except Unprotectable:
        with pytest.raises(Unprotectable):
            protect(system, needs, level=level, costs=np.ones(len(system)))
        return
    assert pattern.lower_bound <= pattern.cost + 1e-6
    shown(system, needs, pattern)


def test_five_dimensions_are_protected_however_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """T5: programs over the whole of such a table take minutes each; none is asked of more than a neighbourhood."""
    monkeypatch.setattr(cell_neighbourhoods, "WHOLE_SYSTEM_CELLS", 100)
    monkeypatch.setattr(cell_neighbourhoods, "FIRST_CELLS", 100)
    system = crossed(5, (3, 3, 2, 2, 2), 300, 3.0)
    needs = compute_protection_levels(system, Limits())
    assert cell_neighbourhoods.NeighbourhoodFinder(Network(system)).crowded
    pattern = protect(system, needs, costs=system.values.astype(np.float64), time_limit=1.0)
    shown(system, needs, pattern)
    assert 0 < pattern.lower_bound <= pattern.cost
    assert pattern.cost < system.values[~needs.primary].sum(), "more is shown than what nobody could help but show"
