"""What is true of the multipliers of any table."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.economy_tables import build_made_up, draw_table

from filiere.economy import InputOutputTable, compute_multipliers, invert_table
from filiere.economy import adjoint_solver as solver
from filiere.economy.adjoint_solver import PurchaseMatrix, solve_adjoint
from filiere.economy.systems import KINDS, build_system

SEEDS = st.integers(0, 10**6)


def points(table: InputOutputTable, code: str) -> dict[tuple[str, str, str], float]:
    return {(one.kind, one.type, one.scope): one.point for one in compute_multipliers(table, code).multipliers}


@settings(max_examples=25)
@given(seed=SEEDS, size=st.integers(2, 7))
def test_orders_between_multipliers(seed: int, size: int) -> None:
    """Output at least 1, type II at least type I, domestic at most total."""
    table = draw_table(seed, size)
    found = points(table, "S1")
    assert len(found) == 16
    for scope in ("domestic", "total"):
        assert found["output", "I", scope] >= 1
        assert all(found[kind, "II", scope] >= found[kind, "I", scope] for kind in KINDS)
    for kind in KINDS:
        for type_ in ("I", "II"):
            assert found[kind, type_, "domestic"] <= found[kind, type_, "total"] * (1 + 1e-12)


@settings(max_examples=25)
@given(seed=SEEDS, size=st.integers(2, 7))
def test_a_unit_ends_as_value_added_imports_and_taxes(seed: int, size: int) -> None:
    table = draw_table(seed, size)
    inverse = invert_table(table)
    added = table.value_added / table.output @ inverse
    assert added + (table.imports + table.taxes) / table.output @ inverse == pytest.approx(np.ones(size), rel=1e-12)
    assert points(table, "S0")["value_added", "I", "domestic"] == pytest.approx(added[0], rel=1e-12)
    total = invert_table(table, "total")
    assert (table.value_added + table.taxes) / table.output @ total == pytest.approx(np.ones(size), rel=1e-12)


@settings(max_examples=15)
@given(seed=SEEDS)
def test_type_two_is_the_closed_table(seed: int) -> None:
    """Households as one more industry, inverted whole: their row is compensation, their column what they spend."""
    table = draw_table(seed)
    count = table.size
    assert table.compensation is not None
    assert table.household_purchases is not None
    closed = np.zeros((count + 1, count + 1))
    closed[:count, :count] = table.flows / table.output
    closed[count, :count] = table.compensation / table.output
    income = max(table.household_purchases.sum(), table.compensation.sum())
    closed[:count, count] = table.household_purchases / income
    inverse = np.linalg.inv(np.eye(count + 1) - closed)
    found = points(table, "S2")
    assert found["output", "II", "domestic"] == pytest.approx(inverse[:count, 2].sum(), rel=1e-10)
    assert found["income", "II", "domestic"] == pytest.approx(
        (table.compensation / table.output) @ inverse[:count, 2], rel=1e-10
    )


@settings(max_examples=10)
@given(seed=SEEDS)
def test_two_identical_industries_merged_change_nothing(seed: int) -> None:
    """An industry in two halves with the same column and buyers: the others, and both halves, are as before."""
    whole = draw_table(seed, 4)
    half = [0.5, 0.5]
    rows = np.vstack([whole.flows[:3], np.outer(half, whole.flows[3])])
    flows = np.hstack([rows[:, :3], np.outer(rows[:, 3], half)])
    assert whole.compensation is not None
    assert whole.jobs is not None
    assert whole.household_purchases is not None
    vectors = {
        "VA": whole.value_added,
        "D1": whole.compensation,
        "M": whole.imports,
        "T": whole.taxes,
        "JOBS": whole.jobs,
    }
    divided = build_made_up(
        flows.tolist(),
        {name: [*values[:3], *(values[3] * 0.5 for _ in half)] for name, values in vectors.items()},
        [*whole.household_purchases[:3], *(whole.household_purchases[3] * 0.5 for _ in half)],
    )
    for code, same in (("S0", "S0"), ("S3", "S3"), ("S3", "S4")):
        assert points(divided, same) == pytest.approx(points(whole, code), rel=1e-9)


@settings(max_examples=6)
@given(seed=SEEDS)
def test_rounds_give_what_lapack_gives(seed: int) -> None:
    """The way of large tables, on one that is not."""
    source = np.random.default_rng(seed)
    flows = source.random((120, 120)) * (source.random((120, 120)) < 0.2)
    matrix = PurchaseMatrix(flows / np.maximum(flows.sum(axis=0), 1e-9) * source.uniform(0.2, 0.9, 120))
    kinds = np.column_stack([np.ones(120), source.random(120), np.zeros(120)])
    found = solver._solve_by_rounds(matrix, kinds)
    assert found is not None
    assert found == pytest.approx(solve_adjoint(matrix, kinds), rel=1e-11, abs=1e-11)


def test_imports_by_product_are_followed_as_they_are() -> None:
    """One row of imports an industry: the total matrix is the sum of both, not the same scale for all."""
    table = draw_table(3, 3)
    by_product = np.array([[1.0, 0, 2], [0, 3, 0], [4, 0, 0]])
    both = InputOutputTable(
        codes=table.codes,
        flows=table.flows,
        imports=by_product.sum(axis=0),
        imports_by_product=by_product,
        taxes=table.taxes,
        value_added=table.value_added,
        compensation=None,
        jobs=None,
        household_purchases=None,
        household_imports=np.zeros(3),
        household_taxes=0.0,
        output=table.flows.sum(axis=0) + by_product.sum(axis=0) + table.taxes + table.value_added,
    )
    expected = (both.flows + by_product) / both.output
    assert build_system(both, "total").purchases.dense() == pytest.approx(expected, rel=1e-14)
    assert {(one.kind, one.type) for one in compute_multipliers(both, "S0").multipliers} == {
        ("output", "I"),
        ("value_added", "I"),
    }
