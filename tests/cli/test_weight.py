"""``filiere weight`` on the command line: the public contract, answers without data, and errors as sentences."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

COMMAND = "weight"
Run = Callable[..., tuple[int, str, str]]


def answer(run: Run, *words: str) -> Any:
    """Run a command that must succeed in JSON, and return what it says."""
    status, out, err = run(*words, "--format", "json", "--lang", "en")
    assert (status, err) == (0, "")
    return json.loads(out)


def test_ratio_of_the_contract(run: Run) -> None:
    """181,760 and 145,408 from 36,352; 300,000 and 240,000 from 60,000."""
    found = answer(run, "estimate", "--method", "ratio", "--year", "2008")
    values = {(row["base_value"], row["share"]): row["value"] for row in found["results"]}
    expected = {(36352, 0.2): 181760, (36352, 0.25): 145408, (60000, 0.2): 300000, (60000, 0.25): 240000}
    assert expected.items() <= values.items()


def test_seats_of_the_contract(run: Run) -> None:
    """The European mean, 1.32, on the positions of Germany in 2011, and what is missing for France."""
    found = answer(run, "estimate", "--method", "seats", "--year", "2011")
    assert 1.32 in {round(row["persons_per_position"], 2) for row in found["results"]}
    assert found["no_data"]["missing"]
    status, out, _ = run("estimate", "--method", "seats", "--year", "2011", "--lang", "fr")
    assert status == 0
    assert "345\u202f000 × 1,32 = 455\u202f091" in out


@pytest.mark.parametrize(("regions", "count"), [("22", 22), ("13", 13)])
def test_regions_of_the_contract(run: Run, regions: str, count: int) -> None:
    """Rows and totals, and every published index beside the recomputed one."""
    found = answer(run, "regions", "--year", "2008", "--regions", regions)
    assert len(found["rows"]) == count
    assert (found["total"]["jobs"], found["total"]["all_jobs"]) == (36352, 16532449)
    printed = [row for row in found["rows"] if row["published_index"] is not None]
    assert all(round(row["index"]) == row["published_index"] for row in printed)
    assert len(printed) == (22 if regions == "22" else 6)


def test_range_of_today(run: Run) -> None:
    """Range, scope and date together; statements without a count put no value forward."""
    found = answer(run, "range", "--year", "2025")
    assert found["range"] == {"low": 220000, "high": 290000}
    assert found["published_range"] == {"low": 280000, "high": 300000}
    assert found["window"] == [2021, 2025]
    assert found["scope"]["segment"] == "whole"
    assert found["counted"] is False
    assert found["retained"] is None


@pytest.mark.parametrize("method", ["supply", "ratio", "occupation", "seats", "panel", "registry"])
@pytest.mark.parametrize("form", ["table", "json", "csv"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_data_is_an_answer(run: Run, method: str, form: str, lang: str) -> None:
    """A year without data ends with status 0 and says what is missing, in each form and language."""
    words = ["estimate", "--method", method, "--year", "1950", "--format", form, "--lang", lang]
    status, out, err = run(*words)
    assert (status, err) == (0, "")
    assert ("missing" in out.lower()) if lang == "en" or form != "table" else ("Il manque" in out)


@pytest.mark.parametrize(
    "words", [("range", "--segment", "outsourced"), ("estimate", "--method", "ratio"), ("regions",)]
)
def test_csv_is_a_table(run: Run, words: tuple[str, ...]) -> None:
    """One line a row, all of the same width, with a heading."""
    status, out, _ = run(*words, "--year", "2008", "--format", "csv")
    lines = list(csv.reader(io.StringIO(out)))
    assert status == 0
    assert len(lines) > 1
    assert len({len(line) for line in lines}) == 1


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    "words",
    [("range",), ("range", "--segment", "in-house"), ("regions", "--regions", "13"), ("estimate", "--method", "panel")],
)
def test_tables_are_for_people(run: Run, lang: str, words: tuple[str, ...]) -> None:
    """Every page prints in both languages, for a year that has much and one that has little."""
    for year in ("2005", "2008"):
        status, out, err = run(*words, "--year", year, "--lang", lang)
        assert (status, err) == (0, "")
        assert out.strip()
        assert "None" not in out


def test_the_seed_is_said_and_obeyed(run: Run) -> None:
    """The same seed and draws give the same numbers; the answer repeats both."""
    words = ["estimate", "--method", "ratio", "--year", "2013", "--draws", "500", "--seed"]
    one, same, other = (answer(run, *words, seed) for seed in ("4", "4", "5"))
    assert one == same
    assert (one["seed"], one["draws"]) == (4, 500)
    assert one["interval"]["median"] != other["interval"]["median"]


def test_counts_of_occupations_are_read(run: Run, tmp_path: Path) -> None:
    """A file saved by a spreadsheet, with its mark and its semicolons, gives the method its data."""
    path = tmp_path / "counts.csv"
    path.write_text("key;people\n555a;57400\n541d;20000\n", encoding="utf-8-sig")
    found = answer(run, "estimate", "--method", "occupation", "--year", "2019", "--counts", str(path))
    assert found["value"] == 55920
    assert found["scope"]["staff"] == "advisers"


def test_all_faults_of_a_counts_file_come_at_once(run: Run, tmp_path: Path) -> None:
    """Negative, not a number, repeated, blank: each with its line and what to do."""
    path = tmp_path / "counts.csv"
    path.write_text("key,people\n541d,-5\n555a,many\n545b,3\n545B,4\n,7\n", encoding="utf-8")
    status, _, err = run("estimate", "--method", "occupation", "--year", "2019", "--counts", str(path))
    faults = [line for line in err.splitlines() if line.startswith(str(path))]
    assert status == 1
    assert [line.removeprefix(str(path)).split(":")[1] for line in faults] == ["2", "3", "5", "6"]


def test_a_key_is_given_twice_even_where_its_first_number_is_wrong(run: Run, tmp_path: Path) -> None:
    """Both faults come at once: mending the number would only bring the other out. A line may have both."""
    path = tmp_path / "counts.csv"
    path.write_text("key,people\n555a,many\n555A,3\n,-1\n", encoding="utf-8")
    _, _, err = run("estimate", "--method", "occupation", "--year", "2019", "--counts", str(path))
    told = [line.removeprefix(str(path)).split(":")[1:4:2] for line in err.splitlines() if line.startswith(str(path))]
    assert [(line, code.strip()) for line, code in told] == [
        ("2", "bad-count"), ("3", "bad-key"), ("4", "bad-count"), ("4", "bad-key"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"name,people\nx,1\n", "missing-column"), (b"", "missing-column"), (b"key,people\n\xe9,1\n", "unreadable-file")],
)
def test_a_file_that_is_no_counts_file_is_refused(run: Run, tmp_path: Path, content: bytes, code: str) -> None:
    """A wrong header, an empty file, a wrong encoding: one sentence, status 1."""
    path = tmp_path / "counts.csv"
    path.write_bytes(content)
    status, _, err = run("estimate", "--method", "registry", "--year", "2026", "--counts", str(path))
    assert status == 1
    assert code in err


def test_counts_given_to_another_method_are_refused(run: Run, tmp_path: Path) -> None:
    """Nothing a user gives is ignored in silence."""
    path = tmp_path / "counts.csv"
    path.write_text("key,people\nx,1\n", encoding="utf-8")
    status, _, err = run("estimate", "--method", "ratio", "--year", "2008", "--counts", str(path))
    assert status == 1
    assert "counts-not-used" in err


def test_an_unknown_territory_is_refused(run: Run) -> None:
    """With what to write instead."""
    status, _, err = run("range", "--year", "2008", "--territory", "R22-99")
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
def test_wrong_options_are_usage_errors(run: Run, words: tuple[str, ...]) -> None:
    """Status 2 and a sentence, no traceback."""
    status, out, err = run(*words)
    assert status == 2
    assert "Traceback" not in out + err
