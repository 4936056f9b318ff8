"""The response phase, beside R’s two-phase designs and beside a program that shares nothing with the engine.

That program sums over every pair of respondents, with the exact probability that both were drawn and both answered, and
regresses by eliminating unknowns; it reads the sample as plain rows.
"""

import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from support.scenes.survey_sample import COLUMNS, CONTROLS, make_sample, make_spec

from filiere.core import read_yaml
from filiere.survey.estimates import SurveyResult, calibrate_sample, estimate_outcomes

REFERENCE = read_yaml(Path(__file__).with_name("r_values.yaml")).data
PHASES = {"strata": "stratum", "fpc": "phase_size", "response_group": "group", "outcomes": ({"column": "answers"},)}


def test_two_phases_are_those_of_r() -> None:
    answer = estimate_outcomes(make_sample(), make_spec(weight="phase_weight", **PHASES))
    for found, (statistic, value, drawn, response) in zip(answer.estimates, REFERENCE["two_phases"], strict=True):
        assert found.statistic == statistic
        assert found.value == pytest.approx(float(value), rel=1e-9)
        assert found.se_response == pytest.approx(math.sqrt(response), rel=1e-9)
        assert found.se == pytest.approx(math.sqrt(drawn + response), rel=1e-9)
        assert found.response_share == pytest.approx(float(response / (drawn + response)), rel=1e-9)


def solve(rows: list[list[float]], right: list[float]) -> list[float]:
    """Solve equations by eliminating unknowns, in fractions."""
    system = [[Fraction(value) for value in (*row, end)] for row, end in zip(rows, right, strict=True)]
    size = len(system)
    for place in range(size):
        pivot = max(range(place, size), key=lambda row: abs(system[row][place]))
        system[place], system[pivot] = system[pivot], system[place]
        for row in range(size):
            if row != place:
                factor = system[row][place] / system[place][place]
                system[row] = [a - factor * b for a, b in zip(system[row], system[place], strict=True)]
    return [float(system[place][-1] / system[place][place]) for place in range(size)]


def linear_weights(units: list[dict[str, Any]], totals: list[float]) -> None:
    """Add to each respondent its final weight by the linear method, in closed form."""
    answered = [unit for unit in units if unit["answers"] is not None]
    size = len(totals)
    products = [[sum(u["start"] * u["x"][a] * u["x"][b] for u in answered) for b in range(size)] for a in range(size)]
    lack = [total - sum(u["start"] * u["x"][a] for u in answered) for a, total in enumerate(totals)]
    slopes = solve(products, lack)
    for unit in answered:
        unit["ratio"] = 1 + sum(slope * x for slope, x in zip(slopes, unit["x"], strict=True))
    moments = [sum(u["start"] * u["x"][a] * u["answers"] for u in answered) for a in range(size)]
    fitted = solve(products, moments)
    for unit in answered:
        unit["residual"] = unit["answers"] - sum(slope * x for slope, x in zip(fitted, unit["x"], strict=True))


def pair_probability(a: dict[str, Any], b: dict[str, Any], counts: dict[str, tuple[int, int]]) -> float:
    drawn, answered = counts[a["group"]]
    if a is b:
        return answered / drawn
    if a["group"] == b["group"]:
        return answered * (answered - 1) / (drawn * (drawn - 1))
    return (answered / drawn) * (counts[b["group"]][1] / counts[b["group"]][0])


def variances(units: list[dict[str, Any]]) -> tuple[float, float]:
    """Return the variance of the draw of clusters in strata, and that of the response, by sums over pairs."""
    answered = [unit for unit in units if unit["answers"] is not None]
    counts: dict[str, tuple[int, int]] = {}
    for group in {unit["group"] for unit in units}:
        inside = [unit for unit in units if unit["group"] == group]
        counts[group] = (len(inside), sum(unit["answers"] is not None for unit in inside))
    drawn = response = 0.0
    for a in answered:
        for b in answered:
            both = pair_probability(a, b, counts)
            product = a["z"] * b["z"] / both
            if a["stratum"] == b["stratum"]:
                clusters = len({unit["psu"] for unit in units if unit["stratum"] == a["stratum"]})
                rest = 1 - clusters / a["clusters"]
                drawn += product * rest * (1 if a["psu"] == b["psu"] else -1 / (clusters - 1))
            alone = pair_probability(a, a, counts) * pair_probability(b, b, counts)
            response += product * (both - alone) / alone
    return drawn, response


def list_units() -> list[dict[str, Any]]:
    units = [dict(zip(COLUMNS, values, strict=True)) for values in zip(*COLUMNS.values(), strict=True)]
    for unit in units:
        inside = [one for one in units if one["group"] == unit["group"]]
        unit["start"] = unit["weight"] * len(inside) / sum(one["answers"] is not None for one in inside)
        unit["x"] = [*(float(unit["region"] == name) for name in ("east", "north", "south")), float(unit["size"])]
    return units


def test_calibration_after_response_groups_equals_an_independent_program() -> None:
    units = list_units()
    linear_weights(units, [95.0, 88.0, 79.0, 4760.0])
    answered = [unit for unit in units if unit["answers"] is not None]
    for unit in answered:
        unit["z"] = unit["ratio"] * unit["weight"] * unit["residual"]
    drawn, response = variances(units)
    clustered = PHASES | {"psu": "psu", "fpc": "clusters"}
    answer = calibrate_sample(make_sample(), make_spec(controls=CONTROLS, **clustered))
    total = answer.estimates[0]
    assert total.value == pytest.approx(sum(u["start"] * u["ratio"] * u["answers"] for u in answered), rel=1e-6)
    assert total.se == pytest.approx(math.sqrt(drawn + response), rel=1e-6)
    assert total.se_response == pytest.approx(math.sqrt(response), rel=1e-6)
    assert [weight > 0 for weight in answer.weights] == [unit["answers"] is not None for unit in units]
    assert answer.response_rates == {"x": (30, 22), "y": (30, 21)}


def test_everybody_answering_leaves_one_phase() -> None:
    whole = PHASES | {"outcomes": ({"column": "pay"},)}
    single = {key: value for key, value in whole.items() if key != "response_group"}

    def answer(keys: dict[str, Any]) -> SurveyResult:
        return calibrate_sample(make_sample(), make_spec(controls=CONTROLS, **keys))

    for two, one in zip(answer(whole).estimates, answer(single).estimates, strict=True):
        assert two.se_response == 0
        assert (two.value, two.se) == pytest.approx((one.value, one.se), rel=1e-9)


def test_a_column_says_who_responded() -> None:
    """A value that a respondent left out is outside the domain; the respondent keeps a weight."""
    said = [0 if value is None else 1 for value in COLUMNS["answers"]]
    partial = [None if place == 0 else value for place, value in enumerate(COLUMNS["answers"])]
    table = make_sample(said=said, answers=partial)
    whole = estimate_outcomes(make_sample(), make_spec(**PHASES))
    found = estimate_outcomes(table, make_spec(respondent="said", **PHASES))
    assert found.weights.tolist() == whole.weights.tolist()
    assert found.estimates[0].n == whole.estimates[0].n - 1
