"""The arithmetic: exact envelopes, seeded draws inside them, sensitivity one input at a time."""

import random
import statistics
from fractions import Fraction
from math import isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.core.text import Text
from filiere.estimation import BoundedDistribution, Formula, Input
from filiere.estimation.formula import quantile
from filiere.estimation.formula_text import write_computation

NAME = Text.same("x")
POSITIVE = st.fractions(min_value=Fraction(1, 100), max_value=10_000, max_denominator=1000)


@st.composite
def spreads(draw: st.DrawFn) -> BoundedDistribution:
    """Any bounded distribution of a positive input."""
    low, central, high = sorted(draw(st.lists(POSITIVE, min_size=3, max_size=3)))
    kind = draw(st.sampled_from(["fixed", "uniform", "triangular", "lognormal"]))
    if kind == "fixed":
        return BoundedDistribution.from_value(central)
    if kind == "uniform":
        return BoundedDistribution.uniform(low, high)
    return BoundedDistribution(kind, low, central, high)


@st.composite
def formulas(draw: st.DrawFn) -> Formula:
    """A sum of one to three products of one to three inputs."""
    products = []
    for rank in range(draw(st.integers(1, 3))):
        inputs = [
            Input(
                f"x{rank}{place}", NAME, draw(spreads()), draw(st.sampled_from([1, -1])), assumption=f"a{rank}{place}"
            )
            for place in range(draw(st.integers(1, 3)))
        ]
        products.append(tuple(inputs))
    return Formula(tuple(products))


def ratio(base: int, low: str, high: str) -> Formula:
    """The ratio method on a base and a uniform share."""
    share = Input(
        "share", NAME, BoundedDistribution.uniform(Fraction(low), Fraction(high)), -1, "share", assumption="share"
    )
    return Formula(((Input("base", NAME, BoundedDistribution.from_value(Fraction(base))), share),))


@given(formulas())
def test_the_central_value_lies_in_the_envelope(formula: Formula) -> None:
    """A range contains its value, whatever the inputs."""
    low, high = formula.envelope()
    assert low <= formula.at({}) <= high


@settings(max_examples=40)
@given(formulas(), st.integers(0, 10**6))
def test_draws_stay_in_the_envelope_and_repeat(formula: Formula, seed: int) -> None:
    """The Monte Carlo interval lies inside what the bounds allow, and one seed gives one answer."""
    low, high = formula.envelope()
    one = formula.simulate(seed, 120, "test")
    slack = float(high) * 1e-9
    assert float(low) - slack <= one.low <= one.median <= one.high <= float(high) + slack
    assert one == formula.simulate(seed, 120, "test")


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=60))
def test_quantiles_are_those_of_the_standard_library(results: list[float]) -> None:
    """The inclusive definition, and in order whatever the rounding."""
    results.sort()
    cuts = statistics.quantiles(results, n=20, method="inclusive")
    ours = [quantile(results, share) for share in (0.05, 0.5, 0.95)]
    assert ours == pytest.approx([cuts[0], statistics.median(results), cuts[-1]], rel=1e-9, abs=1e-9)
    assert ours == sorted(ours)


def test_another_stream_draws_other_numbers() -> None:
    """Two formulas of one run do not share their draws."""
    formula = ratio(60_000, "0.2", "0.25")
    assert formula.simulate(1, 500, "a") != formula.simulate(1, 500, "b")


@given(st.integers(1, 10**6), POSITIVE, POSITIVE)
def test_the_ratio_falls_when_the_share_rises(base: int, one: Fraction, other: Fraction) -> None:
    """The larger the outsourced share, the smaller the whole."""
    formula = ratio(base, "0.2", "0.25")
    small, large = sorted((one, other))
    assert formula.at({"share": small}) >= formula.at({"share": large})
    assert formula.at({"share": small}) == Fraction(base) / small


@given(formulas())
def test_the_tornado_is_sorted_and_exact(formula: Formula) -> None:
    """Each swing is what the formula gives when that input alone goes from one bound to the other."""
    swings = formula.tornado()
    assert [swing.swing for swing in swings] == sorted((swing.swing for swing in swings), reverse=True)
    bounds = {item.name: (item.spread.low, item.spread.high) for item in formula.inputs}
    for swing in swings:
        low, high = bounds[swing.name]
        assert swing.swing == abs(formula.at({swing.name: high}) - formula.at({swing.name: low}))
    assert {swing.name for swing in swings} == {item.name for item in formula.inputs if not item.spread.is_certain}


def test_a_disputed_value_moves_the_sensitivity_only() -> None:
    """A value another source opposes shows in the tornado and leaves envelope and draws untouched."""
    base = Input("base", NAME, BoundedDistribution.from_value(Fraction(2500)))
    factor = BoundedDistribution.from_value(Fraction(1))
    plain = Formula(((base, Input("overcount", NAME, factor, -1, assumption="overcount")),))
    disputed = Formula(((base, Input("overcount", NAME, factor, -1, assumption="overcount", disputed=Fraction(3))),))
    assert disputed.envelope() == plain.envelope() == (2500, 2500)
    assert disputed.simulate(1, 100) == plain.simulate(1, 100)
    (swing,) = disputed.tornado()
    assert swing.kind == "dispute"
    assert swing.swing == 2500 - Fraction(2500, 3)


@pytest.mark.parametrize(
    ("spread", "mean"),
    [
        (BoundedDistribution.uniform(Fraction(2), Fraction(6)), 4.0),
        (BoundedDistribution("triangular", Fraction(1), Fraction(2), Fraction(6)), 3.0),
    ],
)
def test_draws_have_the_mean_of_their_law(spread: BoundedDistribution, mean: float) -> None:
    """Uniform: the middle. Triangular: a third of low + mode + high. Both known in closed form."""
    generator = random.Random(7)  # noqa: S311
    assert isclose(statistics.fmean(spread.draw(generator) for _ in range(40_000)), mean, rel_tol=0.02)


def test_the_lognormal_keeps_its_median() -> None:
    """Cut at two quantiles placed evenly around it, the median stays where it was stated."""
    spread = BoundedDistribution("lognormal", Fraction(50), Fraction(100), Fraction(200))
    generator = random.Random(7)  # noqa: S311
    draws = [spread.draw(generator) for _ in range(40_000)]
    assert isclose(statistics.median(draws), 100, rel_tol=0.02)
    assert 50 <= min(draws) <= max(draws) <= 200


def test_the_interval_of_one_uniform_factor_is_known() -> None:
    """For base ÷ uniform share, the quantiles are base ÷ the opposite quantiles of the share."""
    interval = ratio(60_000, "0.2", "0.25").simulate(1, 40_000)
    assert isclose(interval.low, 60_000 / 0.2475, rel_tol=0.003)
    assert isclose(interval.median, 60_000 / 0.225, rel_tol=0.003)
    assert isclose(interval.high, 60_000 / 0.2025, rel_tol=0.003)


@pytest.mark.parametrize("bounds", [(0, 1, 2), (2, 1, 3), (1, 3, 2), (-1, 1, 2)])
def test_impossible_bounds_are_refused(bounds: tuple[int, int, int]) -> None:
    """An input is positive, and its bounds are in order."""
    with pytest.raises(ValueError, match="0 < low"):
        BoundedDistribution("triangular", *map(Fraction, bounds))


def test_the_computation_is_written_with_its_numbers() -> None:
    """A reader sees the numbers put in, typeset for the language, and a factor of one left out."""
    formula = ratio(36_352, "0.2", "0.25")
    words = write_computation(formula, {"share": Fraction("0.2")}, "job")
    assert words.fr == "36\u202f352 ÷ 20\u202f% = 181\u202f760"
    assert words.en == "36,352 ÷ 20% = 181,760"
    one = Input("one", NAME, BoundedDistribution.from_value(Fraction(1)), assumption="one")
    longer = Formula(((*formula.products[0], one),))
    assert write_computation(longer, {"share": Fraction("0.2")}, "job") == words
