"""``filiere referentials coverage``, ``chain`` and ``review``: what is printed, in which language."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

COMMAND = "referentials"
EXAMPLE = Path(__file__).parents[1] / "referentials" / "fixtures" / "lrse"
MAPPING = "lrse@2027.1--iso18295-1@2017"
CONTENT = ("--content", str(EXAMPLE))

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the example that a command may write to."""
    shutil.copytree(EXAMPLE, tmp_path / "content")
    return tmp_path / "content"


def test_coverage_both_ways(run: Run) -> None:
    """Subject by subject, then the sentence that says over what it counts."""
    status, out, _ = run("coverage", MAPPING, *CONTENT, "--lang", "fr")
    assert status == 0
    assert re.search(r"5\.3 contact_monitoring +en partie +0,25 +monitoring_transparency", out)
    assert out.splitlines()[-1].startswith(
        "Sur 3 sujets de iso18295-1@2017\u00a0: 1 couvert, 1 en partie, 1 non couvert."
    )
    _, out, _ = run("coverage", MAPPING, "--reverse", *CONTENT, "--format", "json", "--lang", "en")
    told = json.loads(out)
    assert (told["source"], told["mappings"]) == ("iso18295-1@2017", [f"{MAPPING}~"])
    assert told["subjects"][1]["links"][0]["relation"] == "subset"
    assert told["states"] == {one: {"state": "unseen", "changed": []} for one in ("m1", "m2")}


def test_coverage_says_what_a_case_holds(run: Run, tmp_path: Path) -> None:
    """Of the subjects that are covered."""
    case = tmp_path / "case.yaml"
    case.write_text(
        'referential: lrse\nrelease: "2027.1"\ncategory: outsourcer\ndate: 2027-03-01\nfacts: {has_cse: true}\n'
        "answers: {cse_information: leading, monitoring_transparency: leading}\n",
        encoding="utf-8",
    )
    _, out, _ = run("coverage", MAPPING, "--case", str(case), *CONTENT, "--lang", "en")
    assert re.search(r"4\.2 employee_engagement +covered +1 +met", out)


def test_chain_finds_the_ways(run: Run) -> None:
    """With each link; no way is said as such; an unknown release is a fault."""
    _, out, _ = run("chain", "iso18295-1@2017", "lrse@2027.1", *CONTENT, "--lang", "en")
    assert out.startswith(f"Comparison: {MAPPING}~\n")
    assert re.search(r"employee_engagement +is part of +cse_information \+ monitoring_transparency +8 +0\.9", out)
    status, out, _ = run("chain", "lrse@2024.2", "iso18295-1@2017", *CONTENT, "--lang", "en")
    assert (status, out) == (0, "No series of mappings leads from lrse@2024.2 to iso18295-1@2017.\n")
    status, _, error = run("chain", "lrse@2024.3", "iso18295-1@2017", *CONTENT)
    assert status == 1
    assert "unknown-release" in error


def test_review_is_noted_in_the_file(run: Run, copy: Path) -> None:
    """Then the maps are fresh; a release that changes makes them stale one by one."""
    asked = ("review", MAPPING, "--role", "quality_expert", "--content", str(copy), "--lang", "en")
    status, out, _ = run(*asked, "--on", "2027-02-01", "--map", "m1")
    assert (status, out) == (0, f"{MAPPING}: review recorded, 1 of 2 maps with their fingerprints.\n")
    run(*asked, "--on", "2027-02-02")
    _, out, _ = run("coverage", MAPPING, "--content", str(copy), "--format", "json")
    assert {one["state"] for one in json.loads(out)["states"].values()} == {"fresh"}
    assert run("check", str(copy / "mappings"))[0] == 0


@pytest.mark.parametrize("words", [("coverage",), ("review", "--role", "expert", "--on", "2027-02-01")])
def test_an_unknown_mapping_is_told_with_those_that_exist(run: Run, words: tuple[str, ...]) -> None:
    """In both languages."""
    first, *rest = words
    for lang in ("fr", "en"):
        status, _, error = run(first, "lrse@2027.1--iso18295-1@2018", *rest, *CONTENT, "--lang", lang)
        assert status == 1
        assert "unknown-mapping" in error
        assert MAPPING in error
