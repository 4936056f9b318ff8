"""What holds of every table: random small ones, with groups, losses, zeros, weights and firms in several cells."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.oracles.disclosure_attack import finest_of, recount, recovered, shuffled
from support.strategies.disclosure_micro import PLAIN, rules, tables

from filiere.disclosure import (
    Contribution,
    Decision,
    Dominance,
    Gate,
    MicroTable,
    Rule,
    publication_gate,
)


def told_too_much(rule: Rule, held: list[Fraction]) -> bool:
    """The rule again, in other words than the code’s."""
    if 0 < len(held) < rule.minimum:
        return True
    sizes = sorted(map(abs, held))
    return any(sum(sizes[-limit.n :]) > Fraction(limit.share) * sum(sizes) for limit in rule.dominance)


def withheld_of(decision: Decision) -> set[tuple[str, ...]]:
    return {cell.codes for cell in decision.build_public_table().cells if cell.value is None}


@given(tables(), rules())
def test_what_is_published_obeys_the_rule_and_is_right(table: MicroTable, rule: Rule) -> None:
    """Recounted from the rows: enough contributors, none too large, the exact sum, and no cell forgotten or made up."""
    truth = recount(table)
    public = publication_gate().decide(table, rule).build_public_table()
    assert {cell.codes for cell in public.cells} == set(truth)
    for cell in public.cells:
        if cell.value is not None:
            held = list(truth[cell.codes].values())
            assert not told_too_much(rule, held)
            assert Fraction(cell.value) == sum(held)


@given(tables(), rules())
def test_no_withheld_cell_is_recovered(table: MicroTable, rule: Rule) -> None:
    """By an attacker who knows how the cells add up, and solves for all of them at once."""
    assert recovered(table, withheld_of(publication_gate().decide(table, rule))) == set()


@given(tables(), rules())
def test_the_holes_of_a_published_sum_obey_the_rule_together(table: MicroTable, rule: Rule) -> None:
    """A reader gets them by one subtraction: the whole, less the parts that are published along one dimension."""
    truth, finest = recount(table), finest_of(table)
    withheld = withheld_of(publication_gate().decide(table, rule))
    for whole in set(truth) - withheld:
        for place, dimension in enumerate(table.dimensions):
            parts = [
                codes
                for codes in truth
                if codes[:place] + codes[place + 1 :] == whole[:place] + whole[place + 1 :]
                and codes[place] != dimension.total
                and dimension.parents.get(codes[place], dimension.total) == whole[place]
            ]
            holes = [codes for codes in parts if codes in withheld]
            if holes:
                assert set().union(*(finest[codes] for codes in parts)) == finest[whole]
                held: dict[str, Fraction] = {}
                for codes in holes:
                    for who, amount in truth[codes].items():
                        held[who] = held.get(who, Fraction(0)) + amount
                assert not told_too_much(rule, list(held.values()))


@given(tables(), rules(), st.data())
def test_the_order_of_the_rows_changes_nothing(table: MicroTable, rule: Rule, data: st.DataObject) -> None:
    """Nor does deciding twice: a second release must not differ from the first by accident."""
    order = data.draw(st.permutations(range(len(table.rows))))
    gate = publication_gate()
    first = gate.decide(table, rule)
    assert gate.decide(table, rule) == first
    assert gate.decide(shuffled(table, order), rule).build_inner_table() == first.build_inner_table()


@given(tables(), rules())
def test_the_public_face_does_not_depend_on_reasons_nor_on_withheld_values(table: MicroTable, rule: Rule) -> None:
    """Two decisions that withhold the same cells, for any reasons and of any values, look the same to a reader."""
    decision = publication_gate().decide(table, rule)
    other = replace(
        decision,
        _cells=tuple(
            replace(cell, value=cell.value + 1, contributors=1, reasons=("few", "dominated"), dominance=())
            if cell.reasons
            else cell
            for cell in decision.build_inner_table().cells
        ),
    )
    assert other.build_public_table() == decision.build_public_table()
    assert other.build_public_table().as_json("fr") == decision.build_public_table().as_json("fr")


@given(tables(), rules())
@settings(max_examples=50)
def test_no_word_of_a_reason_is_in_what_leaves(table: MicroTable, rule: Rule) -> None:
    """Neither in the JSON nor in how the objects print, the decision’s own print included."""
    decision = publication_gate().decide(table, rule)
    seen = (
        repr(decision.build_public_table())
        + str(decision.build_public_table().as_json("en"))
        + repr(decision)
        + repr(decision.build_inner_table())
    )
    for word in ("few", "complement", "primary", "secondary", "'dominated'", "InnerCell"):
        assert word not in seen


def test_the_gate_of_the_house_is_known_by_its_protocol() -> None:
    """A caller needs no more than the protocol; another gate that satisfies it takes the place of this one."""

    class Shut:
        def decide(self, table: MicroTable, rule: Rule) -> Decision:
            cells = publication_gate().decide(table, rule).build_inner_table().cells
            closed = tuple(replace(cell, reasons=cell.reasons or ("complement",)) for cell in cells)
            return Decision(rule, tuple(one.name for one in table.dimensions), closed)

    def published(gate: Gate) -> int:
        row = Contribution("A", ("x",), 3)
        table = MicroTable((PLAIN,), (row, replace(row, contributor="B"), replace(row, contributor="C")))
        rule = Rule.model_validate(
            {
                "id": "made-up",
                "use": {"fr": "essai", "en": "trial"},
                "minimum": 3,
                "since": "2026-01-01",
                "origin": "proposed",
            }
        )
        return sum(cell.value is not None for cell in gate.decide(table, rule).build_public_table().cells)

    assert published(publication_gate()) == 2
    assert published(Shut()) == 0


@pytest.mark.parametrize(
    ("reasons", "limits", "inner"),
    [
        ((), (), "F"),
        (("few",), (), "A"),
        (("few", "dominated"), (1,), "A"),
        (("dominated",), (1, 2), "O"),
        (("dominated",), (2,), "T"),
        (("dominated",), (3,), "M"),
        (("complement",), (), "D"),
    ],
)
def test_statuses_follow_sdmx_and_only_the_inner_one_tells_why(
    reasons: tuple[str, ...], limits: tuple[int, ...], inner: str
) -> None:
    """Codes of CL_CONF_STATUS and CL_OBS_STATUS."""
    table = MicroTable((PLAIN,), tuple(Contribution(who, ("x",), 4) for who in "ABC"))
    rule = Rule.model_validate(
        {"id": "r", "use": {"fr": "e", "en": "t"}, "minimum": 1, "since": "2026", "origin": "proposed"}
    )
    decision = publication_gate().decide(table, rule)
    dominance = tuple(Dominance(n=n, share=Decimal("0.85")) for n in limits)
    cell = replace(decision.build_inner_table().cells[0], reasons=reasons, dominance=dominance)
    assert cell.conf_status == inner
    (shown,) = replace(decision, _cells=(cell,)).build_public_table().cells
    assert (shown.obs_status, shown.conf_status) == (("A", "F") if inner == "F" else ("Q", "C"))
    assert shown.format_value("fr") == ("12" if inner == "F" else "–")
