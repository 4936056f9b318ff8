"""Tables worked out by hand, and the check that the attacker of these tests finds what a weak gate gives away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.oracles.disclosure_attack import recount, recovered, rows_of

from filiere.core import read_yaml
from filiere.disclosure import Dimension, MicroTable, Rule, publication_gate

EXAMPLES = read_yaml(Path(__file__).with_name("examples.yaml")).data["examples"]
BY_HAND = [one for one in EXAMPLES if "withheld" in one]
BRIDGE = next(one for one in EXAMPLES if "bridge" in one)


def table_of(example: dict[str, Any]) -> MicroTable:
    rows = rows_of(example["cells"])
    parents = example.get("parents", {})
    dimensions = tuple(Dimension(f"dimension {place}", "T", parents) for place in range(len(rows[0].codes)))
    return MicroTable(dimensions, rows)


def rule_of(example: dict[str, Any]) -> Rule:
    named = {"id": "made-up", "use": {"fr": "essai", "en": "trial"}, "since": "2026-01-01", "origin": "proposed"}
    return Rule.model_validate(named | example["rule"])


@pytest.mark.parametrize("example", BY_HAND, ids=lambda one: one["name"])
def test_the_gate_withholds_what_was_worked_out_by_hand(example: dict[str, Any]) -> None:
    """Every cell, with its reason inside and without it outside."""
    decision = publication_gate().decide(table_of(example), rule_of(example))
    inside = {"/".join(cell.codes): list(cell.reasons) for cell in decision.build_inner_table().cells if cell.reasons}
    assert inside == example["withheld"], example["why"]
    outside = {"/".join(cell.codes) for cell in decision.build_public_table().cells if cell.verdict == "withheld"}
    assert outside == set(example["withheld"])


def test_a_hole_between_two_sets_of_holes_is_not_left_to_be_solved() -> None:
    """With the primary cells alone no sum has one hole, yet the bridge is recovered; the gate closes it."""
    table, rule = table_of(BRIDGE), rule_of(BRIDGE)
    bridge = tuple(BRIDGE["bridge"].split("/"))
    primary = {codes for codes, held in recount(table).items() if len(held) < rule.minimum}
    assert recovered(table, primary) == {bridge}
    cells = publication_gate().decide(table, rule).build_inner_table().cells
    withheld = {cell.codes for cell in cells if cell.status != "published"}
    assert primary < withheld
    assert recovered(table, withheld) == set()


def test_the_attacker_finds_a_lone_hole() -> None:
    """The attacker of these tests is not blind: whatever a gate adds for others, taken back, is recovered."""
    example = next(one for one in BY_HAND if one["name"] == "rows-and-columns")
    table = table_of(example)
    assert recovered(table, {("a", "x")}) == {("a", "x")}
    assert recovered(table, {("a", "x"), ("a", "y")}) == {("a", "x"), ("a", "y")}
