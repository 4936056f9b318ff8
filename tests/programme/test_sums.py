"""Amounts announced against their parts: what is missing is named, and nothing is repaired."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.core.language import use_language
from filiere.core.yaml_documents import read_yaml
from filiere.programme.sums import AmountStatement, check_statement, check_sum, find_disagreements

SUMS = read_yaml(Path(__file__).with_name("sums.yaml")).data["sums"]
AMOUNTS = st.decimals(0, 10**9, places=2)


def decimal(value: Any) -> Decimal | None:
    """A number of YAML as the engine takes it."""
    return None if value is None else Decimal(value)


def statement(name: str, total: int | None, **parts: int) -> AmountStatement:
    """A text that says a total and the parts of funders: ``state``, or ``state_2026`` for a year."""
    said = [
        {"funder": funder.partition("_")[0], "amount": amount}
        | ({"year": int(funder.partition("_")[2])} if "_" in funder else {})
        for funder, amount in parts.items()
    ]
    label = {"fr": name, "en": name}
    return AmountStatement.model_validate({"id": name, "label": label, "total": total, "parts": said, "mark": "S"})


@pytest.mark.parametrize("case", SUMS, ids=lambda one: one["name"])
def test_a_total_against_its_parts(case: dict[str, Any]) -> None:
    found = check_sum(decimal(case["total"]), [Decimal(part) for part in case["parts"]])
    assert (found.outcome, found.difference) == (case["outcome"], decimal(case["difference"]))
    for lang in ("fr", "en"):
        with use_language(lang):
            assert found.equation().replace("\u202f", " ").replace("\u00a0", " ") == case[lang]


@settings(max_examples=40)
@given(AMOUNTS, st.lists(AMOUNTS, min_size=1, max_size=6))
def test_the_difference_is_all_that_lacks(total: Decimal, parts: list[Decimal]) -> None:
    """The parts and what is unexplained, or the total and what is over, come to the same; the parts stay as told."""
    found = check_sum(total, parts)
    assert found.difference is not None
    assert sum(parts, found.difference) == total
    assert found.parts == tuple(parts)
    assert found.outcome == ("unexplained" if found.difference > 0 else "over" if found.difference < 0 else "balanced")


def test_a_funder_that_gives_its_years_counts_once() -> None:
    """Its amount over the whole time stands in the sum; its years are checked against it."""
    found = check_statement(statement("text", 10, state=6, state_2026=2, state_2027=3, private_2026=1, private_2027=3))
    assert found.funders == {"state": 6, "private": 4}
    assert found.total.outcome == "balanced"
    assert {funder: one.difference for funder, one in found.years.items()} == {"state": 1}


def test_texts_that_disagree_are_kept_side_by_side() -> None:
    """A text that is silent agrees; a text that gives the same amount does too, and is listed with the others."""
    texts = [statement("first", 18, state=6), statement("second", 20, state=7, private=9), statement("third", 18)]
    found = {(one.funder, one.year): dict(one.amounts) for one in find_disagreements(texts)}
    assert found == {(None, None): {"first": 18, "second": 20, "third": 18}, ("state", None): {"first": 6, "second": 7}}
    assert find_disagreements(texts[:1]) == []
