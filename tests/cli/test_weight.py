"""``filiere weight`` on the command line: the public contract, answers without data, and errors as sentences."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from filiere.cli.weight import app

Captured = pytest.CaptureFixture[str]


def run(capsys: Captured, *words: str) -> tuple[int, str, str]:
    """Run the command; return its status, output and error output."""
    status = 0
    try:
        app(list(words), result_action="return_value")
    except SystemExit as leaving:
        status = int(leaving.code or 0)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def answer(capsys: Captured, *words: str) -> Any:
    """Run a command that must succeed in JSON, and return what it says."""
    status, out, err = run(capsys, *words, "--format", "json", "--lang", "en")
    assert (status, err) == (0, "")
    return json.loads(out)


def test_ratio_of_the_contract(capsys: Captured) -> None:
    """181,760 and 145,408 from 36,352; 300,000 and 240,000 from 60,000."""
    found = answer(capsys, "estimate", "--method", "ratio", "--year", "2008")
    values = {(row["base_value"], row["share"]): row["value"] for row in found["results"]}
    expected = {(36352, 0.2): 181760, (36352, 0.25): 145408, (60000, 0.2): 300000, (60000, 0.25): 240000}
    assert expected.items() <= values.items()


def test_seats_of_the_contract(capsys: Captured) -> None:
    """520/345 = 1.51 in Germany in 2011, and what is missing for France."""
    found = answer(capsys, "estimate", "--method", "seats", "--year", "2011")
    assert 1.51 in {round(row["persons_per_position"], 2) for row in found["results"]}
    assert found["no_data"]["missing"]
    status, out, _ = run(capsys, "estimate", "--method", "seats", "--year", "2011", "--lang", "fr")
    assert status == 0
    assert "345\u202f000 × 1,51 = 520\u202f000" in out


@pytest.mark.parametrize(("regions", "count"), [("22", 22), ("13", 13)])
def test_regions_of_the_contract(capsys: Captured, regions: str, count: int) -> None:
    """Rows and totals, and every published index beside the recomputed one."""
    found = answer(capsys, "regions", "--year", "2008", "--regions", regions)
    assert len(found["rows"]) == count
    assert (found["total"]["jobs"], found["total"]["all_jobs"]) == (36352, 16532449)
    printed = [row for row in found["rows"] if row["published_index"] is not None]
    assert all(round(row["index"]) == row["published_index"] for row in printed)
    assert len(printed) == (22 if regions == "22" else 6)


def test_range_of_today(capsys: Captured) -> None:
    """Range, scope, date, retained value and reason together."""
    found = answer(capsys, "range", "--year", "2025")
    assert found["range"] == {"low": 280000, "high": 300000}
    assert found["window"] == [2021, 2025]
    assert found["scope"]["segment"] == "whole"
    assert found["retained"]["value"] == 290000
    assert found["retained"]["reason"]


@pytest.mark.parametrize("method", ["supply", "ratio", "occupation", "seats", "panel", "registry"])
@pytest.mark.parametrize("form", ["table", "json", "csv"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_data_is_an_answer(capsys: Captured, method: str, form: str, lang: str) -> None:
    """A year without data ends with status 0 and says what is missing, in each form and language."""
    words = ["estimate", "--method", method, "--year", "1950", "--format", form, "--lang", lang]
    status, out, err = run(capsys, *words)
    assert (status, err) == (0, "")
    assert ("missing" in out.lower()) if lang == "en" or form != "table" else ("Il manque" in out)


@pytest.mark.parametrize(
    "words", [("range", "--segment", "outsourced"), ("estimate", "--method", "ratio"), ("regions",)]
)
def test_csv_is_a_table(capsys: Captured, words: tuple[str, ...]) -> None:
    """One line a row, all of the same width, with a heading."""
    status, out, _ = run(capsys, *words, "--year", "2008", "--format", "csv")
    lines = list(csv.reader(io.StringIO(out)))
    assert status == 0
    assert len(lines) > 1
    assert len({len(line) for line in lines}) == 1


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    "words",
    [("range",), ("range", "--segment", "in-house"), ("regions", "--regions", "13"), ("estimate", "--method", "panel")],
)
def test_tables_are_for_people(capsys: Captured, lang: str, words: tuple[str, ...]) -> None:
    """Every page prints in both languages, for a year that has much and one that has little."""
    for year in ("2005", "2008"):
        status, out, err = run(capsys, *words, "--year", year, "--lang", lang)
        assert (status, err) == (0, "")
        assert out.strip()
        assert "None" not in out


def test_the_seed_is_said_and_obeyed(capsys: Captured) -> None:
    """The same seed and draws give the same numbers; the answer repeats both."""
    words = ["estimate", "--method", "ratio", "--year", "2013", "--draws", "500", "--seed"]
    one, same, other = (answer(capsys, *words, seed) for seed in ("4", "4", "5"))
    assert one == same
    assert (one["seed"], one["draws"]) == (4, 500)
    assert one["interval"]["median"] != other["interval"]["median"]


def test_counts_of_occupations_are_read(capsys: Captured, tmp_path: Path) -> None:
    """A file saved by a spreadsheet, with its mark and its semicolons, gives the method its data."""
    path = tmp_path / "counts.csv"
    path.write_text("key;people\n555a;57400\n541d;20000\n", encoding="utf-8-sig")
    found = answer(capsys, "estimate", "--method", "occupation", "--year", "2019", "--counts", str(path))
    assert found["value"] == 55920
    assert found["scope"]["staff"] == "advisers"


def test_all_faults_of_a_counts_file_come_at_once(capsys: Captured, tmp_path: Path) -> None:
    """Negative, not a number, repeated, blank: each with its line and what to do."""
    path = tmp_path / "counts.csv"
    path.write_text("key,people\n541d,-5\n555a,many\n545b,3\n545B,4\n,7\n", encoding="utf-8")
    status, _, err = run(capsys, "estimate", "--method", "occupation", "--year", "2019", "--counts", str(path))
    faults = [line for line in err.splitlines() if line.startswith(str(path))]
    assert status == 1
    assert [line.removeprefix(str(path)).split(":")[1] for line in faults] == ["2", "3", "5", "6"]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"name,people\nx,1\n", "missing-column"), (b"", "missing-column"), (b"key,people\n\xe9,1\n", "unreadable-file")],
)
def test_a_file_that_is_no_counts_file_is_refused(capsys: Captured, tmp_path: Path, content: bytes, code: str) -> None:
    """A wrong header, an empty file, a wrong encoding: one sentence, status 1."""
    path = tmp_path / "counts.csv"
    path.write_bytes(content)
    status, _, err = run(capsys, "estimate", "--method", "registry", "--year", "2026", "--counts", str(path))
    assert status == 1
    assert code in err


def test_counts_given_to_another_method_are_refused(capsys: Captured, tmp_path: Path) -> None:
    """Nothing a user gives is ignored in silence."""
    path = tmp_path / "counts.csv"
    path.write_text("key,people\nx,1\n", encoding="utf-8")
    status, _, err = run(capsys, "estimate", "--method", "ratio", "--year", "2008", "--counts", str(path))
    assert status == 1
    assert "counts-not-used" in err


def test_an_unknown_territory_is_refused(capsys: Captured) -> None:
    """With what to write instead."""
    status, _, err = run(capsys, "range", "--year", "2008", "--territory", "R22-99")
    assert status == 1
    assert "unknown-territory" in err
    assert "→" in err


@pytest.mark.parametrize(
    "words",
    [
        ("estimate", "--method", "guess", "--year", "2008"),
        ("estimate", "--method", "ratio", "--year", "08x"),
        ("estimate", "--method", "ratio", "--year", "12008"),
        ("estimate", "--method", "ratio", "--year", "2008", "--draws", "1"),
        ("estimate", "--method", "ratio"),
        ("regions", "--year", "2008", "--regions", "18"),
        ("range", "--year", "2008", "--bogus"),
    ],
)
def test_wrong_options_are_usage_errors(capsys: Captured, words: tuple[str, ...]) -> None:
    """Status 2 and a sentence, no traceback."""
    status, out, err = run(capsys, *words)
    assert status == 2
    assert "Traceback" not in out + err
