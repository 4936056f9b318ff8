"""``filiere careers paths`` and ``explain``: answers for programs and for people, and what is refused."""

import json
from collections.abc import Callable

import pytest

Ran = tuple[int, str, str]
Run = Callable[..., Ran]
COMMAND = "careers"
DAY = ("--on", "2026-12-01")


def test_paths_for_programs(run: Run) -> None:
    status, out, _ = run("paths", "--from", "caissière", "--skills", "protect-data", "--format", "json", *DAY)
    found = json.loads(out)
    assert status == 0
    assert (found["from"], found["answers"], found["nomenclature"]) == ("cashier", {"protect-data": "yes"}, None)
    assert len(found["paths"]) == 5
    for path in found["paths"]:
        assert sum(part["points"] for part in path["parts"]) == pytest.approx(path["score"], abs=1e-7)
        assert path["counterfactual"]["most_changes"] == 3


def test_one_path_for_people_to_the_line(run: Run) -> None:
    status, out, _ = run("explain", "--from", "D1505", "--to", "téléconseiller", "--lang", "en", *DAY)
    assert status == 0
    for words in ("Keep calm in front of someone angry", "no known training", "What is not known", "Total"):
        assert words in out
    status, out, _ = run("paths", "--from", "cashier", "--to", "team-leader", *DAY)
    assert (status, "team-leader" in out, "customer-adviser" in out) == (0, True, False)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("paths", "--from", "x" * 10_000), "path-uncertain-title"),
        (("paths", "--from", "🙂"), "path-uncertain-title"),
        (("paths", "--from", "formateur"), "path-uncertain-title"),
        (("paths", "--from", "Z9999"), "path-uncertain-title"),
        (("paths", "--from", "D1408"), "path-several-jobs"),
        (("paths", "--from", "cashier", "--skills", "licorne"), "path-unknown-skill"),
        (("explain", "--from", "cashier", "--to", "waiter"), "path-unknown-target"),
        (("paths", "--from", "cashier", "--on", "hier"), "path-bad-day"),
        (("paths", "--from", "cashier", "--nomenclature", "/nowhere"), "path-no-nomenclature"),
    ],
)
def test_what_cannot_be_answered_is_a_fault(run: Run, words: tuple[str, ...], code: str) -> None:
    status, out, err = run(*words)
    assert (status, out, code in err) == (2, "", True)
    assert len(err) < 1000
