"""Patterns: every unsafe cell is hidden and blurred enough, shown by additions alone; costs are near the bound."""

import numpy as np
import pytest
from hypothesis import given, settings
from support.harness.counted_programs import count_programs
from support.oracles.disclosure_proofs import shown
from support.strategies.disclosure_tables import Rows, rows

from filiere.disclosure.pattern import Level
from filiere.disclosure.protection_levels import Limits, compute_protection_levels
from filiere.disclosure.suppression import Unprotectable, protect
from filiere.disclosure.system import System


@pytest.mark.parametrize("level", ["outsider", "contributors", "contributors-slack", "pairs", "holdings"])
@settings(deadline=None, max_examples=25)
@given(drawn=rows(negative=True))
def test_a_pattern_hides_what_is_unsafe_and_proves_its_slack(level: Level, drawn: Rows) -> None:
    system = drawn.system()
    needs = compute_protection_levels(system, Limits())
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
    needs = compute_protection_levels(system, Limits())
    costs = np.ones(len(system))
    one, other = (protect(system, needs, level="outsider", costs=costs) for _ in range(2))
    assert (one.hidden == other.hidden).all()
    assert (one.proof.claims == other.proof.claims).all()


def test_what_must_stay_visible_stays_or_is_refused_by_name() -> None:
    system = two_by_two()
    needs = compute_protection_levels(system, Limits())
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
    needs = compute_protection_levels(system, Limits())
    line = [system.number[("a1", f"b{column}")] for column in range(1, 5)] + [system.number[("a1", "Total")]]
    alone = protect(system, needs, level="outsider", costs=np.ones(len(system)))
    assert alone.hidden[line].sum() == 2, "each hides the other, and their sum is read off the line"
    both = protect(system, needs, level="outsider", costs=np.ones(len(system)), together=3)
    assert both.hidden[line].sum() > 2
    shown(system, needs, both)


def test_no_work_gives_a_safe_pattern_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a part of the programs that the whole search asks for, and said to be cut off."""
    system, ran = two_by_two(), count_programs(monkeypatch)
    needs = compute_protection_levels(system, Limits())
    pattern = protect(system, needs, costs=np.ones(len(system)), time_limit=0.0)
    assert not pattern.complete
    shown(system, needs, pattern)
    at_once = len(ran)
    protect(system, needs, costs=np.ones(len(system)))
    assert 2 * at_once < len(ran) - at_once


def two_by_two() -> System:
    """Nine cells with margins, one of them unsafe: the single contributor of a1 × b1."""
    drawn = Rows.flat({"a1": {"b1": [40], "b2": [10, 20, 30]}, "a2": {"b1": [15, 25, 35], "b2": [12, 22, 32]}})
    return drawn.system()
