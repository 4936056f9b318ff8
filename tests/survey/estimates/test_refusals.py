"""What a sample, its controls or its bounds are refused for: the reason, its place, and what to do."""

from pathlib import Path
from typing import Any

import pytest
from support.scenes.survey_sample import COLUMNS, CONTROLS, make_sample, make_spec

from filiere.core import Faults, read_yaml
from filiere.survey.estimates import calibrate_sample, estimate_outcomes, read_survey_spec
from filiere.survey.estimates.faults import CATALOGUE

CASES = read_yaml(Path(__file__).with_name("refusals.yaml")).data
MORE: dict[str, list[Any]] = {
    "double": [2 * value for value in COLUMNS["size"]],
    "constant": [1] * 60,
    "alone": ["z", *COLUMNS["stratum"][1:]],
    "few": [15] * 60,
    "silent": ["mute" if value is None else "x" for value in COLUMNS["answers"]],
    "pairs": [f"pair {place // 2}" if place in (0, 1) else "x" for place in range(60)],
    "empty": [""] * 60,
    "zero": [0] * 60,
}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_refusal(case: dict[str, Any]) -> None:
    columns = {name: list(values) for name, values in {**COLUMNS, **MORE}.items()}
    for name, values in case.get("rows", {}).items():
        for row, value in values.items():
            columns[name][int(row)] = value
    with pytest.raises(Faults) as refused:
        calibrate_sample(make_sample(**columns), make_spec(**case["spec"]))
    found = {one.code: one for one in refused.value.faults}
    assert found.keys() == case["codes"].keys()
    for code, words in case["codes"].items():
        assert words in found[code].message.en
    if "lines" in case:
        assert [one.line for one in refused.value.faults] == case["lines"]


def test_every_refusal_has_its_case() -> None:
    tried = {code for case in CASES for code in case["codes"]}
    seeds = {"survey-replicates-need-a-seed", "survey-seed-unused"}
    replicates = {"survey-replicates", "survey-replicates-failed"}
    assert CATALOGUE.keys() - tried == {"survey-no-row", "survey-controls-unused"} | seeds | replicates


def test_an_estimate_takes_no_controls() -> None:
    with pytest.raises(Faults, match="survey-controls-unused"):
        estimate_outcomes(make_sample(), make_spec(controls=CONTROLS))


def test_a_sample_needs_rows() -> None:
    with pytest.raises(Faults, match="survey-no-row"):
        estimate_outcomes(make_sample(**{name: [] for name in COLUMNS}), make_spec())


def test_faults_of_a_specification_stand_at_their_keys(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(
        "weight: weight\nmethode: linear\ncontrols:\n- {column: size, type: numeric, totals: 3}\n", encoding="utf-8"
    )
    with pytest.raises(Faults) as refused:
        read_survey_spec(path, calibrated=True)
    found = {(one.code, one.key, one.line) for one in refused.value.faults}
    assert ("unknown-key", "methode", 2) in found
    assert ("missing-key", "controls[0].total", 4) in found


def test_a_word_that_is_none_is_told_once_with_those_that_are(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(
        "weight: weight\ncontrols:\n- {column: region, type: category, totals: {east: 3}}\n"
        "outcomes: [{column: pay, statistics: [median]}]\n",
        encoding="utf-8",
    )
    with pytest.raises(Faults) as refused:
        read_survey_spec(path, calibrated=True)
    found = {one.key: (one.code, one.remedy.en) for one in refused.value.faults}
    assert found == {
        "controls[0].type": ("unknown-word", "Allowed values: factor or numeric."),
        "outcomes[0].statistics[0]": ("unknown-word", "Allowed values: total, mean, ratio or quantile."),
    }


def test_a_key_that_nothing_follows_is_an_empty_list(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text("weight: weight\ncontrols:\noutcomes: null\ndomains: ~\n", encoding="utf-8")
    spec = read_survey_spec(path, calibrated=False).spec
    assert (spec.controls, spec.outcomes, spec.domains) == ((), (), ())
