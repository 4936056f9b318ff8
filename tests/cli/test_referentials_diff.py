"""``filiere referentials diff``: what is printed, in which language."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

COMMAND = "referentials"
EXAMPLE = Path(__file__).parents[1] / "referentials" / "fixtures" / "lrse"
CONTENT = ("--content", str(EXAMPLE))

Run = Callable[..., tuple[int, str, str]]


def test_diff_tells_each_difference_and_counts_them(run: Run) -> None:
    """In a sentence each, or as content for a program, in words or in rules only."""
    status, out, _ = run("diff", "lrse@2024.2", "lrse@2027.1", *CONTENT, "--lang", "en")
    assert status == 0
    assert "rule     Question 3.1 (cse_information), weight: 1 → 3." in out
    assert re.search(r"\n\d+ differences, \d+ of them rules\.\n\Z", out)
    _, out, _ = run("diff", "lrse@2024.2", "lrse@2027.1", *CONTENT, "--scope", "wording", "--format", "json")
    told = json.loads(out)
    assert told["patch"] is False
    assert {one["scope"] for one in told["changes"]} == {"wording"}
    renumbered = next(one for one in told["changes"] if one["kind"] == "renumbered")
    assert (renumbered["before"], renumbered["after"]) == ("2.6", "3.1")


def test_diff_of_a_release_with_itself_is_a_patch(run: Run) -> None:
    """Nothing differs, and that is said."""
    _, out, _ = run("diff", "lrse@2027.1", "lrse@2027.1", *CONTENT)
    assert out == "0 différence, dont 0 de règle.\nAucun résultat ne change.\n"


def test_diff_takes_a_release_as_of_a_day(run: Run, tmp_path: Path) -> None:
    """What an addendum changes, from its day on."""
    copy = shutil.copytree(EXAMPLE, tmp_path / "content")
    head = copy / "referentials/lrse/releases/2027.1/release.yaml"
    words = re.sub(r"(?m)^status: \w+", "status: draft", head.read_text(encoding="utf-8").partition("\nseal:")[0])
    addendum = (
        "addenda: [{number: 1, adopted: 2027-05-01, effective: 2027-06-01, class: rule, ops: "
        "[{op: set, at: criterion.contract_terms.weight, was: 2, value: 3}]}]"
    )
    head.write_text(re.sub(r"(?m)^addenda: \[\].*$", addendum, words) + "\n", encoding="utf-8")
    asked = ("diff", "lrse@2027.1", "lrse@2027.1", "--content", str(copy), "--lang", "en", "--on")
    assert run(*asked, "2027-05-31")[1].startswith("0 differences")
    assert "weight: 2 → 3" in run(*asked, "2027-06-01")[1]
