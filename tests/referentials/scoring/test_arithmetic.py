"""Exact numbers in and out, and the greedy bounds of a mean, each against the plainest way of doing it."""

import itertools
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.referentials.scoring.exact_numbers import to_decimal, to_exact
from filiere.referentials.scoring.mean_ranges import (
    EMPTY_RANGE,
    FigureRange,
    Interval,
    MeanBlock,
    range_of_least,
    range_of_mean,
)


@pytest.mark.parametrize("value", [0.1, True])
def test_a_binary_float_or_a_truth_value_is_no_number(value: float) -> None:
    """0.1 is not a tenth; a score must never depend on it."""
    with pytest.raises(TypeError):
        to_exact(value)  # type: ignore[arg-type]


def test_a_decimal_is_taken_as_written() -> None:
    """A tenth is a tenth, and a whole number an int."""
    assert to_exact(Decimal("0.1")) == Fraction(1, 10)
    assert type(to_exact(Decimal("33.00"))) is int


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (Fraction(75), 1, "75.0"),
        (Fraction(667, 10), 1, "66.7"),
        (Fraction(175, 2), None, "87.5"),
        (Fraction(100), None, "100"),
        (Fraction(2, 3), None, "0.666666666667"),
    ],
)
def test_a_decimal_is_shown_with_its_own_digits(value: Fraction, digits: int | None, shown: str) -> None:
    """All of them when they end, twelve when they do not, those of the rule when there is one."""
    assert str(to_decimal(value, digits)) == shown


@st.composite
def _blocks(draw: st.DrawFn) -> MeanBlock:
    weight = draw(st.integers(1, 5))
    low, high = sorted((draw(st.integers(0, 100)), draw(st.integers(0, 100))))
    return MeanBlock(weight, weight * low, weight * high)


@given(st.lists(_blocks(), max_size=3), st.lists(_blocks(), max_size=4))
def test_the_greedy_bounds_are_those_of_every_choice(certain: list[MeanBlock], optional: list[MeanBlock]) -> None:
    """Each optional block in or out, each at its lowest and highest."""
    means: list[Fraction] = []
    empty = False
    for taken in itertools.product((True, False), repeat=len(optional)):
        blocks = certain + [block for block, kept in zip(optional, taken, strict=True) if kept]
        if not blocks:
            empty = True
            continue
        weight = sum(block.weight for block in blocks)
        means += [
            Fraction(sum(block.low for block in blocks), weight),
            Fraction(sum(block.high for block in blocks), weight),
        ]
    found = range_of_mean(certain, optional)
    assert found.may_be_empty is empty
    assert (found.span is None) is (not means)
    if found.span is not None:
        assert (found.span.low, found.span.high) == (min(means), max(means))


def test_the_least_of_several_leaves_out_what_does_not_apply() -> None:
    """A theme that may vanish can only raise the least."""
    sure, maybe = FigureRange(Interval(50, 60), may_be_empty=False), FigureRange(Interval(10, 20), may_be_empty=True)
    assert range_of_least([sure, maybe, EMPTY_RANGE]) == FigureRange(Interval(10, 60), may_be_empty=False)
    assert range_of_least([maybe]) == FigureRange(Interval(10, 20), may_be_empty=True)
    assert range_of_least([]) == EMPTY_RANGE
