"""Tables as one system: sums and owners are what adding by hand gives, and every addition holds."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
from hypothesis import given
from support.scenes.run_folders import Counted
from support.strategies.disclosure_tables import Rows, rows

from filiere.disclosure.protection_levels import Limits, Slack, compute_protection_levels
from filiere.disclosure.system import Cut, tabulate


def by_hand(drawn: Rows) -> dict[tuple[str, ...], dict[int, int]]:
    """The amounts of each owner in each cell, row by row."""
    found: dict[tuple[str, ...], dict[int, int]] = {}
    for number, (value, owner) in enumerate(zip(drawn.values, drawn.owners, strict=True)):
        reached = set()
        for table in drawn.tables:
            paths = [
                cut.path(drawn.codes[place][number]) if place in table else (0,) for place, cut in enumerate(drawn.cuts)
            ]
            reached |= set(product(*paths))
        for places in reached:
            codes = tuple(cut.codes[place] for cut, place in zip(drawn.cuts, places, strict=True))
            cell = found.setdefault(codes, {})
            cell[owner] = cell.get(owner, 0) + value * 100
    return found


@given(rows(negative=True))
def test_cells_are_what_adding_rows_by_hand_gives(drawn: Rows) -> None:
    system = drawn.system()
    expected = by_hand(drawn)
    assert set(system.number) == set(expected)
    for codes, held in expected.items():
        cell = system.number[codes]
        sizes = sorted((abs(amount) for amount in held.values()), reverse=True)
        assert system.values[cell] == sum(held.values())
        assert system.counts[cell] == len(held)
        assert system.sizes[cell] == sum(sizes)
        assert [system.largest[cell], system.second[cell]] == [*sizes, 0][:2]


@given(rows(negative=True))
def test_every_group_is_the_sum_of_its_parts_and_every_addition_is_there(drawn: Rows) -> None:
    system = drawn.system()
    assert not system.additions.residuals(system.values).any()
    told = set()
    for row in range(len(system.additions)):
        span = slice(system.additions.starts[row], system.additions.starts[row + 1])
        cells, signs = system.additions.cells[span], system.additions.signs[span]
        told.add(frozenset((frozenset(cells[signs == -1].tolist()), frozenset(cells[signs == 1].tolist()))))
    expected = {
        frozenset(frozenset(system.number[codes] for codes in side) for side in sides)
        for sides in Counted(drawn).related()
    }
    for table in drawn.tables:
        for codes, whole in system.number.items():
            places = system.keys[whole]
            if any(places[cut] for cut in range(len(drawn.cuts)) if cut not in table):
                continue
            for cut in table:
                children = {
                    (*codes[:cut], drawn.cuts[cut].codes[place], *codes[cut + 1 :])
                    for place, parent in enumerate(drawn.cuts[cut].parents)
                    if parent == places[cut]
                }
                parts = frozenset(system.number[child] for child in children if child in system.number)
                if parts:
                    expected.add(frozenset((frozenset({whole}), parts)))
    assert told == expected


def test_each_rule_says_its_cells_and_its_slack() -> None:
    # One cell each: two equal; one of 90 in 100; three of nothing; four, the second within 10 % of the first.
    amounts = {"two": (50, 50), "big": (90, 5, 5), "nil": (0, 0), "near": (60, 38, 1, 1)}
    codes = ("Total", *amounts)
    flat = [(codes.index(code), value) for code, values in amounts.items() for value in values]
    system = tabulate(
        [Cut("kind", codes, (-1, 0, 0, 0, 0))],
        [(0,)],
        codes=[np.array([code for code, _ in flat])],
        values=np.array([value for _, value in flat]) * 100,
        scale=100,
        owners=np.arange(len(flat)),
        names=[str(place) for place in range(len(flat))],
    )
    needs = compute_protection_levels(system, Limits(p_percent=Fraction(10), slack=Slack(Fraction(1, 10), Fraction(1))))
    said = {
        codes[0]: (bool(needs.primary[cell]), int(needs.upper[cell]), int(needs.lower[cell]))
        for codes, cell in system.number.items()
    }
    assert said["Total"] == (False, 0, 0)
    assert said["two"] == (True, 1000, 1000)
    # 90 / 0.85 − 100 = 5.8823…, rounded up to the hundredth; p %: 9 − 5 = 4 is less.
    assert said["big"] == (True, 589, 589)
    # Nothing below zero is possible, so that only the upper side can be blurred.
    assert said["nil"] == (True, 100, 0)
    # 10 % of 60 is 6, and the rest, 2, hides the first from the second by 4 too little.
    assert said["near"] == (True, 400, 400)
    assert {name for name, found in needs.reasons.items() if found[system.number[("near",)]]} == {"p-percent"}


def test_a_rule_counts_holdings_where_they_are_told() -> None:
    # Three establishments of one holding and one of another: four contributors, two companies.
    system = tabulate(
        [Cut("kind", ("Total", "x", "y"), (-1, 0, 0))],
        [(0,)],
        codes=[np.array([1, 1, 1, 1, 2, 2, 2])],
        values=np.array([1000, 1000, 1000, 1000, 1000, 1000, 1000]),
        scale=100,
        owners=np.arange(7),
        names=[str(place) for place in range(7)],
        groups=np.array([0, 0, 0, 3, 4, 5, 6]),
    )
    needs = compute_protection_levels(system, Limits())
    assert {codes[0]: bool(needs.primary[cell]) for codes, cell in system.number.items()} == {
        "Total": False,
        "x": True,
        "y": False,
    }


def test_what_a_holding_gains_and_loses_by_its_firms_is_netted() -> None:
    # By firm 1000 is half of 2015; by holding it is all but 15 of 1015, and K knows L’s 5 to nearly nothing.
    owners = ["G", "H", "H", "K", "L"]
    system = tabulate(
        [Cut("kind", ("Total", "x"), (-1, 0))],
        [(0,)],
        codes=[np.array([1] * 5)],
        values=np.array([1000, 500, -500, 10, 5]) * 100,
        scale=100,
        owners=np.arange(5),
        names=[str(place) for place in range(5)],
        groups=np.array([owners.index(one) for one in owners]),
    )
    cell = system.number[("x",)]
    # 1000 / 0.85 − 1015 = 161.470…, rounded up to the hundredth.
    assert compute_protection_levels(system, Limits()).upper[cell] == 16148
    # 10 % of 1000 is 100, of which the rest beside the two largest, 5, hides as much.
    near = compute_protection_levels(system, Limits(dominance=(), p_percent=Fraction(10)))
    assert near.upper[cell] == 9500
    assert not compute_protection_levels(
        replace(system, holdings=replace(system.holdings, groups=np.arange(5))), Limits()
    ).primary.any()


def test_a_blur_is_no_finer_than_the_values_are() -> None:
    system = tabulate(
        [Cut("kind", ("Total", "x", "y"), (-1, 0, 0))],
        [(0,)],
        codes=[np.array([1, 2, 2, 2])],
        values=np.array([6, 5, 5, 5]) * 100,
        scale=100,
        owners=np.arange(4),
        names=[str(place) for place in range(4)],
    )
    cell = system.number[("x",)]
    # The sole contributor’s 6 / 0.85 − 6 = 1.06 passes one job; a tenth of 6 alone would not.
    assert compute_protection_levels(system, Limits(dominance=())).upper[cell] == 60
    assert compute_protection_levels(system, Limits(dominance=(), grain=100)).upper[cell] == 100
