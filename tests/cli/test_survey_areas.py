"""``filiere survey areas``: the object for programs, the table for people, and what is refused."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

Ran = tuple[int, str, str]
Run = Callable[..., Ran]
COMMAND = "survey"
MILK = Path(__file__).parents[1] / "survey" / "areas" / "milk.csv"
SPECIFICATION = "direct: direct\nvariance: variance\ncovariates: [{column: major, type: factor}]\narea: area\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    with MILK.open(encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    with (tmp_path / "areas.csv").open("w", encoding="utf-8", newline="") as written:
        table = csv.writer(written)
        table.writerow(["area", "direct", "variance", "major"])
        table.writerows([row["area"], row["direct"], float(row["sd"]) ** 2, row["major"]] for row in rows)
        table.writerow(["44", "", "", "2"])
    (tmp_path / "spec.yaml").write_text(SPECIFICATION + "method: reml\n", encoding="utf-8")
    (tmp_path / "wrong.yaml").write_text(SPECIFICATION + "methode: reml\n", encoding="utf-8")
    return tmp_path


def test_areas_for_programs(run: Run, files: Path) -> None:
    status, out, _ = run("areas", f"{files}/areas.csv", "--spec", f"{files}/spec.yaml", "--format", "json")
    found = json.loads(out)
    assert status == 0
    assert found["refvar"] == pytest.approx(0.018550335, abs=5e-10)
    assert found["beta"] == pytest.approx([0.968189, 0.132780, 0.226946, -0.241301], abs=5e-7)
    first = found["areas"][0]
    assert (first["area"], first["direct"]) == ("1", 1.099)
    assert (first["estimate"], first["mse"]) == (pytest.approx(1.021971, abs=5e-7), pytest.approx(0.01346, abs=5e-7))
    last = found["areas"][-1]
    assert (last["direct"], last["shrinkage"], last["synthetic"]) == (None, 0, True)
    assert found["left_out"]["areas"] == 43
    assert found["refusals"] == []


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", ["Poids de l’estimation directe", "1,022", "laissés de côté"]),
        ("en", ["Weight of the", "1.022", "left out"]),
    ],
)
def test_areas_for_people(run: Run, files: Path, lang: str, words: list[str]) -> None:
    status, out, _ = run("areas", f"{files}/areas.csv", "--spec", f"{files}/spec.yaml", "--lang", lang)
    assert status == 0
    assert all(word in out for word in words)


def test_an_unknown_key_is_refused_with_its_place(run: Run, files: Path) -> None:
    status, out, told = run("areas", f"{files}/areas.csv", "--spec", f"{files}/wrong.yaml", "--format", "json")
    assert status == 1
    assert json.loads(out)["areas"] == []
    assert [(one["code"], one["line"]) for one in json.loads(out)["refusals"]] == [("unknown-key", 5)]
    assert "methode" in told


def test_a_row_is_refused_at_its_line(run: Run, files: Path) -> None:
    table = (files / "areas.csv").read_text(encoding="utf-8").replace("44,,,2", "44,1.2,0,2")
    (files / "areas.csv").write_text(table, encoding="utf-8")
    status, out, _ = run("areas", f"{files}/areas.csv", "--spec", f"{files}/spec.yaml", "--format", "json")
    assert status == 1
    assert [(one["code"], one["line"]) for one in json.loads(out)["refusals"]] == [("areas-variance-not-positive", 45)]


def test_a_file_that_is_not_there_is_a_wrong_use(run: Run, files: Path) -> None:
    status, _, told = run("areas", f"{files}/none.csv", "--spec", f"{files}/spec.yaml")
    assert status == 2
    assert "none.csv" in told
