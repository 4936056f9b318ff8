"""``filiere referentials migrate``, ``simulate``, ``tipping`` and ``discriminate``: trials that decide nothing."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

COMMAND = "referentials"
EXAMPLE = Path(__file__).parents[1] / "referentials" / "fixtures" / "lrse"
CONTENT = ("--content", str(EXAMPLE))
CASE = """\
referential: lrse
release: "2024.2"
category: outsourcer
date: 2025-03-01
facts: {headcount: 400, has_cse: true}
answers: {listening: applied, cse_information: proven, contract_terms: two, fax_policy: three}
inputs: {leavers: [3, 5], staff_jan: [50, 60]}
evidence: [listening_notice, cse_minutes]
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A dossier of the earlier release."""
    path = tmp_path / "case.yaml"
    path.write_text(CASE, encoding="utf-8")
    return path


def test_migrate_shows_both_evaluations_and_what_is_left_to_do(run: Run, case: Path) -> None:
    """Scores, levels, duties, archive and thresholds; the file of the case is not changed."""
    status, out, _ = run("migrate", str(case), "--to", "lrse@2027.1", *CONTENT, "--lang", "en")
    assert status == 0
    assert re.search(r"lrse@2024\.2 +79\.7 +Label granted", out)
    assert re.search(r"lrse@2027\.1 +30\.0 – 77\.8 +Confirmed level / none", out)
    assert "  monitoring_transparency: to be reviewed, question derived from a wider one" in out
    assert "  answer fax_policy: the question no longer exists" in out
    assert case.read_text(encoding="utf-8") == CASE


def test_a_migrated_case_can_be_written_and_judged(run: Run, case: Path, tmp_path: Path) -> None:
    """What is written gives the same range."""
    out_file = tmp_path / "new.yaml"
    asked = ("migrate", str(case), "--to", "lrse@2027.1", "--out", str(out_file), *CONTENT, "--format", "json")
    told = json.loads(run(*asked)[1])
    assert told["case"]["answers"]["contract_terms"] == "applied"
    assert [one["key"] for one in told["archive"]] == ["fax_policy", "listening_notice"]
    _, out, _ = run("evaluate", str(out_file), *CONTENT, "--format", "json")
    assert json.loads(out)["range"] == told["after"]["range"] == [30.0, 77.8]


def test_a_state_that_may_not_migrate_is_refused_at_the_case(run: Run, case: Path) -> None:
    """So is a way that no release ships."""
    status, _, error = run("migrate", str(case), "--to", "lrse@2027.1", "--state", "under_audit", *CONTENT)
    assert (status, "case.yaml:1:1: migration-state" in error) == (1, True)
    status, _, error = run("migrate", str(case), "--to", "iso18295-1@2017", *CONTENT, "--lang", "en")
    assert (status, "no-migration" in error) == (1, True)


def test_simulate_tells_groups_and_says_that_dossiers_are_made_up(run: Run) -> None:
    """A line a group, then all of them."""
    asked = ("simulate", "lrse@2027.1", "--move", "hr_practice:social_dialogue:10", "--dossiers", "120")
    few = ("--category", "in_house", "--category", "outsourcer")
    status, out, _ = run(*asked, *few, *CONTENT, "--lang", "en")
    assert status == 0
    assert re.search(r"\nAll +120 ", out)
    assert out.splitlines()[-1].startswith("Fictitious dossiers")
    told = json.loads(run(*asked, *few, *CONTENT, "--format", "json")[1])
    assert (told["made_up"], told["seed"], told["total"]["dossiers"]) == (True, 1, 120)
    assert sum(one["dossiers"] for one in told["groups"]) == 120
    assert min(one["dossiers"] for one in told["groups"]) >= 5


def test_simulate_a_later_release_over_cases_of_a_folder(run: Run, tmp_path: Path) -> None:
    """Cases of other releases are left aside; too few show nothing."""
    for number in range(6):
        (tmp_path / f"{number}.yaml").write_text(CASE, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(CASE.replace("2024.2", "2027.1"), encoding="utf-8")
    asked = ("simulate", "lrse@2024.2", "--against", "lrse@2027.1", "--cases", str(tmp_path), *CONTENT)
    told = json.loads(run(*asked, "--format", "json")[1])
    assert (told["made_up"], told["total"]["dossiers"]) == (False, 6)
    _, out, _ = run(*asked, "--min-group", "7", "--lang", "en")
    assert out == "Fewer than 7 dossiers: nothing is shown.\n"


@pytest.mark.parametrize(
    ("move", "code"),
    [
        ("hr_practice:social_dialogue", "unreadable-move"),
        ("hr_practice:social_dialogue:NaN", "unreadable-move"),
        ("hr_practice:social_dialogue:sNaN", "unreadable-move"),
        ("hr_practice:social_dialogue:Infinity", "unreadable-move"),
        ("hr_practice:social_dialogue:１０", "unreadable-move"),
        ("hr_practice:social_dialogue:1_0", "unreadable-move"),
        ("hr_practice:social_dialogue:1e1", "unreadable-move"),
        ("hr_practice:hr_practice:10", "same-theme"),
        ("hr_practice:nothing:5", "unknown-weight"),
        ("hr_practice:social_dialogue:31", "impossible-weight"),
    ],
)
def test_a_move_that_cannot_be_made_is_refused(run: Run, move: str, code: str) -> None:
    """With what to write."""
    status, _, error = run("simulate", "lrse@2027.1", "--move", move, *CONTENT)
    assert (status, code in error) == (1, True)


def test_tipping_tells_the_nearest_weight(run: Run, tmp_path: Path) -> None:
    """A case that is not decided has none."""
    path = tmp_path / "case.yaml"
    case = (
        'referential: lrse\nrelease: "2027.1"\ncategory: client_company\ndate: 2027-03-01\n'
        "facts: {headcount: 900, sites: 3, months_active: 60, has_cse: true}\n"
        "answers: {price_covers_wages: applied, contract_terms: leading, cse_information: applied}\n"
    )
    path.write_text(case, encoding="utf-8")
    # (10 × 50 + w × 66.7) / (10 + w) = 59.95 gives w = 995 / 67.5, under the weight of 40.
    (dialogue, purchasing) = json.loads(run("tipping", str(path), *CONTENT, "--format", "json")[1])
    assert (purchasing["theme"], purchasing["weight"], purchasing["root"]) == ("purchasing", 40, "398/27")
    assert (purchasing["level"], dialogue["level"]) == ("none", "none")
    assert "14,74" in run("tipping", str(path), *CONTENT, "--lang", "fr")[1]
    path.write_text(case.replace(", cse_information: applied", ""), encoding="utf-8")
    assert run("tipping", str(path), *CONTENT, "--lang", "en")[1] == "The case cannot be decided yet.\n"


def test_discriminate_tells_each_question(run: Run) -> None:
    """By category, with what is to be looked at."""
    _, out, _ = run("discriminate", "lrse@2027.1", "--dossiers", "60", *CONTENT, "--lang", "en")
    assert re.search(r"monitoring_transparency +outsourcer +20 ", out)
    assert "too few answers" in out
    told = json.loads(run("discriminate", "lrse@2027.1", "--dossiers", "60", *CONTENT, "--format", "json")[1])
    assert {one["category"] for one in told} == {"in_house", "outsourcer", "client_company"}


def test_a_wrong_case_among_many_is_told_at_its_line_of_its_file(run: Run, tmp_path: Path) -> None:
    """Not as a fault of nobody: whoever simulates two hundred files must know which to mend."""
    for number in range(3):
        (tmp_path / f"{number}.yaml").write_text(CASE, encoding="utf-8")
    wrong = CASE.replace("leavers: [3, 5]", "leavers: [3, -5]")
    (tmp_path / "wrong.yaml").write_text(wrong, encoding="utf-8")
    status, out, error = run("simulate", "lrse@2024.2", "--against", "lrse@2027.1", "--cases", str(tmp_path), *CONTENT)
    line = next(number for number, words in enumerate(wrong.splitlines(), 1) if words.startswith("inputs"))
    assert (status, out) == (1, "")
    assert f"wrong.yaml:{line}:" in error
    assert error.count(".yaml:") == 1
