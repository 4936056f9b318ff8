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


SPREE = """method: spree
area: code
total: jobs
categories: {voice: 66, chat: 44}
known: {voice: voice_known, chat: chat_known}
"""
OLD = """code,jobs,voice,chat,voice_known,chat_known
north,40,10,10,24,16
south,50,30,10,38,12
west,20,5,15,6,14
"""


def write_structure(folder: Path, specification: str = SPREE, table: str = OLD) -> tuple[str, ...]:
    (folder / "old.csv").write_text(table, encoding="utf-8")
    (folder / "spree.yaml").write_text(specification, encoding="utf-8")
    return "areas", f"{folder}/old.csv", "--spec", f"{folder}/spree.yaml"


def test_an_old_table_is_brought_to_the_totals_of_today(run: Run, tmp_path: Path) -> None:
    status, out, _ = run(*write_structure(tmp_path), "--format", "json")
    found = json.loads(out)
    assert status == 0
    cells = {(one["area"], one["category"]): one["estimate"] for one in found["areas"]}
    assert cells["north", "voice"] + cells["north", "chat"] == pytest.approx(40)
    assert sum(value for (_, category), value in cells.items() if category == "voice") == pytest.approx(66)
    odds = [cells[area, "voice"] / cells[area, "chat"] for area in ("north", "south", "west")]
    assert odds[1] / odds[0] == pytest.approx(3)
    assert odds[2] / odds[0] == pytest.approx(1 / 3)
    left = found["left_out"]
    assert 0 < left["misplaced"] < left["plain"]
    assert {one["area"]: one["misplaced"] for one in found["areas"]} == left["rows"]


def test_an_old_table_for_people_says_its_error_or_that_it_has_none(run: Run, tmp_path: Path) -> None:
    _, out, _ = run(*write_structure(tmp_path), "--lang", "en")
    assert "Misplaced when left out" in out
    assert "publish no map" not in out
    unknown = SPREE.partition("known:")[0]
    _, out, _ = run(*write_structure(tmp_path, unknown), "--lang", "fr")
    assert "ne publiez pas de carte" in out


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("spree", "spre", "areas-method", 1),
        ("chat: chat_known", "mail: chat_known", "areas-known-categories", 5),
        ("total: jobs", "total: job", "survey-column-missing", None),
        ("chat: 44", "chat: 45", "areas-margins-disagree", None),
        ("known:", "knwon:", "unknown-key", 5),
    ],
)
def test_a_specification_of_a_structure_is_refused(
    run: Run, tmp_path: Path, old: str, new: str, code: str, line: int | None
) -> None:
    status, out, _ = run(*write_structure(tmp_path, SPREE.replace(old, new)), "--format", "json")
    assert status == 1
    assert [(one["code"], one["line"]) for one in json.loads(out)["refusals"]] == [(code, line)]


def test_rows_of_an_old_table_are_refused_together(run: Run, tmp_path: Path) -> None:
    table = OLD.replace("north,40,10", "north,40,").replace("west,20", "north,x")
    status, out, _ = run(*write_structure(tmp_path, table=table), "--format", "json")
    assert status == 1
    found = [(one["code"], one["line"]) for one in json.loads(out)["refusals"]]
    assert found == [("survey-value-missing", 2), ("areas-repeated-area", 4), ("survey-number", 4)]
