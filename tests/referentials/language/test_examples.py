"""The language by example: expressions, what they are worth, and what is said of those that are wrong."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from support.scenes.language_sample import MATURITY, SCOPE

from filiere.core import Faults, parse_yaml, read_yaml
from filiere.referentials.language import (
    BOOLEAN,
    NOT_APPLICABLE,
    Environment,
    ExpressionPlace,
    Unknown,
    check_expression,
    guard_fires,
    parse,
    quantity_type,
)

EXAMPLES = read_yaml(Path(__file__).with_name("examples.yaml")).data


def value_of(written: Any) -> Any:
    """A value as the examples write it."""
    match written:
        case {"unknown": names}:
            return Unknown(frozenset(names))
        case {"reason": reason}:
            return Unknown(reason=reason)
        case {"not_applicable": _}:
            return NOT_APPLICABLE
        case {"level": key}:
            return MATURITY.level(key)
        case {"date": day}:
            return date.fromisoformat(day)
        case list():
            return [value_of(item) for item in written]
        case Decimal():
            return Fraction(written)
    return written


@pytest.mark.parametrize("example", EXAMPLES["values"], ids=lambda example: f"{example['text']}")
def test_an_expression_is_worth_what_the_example_says(example: dict[str, Any]) -> None:
    """Each expression, in its environment, is worth exactly the value beside it."""
    environment = Environment({name: value_of(given) for name, given in example.get("env", {}).items()})
    wanted = value_of(example["value"])
    found = parse(example["text"]).evaluate(environment)
    assert found == wanted
    assert isinstance(found, bool) == isinstance(wanted, bool)
    assert guard_fires(found) == (wanted is True)


@pytest.mark.parametrize("example", EXAMPLES["faults"], ids=lambda example: f"{example['text']}")
def test_a_fault_is_told_at_its_character(example: dict[str, Any]) -> None:
    """Each wrong expression gives one fault, with its code, its column, and a remedy that helps, in both languages."""
    with pytest.raises(Faults) as caught:
        check_expression(parse(example["text"]), SCOPE, expected=BOOLEAN)
    [fault] = caught.value.faults
    assert (fault.code, fault.column) == (example["code"], example["column"]), fault.render("en")
    assert example.get("remedy", "") in fault.remedy.en
    assert fault.message.fr != fault.message.en
    assert fault.remedy.fr


def test_every_fault_of_an_expression_is_told_at_once() -> None:
    """A check does not stop at the first fault."""
    with pytest.raises(Faults) as caught:
        check_expression(parse("fact.headcout > 3 and level(stability) < 'x' and fact.headcount > fact.sites"), SCOPE)
    assert [fault.code for fault in caught.value.faults] == ["expression-name", "expression-level", "expression-unit"]


@pytest.mark.parametrize(
    "text",
    [
        "fact.months_active >= 24",
        "fact.headcount / fact.sites > 3",
        "convert(fact.mwh, 'MWh', 'kWh') + fact.kwh > 10",
        "known(fact.has_cse) and known(level(stability))",
        "score(total) >= param.award_floor and min_theme_score >= 40 and findings(major, open) == 0",
        "date - 30 > '2027-01-01' and date - date > 3",
        "level(stability) in ['applied', 'proven'] or category in ['in_house']",
        "max(3, ceil(0.03 * n)) > 4 and fact.headcount in [1, 2]",
        "all([fact.has_cse, true]) and count(leavers) > 1 and (true if fact.has_cse else false)",
        "not recent_withdrawal(24) and conviction(labour_law) and knock_outs == 0",
    ],
)
def test_what_is_right_passes_the_check(text: str) -> None:
    """Bare numbers take the unit of what they meet; ratios, conversions and lists have their types."""
    assert check_expression(parse(text), SCOPE, expected=BOOLEAN) == BOOLEAN


def test_a_formula_must_have_the_unit_of_its_indicator() -> None:
    """A ratio of employees is a plain number, which a percentage accepts and points refuse."""
    formula = parse("100 * ((sum(leavers) + sum(joiners)) / 2) / sum(staff_jan)")
    assert check_expression(formula, SCOPE, expected=quantity_type("%")) == quantity_type("1")
    with pytest.raises(Faults, match="expression-unit"):
        check_expression(formula, SCOPE, expected=quantity_type("employee"))
    with pytest.raises(Faults, match="expression-type"):
        check_expression(formula, SCOPE, expected=BOOLEAN)


@pytest.mark.parametrize("size", [101, 400, 5000])
@pytest.mark.parametrize("shape", ["1{}", "{}1", "1 if true else {}1"])
def test_an_expression_too_deep_is_a_fault_and_not_a_crash(size: int, shape: str) -> None:
    """The language is total: what would exhaust the stack is refused when it is read."""
    piece = {"1{}": " + 1", "{}1": "-", "1 if true else {}1": "1 if true else "}[shape]
    with pytest.raises(Faults, match="expression-size"):
        parse(shape.format(piece * size))


def test_the_deepest_expression_runs_everywhere() -> None:
    """At the greatest depth that is read, every walk of the tree still has room."""
    expression = parse("-" * 95 + "n")
    environment = Environment({"n": 2})
    assert expression.evaluate(environment) == -2
    assert expression.interval(environment) == -2
    assert check_expression(expression, SCOPE) == quantity_type("1")
    assert len(expression.explain(environment, SCOPE)) == 96
    assert hash(expression) == hash(parse(str(expression)))


YAML = """\
award:
  levels:
    - key: confirmed
      all: ["score(total) >= 60", "knock_out == 0"]
    - key: advanced
      when: "knock_out == 0"
    - key: basic
      when: >-
        score(total) >= 60
        and knock_out == 0
"""


@pytest.mark.parametrize("with_source", [True, False])
@pytest.mark.parametrize(
    ("key", "line", "column"),
    [(("award", "levels", 0, "all", 1), 4, 36), (("award", "levels", 1, "when"), 6, 14)],
)
def test_a_fault_points_inside_the_yaml(with_source: bool, key: tuple[str | int, ...], line: int, column: int) -> None:
    """The column of a fault is that of the character in the file, quote and key counted."""
    document = parse_yaml(YAML, Path("award.yaml"))
    place = ExpressionPlace.of(document, key, YAML if with_source else "")
    with pytest.raises(Faults) as caught:
        check_expression(parse("knock_out == 0", place=place), SCOPE)
    [fault] = caught.value.faults
    assert fault.place == f"award.yaml:{line}:{column}"
    assert fault.key is not None
    assert fault.key.startswith("award.levels[")


def test_a_folded_expression_points_at_its_key() -> None:
    """Where the text was folded by YAML, its characters have no place of their own: the key is pointed at."""
    document = parse_yaml(YAML, Path("award.yaml"))
    place = ExpressionPlace.of(document, ("award", "levels", 2, "when"), YAML)
    with pytest.raises(Faults) as caught:
        check_expression(parse("score(total) >= 60 and knock_out == 0", place=place), SCOPE)
    assert caught.value.faults[0].line == 8
