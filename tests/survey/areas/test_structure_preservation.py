"""Structure-preserving tables: margins hold, odds ratios stay, and what the seed does not know is measured."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.core import Faults
from filiere.survey.areas import measure_structure_error, preserve_structure

ROWS, COLUMNS = ("north", "south", "west"), ("inbound", "outbound")


def draw_tables(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A seed table and another one that gives the margins."""
    generator = np.random.default_rng(seed)
    return generator.gamma(1, 10, (3, 2)) + 0.1, generator.gamma(1, 10, (3, 2)) + 0.1


@settings(max_examples=20)
@given(st.integers(0, 2**32))
def test_margins_hold_and_odds_ratios_stay(drawn: int) -> None:
    seed, other = draw_tables(drawn)
    found = preserve_structure(seed, other.sum(axis=1), other.sum(axis=0), rows=ROWS, columns=COLUMNS)
    assert found.values.sum(axis=1) == pytest.approx(other.sum(axis=1))
    assert found.values.sum(axis=0) == pytest.approx(other.sum(axis=0))
    odds = found.values[:, 0] / found.values[:, 1] / (seed[:, 0] / seed[:, 1])
    assert odds == pytest.approx(np.full(3, odds[0]))


def test_a_zero_stays_and_an_empty_margin_is_ordinary() -> None:
    seed = np.array([[0.0, 4], [3, 2], [1, 1]])
    found = preserve_structure(seed, np.array([5.0, 5, 0]), np.array([3.0, 7]), rows=ROWS, columns=COLUMNS)
    assert found.values.tolist() == [[0, pytest.approx(5)], [pytest.approx(3), pytest.approx(2)], [0, 0]]


@settings(max_examples=10)
@given(st.integers(0, 2**32))
def test_a_seed_that_knows_the_structure_makes_no_error_on_rows_left_out(drawn: int) -> None:
    seed, other = draw_tables(drawn)
    known = seed * np.array([2.0, 5, 0.5])[:, None] * np.array([3.0, 0.7])
    right = measure_structure_error(seed, known, rows=ROWS, columns=COLUMNS)
    assert right.misplaced == pytest.approx(0, abs=1e-9)
    wrong = measure_structure_error(seed, other, rows=ROWS, columns=COLUMNS)
    assert 0 <= wrong.misplaced <= 1
    assert len(wrong.rows) == 3


def test_a_row_in_the_wrong_columns_is_counted_by_its_share() -> None:
    seed = np.array([[5.0, 5], [5, 5], [5, 5]])
    known = np.array([[6.0, 4], [6, 4], [2, 8]])
    found = measure_structure_error(seed, known, rows=ROWS, columns=COLUMNS)
    # The two others have 60 % in the first column, and the last row 20 %.
    assert dict(found.rows)["west"] == pytest.approx(0.4)
    assert found.misplaced == pytest.approx(found.plain)


@pytest.mark.parametrize(
    ("seed", "row_totals", "column_totals", "codes"),
    [
        ([[1, 2], [3, 4]], [1, 2, 3], [3, 3], ["areas-seed-shape"]),
        ([[1, -2], [3, 4], [np.nan, 1]], [1, 2, 3], [3, 3], ["areas-seed-value"] * 2),
        ([[1, 2], [3, 4], [5, 6]], [1, 2, -3], [3, 3], ["areas-seed-value"]),
        ([[1, 2], [3, 4], [5, 6]], [1, 2, 3], [3, 4], ["areas-margins-disagree"]),
        ([[0, 0], [3, 4], [5, 6]], [1, 2, 3], [3, 3], ["areas-empty-margin"]),
        ([[0, 4], [3, 0], [0, 1]], [5, 1, 0], [3, 3], ["areas-structure-conflict"]),
    ],
    ids=["shape", "cells", "margin", "totals", "empty", "zeros"],
)
def test_a_seed_is_refused_with_its_reason(
    seed: list[list[float]], row_totals: list[float], column_totals: list[float], codes: list[str]
) -> None:
    with pytest.raises(Faults) as refusal:
        preserve_structure(
            np.array(seed, dtype=float),
            np.array(row_totals, dtype=float),
            np.array(column_totals, dtype=float),
            rows=ROWS,
            columns=COLUMNS,
        )
    assert [fault.code for fault in refusal.value.faults] == codes
