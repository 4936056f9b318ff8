"""How few units carry a variance: the shares are those of the variance itself, and a few heavy units are named."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.survey_sample import COLUMNS, DESIGNS, OUTCOMES, make_sample, make_spec

from filiere.survey.estimates import (
    TableReader,
    calibrate_sample,
    compute_variance,
    estimate_outcomes,
    measure_concentration,
    read_design,
    share_variance,
)

SHARES = st.lists(st.integers(0, 1000), min_size=1, max_size=40)
VALUES = st.lists(st.integers(0, 90), min_size=60, max_size=60)


@settings(max_examples=40)
@given(SHARES, st.integers(2, 9))
def test_a_concentration_is_that_of_its_shares(shares: list[int], times: int) -> None:
    """Neither order nor scale changes it; half is carried by as many as are told, and by no fewer."""
    terms = np.array(shares, dtype=np.float64)
    found, total = measure_concentration(terms), float(terms.sum())
    again = measure_concentration(terms[::-1] * times)
    assert (again.half, again.units) == (found.half, found.units)
    assert again.effective == pytest.approx(found.effective)
    if not total:
        assert (found.half, found.carriers, found.effective) == (0, (), 0.0)
        return
    heaviest = np.sort(terms)[::-1]
    assert heaviest[: found.half].sum() >= total / 2 > heaviest[: found.half - 1].sum()
    assert 1 - 1e-9 <= found.effective <= found.units + 1e-9
    assert [share for _, share in found.carriers] == pytest.approx((heaviest[heaviest > 0] / total)[:10].tolist())
    assert all(terms[row] / total == pytest.approx(share) for row, share in found.carriers)


@settings(max_examples=15)
@given(VALUES, st.sampled_from(sorted(DESIGNS)))
def test_shares_are_the_terms_of_the_variance(values: list[int], design: str) -> None:
    """Without a response phase, what is left of the variance when a unit is at its stratum’s mean is counted apart."""
    reader = TableReader(make_sample(), [])
    drawn = read_design(reader, make_spec(**DESIGNS[design]))
    assert drawn is not None
    contributions = np.array(values, dtype=np.float64) * np.array(COLUMNS["weight"])
    parts = compute_variance(drawn, contributions)
    shares = share_variance(drawn, contributions, parts)
    assert (shares >= 0).all()
    if not parts.total:
        assert not shares.any()
        return
    assert float(shares.sum()) == pytest.approx(1)
    sums = [sum(contributions[drawn.units == unit]) for unit in range(len(drawn.unit_strata))]
    for unit, stratum in enumerate(drawn.unit_strata.tolist()):
        others = [one for one, other in zip(sums, drawn.unit_strata.tolist(), strict=True) if other == stratum]
        n = len(others)
        term = drawn.remainders[stratum] * n / (n - 1) * (sums[unit] - sum(others) / n) ** 2
        assert shares[unit] * parts.total == pytest.approx(term, abs=1e-6 * parts.total)


@settings(max_examples=10)
@given(VALUES)
def test_shares_of_a_variance_with_non_response_add_up_too(values: list[int]) -> None:
    """Those who did not answer carry nothing of it; those who did carry all."""
    spec = make_spec(response_group="group", outcomes=[{"column": "answers", "statistics": ["total"]}])
    known = [None if answer is None else value for answer, value in zip(COLUMNS["answers"], values, strict=True)]
    estimate = estimate_outcomes(make_sample(answers=known), spec).estimates[0]
    assert estimate.concentration is not None
    assert estimate.concentration.units == sum(answer is not None for answer in known)
    assert all(known[row] is not None for row, _ in estimate.concentration.carriers)
    if estimate.se:
        assert 1 <= estimate.concentration.effective <= estimate.concentration.units + 1e-9


def test_one_heavy_unit_is_named_by_its_row() -> None:
    """Row 17 has ninety times what the others have: it carries nearly all, and the estimate says so."""
    pay = [9000 if row == 17 else 100 + row % 3 for row in range(60)]
    estimate = estimate_outcomes(make_sample(pay=pay), make_spec(outcomes=OUTCOMES[:1])).estimates[0]
    told = estimate.concentration
    assert told is not None
    assert told.is_high
    assert (told.half, told.carriers[0][0]) == (1, 17)
    assert told.as_json()["carriers"][0]["row"] == 18
    level = estimate_outcomes(make_sample(), make_spec(outcomes=OUTCOMES[:1])).estimates[0].concentration
    assert level is not None
    assert not level.is_high


def test_a_unit_that_the_controls_predict_carries_nothing() -> None:
    """Calibrated on its size, a centre of which the outcome is the size has no part in the variance."""
    spec = make_spec(
        controls=[{"column": "size", "type": "numeric", "total": 4760}],
        method="linear",
        outcomes=[{"column": "size", "statistics": ["total"]}],
    )
    told = calibrate_sample(make_sample(), spec).estimates[0]
    assert told.se == pytest.approx(0, abs=1e-6)
