"""``filiere referentials``: what is printed, in which language, with which status."""

import json
import shutil
from pathlib import Path

import pytest

from filiere.cli import app

EXAMPLE = Path(__file__).parents[1] / "referentials" / "fixtures" / "lrse"
RELEASE = "referentials/lrse/releases/2027.1"

CASE = """\
referential: lrse
release: "2027.1"
category: client_company
date: 2027-03-01
facts: {headcount: 900, sites: 3, months_active: 60}
answers: {price_covers_wages: proven, contract_terms: applied}
"""


def run(*words: str) -> int:
    """Run a command; return its status."""
    try:
        app(["referentials", *words], result_action="return_value")
    except SystemExit as left:
        return int(left.code or 0)
    return 0


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case in which the works council is not known yet."""
    path = tmp_path / "case.yaml"
    path.write_text(CASE, encoding="utf-8")
    return path


def test_check_ends_with_counts(capsys: pytest.CaptureFixture[str]) -> None:
    """The last line counts what was checked; without a fault the status is 0."""
    assert run("check", str(EXAMPLE), "--lang", "en") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "3 versions, 1 mapping, 13 criteria, 6 cases, 0 errors."


def test_check_tells_faults_at_their_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A fault is one line with its place, its remedy follows when asked, and the status is 1."""
    shutil.copytree(EXAMPLE, tmp_path / "content")
    path = tmp_path / "content" / "mappings" / "lrse@2027.1--iso18295-1@2017.yaml"
    words = path.read_text(encoding="utf-8")
    path.write_text(words.replace('unmapped_targets: ["6.4"]', "unmapped_targets: []"), encoding="utf-8")
    assert run("check", str(path), "--remedy", "--lang", "fr") == 1
    first, second, *_, last = capsys.readouterr().out.splitlines()
    assert ": mapping-gap: «\u00a0customer_charter\u00a0»" in first
    assert second.startswith("    → ")
    assert last.endswith("1 erreur.")
    assert run("check", str(path), "--format", "json", "--lang", "en") == 1
    content = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in content["faults"]] == ["mapping-gap"]


def test_check_of_nothing_ends_with_counts_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The one fault is that nothing is there, for people as for programs."""
    path = tmp_path / "nothing"
    for lang, last in (
        ("fr", "0 version, 0 correspondance, 0 critère, 0 cas, 1 erreur."),
        ("en", "0 versions, 0 mappings, 0 criteria, 0 cases, 1 error."),
    ):
        assert run("check", str(path), "--lang", lang) == 1
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].startswith(f"{path}: missing-file: ")
        assert lines[1:] == [last]
    assert run("check", str(path), "--format", "json") == 1
    content = json.loads(capsys.readouterr().out)
    assert ([one["code"] for one in content["faults"]], content["releases"]) == (["missing-file"], [])


def test_list_and_show(capsys: pytest.CaptureFixture[str]) -> None:
    """The list names every release; a card shows weights and questions."""
    assert run("list", "--content", str(EXAMPLE), "--format", "json", "--lang", "en") == 0
    assert [one["id"] for one in json.loads(capsys.readouterr().out)] == [
        "iso18295-1@2017",
        "lrse@2024.2",
        "lrse@2027.1",
    ]
    assert run("show", "lrse@2027.1", "--content", str(EXAMPLE), "--format", "json", "--lang", "fr") == 0
    content = json.loads(capsys.readouterr().out)
    assert content["weights"]["outsourcer"] == 60
    assert content["themes"][0]["text"] == "Pratiques de ressources humaines"
    assert run("show", "lrse@2027.1", "--content", str(EXAMPLE), "--lang", "en") == 0
    assert "Employment is stable" in capsys.readouterr().out


def test_evaluate_gives_range_and_what_is_missing(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A case not yet decided has a range and names what would decide it."""
    assert run("evaluate", str(case), "--content", str(EXAMPLE), "--format", "json") == 0
    content = json.loads(capsys.readouterr().out)
    assert content["total"] == "unknown"
    assert content["range"] == [53.4, 73.4]
    assert content["themes"]["purchasing"] == 66.7
    assert content["missing"] == ["fact.has_cse"]
    assert len(content["release_sha256"]) == 64
    assert run("evaluate", str(case), "--content", str(EXAMPLE), "--lang", "fr") == 0
    assert "entre 53,4 et 73,4" in capsys.readouterr().out


def test_what_is_hardly_plausible_is_said(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The value, the bounds, and what to do; a negative number is refused at its line."""
    sites = "inputs: {leavers: [9999, 10], joiners: [10, 10], staff_jan: [50, 50]}\n"
    case.write_text(CASE + sites, encoding="utf-8")
    assert run("evaluate", str(case), "--content", str(EXAMPLE), "--lang", "en") == 0
    assert "Implausible: Adviser turnover rate: 5,014.5; 0 to 300 expected." in capsys.readouterr().out
    case.write_text(CASE + sites.replace("9999", "-9999"), encoding="utf-8")
    assert run("evaluate", str(case), "--content", str(EXAMPLE), "--lang", "en") == 1
    assert "case.yaml:7:" in capsys.readouterr().err


def test_explain_unfolds_a_theme(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The steps go from the figure down to the answers."""
    assert run("explain", str(case), "theme.purchasing", "--content", str(EXAMPLE), "--lang", "en") == 0
    told = capsys.readouterr().out
    assert told.splitlines()[0].endswith("66.7")
    assert "(4 × 75 + 2 × 50) / 6" in told


def test_a_wrong_case_is_told_at_its_line(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A level its scale does not have, a release that does not exist, a figure that is none."""
    wrong = case.with_name("wrong.yaml")
    wrong.write_text(CASE.replace("contract_terms: applied", "contract_terms: perfect"), encoding="utf-8")
    assert run("evaluate", str(wrong), "--content", str(EXAMPLE), "--lang", "en") == 1
    assert "wrong.yaml:6:" in capsys.readouterr().err
    assert run("evaluate", str(case), "--content", str(EXAMPLE), "--release", "lrse@1999.1") == 1
    assert "unknown-release" in capsys.readouterr().err
    assert run("explain", str(case), "theme.nothing", "--content", str(EXAMPLE)) == 1
    assert "unknown-figure" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "words"), [("{a: 1}", "is a set of keys"), ("[1]", "is a list"), ("true", "is “true”")]
)
def test_a_fact_of_another_kind_is_told_in_words(
    case: Path, capsys: pytest.CaptureFixture[str], given: str, words: str
) -> None:
    """Never as the machine writes it."""
    case.write_text(CASE.replace("headcount: 900", f"headcount: {given}"), encoding="utf-8")
    assert run("evaluate", str(case), "--content", str(EXAMPLE), "--lang", "en") == 1
    said = f"case.yaml:5:9: wrong-fact: “headcount” {words}; it is not a value of this fact.\n"
    assert said in capsys.readouterr().err


def test_a_fault_of_a_whole_file_has_its_path_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No colon stands for a line that is not known, and the path is written from the current folder."""
    (tmp_path / "odd.yaml").write_text("a: 1\n", encoding="utf-8")
    shutil.copytree(EXAMPLE, tmp_path / "content")
    monkeypatch.chdir(tmp_path)
    assert run("check", str(tmp_path / "odd.yaml"), "--lang", "en") == 1
    assert capsys.readouterr().out.startswith("odd.yaml: unknown-kind: ")
    assert run("evaluate", str(tmp_path / "none.yaml"), "--lang", "en") == 2
    assert capsys.readouterr().err.startswith("none.yaml: missing-file: ")
    assert run("seal", str(tmp_path / "content" / RELEASE), "--lang", "en") == 0
    capsys.readouterr()
    assert run("seal", str(tmp_path / "content" / RELEASE), "--lang", "en") == 1
    assert capsys.readouterr().err.startswith(f"content/{RELEASE}/release.yaml: already-sealed: ")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("{value: {value: 0.05}}", "is a set of keys"),
        ("[3, [4]]", "is a list"),
        ("many", "is “many”"),
        ("[1, true]", "is “true”"),
        ('"１０"', "is “１０”"),
        ('"1_0"', "is “1_0”"),
    ],
)
def test_an_input_that_is_no_number_is_told_at_its_key(
    case: Path, capsys: pytest.CaptureFixture[str], given: str, words: str
) -> None:
    """The line, the key, and what the file holds in words."""
    case.write_text(f"{CASE}inputs:\n  joiners: 2\n  leavers: {given}\n", encoding="utf-8")
    assert run("evaluate", str(case), "--content", str(EXAMPLE), "--lang", "en") == 1
    told = capsys.readouterr().err
    assert f"case.yaml:9:3: not-a-number: A value of “leavers” {words}; it is not a number.\n" in told


def test_seal_is_refused_to_a_sealed_release(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sealing again a release that is no draft is refused, once its votes are under the seal too."""
    folder = tmp_path / "content" / RELEASE
    shutil.copytree(EXAMPLE, tmp_path / "content")
    assert run("seal", str(folder), "--lang", "en") == 0
    assert run("seal", str(folder), "--lang", "en") == 1
    assert "already-sealed" in capsys.readouterr().err


def test_factors_say_where_each_was_read(capsys: pytest.CaptureFixture[str]) -> None:
    """A row with its value and source, another that waits; a table that does not exist is told with those that do."""
    assert run("factors", "--content", str(EXAMPLE), "--lang", "fr") == 0
    told = capsys.readouterr().out
    assert "0,2" in told
    assert "à fournir" in told
    assert run("factors", "2025", "--content", str(EXAMPLE), "--format", "json") == 0
    rows = json.loads(capsys.readouterr().out)["factors"]
    assert [(one["id"], one["value"]) for one in rows] == [("car", 0.3), ("electricity", None)]
    assert run("factors", "1999", "--content", str(EXAMPLE)) == 1
    assert "unknown-factors" in capsys.readouterr().err
