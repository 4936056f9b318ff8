"""``filiere sources`` as a user runs it: in a process of its own, with a data folder of its own."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.harness.started_once import Commands, as_new, commands_at_home
from support.scenes.sources_sample import make_sample

URSSAF = "urssaf-commune-ape"


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Commands]]:
    """Commands in a data folder, of one start for all the tests: each finds the folder as new."""
    with commands_at_home(tmp_path_factory.mktemp("sources")) as started:
        yield started


@pytest.fixture
def run(started: tuple[Path, Commands], empty_home: Path) -> Any:
    """Run the command; give the finished process."""
    home, commands = started
    as_new(home, empty_home)

    def command(*arguments: str, lang: str = "fr") -> subprocess.CompletedProcess[str]:
        return commands.run("sources", *arguments, lang=lang)

    return command


def test_the_list_is_data(run: Any) -> None:
    """Names, addresses, licences and traps as JSON."""
    listed = json.loads(run("list", "--format", "json", lang="en").stdout)
    assert len(listed) == 8
    assert all(one["licence"] and one["address"] and one["traps"] for one in listed)


def test_load_report_and_table(run: Any, tmp_path: Path) -> None:
    """A load, the same again, its report, and a table in three formats."""
    file = make_sample().write(tmp_path / "a.csv")
    first = run("load", URSSAF, str(file), "--format", "json")
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["accepted"] == 12
    assert json.loads(run("load", URSSAF, str(file), "--format", "json").stdout)["outcome"] == "same"
    reports = json.loads(run("report", URSSAF, "--format", "json").stdout)
    assert [(one["state"], one["rows"]) for one in reports] == [("accepted", 12)]
    options = ("table", URSSAF, "--by", "year", "--where", "ape=8220Z", "--format")
    rows = json.loads(run(*options, "json").stdout)
    assert [row["employees"] for row in rows] == [100, 104, 108]
    assert run(*options, "csv").stdout.splitlines()[0].startswith("year,establishments,employees")
    assert "2007" in run(*options, "table").stdout


def test_the_words_of_a_file_neither_run_nor_draw(run: Any, tmp_path: Path) -> None:
    """No formula in a CSV that a spreadsheet opens, no tag of the terminal's markup in a table."""
    sample = make_sample()
    for row, words in enumerate(["=1+1", "[/evil]", "[red]plain", "-Zone"]):
        for rank in range(3):
            sample.set(3 * row + rank, "EPCI", words)
    assert run("load", URSSAF, str(sample.write(tmp_path / "a.csv"))).returncode == 0
    options = ("table", URSSAF, "--by", "epci_name", "--format")
    lines = run(*options, "csv").stdout.splitlines()[1:]
    assert sorted(line.split(",")[0] for line in lines) == ["'-Zone", "'=1+1", "[/evil]", "[red]plain"]
    drawn = run(*options, "table")
    assert drawn.returncode == 0, drawn.stderr
    assert "[/evil]" in drawn.stdout
    assert "[red]plain" in drawn.stdout
    assert {row["epci_name"] for row in json.loads(run(*options, "json").stdout)} >= {"=1+1", "-Zone"}


def test_a_refused_file_prints_one_line_a_fault_and_exits_1(run: Any, tmp_path: Path) -> None:
    """In the user's language, with the file of all faults named."""
    sample = make_sample()
    sample.set(1, "Effectifs salariés 2007", "x")
    file = sample.write(tmp_path / "a.csv")
    done = run("load", URSSAF, str(file), lang="en")
    assert done.returncode == 1
    (line,) = done.stdout.splitlines()
    place = sample.place(1, "Effectifs salariés 2007")
    assert line.startswith(f"{file}:{place[0]}:{place[1]}: not-a-number: “x” is not")
    assert "faults.csv" in done.stderr
    assert json.loads(run("load", URSSAF, str(file), "--format", "json").stdout)["counts"] == {"not-a-number": 1}
    assert json.loads(run("report", URSSAF, "--format", "json").stdout) == []


def test_a_source_that_is_not_loaded_says_how_to_load_it(run: Any) -> None:
    """The remedy is the command to type."""
    done = run("table", URSSAF, "--by", "year")
    assert done.returncode == 1
    assert f"filiere sources load {URSSAF}" in done.stderr


def test_conditions_are_several_or_refused(run: Any, tmp_path: Path) -> None:
    """One after the other or one an option; what is no condition is told, all of it, and never read as a value."""
    assert run("load", URSSAF, str(make_sample().write(tmp_path / "a.csv"))).returncode == 0
    ask = ("table", URSSAF, "--by", "year", "--format", "json")
    for words in (("--where", "ape=8220Z", "year=2007"), ("--where", "ape=8220Z", "--where", "year=2007")):
        assert [row["employees"] for row in json.loads(run(*ask, *words).stdout)] == [104]
    both = json.loads(run(*ask, "--where", "ape=8220Z", "year=2006,2007").stdout)
    assert [row["employees"] for row in both] == [100, 104]
    done = run(*ask, "--where", "ape=8220Z,year=2007", "year=", "2007", lang="en")
    told = done.stderr.splitlines()[::2]
    assert done.returncode == 1
    assert done.stdout == ""
    assert told == [f"bad-condition: “{one}” is not a condition." for one in ("ape=8220Z,year=2007", "year=", "2007")]


def test_faults_follow_the_language_asked_for(run: Any) -> None:
    """``--lang`` chooses the language of faults too; a fault with no file shows no place."""
    asked = ("table", URSSAF)
    assert run(*asked, "--lang", "en").stderr.startswith("not-loaded: No accepted version")
    assert run(*asked, lang="en").stderr.startswith("not-loaded: No accepted version")
    assert run(*asked, "--lang", "fr", lang="en").stderr.startswith("not-loaded: Aucune version")
