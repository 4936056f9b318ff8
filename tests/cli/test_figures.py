"""``filiere figures`` on the command line: the public contract, and errors that are sentences."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from filiere.core import content_path

COMMAND = "figures"
Run = Callable[..., tuple[int, str, str]]


def test_list_returns_the_three_values_of_2008(run: Run) -> None:
    """The example of the contract: Unédic, INSEE with an uncertain year, and the profession, together."""
    words = ["list", "--indicator", "jobs", "--segment", "outsourced", "--year", "2008", "--format", "json"]
    status, out, _ = run(*words)
    found = {(one["value"], one["period_certain"]) for one in json.loads(out)}
    assert status == 0
    assert {(36352, True), (44664, False), (60000, True)} <= found


def test_list_as_csv_has_a_column_a_key(run: Run) -> None:
    """CSV holds the same records as JSON, with the contract's keys first."""
    words = ["list", "--segment", "outsourced", "--year", "2008", "--territory", "FR", "--lang", "en"]
    _, as_csv, _ = run(*words, "--format", "csv")
    _, as_json, _ = run(*words, "--format", "json")
    rows = list(csv.DictReader(io.StringIO(as_csv)))
    assert [row["id"] for row in rows] == [one["id"] for one in json.loads(as_json)]
    assert list(rows[0])[:2] == ["id", "indicator"]
    said = {row["id"]: (row["producer"], row["said_by"]) for row in rows}
    assert said["jobs-outsourced-2008-unedic"] == ("Unédic", "Unédic")
    assert said["specificity-2008-france"] == ("", "University of Poitiers, Olivier Bouba-Olga")
    assert {row["period_certain"] for row in rows} <= {"true", "false"}


def test_list_as_a_table_is_plain_in_a_pipe(run: Run) -> None:
    """Without a terminal, columns are whole and the last line counts."""
    status, out, _ = run("list", "--indicator", "jobs", "--year", "2008", "--sort", "-value", "--lang", "en")
    lines = out.splitlines()
    assert status == 0
    assert lines[0].split()[0] == "Identifier"
    assert "Stated by" in lines[0]
    assert lines[-1] == f"{len(lines) - 2} figures."
    assert any(line.startswith("jobs-outsourced-2008-unedic ") for line in lines)
    assert not any("…" in line for line in lines)


def test_list_on_a_terminal_keeps_identifiers_whole(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """However narrow the terminal, the identifier can be copied into another command."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    _, out, _ = run("list", "--indicator", "jobs", "--segment", "outsourced", "--year", "2008")
    assert "┃" in out
    assert "jobs-outsourced-2008-bearingpoint" in out
    assert max(map(len, re.sub(r"\x1b\[[0-9;]*m", "", out).splitlines()[:-1])) <= 100
    assert "Sans place ici" in out


def test_several_values_and_bounds_of_years_are_taken(run: Run) -> None:
    """A criterion may be repeated, and a span of years given by its ends."""
    words = ["list", "--segment", "whole", "--segment", "outsourced", "--from", "2010", "--to", "2012"]
    _, out, _ = run(*words, "--format", "json")
    assert {one["segment"] for one in json.loads(out)} == {"whole", "outsourced"}


@pytest.mark.parametrize(("lang", "word"), [("fr", "Proches"), ("en", "Closest matches")])
def test_misspelt_criterion_is_a_kind_error(run: Run, lang: str, word: str) -> None:
    """Each unknown word is said with those that look like it, in the language asked, with status 1."""
    status, out, err = run("list", "--indicator", "jbos", "--sort", "valeur", "--lang", lang)
    assert (status, out) == (1, "")
    assert err.count("unknown-filter") == 2
    assert word in err


def test_show_tells_all_that_is_said_on_the_point(run: Run) -> None:
    """The card gives the value, the concurrent values with what differs, and the citation."""
    status, out, _ = run("show", "jobs-outsourced-2008-unedic", "--lang", "en")
    assert status == 0
    assert "36,352 jobs" in out
    assert "44,664 jobs" in out
    assert "classification: NAF 82.20 / NAF 748H" in out
    assert "Stated by: Unédic" in out
    assert "stated by: Unédic / BearingPoint, SP2C" in out
    assert "/figures/jobs-outsourced-2008-unedic" in out


def test_show_as_json_holds_the_differences(run: Run) -> None:
    """The JSON of one figure carries its concurrent figures, each with the axes that differ."""
    _, out, _ = run("show", "jobs-outsourced-2008-unedic", "--format", "json")
    found = json.loads(out)
    beside = {one["value"]: one["differences"] for one in found["concurrent"]}
    assert {44664, 60000} <= set(beside)
    assert "period_certain" in {one["axis"] for one in beside[44664]}
    assert found["history"] == [{"version": 1, "date": None}]


@pytest.mark.parametrize("command", ["show", "cite"])
def test_unknown_id_is_a_kind_error(run: Run, command: str) -> None:
    """The ids that look like it are named, and the status is 1."""
    status, out, err = run(command, "jobs-outsourced-2008-unedik")
    assert (status, out) == (1, "")
    assert "jobs-outsourced-2008-unedic" in err
    assert "Traceback" not in err


def test_cite_in_each_format(run: Run) -> None:
    """A sentence, a JSON object or a CSV line, with the day it was consulted."""
    words = ["cite", "jobs-outsourced-2008-unedic", "--consulted", "2026-11-24"]
    _, sentence, _ = run(*words)
    _, as_json, _ = run(*words, "--format", "json")
    _, as_csv, _ = run(*words, "--format", "csv")
    assert sentence.strip() == json.loads(as_json)["citation"]
    assert sentence.strip().endswith("consulté le 24 novembre 2026.")
    assert next(csv.DictReader(io.StringIO(as_csv)))["permalink"] == "/figures/jobs-outsourced-2008-unedic"


def test_cite_refuses_what_is_no_day(run: Run) -> None:
    """A year or a word is not the day of consultation."""
    for words in ("2026", "hier"):
        status, _, err = run("cite", "jobs-outsourced-2008-unedic", "--consulted", words)
        assert status == 1
        assert "bad-day" in err


def test_check_of_the_shipped_register_passes(run: Run) -> None:
    """Nothing to say, and status 0."""
    assert run("check") == (0, "Aucune faute.\n", "")


def test_check_prints_one_line_a_fault_and_counts(run: Run, tmp_path: Path) -> None:
    """Each fault is ``file:line:column: code: message``; remedies on request; the last line counts; status 1."""
    folder = Path(shutil.copytree(content_path("figures"), tmp_path / "figures"))
    path = folder / "figures/whole.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("segment: whole", "segment: hole", 2), encoding="utf-8")
    status, out, _ = run("check", str(folder), "--lang", "en")
    lines = out.splitlines()
    assert status == 1
    place, line, column, code, _ = lines[0].split(":", 4)
    assert (place, column, code.strip()) == (str(path), "5", "unknown-vocabulary")
    assert "segment: hole" in path.read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert lines[-1].endswith(f"faults, {len({one.split(':')[0] for one in lines[:-1]})} files.") or lines[-1].endswith(
        "faults, 1 file."
    )
    status, out, _ = run("check", str(path), "--format", "json", "--lang", "en")
    faults = json.loads(out)
    assert status == 1
    assert {"file", "line", "column", "key", "code", "message", "remedy"} == set(faults[0])
    _, out, _ = run("check", str(path), "--remedy", "--lang", "en")
    assert "→ Allowed values: whole" in out


def test_check_of_nothing_is_a_kind_error(run: Run, tmp_path: Path) -> None:
    """A path that does not exist is said, not passed."""
    status, _, err = run("check", str(tmp_path / "absent.yaml"))
    assert status == 2
    assert "missing-file" in err


def test_the_command_answers_in_a_process_of_its_own() -> None:
    """From a shell, the list of figures comes on the output as UTF-8, whatever the locale, without a traceback."""
    code = "from filiere.cli.figures import app; app()"
    words = [sys.executable, "-c", code, "list", "--text", "metier", "--format", "json"]
    done = subprocess.run(words, capture_output=True, check=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert isinstance(json.loads(done.stdout.decode("utf-8")), list)
