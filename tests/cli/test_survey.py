"""``filiere survey``: weights and estimates for people and for programs, and a refusal that is an answer too."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support.scenes.survey_sample import COLUMNS

Ran = tuple[int, str, str]
Run = Callable[..., Ran]
COMMAND = "survey"

SPEC = """weight: weight
strata: stratum
psu: psu
fpc: clusters
response_group: null
controls:
- intercept: 262
- {column: region, type: factor, totals: {east: 95, north: 88, south: 79}}
- {column: size, type: numeric, total: 4760}
method: METHOD
bounds: BOUNDS
tolerance: 1e-12
outcomes: [{column: hours, statistics: [total, mean]}]
domains: []
"""
PLAIN = "weight: weight\nstrata: stratum\npsu: psu\nfpc: clusters\noutcomes: [{column: hours}]\ndomains: [kind]\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The sample of sixty units as a CSV file."""
    path = tmp_path / "sample.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        writer.writerows(zip(*COLUMNS.values(), strict=True))
    return path


def write_spec(folder: Path, method: str, bounds: str = "null") -> str:
    path = folder / "spec.yaml"
    path.write_text(SPEC.replace("METHOD", method).replace("BOUNDS", bounds), encoding="utf-8")
    return str(path)


def test_calibration_for_a_program(run: Run, data: Path, tmp_path: Path) -> None:
    status, out, err = run("calibrate", str(data), "--spec", write_spec(tmp_path, "linear"), "--format", "json")
    answer = json.loads(out)
    assert (status, err, answer["refusals"]) == (0, "", [])
    assert len(answer["weights"]) == 60
    # The first weight of R's survey: tests/survey/estimates/r_values.yaml.
    assert answer["weights"][0] == pytest.approx(1.64034597776467, rel=1e-9)
    assert answer["g_min"] < 1 < answer["g_max"]
    assert [one["margin"] for one in answer["margins"]][:2] == ["intercept", "region=east"]
    assert answer["estimates"][0].keys() >= {"outcome", "statistic", "domain", "value", "se", "n", "se_response"}
    assert (answer["estimates"][0]["n"], answer["estimates"][0]["se_response"]) == (55, None)


def test_calibration_for_a_person(run: Run, data: Path, tmp_path: Path) -> None:
    spec = write_spec(tmp_path, "logit", "[0.6, 1.6]")
    for lang, words in (
        ("fr", ("Total connu", "Erreur type", "oui")),
        ("en", ("Known total", "Standard error", "yes")),
    ):
        status, out, _ = run("calibrate", str(data), "--spec", spec, "--lang", lang)
        assert status == 0
        assert [word for word in words if word not in out] == []


def test_a_refusal_is_an_answer(run: Run, data: Path, tmp_path: Path) -> None:
    spec = write_spec(tmp_path, "truncated", "[0.95, 1.05]")
    status, out, err = run("calibrate", str(data), "--spec", spec, "--format", "json", "--lang", "en")
    answer = json.loads(out)
    assert (status, answer["weights"], answer["estimates"]) == (1, [], [])
    (refusal,) = answer["refusals"]
    assert (refusal["code"], refusal["key"]) == ("survey-bounds-infeasible", "bounds")
    low, high = refusal["nearest_bounds"]
    assert low < 0.95 < 1.05 < high
    assert refusal["conflict"]
    assert "The nearest feasible bounds are" in err


def test_an_estimate_without_calibration(run: Run, data: Path, tmp_path: Path) -> None:
    spec = tmp_path / "plain.yaml"
    spec.write_text(PLAIN, encoding="utf-8")
    status, out, _ = run("estimate", str(data), "--spec", str(spec), "--format", "json")
    answer = json.loads(out)
    assert status == 0
    assert "weights" not in answer
    found = {(one["statistic"], one["domain"]): (one["value"], one["se"]) for one in answer["estimates"]}
    assert found["total", None] == pytest.approx((25200, 1569.66429531923), rel=1e-9)
    assert found["mean", "kind=p"] == pytest.approx((101.057851239669, 5.66173093955811), rel=1e-9)


def test_errors_by_resampling_stand_beside_the_others_and_change_nothing_else(
    run: Run, data: Path, tmp_path: Path
) -> None:
    asked = ("calibrate", str(data), "--spec", write_spec(tmp_path, "linear"), "--format", "json")
    plain = json.loads(run(*asked)[1])
    drawn = ("--bootstrap", "40", "--seed", "7")
    outs = [run(*asked, *drawn)[1] for _ in range(2)]
    assert outs[0] == outs[1]
    answer = json.loads(outs[0])
    assert answer.pop("bootstrap") == {"replicates": 40, "failed": 0, "seed": 7}
    for one in answer["estimates"]:
        again = one.pop("se_bootstrap")
        assert again == pytest.approx(one["se"], rel=0.5)
        assert one.pop("low_bootstrap") == pytest.approx(one["value"] - 1.959963984540054 * again)
        assert one.pop("high_bootstrap") > one["value"]
    assert answer == plain


def test_errors_by_resampling_for_a_person(run: Run, data: Path, tmp_path: Path) -> None:
    (tmp_path / "plain.yaml").write_text(PLAIN, encoding="utf-8")
    asked = ("estimate", str(data), "--spec", str(tmp_path / "plain.yaml"), "--bootstrap", "20", "--seed", "1")
    for lang, words in (("fr", "Erreur par rééchantillonnage"), ("en", "Error by resampling")):
        status, out, _ = run(*asked, "--lang", lang)
        assert status == 0
        assert words in out.splitlines()[0]
        assert "20" in out.splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("calibrate", "DATA", "--spec", "SPEC", "--bootstrap", "40"), 2, "survey-replicates-need-a-seed"),
        (("calibrate", "DATA", "--spec", "SPEC", "--seed", "1"), 2, "survey-seed-unused"),
        (("calibrate", "absent.csv", "--spec", "SPEC"), 2, "data-unreadable"),
        (("calibrate", "DATA", "--spec", "absent.yaml"), 2, "absent.yaml"),
        (("estimate", "DATA", "--spec", "SPEC"), 1, "survey-controls-unused"),
        (("calibrate", "SPEC", "--spec", "SPEC"), 1, "data-format"),
    ],
)
def test_wrong_files(run: Run, data: Path, tmp_path: Path, words: tuple[str, ...], status: int, said: str) -> None:
    given = {"DATA": str(data), "SPEC": write_spec(tmp_path, "linear")}
    found, out, err = run(*(given.get(word, word) for word in words), "--format", "json")
    assert found == status
    assert said in err
    assert json.loads(out)["refusals"]
