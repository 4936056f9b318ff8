"""Weights, estimates and standard errors beside those of R’s ``survey`` and of INSEE’s ``icarus``, to six digits."""

from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from support.scenes.survey_sample import DESIGNS, METHODS, OUTCOMES, make_sample, make_spec

from filiere.core import read_yaml
from filiere.survey.estimates import ColumnTable, SurveyResult, calibrate_sample, estimate_outcomes

SIX_DIGITS = 1e-9
"""Relative; both sides are computed to rounding."""
REFERENCE = read_yaml(Path(__file__).with_name("r_values.yaml")).data

# Calibration of `apiclus1` (California schools, in R's survey): stype E 4421, H 755, M 1018; api99 3,914,069. Weights
# of the first rows, total and mean of enroll then of acs.46 (26 values missing), each with its standard error, as R
# 4.5.0 with survey 4.4-2 gives them at epsilon 1e-13.
SCHOOLS: dict[str, tuple[dict[str, Any], list[float], list[tuple[float, float]]]] = {
    "linear": (
        {},
        [51.63274259488476, 27.03835831508480, 25.26784624842814, 34.86946937914311],
        [
            (3638487.20413188, 385524.4273524788),
            (587.4212470345302, 62.24159305012576),
            (146478.417415776, 5042.232141449436),
            (29.18721646580397, 0.3408052725971073),
        ],
    ),
    "raking": (
        {},
        [49.21638613737210, 26.72126716647294, 25.32356218257483, 33.88889422479726],
        [
            (3616588.563268754, 387618.6303799405),
            (583.885786772482, 62.57969492733943),
            (146259.910706108, 5098.78004548051),
            (29.16535278560147, 0.3469179627608598),
        ],
    ),
    "logit": (
        {"bounds": (0.3, 2)},
        [52.80589249771349, 26.35332266713511, 24.74623552418086, 34.55525807748404],
        [
            (3645002.982016047, 383124.6996059336),
            (588.4731969673951, 61.85416525765799),
            (146464.4626629488, 5044.31860661989),
            (29.17456634570798, 0.3434227652477738),
        ],
    ),
    "truncated": (
        {"bounds": (0.6, 1.7)},
        [54.69315830144015, 26.21105274336128, 24.25425798079781, 34.86610650085358],
        [
            (3654881.69020545, 380349.0690156379),
            (590.0680804335607, 61.40604924372593),
            (146314.8368465033, 5069.930521214817),
            (29.16838503649602, 0.3451437763631879),
        ],
    ),
}


@cache
def compute_answer(design: str, method: str) -> SurveyResult:
    keys = {**DESIGNS[design], **METHODS[method], "outcomes": OUTCOMES, "domains": ("kind",), "tolerance": 1e-12}
    compute = estimate_outcomes if method == "none" else calibrate_sample
    return compute(make_sample(), make_spec(**keys))


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("method", METHODS)
def test_estimates_are_those_of_r(design: str, method: str) -> None:
    answer = compute_answer(design, method)
    found = {(one.outcome, one.statistic, one.domain): (one.value, one.se) for one in answer.estimates}
    rows = [row[2:] for row in REFERENCE["estimates"] if row[:2] == [design, method]]
    assert len(rows) == 14
    for outcome, statistic, domain, value, se in rows:
        expected = (float(value), float(se))
        assert found[outcome, statistic, domain] == pytest.approx(expected, rel=SIX_DIGITS), (outcome, statistic)


@pytest.mark.parametrize("method", [method for method in METHODS if method != "none"])
def test_weights_are_those_of_r(method: str) -> None:
    answer = compute_answer("clustered", method)
    expected = [float(value) for value in REFERENCE["weights"][method]]
    assert answer.weights[: len(expected)].tolist() == pytest.approx(expected, rel=SIX_DIGITS)
    low, high = METHODS[method].get("bounds", (-10, 10))
    assert low <= answer.ratio_range[0] < 1 < answer.ratio_range[1] <= high


def read_table(path: Path) -> ColumnTable:
    table = pq.read_table(path)
    return ColumnTable({name: table.column(name).to_pylist() for name in table.column_names})


@pytest.mark.parametrize("method", SCHOOLS)
def test_schools_are_calibrated_as_in_r(method: str, shared_data: Path) -> None:
    keys, weights, expected = SCHOOLS[method]
    controls = (
        {"column": "stype", "type": "factor", "totals": {"E": 4421, "H": 755, "M": 1018}},
        {"column": "api99", "type": "numeric", "total": 3914069},
    )
    outcomes = ({"column": "enroll"}, {"column": "acs.46"})
    spec = make_spec(weight="pw", psu="dnum", fpc="fpc", controls=controls, method=method, outcomes=outcomes, **keys)
    answer = calibrate_sample(read_table(shared_data / "survey" / "survey_api__apiclus1.parquet"), spec)
    assert answer.weights[:4].tolist() == pytest.approx(weights, rel=SIX_DIGITS)
    found = [part for one in answer.estimates for part in (one.value, one.se)]
    assert found == pytest.approx([part for pair in expected for part in pair], rel=SIX_DIGITS)
    assert [one.n for one in answer.estimates] == [183, 183, 157, 157]


@pytest.mark.parametrize(
    ("method", "column", "bounds"),
    [("linear", "wLinear", None), ("raking", "wRaking", None), ("logit", "wLogit", (0.4, 2.2))],
)
def test_employees_are_calibrated_as_by_icarus(
    method: str, column: str, bounds: tuple[float, float] | None, shared_data: Path
) -> None:
    controls = (
        {"column": "category", "type": "factor", "totals": {1: 80, 2: 90, 3: 60}},
        {"column": "sex", "type": "factor", "totals": {1: 140, 2: 90}},
        {"column": "department", "type": "factor", "totals": {1: 100, 2: 130}},
        {"column": "salary", "type": "numeric", "total": 470000},
    )
    spec = make_spec(controls=controls, method=method, bounds=bounds)
    folder = shared_data / "survey"
    answer = calibrate_sample(read_table(folder / "icarus_data_employees__data_employees.parquet"), spec)
    expected = read_table(folder / "icarus_data_employees__calWeights_movies.parquet").column(column)
    assert [round(weight, 4) for weight in answer.weights.tolist()] == [float(str(weight)) for weight in expected]
