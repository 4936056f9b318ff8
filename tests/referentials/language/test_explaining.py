"""An explanation unfolds a value to its names; what is missing is named; what may still happen is bounded."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from timeit import timeit

import pytest
from support.scenes.language_sample import MATURITY, SCOPE

from filiere.core.language import use_language
from filiere.core.typography import NARROW_NO_BREAK_SPACE
from filiere.referentials.language import (
    ANYTHING,
    NOT_APPLICABLE,
    Bounds,
    Environment,
    Given,
    OneOf,
    Unit,
    Unknown,
    parse,
    value_text,
)

TURNOVER = "100 * ((sum(leavers) + sum(joiners)) / 2) / sum(staff_jan)"


def test_an_explanation_goes_from_the_names_to_the_whole() -> None:
    """Each part is shown as written, once, with its value and unit in both languages; the whole comes last."""
    environment = Environment({"leavers": (3, 4), "joiners": (2, 1), "staff_jan": (600, 600)})
    steps = parse(TURNOVER).explain(environment, SCOPE)
    with use_language("en"):
        written = [step.text() for step in steps]
    assert written == [
        "leavers = 3 employees; 4 employees",
        "sum(leavers) = 7 employees",
        "joiners = 2 employees; 1 employee",
        "sum(joiners) = 3 employees",
        "sum(leavers) + sum(joiners) = 10 employees",
        "(sum(leavers) + sum(joiners)) / 2 = 5 employees",
        "100 * ((sum(leavers) + sum(joiners)) / 2) = 500 employees",
        "staff_jan = 600 employees; 600 employees",
        "sum(staff_jan) = 1,200 employees",
        f"{TURNOVER} = 0.416667",
    ]
    assert steps[8].words.fr == f"1{NARROW_NO_BREAK_SPACE}200 salariés"
    assert steps[-1].value == Fraction(500, 1200)
    assert [step.name for step in steps if step.name] == ["leavers", "joiners", "staff_jan"]
    assert steps[-1].depth == 0


def test_an_explanation_without_a_scope_has_no_units() -> None:
    """Without types the numbers stand alone."""
    steps = parse("leavers + 1").explain(Environment({"leavers": 2}))
    assert [step.words.en for step in steps] == ["2", "3"]
    assert all(step.unit is None for step in steps)


def test_a_part_used_twice_is_explained_once() -> None:
    """A repeated name takes one line."""
    steps = parse("n * n + n").explain(Environment({"n": 2}))
    assert [step.written for step in steps] == ["n", "n * n", "n * n + n"]


@pytest.mark.parametrize(
    ("value", "unit", "fr", "en"),
    [
        (True, None, "vrai", "true"),
        (NOT_APPLICABLE, None, "sans objet", "not applicable"),
        (Unknown(frozenset({"fact.a"})), None, "inconnu : il manque fact.a", "unknown: fact.a is missing"),
        (Unknown(reason="division_by_zero"), None, "inconnu : division par zéro", "unknown: division by zero"),
        (Unknown(), None, "inconnu", "unknown"),
        (MATURITY.level("applied"), None, "applied", "applied"),
        (date(2027, 3, 1), None, "1er mars 2027", "1 March 2027"),
        (Fraction(3, 2), Unit.parse("hour"), "1,5 heure", "1.5 hours"),
        (1, Unit.parse("hour"), "1 heure", "1 hour"),
        (0, Unit.parse("site"), "0 site", "0 sites"),
        ((), None, "liste vide", "empty list"),
        ("outsourcer", None, "outsourcer", "outsourcer"),
    ],
)
def test_values_in_words(value: object, unit: Unit | None, fr: str, en: str) -> None:
    """Every kind of value is said in both languages, plurals included."""
    words = value_text(value, unit)  # type: ignore[arg-type]
    assert (words.fr, words.en) == (fr, en)


def test_needs_are_what_would_decide() -> None:
    """Only what is missing to decide is named, in order of writing: a false side of *and* asks for nothing more."""
    expression = parse("level(stability) >= 'applied' and fact.headcount < 300 and fact.has_cse")
    assert expression.names == ("level(stability)", "fact.headcount", "fact.has_cse")
    assert expression.needs(Environment({})) == expression.names
    assert expression.needs(Environment({"fact.headcount": 400})) == ()
    assert expression.needs(Environment({"fact.headcount": 20, "fact.has_cse": True})) == ("level(stability)",)


def test_needs_of_an_unknown_indicator_are_its_own() -> None:
    """The host may give an unknown that names what is missing further down."""
    environment = Environment({"ind.turnover": Unknown(frozenset({"leavers", "joiners"}))})
    assert parse("grid(ind.turnover, [[0, 100], [80, 0]])").needs(environment) == ("joiners", "leavers")


def test_intervals_of_a_score() -> None:
    """A range of inputs gives the range of the score, and a decision when every value in it agrees."""
    environment = Environment({"t": Bounds(10, 40), "x": OneOf(frozenset({"a", "b"})), "c": 5})
    score = "grid(t, [[0, 100], [20, 75], [40, 50], [80, 0]])"
    assert parse(score).interval(environment) == Bounds(50, Fraction(175, 2))
    assert parse(f"{score} >= 50").interval(environment) is True
    assert parse(f"{score} > 60").interval(environment) == OneOf(frozenset({True, False}))
    assert parse("c + 1").interval(environment) == 6
    assert parse("mean(t, c)").interval(environment) == Bounds(Fraction(15, 2), Fraction(45, 2))
    assert parse("x == 'c'").interval(environment) is False
    assert parse("nothing + 1").interval(environment) == Bounds(not_applicable=True, unknown=True)
    assert parse("nothing").interval(environment) is ANYTHING
    assert parse("false and nothing").interval(environment) is False
    absent = Environment({"t": Bounds(-4, -2, not_applicable=True)})
    assert NOT_APPLICABLE in parse("sqrt(t)").interval(absent)  # type: ignore[operator]


def test_intervals_of_levels() -> None:
    """A level that may be one of a few is compared one by one."""
    open_level = OneOf(frozenset({MATURITY.level("applied"), MATURITY.level("proven")}))
    environment = Environment({"level(k)": open_level})
    assert parse("level(k) < 'applied'").interval(environment) is False
    assert parse("level(k) < 'proven'").interval(environment) == OneOf(frozenset({True, False}))
    assert parse("level(k) < 'proven'").needs(environment) == ("level(k)",)


def test_sites_partly_known_are_bounded() -> None:
    """A list may hold ranges; a mean leaves out what may not apply, in the way that hurts or helps most."""
    environment = Environment({"s": [10, Bounds(0, 20), Bounds(4, 6, not_applicable=True)]})
    assert parse("sum(s)").interval(environment) == Bounds(10, 36)
    assert parse("mean(s)").interval(environment) == Bounds(Fraction(14, 3), 15)
    assert parse("max(s)").interval(environment) == Bounds(10, 20)
    assert parse("count(s)").interval(environment) == Bounds(2, 3)


class OnDemand(Mapping[str, Given]):
    """Values computed when they are asked for, and a memory of what was."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __getitem__(self, name: str) -> Given:
        self.asked.append(name)
        return Decimal("1.5")

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def test_values_may_be_computed_on_demand() -> None:
    """An environment asks for a value only when the expression comes to it."""
    values = OnDemand()
    assert parse("a > 1 or b > 1").evaluate(Environment(values)) is True
    assert values.asked == ["a"]


def test_the_host_answers_its_functions() -> None:
    """A call no value answers goes to the host's function, with words as text and numbers as numbers."""
    asked: list[tuple[object, ...]] = []

    def findings(*words: object) -> int:
        asked.append(words)
        return 2

    environment = Environment({}, {"findings": findings, "recent_withdrawal": lambda months: months == 24})
    assert parse("findings(minor, open) == 2").evaluate(environment) is True
    assert parse("findings(minor, open) == 2").interval(environment) is True
    assert parse("recent_withdrawal(24)").evaluate(environment) is True
    assert asked == [("minor", "open"), ("minor", "open")]


def test_a_value_of_a_strange_type_is_refused() -> None:
    """A float is not exact, so the host may not give one."""
    with pytest.raises(TypeError, match="float"):
        parse("a").evaluate(Environment({"a": 0.5}))  # type: ignore[dict-item]


def test_evaluation_is_quick() -> None:
    """One expression takes some microseconds; the bound is wide, for a busy machine."""
    environment = Environment({"leavers": (3, 4), "joiners": (2, 1), "staff_jan": (50, 50)})
    run = parse(TURNOVER).evaluate
    assert min(timeit(lambda: run(environment), number=500) for _ in range(5)) / 500 < 100e-6
