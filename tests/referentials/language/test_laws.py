"""The laws of the language, on expressions and environments nobody thought of."""

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.referentials.language import (
    ANYTHING,
    NOT_APPLICABLE,
    ROUNDING_MODES,
    Bounds,
    Environment,
    OneOf,
    Unknown,
    parse,
    piecewise_linear,
    round_exactly,
    step_function,
)
from filiere.referentials.language.tree import (
    NOT_IN,
    Binary,
    Call,
    Choice,
    Constant,
    Name,
    Node,
    Sequence,
    Unary,
    format_expression,
)

UNKNOWN_A = Unknown(frozenset({"a"}))
FOUR = (True, False, UNKNOWN_A, NOT_APPLICABLE)

# Every number from -50 to 50 of a denominator up to 8, made of what is cheapest to draw.
numbers = st.one_of([st.integers(-50 * below, 50 * below).map(lambda above, below=below: Fraction(above, below))
                     for below in range(1, 9)])  # fmt: skip
literals = (
    st.integers(0, 9900)
    .map(lambda hundredths: Fraction(hundredths, 100))
    .map(lambda value: Constant(value.numerator if value.denominator == 1 else value))
)
pairs_of_points = st.tuples(st.integers(-30, 30), st.integers(-30, 30))
points = st.lists(pairs_of_points, min_size=1, max_size=4, unique_by=lambda pair: pair[0])


def written(value: int) -> Node:
    """A whole number as it is written, sign apart."""
    return Constant(value) if value >= 0 else Unary("-", Constant(-value))


def curve_points(pairs: list[tuple[int, int]]) -> Node:
    """Points as they are written, by rising abscissa."""
    return Sequence(tuple(Sequence((written(x), written(y))) for x, y in sorted(pairs)))


Trees = st.SearchStrategy[Node]


def trees(depth: int) -> tuple[Trees, Trees]:
    """Conditions and quantities of so many levels at most.

    A node has more than one below it on average: without an end, most draws would be given up as too long.
    """
    truths_told: Trees = st.sampled_from([Name("p"), Name("q"), Constant(True)])
    numbers_told: Trees = literals | st.sampled_from([Name("x"), Name("y"), Name("z")])
    if depth == 1:
        return truths_told, numbers_told
    conditions, quantities = trees(depth - 1)
    few = st.lists(quantities, min_size=1, max_size=3).map(tuple)
    return (
        truths_told
        | st.builds(Unary, st.just("not"), conditions)
        | st.builds(Binary, st.sampled_from(["and", "or"]), conditions, conditions)
        | st.builds(Binary, st.sampled_from(["<", "<=", "==", "!=", ">", ">="]), quantities, quantities)
        | st.builds(Binary, st.sampled_from(["in", NOT_IN]), quantities, st.builds(Sequence, few))
        | st.builds(Call, st.sampled_from(["any", "all"]), st.tuples(conditions, conditions))
        | st.builds(Call, st.just("known"), st.tuples(st.sampled_from([Name("x"), Name("p")]))),
        numbers_told
        | st.builds(Unary, st.just("-"), quantities)
        | st.builds(Binary, st.sampled_from(["+", "-", "*", "/"]), quantities, quantities)
        | st.builds(Choice, quantities, conditions, quantities)
        | st.builds(Call, st.sampled_from(["min", "max", "sum", "mean", "count"]), few)
        | st.builds(Call, st.sampled_from(["ceil", "floor", "abs", "sqrt"]), st.tuples(quantities))
        | st.builds(
            lambda inner, digits, mode: Call("round", (inner, written(digits), Name(mode))),
            quantities,
            st.integers(-1, 2),
            st.sampled_from(ROUNDING_MODES),
        )
        | st.builds(
            lambda name, inner, pairs: Call(name, (inner, curve_points(pairs))),
            st.sampled_from(["grid", "stairs"]),
            quantities,
            points,
        ),
    )


expressions = st.one_of(trees(7))


@settings(max_examples=300)
@given(expressions)
def test_printing_then_reading_gives_the_same_tree(tree: Node) -> None:
    """The plainest writing of a tree loses nothing of it."""
    assert parse(format_expression(tree)).tree == tree


# What a strategy draws from is made once: it takes longer to make than to draw from.
shapes = st.sampled_from(["range", "known", "absent"])
truths = st.sampled_from([True, False, NOT_APPLICABLE])
kinds = {
    (absent, unknown): st.sampled_from(["between", "low", "high", *["absent"] * absent, *["unknown"] * unknown])
    for absent, unknown in product((False, True), repeat=2)
}


@st.composite
def completions(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """An environment of ranges, and one of the environments it may become."""
    ranges: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for name in "xyz":
        low, high = sorted((draw(numbers), draw(numbers)))
        absent, unknown = draw(st.booleans()), draw(st.booleans())
        kind = draw(kinds[absent, unknown])
        possible = {"low": low, "high": high, "absent": NOT_APPLICABLE, "unknown": Unknown(frozenset({name}))}
        values[name] = possible[kind] if kind in possible else min(max(draw(numbers), low), high)
        shape = draw(shapes)
        if shape == "range":
            ranges[name] = Bounds(low, high, not_applicable=absent, unknown=unknown)
        elif shape == "known":
            ranges[name] = values[name]
    for name in "pq":
        values[name] = draw(truths)
        shape = draw(shapes)
        if shape == "range":
            ranges[name] = OneOf(frozenset({True, False, NOT_APPLICABLE}))
        elif shape == "known":
            ranges[name] = values[name]
    return ranges, values


def inside(value: Any, answer: Any) -> bool:
    """Whether a value lies in what an interval answered."""
    if answer is ANYTHING or isinstance(answer, (Bounds, OneOf)):
        return value in answer
    return bool(value == answer and isinstance(value, bool) == isinstance(answer, bool))


@settings(max_examples=500)
@given(expressions, completions())
def test_every_completion_lies_inside_the_interval(tree: Node, both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """Whatever the open names become, the value is one that the interval said was possible."""
    ranges, values = both
    expression = parse(format_expression(tree))
    answer = expression.interval(Environment(ranges))
    value = expression.evaluate(Environment(values))
    assert inside(value, answer), (str(expression), value, answer)


@settings(max_examples=300)
@given(expressions, completions())
def test_what_is_decided_stays_decided(tree: Node, both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """An answer given while names were unknown is never contradicted by learning them: what is unknown says so."""
    known = {name: value for name, value in both[1].items() if not isinstance(value, Unknown)}
    expression = parse(format_expression(tree))
    # `known` asks whether a name is known, so learning the name is meant to change its answer.
    if "known(" in str(expression):
        return
    for missing in list(known):
        less = expression.evaluate(Environment({name: value for name, value in known.items() if name != missing}))
        if not isinstance(less, Unknown):
            assert expression.evaluate(Environment(known)) == less


@pytest.mark.parametrize(("a", "b", "c"), list(product(FOUR, repeat=3)))
def test_kleene_laws(a: Any, b: Any, c: Any) -> None:
    """And, or and not are commutative, associative, idempotent, and follow De Morgan, over all four values."""
    environment = Environment({"p": a, "q": b, "r": c})

    def worth(text: str) -> Any:
        return parse(text).evaluate(environment)

    assert worth("p and q") == worth("q and p")
    assert worth("p or q") == worth("q or p")
    assert worth("p and (q and r)") == worth("(p and q) and r")
    assert worth("p or (q or r)") == worth("(p or q) or r")
    assert worth("not (p and q)") == worth("not p or not q")
    assert worth("not not p") == a
    assert worth("p and p") == worth("p or p") == a
    assert worth("p and true") == worth("p or false") == a
    assert worth("p and false") is False
    assert worth("p or true") is True
    if NOT_APPLICABLE not in (a, b, c):
        assert worth("p and (q or r)") == worth("p and q or p and r")


def sums(depth: int) -> Trees:
    """Plain arithmetic of so many levels at most."""
    if depth == 1:
        return literals
    inner = sums(depth - 1)
    return (
        literals
        | st.builds(Unary, st.just("-"), inner)
        | st.builds(Binary, st.sampled_from(["+", "-", "*", "/"]), inner, inner)
    )


def by_fractions(node: Any) -> Fraction:
    """The same arithmetic, done by Python."""
    match node:
        case Constant(value=value):
            return Fraction(value)
        case Unary(operand=operand):
            return -by_fractions(operand)
        case Binary(operator="+"):
            return by_fractions(node.left) + by_fractions(node.right)
        case Binary(operator="-"):
            return by_fractions(node.left) - by_fractions(node.right)
        case Binary(operator="*"):
            return by_fractions(node.left) * by_fractions(node.right)
    return by_fractions(node.left) / by_fractions(node.right)


@settings(max_examples=300)
@given(sums(8))
def test_arithmetic_is_that_of_exact_fractions(tree: Node) -> None:
    """Every sum, product and quotient is exact; only a division by zero has no value."""
    value = parse(format_expression(tree)).evaluate(Environment({}))
    try:
        assert value == by_fractions(tree)
    except ZeroDivisionError:
        assert value == Unknown(reason="division_by_zero")


@given(points, numbers, numbers)
def test_a_grid_is_monotone_between_its_points_and_flat_outside(
    pairs: list[tuple[int, int]], first: Fraction, second: Fraction
) -> None:
    """On points whose values rise, a grid and stairs rise; before the first and after the last they do not move."""
    rising = tuple(zip(sorted(x for x, _ in pairs), sorted(y for _, y in pairs), strict=True))
    low, high = sorted((first, second))
    for kind in (piecewise_linear, step_function):
        curve = kind(rising)
        assert curve(low) <= curve(high)
        assert curve(rising[0][0] - 1) == rising[0][1]
        assert curve(rising[-1][0] + 1) == rising[-1][1]
        assert all(curve(x) == y for x, y in rising)


@given(numbers, numbers, st.integers(-1, 3), st.sampled_from(ROUNDING_MODES))
def test_rounding_is_monotone_near_and_stable(a: Fraction, b: Fraction, digits: int, mode: str) -> None:
    """A rounded number is within one unit of its last digit, keeps order, and does not move when rounded again."""
    low, high = sorted((a, b))
    unit = Fraction(1) / Fraction(10) ** digits
    once = round_exactly(a, digits, mode)
    assert abs(once - a) < unit
    assert round_exactly(once, digits, mode) == once
    assert round_exactly(low, digits, mode) <= round_exactly(high, digits, mode)
