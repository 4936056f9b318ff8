"""The checker's arithmetic computes what it says, and executes nothing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.figures.formula import ExpressionError, compute, count_decimals, round_decimal, write_expression

NUMBERS = st.integers(min_value=-(10**6), max_value=10**6).map(Decimal)


@given(st.lists(NUMBERS, min_size=1, max_size=30))
def test_sum_of_all_is_the_total(values: list[Decimal]) -> None:
    """``sum(all)`` adds every figure, however many there are."""
    assert compute("sum(all)", list(values)) == sum(values)


@given(NUMBERS, NUMBERS, NUMBERS.filter(bool))
def test_letters_stand_for_figures_in_order(a: Decimal, b: Decimal, c: Decimal) -> None:
    """The usual precedence of the four operations holds."""
    assert compute("-a + 2 * (b - a) / c", [a, b, c]) == -a + 2 * (b - a) / c


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("a ** 2", "four operations"),
        ("__import__('os').getcwd()", "four operations"),
        ("a if b else c", "four operations"),
        ("True", "four operations"),
        ("'a'", "four operations"),
        ("a +", "no arithmetic"),
        ("d", "stands for no figure"),
        ("aa", "stands for no figure"),
        ("a / (b - b)", "divides by zero"),
        ("a + c", "a range"),
        ("sum(all)", "a range"),
        ("a" + "+a" * 5000, "too long"),
        ("(" * 500 + "a" + ")" * 500, "no arithmetic"),
        ("a * 1e20", "too large"),
    ],
)
def test_what_is_no_arithmetic_is_refused_with_its_reason(expression: str, reason: str) -> None:
    """Powers, calls, conditions, unknown names, zero divisors and ranges are refused, each with its own words."""
    with pytest.raises(ExpressionError) as caught:
        compute(expression, [Decimal(1), Decimal(2), None])
    assert reason in caught.value.reason.en


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [("168819.2", -2, "168800"), ("1.5072", 2, "1.51"), ("0.5", 0, "1"), ("2.25", 1, "2.3"), ("-0.5", 0, "-1")],
)
def test_halves_go_away_from_zero(value: str, digits: int, expected: str) -> None:
    """Rounding is that of printed statistics, at decimals or at tens and hundreds."""
    assert round_decimal(Decimal(value), digits) == Decimal(expected)


def test_digits_are_those_that_were_typed() -> None:
    """A value says how precise it is by how it was written."""
    assert [count_decimals(Decimal(words)) for words in ("20", "20.0", "0.055", "1E+3")] == [0, 1, 3, 0]


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        ("a / b * 100", "9 ÷ 60 × 100"),
        ("a / (b / 100)", "9 ÷ (60 ÷ 100)"),
        ("(a / b - 1) * 100", "(9 ÷ 60 − 1) × 100"),
        ("100 - sum(all)", "100 − (9 + 60 + (−1.5))"),
        ("b - c", "60 − (−1.5)"),
        ("a - (b - c)", "9 − (60 − (−1.5))"),
        ("sum(all) / 3", "(9 + 60 + (−1.5)) ÷ 3"),
    ],
)
def test_an_expression_is_written_whole_with_its_values(expression: str, written: str) -> None:
    """Signs that people read, and the parentheses that the result needs."""
    values = [Decimal(9), Decimal(60), Decimal("-1.5")]
    assert write_expression(expression, values, "en") == written


WRITTEN = st.recursive(
    st.sampled_from("abc"),
    lambda inner: st.builds("({0} {1} {2})".format, inner, st.sampled_from("+-*/"), inner),
    max_leaves=6,
)


@given(WRITTEN, st.lists(st.integers(1, 99).map(Decimal), min_size=3, max_size=3))
def test_what_is_written_computes_the_same(expression: str, values: list[Decimal]) -> None:
    """Dropping parentheses never changes the result."""
    try:
        result = compute(expression, list(values))
    except ExpressionError:
        return
    signs = str.maketrans("−×÷", "-*/")
    assert compute(write_expression(expression, values, "en").translate(signs), []) == result
