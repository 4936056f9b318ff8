"""Intervals by days drawn again: the same for one seed, as wide as the days make them, right as often as they say."""

import numpy as np
import pytest

from filiere.contacts.benchmarking.bootstrap import BOOTSTRAP_DRAWS, percentile_interval, resample_ratios

DAYS = 60


def made(seed: int, *, days: int = DAYS, spread: float = 0.08) -> tuple[np.ndarray, np.ndarray, float]:
    """Made-up days of one organisation: some hundred calls each, whose rate moves from day to day about 0.8."""
    draws = np.random.default_rng(seed)
    calls = draws.poisson(300, size=days)
    rates = np.clip(draws.normal(0.8, spread, size=days), 0, 1)
    return draws.binomial(calls, rates).astype(float)[:, None], calls.astype(float)[:, None], 0.8


def test_the_same_seed_gives_the_same_draws() -> None:
    """Twice the same array; another seed, another one; and each draw is a ratio of sums over drawn days."""
    above, below, _ = made(1)
    first = resample_ratios(above, below, draws=50, seed=7)
    assert (first == resample_ratios(above, below, draws=50, seed=7)).all()
    assert (first != resample_ratios(above, below, draws=50, seed=8)).any()
    chosen = np.random.Generator(np.random.PCG64(7)).multinomial(DAYS, np.full(DAYS, 1 / DAYS), size=50)
    plain = [
        sum(int(times) * above[day, 0] for day, times in enumerate(row))
        / sum(int(times) * below[day, 0] for day, times in enumerate(row))
        for row in chosen
    ]
    assert first[:, 0].tolist() == plain


def test_the_spread_is_that_of_whole_days() -> None:
    """As the linearised variance of a ratio over clusters says, and far more than independent calls would give."""
    above, below, _ = made(2)
    drawn = resample_ratios(above, below, draws=BOOTSTRAP_DRAWS, seed=1)[:, 0]
    ratio = above.sum() / below.sum()
    by_days = np.sqrt(((above - ratio * below) ** 2).sum()) / below.sum()
    by_calls = np.sqrt(ratio * (1 - ratio) / below.sum())
    assert drawn.std() == pytest.approx(by_days, rel=0.06)
    assert drawn.std() > 3 * by_calls


def test_organisations_share_their_days() -> None:
    """A day that is bad for both moves both: the difference of two centres is surer than either."""
    above, below, _ = made(3)
    other = np.round(above * 0.9)
    drawn = resample_ratios(np.hstack([above, other]), np.hstack([below, below]), draws=BOOTSTRAP_DRAWS, seed=1)
    assert np.corrcoef(drawn.T)[0, 1] > 0.99


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    """Of two hundred made-up periods of sixty days, at least 90 % of the 95 % intervals hold the true rate."""
    held = 0
    for seed in range(200):
        above, below, truth = made(1000 + seed)
        ends = percentile_interval(resample_ratios(above, below, draws=399, seed=seed)[:, 0])
        held += ends.low <= truth <= ends.high
    assert 0.90 <= held / 200 <= 0.99


def test_the_ends_are_draws() -> None:
    """Of 1,999 draws the 50th from either end; an unknown draw has no part."""
    drawn = np.arange(1999.0)
    np.random.default_rng(0).shuffle(drawn)
    ends = percentile_interval(drawn)
    assert (ends.low, ends.high) == (49.0, 1949.0)
    assert percentile_interval(np.append(drawn, np.nan)) == ends
    assert percentile_interval(np.array([3.0])).low == 3.0


def test_a_draw_without_contacts_is_unknown() -> None:
    """An organisation with contacts on one day of two has none in some draws."""
    above, below = np.array([[1.0], [0.0]]), np.array([[2.0], [0.0]])
    drawn = resample_ratios(above, below, draws=200, seed=1)[:, 0]
    assert 20 < np.isnan(drawn).sum() < 80
    assert set(drawn[~np.isnan(drawn)]) == {0.5}
