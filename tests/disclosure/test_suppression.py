"""Patterns: every unsafe cell is hidden and blurred enough, shown by additions alone; costs are near the bound."""

import numpy as np
import pytest
from counted_programs import count_programs
from disclosure_tables import Rows, rows
from hypothesis import given, settings

from filiere.disclosure.needs import Limits, Needs, needs_of
from filiere.disclosure.pattern import Level, Pattern
from filiere.disclosure.suppression import OutOfTime, Unprotectable, protect
from filiere.disclosure.system import System


def shown(system: System, needs: Needs, pattern: Pattern) -> None:
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
                if system.bounded[moved]
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


@pytest.mark.parametrize("level", ["outsider", "contributors", "contributors-slack", "pairs", "holdings"])
@settings(deadline=None, max_examples=25)
@given(drawn=rows(negative=True))
def test_a_pattern_hides_what_is_unsafe_and_proves_its_slack(level: Level, drawn: Rows) -> None:
    system = drawn.system()
    needs = needs_of(system, Limits())
    try:
        pattern = protect(system, needs, level=level, costs=system.sizes / system.scale, time_limit=5)
    except Unprotectable:
        # A lone cell under a lone total cannot be blurred downwards by a contributor of its own, say.
        return
    assert (pattern.hidden | ~needs.primary).all()
    assert pattern.lower_bound <= pattern.cost + 1e-6
    shown(system, needs, pattern)


@settings(deadline=None, max_examples=20)
@given(drawn=rows())
def test_the_same_request_gives_the_same_pattern(drawn: Rows) -> None:
    system = drawn.system()
    needs = needs_of(system, Limits())
    costs = np.ones(len(system))
    one, other = (protect(system, needs, level="outsider", costs=costs) for _ in range(2))
    assert (one.hidden == other.hidden).all()
    assert (one.proof.claims == other.proof.claims).all()


def test_what_must_stay_visible_stays_or_is_refused_by_name() -> None:
    system = two_by_two()
    needs = needs_of(system, Limits())
    corner = system.number[("a1", "b1")]
    keep = np.zeros(len(system), dtype=bool)
    keep[system.number[("a1", "b2")]] = True
    pattern = protect(system, needs, level="outsider", costs=np.ones(len(system)), keep=keep)
    assert pattern.hidden[corner]
    assert not (pattern.hidden & keep).any()
    keep[:] = True
    keep[corner] = False
    with pytest.raises(Unprotectable) as refused:
        protect(system, needs, level="outsider", costs=np.ones(len(system)), keep=keep)
    assert refused.value.cells == (corner,)


def test_two_firms_alone_in_a_line_do_not_have_their_sum_told() -> None:
    table = {f"a{line}": {f"b{column}": [20, 21, 22] for column in range(1, 5)} for line in range(1, 5)}
    table["a1"]["b1"], table["a1"]["b2"] = [40], [45]
    table["a2"]["b1"], table["a2"]["b2"] = [50], [55]
    system = Rows.flat(table).system()
    needs = needs_of(system, Limits())
    line = [system.number[("a1", f"b{column}")] for column in range(1, 5)] + [system.number[("a1", "Total")]]
    alone = protect(system, needs, level="outsider", costs=np.ones(len(system)))
    assert alone.hidden[line].sum() == 2, "each hides the other, and their sum is read off the line"
    both = protect(system, needs, level="outsider", costs=np.ones(len(system)), together=3)
    assert both.hidden[line].sum() > 2
    shown(system, needs, both)


def test_no_time_gives_nothing_rather_than_less(monkeypatch: pytest.MonkeyPatch) -> None:
    """And gives it at once: after a part of the programs that the whole search asks for."""
    system, ran = two_by_two(), count_programs(monkeypatch)
    with pytest.raises(OutOfTime):
        protect(system, needs_of(system, Limits()), costs=np.ones(len(system)), time_limit=0.0)
    at_once = len(ran)
    protect(system, needs_of(system, Limits()), costs=np.ones(len(system)))
    assert 2 * at_once < len(ran) - at_once


def two_by_two() -> System:
    """Nine cells with margins, one of them unsafe: the single contributor of a1 × b1."""
    drawn = Rows.flat({"a1": {"b1": [40], "b2": [10, 20, 30]}, "a2": {"b1": [15, 25, 35], "b2": [12, 22, 32]}})
    return drawn.system()
