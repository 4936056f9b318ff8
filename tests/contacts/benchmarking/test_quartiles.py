"""Quartiles that are nobody's figure: their weights, their step, and what an attacker makes of them."""

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.oracles.benchmark_attack import ends, reach

from filiere.contacts.benchmarking.quartiles import (
    QUARTILE_LEVELS,
    Quartiles,
    compute_quartiles,
    harrell_davis,
    incomplete_beta,
    quantile_weights,
    round_outward,
    round_to_step,
    rounding_step,
)

RATES = st.lists(st.floats(0, 100), min_size=1, max_size=15)


def exact(a: int, b: int, x: Fraction) -> Fraction:
    """I_x(a, b) for whole a and b: the chance of at least a successes in a + b − 1 trials."""
    trials = a + b - 1
    return sum((math.comb(trials, k) * x**k * (1 - x) ** (trials - k) for k in range(a, trials + 1)), Fraction(0))


@pytest.mark.parametrize(("count", "level"), [(3, 0.5), (7, 0.25), (7, 0.75), (9, 0.5), (11, 0.25), (39, 0.75)])
def test_weights_are_those_of_the_beta_distribution(count: int, level: float) -> None:
    """Where the parameters are whole, the weights are the exact binomial sums."""
    a, b = round((count + 1) * level), round((count + 1) * (1 - level))
    below = [exact(a, b, Fraction(rank, count)) for rank in range(count + 1)]
    assert quantile_weights(count, level) == pytest.approx(
        [float(high - low) for low, high in pairwise(below)], abs=1e-14
    )


def test_three_values_by_hand() -> None:
    """The median of three weighs them 7, 13 and 7 parts of 27."""
    assert harrell_davis([30, 0, 27], 0.5) == pytest.approx((0 * 7 + 27 * 13 + 30 * 7) / 27)


@given(st.floats(0.5, 40), st.floats(0.5, 40), st.floats(0, 1))
def test_the_beta_function_is_one_with_its_mirror(a: float, b: float, x: float) -> None:
    """I_x(a, b) + I_{1−x}(b, a) = 1, and it rises with x."""
    # Near 0 it rises as the root of x: where 1 − x is rounded, the two are not taken at one place.
    x = 1 - (1 - x)
    assert incomplete_beta(a, b, x) + incomplete_beta(b, a, 1 - x) == pytest.approx(1, abs=1e-9)
    assert incomplete_beta(a, b, x / 2) <= incomplete_beta(a, b, x) + 1e-12


@given(RATES, st.randoms())
def test_quartiles_are_ordered_whatever_the_order_given(values: list[float], order: object) -> None:
    """They lie between the least and the largest figure, in order, and no figure's place in the list matters."""
    found = [harrell_davis(values, level) for level in QUARTILE_LEVELS]
    for low, high in pairwise([min(values), *found, max(values)]):
        assert low <= high + 1e-9
    shuffled = list(values)
    order.shuffle(shuffled)
    assert compute_quartiles(shuffled, rate=True) == compute_quartiles(values, rate=True)


def test_a_quantile_of_nothing_is_refused() -> None:
    """No value, no quantile."""
    with pytest.raises(ValueError, match="no value"):
        harrell_davis([], 0.5)


@pytest.mark.parametrize(
    ("median", "count", "rate", "step"),
    [
        (78.0, 5, True, 2.0),
        (78.0, 7, True, 2.0),
        (78.0, 8, True, 1.0),
        (40.0, 5, True, 5.0),
        (40.0, 8, True, 2.0),
        (97.0, 5, True, 0.2),
        (3.0, 5, True, 0.2),
        (5.0, 5, True, 0.5),
        (100.0, 9, True, 1.0),
        (0.0, 9, False, 1.0),
        (35.0, 6, False, 5.0),
        (35.0, 20, False, 2.0),
        (412.0, 6, False, 50.0),
        (-12.0, 6, False, 1.0),
    ],
)
def test_the_step_follows_the_figure_and_the_number_of_members(
    median: float, count: int, rate: bool, step: float
) -> None:
    """About a tenth of the median, or of its complement, below eight members; half that from eight on; 1, 2 or 5."""
    assert rounding_step(median, count, rate=rate) == step


@given(st.floats(-500, 500), st.floats(0, 50), st.sampled_from([0.01, 0.02, 0.05, 0.1, 0.5, 1.0, 2.0, 5.0, 50.0]))
def test_intervals_are_rounded_outward(low: float, width: float, step: float) -> None:
    """A rounded interval holds the one it is made of; a rounded value is within half a step; all are multiples."""
    ends = round_outward(low, low + width, step)
    assert ends[0] <= low + 1e-9
    assert low + width <= ends[1] + 1e-9
    assert abs(round_to_step(low, step) - low) <= step / 2 + 1e-9
    for one in (*ends, round_to_step(low, step)):
        assert one / step == pytest.approx(round(one / step), abs=1e-6)


@pytest.mark.parametrize(
    ("value", "band"),
    [
        (69.9, "below_q1"),
        (70, "q1_to_median"),
        (74.9, "q1_to_median"),
        (75, "median_to_q3"),
        (80, "median_to_q3"),
        (80.1, "above_q3"),
    ],
)
def test_the_band_is_that_of_the_unrounded_quartiles(value: float, band: str) -> None:
    """Rounding never puts a figure on the wrong side of a quartile."""
    assert Quartiles(q1=72, median=74, q3=82, step=2, exact=(70, 75, 80)).band(value) == band


def usual(count: int, level: float) -> list[float]:
    """The weights of the usual quantile, between the two figures at its rank (R's type 7)."""
    place = (count - 1) * level
    rank = math.floor(place)
    found = [0.0] * count
    found[rank] = 1.0 - (place - rank)
    if place > rank:
        found[rank + 1] = place - rank
    return found


def test_the_usual_quartiles_of_five_tell_a_members_figure() -> None:
    """The attacker is not blind: from the usual quartiles it finds three competitors exactly, and to the digit."""
    figures = [61.4, 70.2, 78.9, 84.3, 91.0]
    rules = [usual(5, level) for level in QUARTILE_LEVELS]
    told = [float(np.dot(rule, figures)) for rule in rules]
    found = reach(figures[0], rules, [(one - 1e-9, one + 1e-9) for one in told])
    widths = sorted(high - low for low, high in found)
    assert widths[2] < 1e-6
    assert any(low == pytest.approx(78.9) for low, _ in found)


@pytest.mark.parametrize(("count", "groups"), [(5, 6), (6, 4), (7, 3), (8, 1)])
@pytest.mark.parametrize(("centre", "spread"), [(78.0, 10.0), (78.0, 2.0), (5.0, 2.0), (45.0, 12.0)])
def test_no_member_finds_another_from_ours(count: int, groups: int, centre: float, spread: float) -> None:
    """Whoever attacks, no other figure is pinned down to less than half a step; none true is ever excluded."""
    draws = np.random.default_rng([count, round(centre), round(spread)])
    rules = [quantile_weights(count, level) for level in QUARTILE_LEVELS]
    widths = []
    for _ in range(groups):
        figures = np.sort(np.clip(draws.normal(centre, spread, count), 0.1, 99.9))
        shown = compute_quartiles(list(figures), rate=True)
        for attacker in range(count):
            own = float(figures[attacker])
            known = ends([shown.q1, shown.median, shown.q3], shown.step / 2, own, shown.band(own))
            found = reach(own, rules, known)
            others = np.delete(figures, attacker)
            for (low, high), truth in zip(found, others, strict=True):
                assert low - 1e-6 <= truth <= high + 1e-6
                widths.append((high - low) / shown.step)
    assert min(widths) >= 0.5
    assert sorted(widths)[len(widths) // 2] >= 2.0
