"""Routes become whole numbers whatever the amounts, and nothing is called impossible that was lost to rounding."""

import numpy as np
import pytest
from support.strategies.disclosure_tables import crossed

from filiere.disclosure.protection_levels import Limits, ProtectionLevels, compute_protection_levels
from filiere.disclosure.suppression import Unprotectable, protect
from filiere.disclosure.suppression.cell_neighbourhoods import NeighbourhoodFinder
from filiere.disclosure.suppression.cheapest_circulations import Route, Router
from filiere.disclosure.suppression.circulation_network import AttackerView, Demand, Network
from filiere.disclosure.suppression.infeasibility import proves_impossible
from filiere.disclosure.suppression.integer_circulations import is_circulation, whole_route
from filiere.disclosure.system import Cut, System, tabulate
from filiere.disclosure.work_budget import WorkBudget

FOUR = (3, 3, 3, 4)


def routes(system: System, needs: ProtectionLevels) -> list[tuple[Network, Demand, Route]]:
    """The cheapest route of each unsafe cell upwards, one after another, in an empty pattern."""
    network = Network(system)
    router = Router(network, NeighbourhoodFinder(network), np.zeros(len(system), dtype=bool), WorkBudget(60))
    costs = system.values.astype(np.float64)
    found = []
    for cell in np.flatnonzero(needs.primary).tolist():
        demand = Demand(cell, 1, float(needs.upper[cell]))
        route = router.cheapest(demand, needs.primary.copy(), costs)
        assert route is not None
        found.append((network, demand, route))
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_corner_of_any_program_is_reckoned_whole(seed: int) -> None:
    """T4, false impossible: at version 0.5 the route of some cells of such tables is lost, and the cell refused."""
    system = crossed(seed, FOUR, 80)
    needs = compute_protection_levels(system, Limits())
    for network, demand, route in routes(system, needs):
        whole = whole_route(network, route)
        assert whole is not None, demand
        cells, amounts = whole
        assert is_circulation(network, cells, amounts)
        moves = dict(zip(cells.tolist(), amounts.tolist(), strict=True))
        own = moves[demand.cell]
        # What stands at its bound in the program stands there in whole numbers, to the last unit.
        for cell, moved in moves.items():
            if moved * own < 0:
                assert int(system.values[cell]) * abs(own) >= abs(moved) * int(demand.amount), (demand, cell)


def alone() -> tuple[System, ProtectionLevels]:
    """Two cells of one firm each and their sum, which stays visible: neither can rise by more than the other falls."""
    system = tabulate(
        [Cut("c", ("T", "a", "b"), (-1, 0, 0))],
        [(0,)],
        codes=[np.array([1, 2])],
        values=np.array([1_000, 90]),
        scale=1,
        owners=np.array([0, 1]),
        names=["x", "y"],
    )
    return system, compute_protection_levels(system, Limits())


def test_what_is_impossible_is_proved_in_whole_numbers() -> None:
    """The blur of a thousand is a hundred, and the other part of the sum has ninety to give."""
    system, _ = alone()
    network, keep = Network(system), np.zeros(3, dtype=bool)
    total, large = (system.number[code,] for code in ("T", "a"))
    assert not proves_impossible(network, Demand(large, 1, 100.0), keep)
    keep[total] = True
    assert proves_impossible(network, Demand(large, 1, 100.0), keep)
    assert proves_impossible(network, Demand(large, 1, 91.0), keep)
    assert not proves_impossible(network, Demand(large, 1, 90.0), keep)
    assert not proves_impossible(network, Demand(large, -1, 100.0), keep)
    # Whoever is the other part knows it, and the large one with it.
    view = AttackerView(known=np.array([system.number["b",]]))
    assert proves_impossible(network, Demand(large, -1, 1.0, view), keep)


def test_a_refusal_tells_what_is_proved_from_what_was_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A route lost on the way to whole numbers is a fault of ours, and is never told as impossible."""
    system, needs = alone()
    total = np.array([code == ("T",) for code in map(system.codes, range(3))])
    safe = ProtectionLevels(needs.primary & ~total, np.where(total, 0, needs.upper), np.where(total, 0, needs.lower))
    costs = np.ones(3)
    with pytest.raises(Unprotectable) as refused:
        protect(system, safe, level="outsider", costs=costs, keep=total)
    assert refused.value.proven == {system.number["a",]} <= set(refused.value.cells)
    monkeypatch.setattr("filiere.disclosure.suppression.circulation_pool.whole_route", lambda *_: None)
    with pytest.raises(Unprotectable) as lost:
        protect(system, safe, level="outsider", costs=costs)
    assert lost.value.cells
    assert not lost.value.proven
