"""The area-level model: printed values of its reference program, an independent program, and what always holds."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.oracles.area_model_oracle import fit_by_contrasts

from filiere.core import Faults
from filiere.core.yaml_documents import parse_yaml, read_yaml
from filiere.survey.areas import (
    AreaResult,
    AreaSpecification,
    AreaTable,
    build_area_table,
    estimate_areas,
    estimate_table,
    fit_area_model,
    measure_left_out_error,
    parse_area_specification,
)
from filiere.survey.estimates import ColumnTable

HERE = Path(__file__).parent
MILK = read_yaml(HERE / "milk.yaml").data
REFUSALS = read_yaml(HERE / "refusals.yaml").data
SLOW_SEEDS = (98,)
PLAIN = {"direct": "direct", "variance": "variance", "covariates": ["height"], "area": "area"}


def read_milk() -> dict[str, list[object]]:
    """The example's columns, its standard errors squared."""
    with (HERE / "milk.csv").open(encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    columns: dict[str, list[object]] = {name: [row[name] for row in rows] for name in rows[0]}
    return columns | {"variance": [float(row["sd"]) ** 2 for row in rows]}


def run_milk(data: dict[str, list[object]] | None = None, **changes: object) -> AreaResult:
    specification = AreaSpecification(**MILK["specification"] | changes)
    return estimate_areas(build_area_table(ColumnTable(data or read_milk()), specification), specification)


def make_table(rows: list[list[object]]) -> dict[str, list[object]]:
    return dict(zip(["area", "direct", "variance", "height"], map(list, zip(*rows, strict=True)), strict=True))


def test_milk_to_its_printed_decimals() -> None:
    found = run_milk()
    assert f"{found.model.refvar:.9f}" == MILK["refvar"]
    assert [f"{value:.6f}" for value in found.model.beta] == MILK["beta"]
    for name in ("estimate", "mse"):
        assert [f"{getattr(area, name):.6f}" for area in found.areas[:5]] == MILK[name]


@st.composite
def tables(draw: st.DrawFn) -> AreaTable:
    """Four to twelve areas with up to two covariates, from no variance between areas to a large one."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    areas = draw(st.integers(5, 12))
    terms = draw(st.integers(0, 2))
    covariates = np.column_stack([np.ones(areas), *(generator.gamma(2, 3, areas) for _ in range(terms))])
    variance = generator.gamma(2, 1, areas) + 0.05
    deviations = generator.normal(0, draw(st.sampled_from([0.0, 1.0, 5.0])), areas)
    direct = covariates @ np.arange(1, terms + 2) + deviations + generator.normal(0, np.sqrt(variance))
    return AreaTable(
        tuple(map(str, range(areas))), direct, variance, covariates, tuple("ixy"[: terms + 1]), np.ones(areas)
    )


@settings(max_examples=25)
@given(tables())
def test_an_independent_program_finds_the_same(table: AreaTable) -> None:
    oracle = fit_by_contrasts(table.direct, table.variance, table.covariates)
    model = fit_area_model(table)
    estimates, errors, _ = estimate_table(table, model)
    assert model.refvar == pytest.approx(oracle.refvar, abs=1e-6)
    assert model.beta == pytest.approx(oracle.beta, abs=1e-6)
    assert estimates == pytest.approx(oracle.estimates, abs=1e-6)
    assert errors == pytest.approx(oracle.errors, abs=1e-6)


def make_unequal_table(seed: int, areas: int, slope: float, *, shape: float, unit: float) -> AreaTable:
    """Areas whose sampling variances differ by a factor of a hundred and more."""
    generator = np.random.default_rng(seed)
    covariates = np.column_stack([np.ones(areas), generator.normal(0, 1, areas)])
    variance = generator.gamma(shape, unit, areas) + 1e-4 * unit
    direct = covariates @ [slope, slope] + generator.normal(0, np.sqrt(variance + 0.05 * unit))
    return AreaTable(tuple(map(str, range(areas))), direct, variance, covariates, ("i", "x"), np.ones(areas))


@pytest.mark.parametrize("seed", SLOW_SEEDS)
def test_the_variance_is_found_where_scoring_nears_it_slowly(seed: int) -> None:
    table = make_unequal_table(seed, 12, 1.0, shape=0.4, unit=1000.0)
    oracle = fit_by_contrasts(table.direct, table.variance, table.covariates)
    model = fit_area_model(table)
    assert model.refvar == pytest.approx(oracle.refvar, rel=1e-6, abs=1e-6)
    assert model.iterations < 150


@settings(max_examples=15)
@given(tables(), st.sampled_from([1e-6, 1000.0]))
def test_another_unit_changes_nothing_else(table: AreaTable, unit: float) -> None:
    scaled = AreaTable(
        table.names, table.direct * unit, table.variance * unit**2, table.covariates * 7, table.terms, table.weights
    )
    estimates, errors, weights = estimate_table(table, fit_area_model(table))
    other_estimates, other_errors, other_weights = estimate_table(scaled, fit_area_model(scaled))
    assert other_estimates / unit == pytest.approx(estimates, rel=1e-6, abs=1e-6)
    assert other_errors / unit**2 == pytest.approx(errors, rel=1e-6)
    assert other_weights == pytest.approx(weights, abs=1e-6)


@settings(max_examples=15)
@given(tables())
def test_an_estimate_lies_between_the_survey_and_the_model(table: AreaTable) -> None:
    model = fit_area_model(table)
    estimates, _, weights = estimate_table(table, model)
    synthetic, _ = model.predict_areas(table.covariates)
    ends = np.sort(np.column_stack([table.direct, synthetic]), axis=1)
    assert (ends[:, 0] - 1e-9 <= estimates).all()
    assert (estimates <= ends[:, 1] + 1e-9).all()
    assert ((weights >= 0) & (weights <= 1)).all()
    # The less precise a direct estimate, the less it weighs.
    assert (np.diff(weights[np.argsort(table.variance)]) <= 1e-12).all()


def test_an_area_without_an_answer_is_predicted_and_named() -> None:
    data = read_milk()
    data["direct"] = ["", *data["direct"][1:]]
    data["variance"] = [None, *data["variance"][1:]]
    found = run_milk(data)
    first = found.areas[0]
    assert first.direct is None
    assert first.is_synthetic
    assert first.shrinkage == 0
    assert first.estimate == pytest.approx(float(found.model.beta[0]))
    assert first.mse > found.model.refvar
    assert any("(1) : 1." in note.fr and "(1): 1." in note.en for note in found.notes)


def test_areas_sum_to_the_published_total_and_say_so() -> None:
    weighted = read_milk() | {"size": list(range(1, 44))}
    found = run_milk(weighted, benchmark={"total": 900, "weight": "size"})
    assert found.benchmark is not None
    assert sum(area.benchmarked * size for size, area in enumerate(found.areas, 1)) == pytest.approx(900)
    assert found.benchmark.factor == pytest.approx(900 / found.benchmark.before)
    assert all(area.benchmarked_mse >= area.mse for area in found.areas)
    assert any("900" in note.fr for note in found.notes)


def test_an_area_is_publishable_under_the_stated_coefficient_only() -> None:
    found = run_milk(maximum_cv="0.1")
    assert {area.is_publishable for area in found.areas} == {True, False}
    assert all(area.is_publishable == (area.cv <= 0.1) for area in found.areas)


def test_the_error_on_areas_left_out_is_larger_than_the_fit() -> None:
    found = run_milk()
    assert found.left_out is not None
    assert found.left_out.areas == found.left_out.groups == 43
    fit = np.sqrt(np.mean([(area.estimate - area.direct) ** 2 for area in found.areas]))
    assert found.left_out.root_mean_square > fit
    assert found.left_out.root_mean_square < found.left_out.plain_mean_error
    assert 0.8 < found.left_out.coverage <= 1


def test_an_area_alone_in_its_category_cannot_be_left_out() -> None:
    data = read_milk()
    data["major"] = ["0", *data["major"][1:]]
    specification = AreaSpecification(**MILK["specification"])
    left_out = measure_left_out_error(build_area_table(ColumnTable(data), specification))
    assert left_out is not None
    assert (left_out.areas, left_out.unpredictable) == (42, 1)


@pytest.mark.parametrize(
    ("columns", "named"), [(["height", "double"], "double"), (["height", "half", "rest"], "rest")], ids=str
)
def test_a_collinear_covariate_is_named(columns: list[str], named: str) -> None:
    height = [1, 2, 4, 9, 7, 3]
    half = [5, 2, 8, 1, 1, 6]
    data = make_table([[name, value, 0.1, high] for name, value, high in zip("abcdef", half, height, strict=True)]) | {
        "double": [2 * value for value in height],
        "half": half,
        "rest": [3 - high - low for high, low in zip(height, half, strict=True)],
    }
    specification = AreaSpecification(**PLAIN | {"covariates": columns})
    with pytest.raises(Faults) as refusal:
        estimate_areas(build_area_table(ColumnTable(data), specification), specification)
    (fault,) = refusal.value.faults
    assert fault.code == "areas-collinear"
    assert f"“{named}”" in fault.message.en
    assert "× height" in fault.message.en


def test_a_constant_column_stands_for_the_intercept() -> None:
    data = read_milk() | {"unit": [1] * 43}
    given = run_milk(data, covariates=["unit", {"column": "major", "type": "factor"}])
    assert given.terms == ("unit", "major=2", "major=3", "major=4")
    assert given.model.beta == pytest.approx(run_milk().model.beta)


@pytest.mark.parametrize("case", REFUSALS["cases"], ids=lambda case: case["name"])
def test_a_table_is_refused_with_all_its_faults(case: dict) -> None:
    specification = AreaSpecification(**PLAIN | case.get("specification", {}))
    with pytest.raises(Faults) as refusal:
        estimate_areas(build_area_table(ColumnTable(make_table(case["rows"])), specification), specification)
    assert [fault.code for fault in refusal.value.faults] == case["codes"]
    assert [fault.line for fault in refusal.value.faults] == case["places"]


@pytest.mark.parametrize("case", REFUSALS["specifications"], ids=lambda case: case["name"])
def test_a_specification_is_refused_with_all_its_faults(case: dict) -> None:
    with pytest.raises(Faults) as refusal:
        parse_area_specification(parse_yaml(case["text"], Path("spec.yaml")))
    assert sorted(fault.code for fault in refusal.value.faults) == case["codes"]
