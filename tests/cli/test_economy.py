"""``filiere economy multipliers``: for programs and for people, the inverse in a file, and faults with their status."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from support.scenes.economy_tables import DATA, read_germany

from filiere.economy import invert_table

Ran = tuple[int, str, str]
Run = Callable[..., Ran]
COMMAND = "economy"
LAYOUT = """row: row
col: col
value: value
industries: [A, C, F, G, K, O]
value_added: [B1G]
compensation: [D1]
imports: [P7]
taxes: [D21]
households: [HH]
jobs: [EMP]
ignore: [FG, GCF, INV, EXP]
"""
SPLIT = "code: K82\nparent: K\nshare: 0.05\npurchases: {low: 0.15, mode: 0.25, high: 0.35}\n"
TABLE = str(DATA / "germany_1995.csv")


@pytest.fixture
def layout(tmp_path: Path) -> str:
    path = tmp_path / "layout.yaml"
    path.write_text(LAYOUT, encoding="utf-8")
    return str(path)


def test_multipliers_for_programs(run: Run, layout: str) -> None:
    status, out, _ = run("multipliers", TABLE, "--layout", layout, "--sector", "A", "--format", "json")
    told = json.loads(out)
    assert status == 0
    assert len(told["multipliers"]) == 16
    keys = {"kind", "type", "scope", "point", "low", "high", "p2_5", "p50", "p97_5"}
    assert all(keys <= one.keys() for one in told["multipliers"])
    assert told["multipliers"][0]["kind"] == "output"
    assert told["multipliers"][0]["point"] == pytest.approx(1.7048, abs=5e-5)


def test_a_split_with_draws_and_the_inverse(run: Run, layout: str, tmp_path: Path) -> None:
    split, inverse = tmp_path / "split.yaml", tmp_path / "inverse.csv"
    split.write_text(SPLIT, encoding="utf-8")
    asked = ("multipliers", TABLE, "--layout", layout, "--sector", "K82", "--split", str(split), "--draws", "200")
    status, out, _ = run(*asked, "--seed", "1", "--inverse", str(inverse), "--format", "csv")
    assert status == 0
    assert out.splitlines()[0] == "kind,type,scope,point,low,high,p2_5,p50,p97_5,per_direct"
    values = [float(one) for one in out.splitlines()[1].split(",")[3:]]
    assert values[1] < values[3] < values[0] < values[5] < values[2]
    written = pl.read_csv(inverse)
    assert written.columns == ["row", "col", "value"]
    assert written["value"].to_numpy().reshape(6, 6) == pytest.approx(invert_table(read_germany()), rel=1e-14)


def test_a_table_for_people(run: Run, layout: str) -> None:
    _, out, _ = run("multipliers", TABLE, "--layout", layout, "--sector", "A", "--lang", "fr")
    assert "valeur ajoutée" in out
    assert "Importations en une seule ligne" in out


WRONG = {
    "a sector that is not there": (("--sector", "Z"), 2, "economy-unknown-sector"),
    "draws without a seed": (("--sector", "A", "--draws", "10"), 2, "economy-draws-need-a-seed"),
    "an inverse of no known kind": (("--sector", "A", "--inverse", "inverse.xls"), 2, "economy-inverse-name"),
}


@pytest.mark.parametrize("name", sorted(WRONG))
def test_what_is_asked_wrongly(run: Run, layout: str, name: str) -> None:
    options, status, code = WRONG[name]
    found, out, err = run("multipliers", TABLE, "--layout", layout, *options)
    assert (found, out) == (status, "")
    assert code in err
    assert "Traceback" not in err


def test_faults_of_the_layout_and_of_the_split_are_told_together(run: Run, layout: str, tmp_path: Path) -> None:
    bad, split = tmp_path / "bad.yaml", tmp_path / "split.yaml"
    bad.write_text(LAYOUT + "households_of: [HH]\n", encoding="utf-8")
    split.write_text(SPLIT + "colour: red\n", encoding="utf-8")
    status, _, err = run("multipliers", TABLE, "--layout", str(bad), "--sector", "A", "--split", str(split))
    assert status == 1
    assert err.count("unknown-key") == 2


SATELLITE = """jobs: {low: 180000, point: 210000, high: 240000}
cost_per_job: {low: 38000, point: 44000, high: 50000}
staff_share: {low: 0.65, point: 0.72, high: 0.8}
multiplier: {low: 1.2, point: 1.4, high: 1.6}
"""


def test_an_in_house_account_with_its_uncertainty(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "satellite.yaml"
    path.write_text(SATELLITE, encoding="utf-8")
    asked = ("satellite", str(path), "--draws", "200", "--seed", "3")
    status, out, _ = run(*asked, "--format", "json")
    told = json.loads(out)
    lines = {one["name"]: one for one in told["account"]}
    assert (status, told["draws"], told["seed"]) == (0, 200, 3)
    assert lines["output"]["point"] == pytest.approx(210_000 * 44_000)
    assert lines["indirect"]["low"] < lines["indirect"]["p2_5"] < lines["indirect"]["p97_5"]
    for lang, words in (("fr", "déjà dans la production"), ("en", "already in the output")):
        assert words in run(*asked, "--lang", lang)[1]
    assert run(*asked, "--format", "csv")[1].splitlines()[0] == "name,low,point,high,p2_5,p97_5"
    assert run("satellite", str(path))[0] == 0


@pytest.mark.parametrize(
    ("text", "options", "status", "code"),
    [
        (SATELLITE, ("--draws", "5"), 2, "economy-draws-need-a-seed"),
        (SATELLITE.replace("low: 0.65", "low: 0.75"), (), 1, "economy-interval-order"),
        (SATELLITE.replace("jobs:", "job:"), (), 1, "unknown-key"),
        (SATELLITE.replace("210000", "many"), (), 1, "wrong-type"),
    ],
)
def test_an_account_is_refused_at_its_key(
    run: Run, tmp_path: Path, text: str, options: tuple[str, ...], status: int, code: str
) -> None:
    (tmp_path / "satellite.yaml").write_text(text, encoding="utf-8")
    found, out, err = run("satellite", str(tmp_path / "satellite.yaml"), *options)
    assert (found, out) == (status, "")
    assert code in err


MATRIX = """,Z1,A1,P3M
Z1,20,40,30
A1,10,5,25
P7,5,5,9
D21,1,1,2
D1,20,30,0
B1,30,60,0
P1,66,111,0
"""


def test_a_published_table_is_used_by_the_name_of_its_layout_or_made_long(run: Run, tmp_path: Path) -> None:
    path, made = tmp_path / "tes.csv", tmp_path / "made"
    path.write_text(MATRIX, encoding="utf-8")
    asked = ("--sector", "A1", "--format", "json")
    status, out, _ = run("multipliers", str(path), "--layout", "tes", *asked)
    assert status == 0
    assert run("convert", str(path), "--layout", "tes", "--out", str(made))[0] == 0
    long = ("multipliers", str(made / "table.csv"), "--layout", str(made / "layout.yaml"))
    assert json.loads(run(*long, *asked)[1]) == json.loads(out)


def test_the_layouts_are_listed_with_what_was_read(run: Run) -> None:
    _, out, _ = run("layouts", "--format", "json", "--lang", "en")
    assert [one["name"] for one in json.loads(out)["layouts"]] == ["figaro", "oecd", "ons", "tes"]
    _, out, _ = run("layouts", "--lang", "fr")
    assert out.count("Non lu") == 4


@pytest.mark.parametrize("command", ["multipliers", "convert"])
def test_an_unknown_layout_names_the_nearest(run: Run, tmp_path: Path, command: str) -> None:
    more = ("--sector", "A1") if command == "multipliers" else ("--out", str(tmp_path / "made"))
    status, _, err = run(command, TABLE, "--layout", "figarro", *more, "--lang", "en")
    assert status == 2
    assert "economy-unknown-layout" in err
    assert "figaro" in err


def test_an_area_has_no_meaning_beside_a_layout_of_ones_own(run: Run, layout: str) -> None:
    status, _, err = run("multipliers", TABLE, "--layout", layout, "--sector", "A", "--area", "DE")
    assert status == 2
    assert "economy-area-unused" in err


def test_a_refusal_is_an_answer(run: Run, layout: str) -> None:
    status, out, err = run(
        "multipliers", TABLE, "--layout", layout, "--sector", "ZZ", "--format", "json", "--lang", "en"
    )
    told = json.loads(out)
    assert (status, told["multipliers"]) == (2, [])
    assert [(one["code"], one["key"]) for one in told["refusals"]] == [("economy-unknown-sector", "--sector")]
    assert "economy-unknown-sector" in err


def test_an_inverse_that_cannot_be_written(run: Run, layout: str, tmp_path: Path) -> None:
    asked = ("multipliers", TABLE, "--layout", layout, "--sector", "A", "--inverse", str(tmp_path / "no" / "a.csv"))
    status, _, err = run(*asked, "--lang", "en")
    assert status == 2
    assert "economy-inverse-unwritten" in err
