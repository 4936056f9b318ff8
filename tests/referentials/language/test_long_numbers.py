"""Numbers that formulas make have an end: whoever writes a release, or answers a question, chooses no memory."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from support.harness.bounded_work import bounded

from filiere.core import Faults
from filiere.core.numbers import format_number
from filiere.referentials.language import (
    NUMBER,
    Bounds,
    Environment,
    ExpressionPlace,
    Scope,
    Unit,
    Unknown,
    check_expression,
    parse,
    value_text,
)
from filiere.referentials.language.values import MAX_NUMBER_BITS, is_too_long
from filiere.referentials.scoring.case_binding import _read_number
from filiere.referentials.scoring.exact_numbers import to_decimal
from filiere.referentials.workbook.reader import canonical_number

TOO_LONG = Unknown(reason="too_long")
SCOPE = Scope(names={"n": NUMBER, "m": NUMBER})
END = 2**MAX_NUMBER_BITS


@pytest.mark.parametrize(
    "formula", ["n * n", "n / (1 / n)", "n * n + n * n", "sum(n * n, n)", "mean(n * n, 1)", "-(n * n)", "1 / n / n"]
)
def test_indicators_that_multiply_each_other_end_as_unknown(formula: str) -> None:
    """Each the square of the one before: forty of them would be a number longer than any memory."""
    value: Any = Fraction(7, 3)
    squared = parse(formula)
    for _ in range(20):
        value = squared.evaluate(Environment({"n": value}))
    assert value == TOO_LONG
    told = squared.explain(Environment({"n": Fraction(7) ** 1400}))[-1]
    assert (told.words.fr, told.words.en) == ("inconnu : nombre trop long", "unknown: number too long")


def test_sums_end_too() -> None:
    """A sum of unlike fractions is as long as all its denominators together."""
    shares = tuple(Fraction(1, 2**4000 + rank) for rank in range(1, 40, 2))
    for words in ("sum(n)", "mean(n)", "sum(n) + 1"):
        assert parse(words).evaluate(Environment({"n": shares})) == TOO_LONG
    value: Any = Fraction(0)
    added = parse("n + 1 / m")
    for rank in range(20):
        value = added.evaluate(Environment({"n": value, "m": 2**1000 + 2 * rank + 1}))
    assert value == TOO_LONG


def test_the_longest_number_is_still_exact() -> None:
    assert parse("n + n").evaluate(Environment({"n": END // 2 - 1})) == END - 2
    assert parse("n + n").evaluate(Environment({"n": END // 2})) == TOO_LONG
    assert parse("1 / n").evaluate(Environment({"n": END - 1})) == Fraction(1, END - 1)
    assert parse("convert(n, 'GWh', 'Wh')").evaluate(Environment({"n": END - 1})) == TOO_LONG
    assert parse("n * n > 0").evaluate(Environment({"n": END - 1})) == TOO_LONG


@pytest.mark.parametrize(
    ("words", "column"),
    [
        ("n + " + "*".join(["9" * 40] * 40), 5),
        ("n + " + "9" * 1300, 5),
        ("n + 0." + "0" * 1300 + "1", 5),
        ("2 * (3 - " + " / ".join(["7" * 60] * 30) + ")", 10),
    ],
)
def test_a_written_number_that_is_too_long_is_told_at_its_place(words: str, column: int) -> None:
    expression = parse(words, place=ExpressionPlace("indicators.yaml", 1, 1))
    with pytest.raises(Faults) as raised:
        check_expression(expression, SCOPE)
    (fault,) = raised.value.faults
    assert (fault.code, fault.file, fault.column) == ("expression-number", "indicators.yaml", column + 1)


def test_the_power_of_a_unit_has_an_end() -> None:
    """The factor between two units is a power too."""
    assert Unit.parse("GWh^99")
    with pytest.raises(Faults, match="unit-unknown"):
        Unit.parse("*".join(["GWh^99"] * 2))


huge = st.integers(-(2**4200), 2**4200) | st.integers(-(10**6), 10**6)
amounts = st.builds(Fraction, huge, st.integers(1, 2**4200) | st.integers(1, 9))
formulas = st.sampled_from(
    ["n + m", "n - m", "n * m", "n / m", "sum(n, m)", "mean(n, m)", "grid(n, [[0, 0], [9, 7]]) * m", "-n * n / m"]
)


@given(formulas, amounts, amounts)
def test_no_result_is_too_long_and_every_other_is_exact_and_foreseen(words: str, n: Fraction, m: Fraction) -> None:
    """What is short enough is what Python works out; what is longer is unknown; the first was foreseen."""
    assume(m != 0)
    expression = parse(words)
    value = expression.evaluate(Environment({"n": n, "m": m}))
    if isinstance(value, Unknown):
        assert value == TOO_LONG
        return
    assert not is_too_long(value)  # type: ignore[arg-type]
    if "grid" not in words:
        python = words.replace("sum(n, m)", "(n + m)").replace("mean(n, m)", "(n + m) / 2")
        assert value == eval(python, {"n": n, "m": m})  # noqa: S307
    foreseen = expression.interval(Environment({"n": Bounds(n - 1, n + abs(n)), "m": Bounds(min(n, m), max(n, m))}))
    assert value == foreseen or value in foreseen  # type: ignore[operator]


@pytest.mark.parametrize("words", ["1e-999999999", "1e999999999", "1E+20000", "0e-99999999999", "1e-41"])
def test_a_short_text_makes_no_endless_number(words: str) -> None:
    """Twelve signs typed in a questionnaire were written out with a thousand million zeros."""
    assert bounded(canonical_number, words) is None
    found: list[Any] = []
    if words != "1e-41":
        bounded(_read_number, "input.x", words, found)
        assert _read_number("input.x", words, found).missing == {"input.x"}  # type: ignore[union-attr]
        assert [one.code for one in found] == ["not-a-number"]


def test_numbers_of_many_figures_are_written() -> None:
    """From 10^22 on a page that explained one was an error of the site."""
    assert value_text(10**23 + Fraction(1, 4)).fr == "100 000 000 000 000 000 000 000,25".replace(" ", "\u202f")
    assert format_number(10**40, "en", 2) == "10" + ",000" * 13 + ".00"
    assert format_number(Decimal("NaN"), "en") == "NaN"
    for words in ("1e900000", "1e999999999"):
        with pytest.raises(ArithmeticError):
            format_number(Decimal(words), "en")
    assert format_number(-1e300, "en").startswith("−1,000,000,000,000,000,0")
    assert to_decimal(Fraction(2 * 10**40 + 1, 2)) == Decimal(f"1{'0' * 40}.5")
    assert str(to_decimal(Fraction(10**40, 3), 2)) == f"{'3' * 40}.33"
    assert str(to_decimal(Fraction(10**41 * 3, 9))) == f"{'3' * 41}.{'3' * 12}"
    assert str(parse("n * 0." + "1" * 40)) == "n * 0." + "1" * 40
