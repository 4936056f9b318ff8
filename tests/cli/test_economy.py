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
