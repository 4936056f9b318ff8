"""The command line: what it prints and how it ends."""

import csv
import io
import json
from pathlib import Path

import pytest
from support.scenes.contacts_sample import legs

from filiere.cli import app
from filiere.contacts.schema import TABLES


def run(*words: str) -> int:
    """Run the command and return its exit status."""
    try:
        app(["contacts", *words], exit_on_error=False, print_error=False, result_action="return_value")
    except SystemExit as left:
        return int(left.code or 0)
    return 0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A sound file of two legs."""
    path = tmp_path / "legs.csv"
    path.write_text(legs({}, {"contact_id": "c2"}), encoding="utf-8")
    return path


def test_import_and_report(tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The account comes first, and it is even; the status is 0."""
    out = str(tmp_path / "store")
    assert run("import", str(file), "--source", "canonical-csv", "--out", out, "--lang", "en") == 0
    assert "2 rows = 2 accepted + 0 repaired + 0 rejected + 0 repeated + 0 superseded  ✓" in capsys.readouterr().out
    assert run("report", out, "--lang", "en") == 0
    said = capsys.readouterr().out
    assert "contact_leg: 2 rows delivered − 0 corrected later = 2 in force; the counts balance." in said
    assert run("import", str(file), "--source", "canonical-csv", "--out", out, "--lang", "en") == 0
    assert "This file has already been imported:" in capsys.readouterr().out


def test_formats(tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON holds the whole reports; CSV one line a delivery."""
    out = str(tmp_path / "store")
    run("import", str(file), "--source", "canonical-csv", "--out", out, "--format", "json")
    (done,) = json.loads(capsys.readouterr().out)
    assert (done["again"], done["tables"]["contact_leg"]["accepted"]) == (False, 2)
    run("report", out, "--format", "json")
    whole = json.loads(capsys.readouterr().out)
    assert whole["even"] is True
    assert whole["tables"][0]["in_force"] == 2
    run("report", out, "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["table"], row["rows"], row["reconciles"]) == ("contact_leg", "2", "true")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_rejected_row_ends_with_status_1_and_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    """With its code, its column and what to do, in the language asked for."""
    file = tmp_path / "legs.csv"
    file.write_text(legs({"outcome": "perdu"}), encoding="utf-8")
    command = ("import", str(file), "--source", "canonical-csv", "--out", str(tmp_path / "store"), "--lang", lang)
    assert run(*command) == 1
    said = capsys.readouterr().out
    assert "unknown-outcome (outcome)  1" in said
    assert {"fr": "Traduisez cette issue", "en": "Translate this outcome"}[lang] in said


def test_a_file_that_is_refused_does_not_keep_the_next_one_out(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its faults are told on the error output, and the status is 1."""
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    out = str(tmp_path / "store")
    assert run("import", str(other), str(file), "--source", "canonical-csv", "--out", out, "--format", "json") == 1
    said = capsys.readouterr()
    assert "no-canonical-table" in said.err
    assert [one["file"] for one in json.loads(said.out)] == ["legs.csv"]


def test_wrong_use_ends_with_status_2(tmp_path: Path, file: Path) -> None:
    """An unknown source, a file that is not there, a table that is none; no store is made."""
    out = str(tmp_path / "store")
    assert run("import", str(file), "--source", "canonical-cs", "--out", out) == 2
    assert run("import", str(tmp_path / "none.csv"), "--source", "canonical-csv", "--out", out) == 2
    assert run("template", "legs") == 2
    assert not (tmp_path / "store").exists()


def test_a_mapping_with_faults_ends_with_status_1(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each fault with its line."""
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("id: x\nversion: 1\n", encoding="utf-8")
    assert run("import", str(file), "--source", str(mapping), "--out", str(tmp_path / "store")) == 1
    assert f"{mapping}:1:1: missing-key" in capsys.readouterr().err


@pytest.mark.parametrize("table", TABLES)
def test_templates(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The header of the canonical CSV, to start from."""
    assert run("template", table) == 0
    assert capsys.readouterr().out.strip().split(",") == list(TABLES[table].header)


NOWHERE = [
    ("import", "{none}", "--source", "canonical-csv", "--out", "{out}"),
    ("import", "{file}", "--source", "{none}.yaml", "--out", "{out}"),
    ("report", "{none}"),
    ("indicators", "{none}", "--definitions", "common-v1"),
    ("indicators", "{none}", "--definitions", "{none}.yaml"),
    ("compare", "{none}", "--from", "common-v1", "--to", "vicidial"),
    ("pack", "{none}", "--definitions", "common-v1", "--out", "{out}"),
    ("verify", "{none}"),
    ("export", "{none}", "--to", "xes", "--out", "{out}"),
    ("benchmark", "{none}", "--definition", "common-v1", "--indicator", "service_level_20"),
    ("definitions", "check", "{none}.yaml"),
    ("definitions", "show", "{none}.yaml"),
    ("definitions", "seal", "{none}.yaml"),
]


@pytest.mark.parametrize("words", NOWHERE, ids=" ".join)
def test_a_path_that_leads_nowhere_is_wrong_use_of_every_command(
    tmp_path: Path, file: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 2, a fault that names the path, and nothing is made."""
    places = {"none": tmp_path / "none", "file": file, "out": tmp_path / "out"}
    assert run(*(word.format(**places) for word in words)) == 2
    said = capsys.readouterr()
    assert str(tmp_path / "none") in said.err + said.out
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("indicators", "a", "--definitions", ""), "no-definition"),
        (("pack", "a", "--definitions", " , ", "--out", "b"), "no-definition"),
        (("compare", "a", "--from", "common-v1", "--to", "vicidial", "--chart", "x.png"), "gap-chart-form"),
    ],
)
def test_words_that_ask_for_nothing_are_wrong_use(
    words: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Said before anything is read."""
    assert run(*words) == 2
    assert code in capsys.readouterr().err
