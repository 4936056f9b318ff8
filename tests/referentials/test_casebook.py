"""A case written as a change of another one is that other one, changed: nothing lost on the way, nothing added."""

from pathlib import Path
from typing import Any

import pytest

from filiere.core import Faults
from filiere.referentials.reader import read_release
from filiere.referentials.scoring import Case, evaluate

LABEL = Path("referentials/lrse/releases/2027.1")
BASE = """\
cases:
  - key: base
    name: "the start of others"
    category: in_house
    date: 2027-03-01
    facts: {headcount: 900, has_cse: true}
    answers: {cse_information: proven}
    rest: [applied]
    inputs: {leavers: 10, joiners: 12, staff_jan: 100}
    register: {recent_withdrawal: false}
    findings: [{kind: minor}]
    expect: {level: unknown}
"""
CHANGED = """\
cases:
  - key: changed
    like: base
    name: "read before the one it is like"
    facts: {headcount: 20}
    inputs: {leavers: 20}
    findings: []
  - {like: changed, name: "two steps away", category: outsourcer, rest: [started]}
"""


def whole(draft: Path) -> list[dict[str, Any]]:
    """The cases of the example, in two files read against the order of what they say."""
    (draft / LABEL / "cases.yaml").unlink()
    (draft / LABEL / "cases").mkdir()
    (draft / LABEL / "cases" / "a.yaml").write_text(CHANGED, encoding="utf-8")
    (draft / LABEL / "cases" / "b.yaml").write_text(BASE, encoding="utf-8")
    reading = read_release(draft / LABEL)
    assert [one.render("en") for one in reading.faults] == []
    assert reading.release is not None
    return [one.model_dump(by_alias=True, exclude_defaults=True) for one in reading.release.cases]


def test_what_a_case_does_not_say_is_that_of_the_other(draft: Path) -> None:
    """Facts and inputs one by one, findings whole; name, key and what is expected never."""
    changed, twice, base = whole(draft)
    assert changed["facts"] == {"headcount": 20, "has_cse": True}
    assert changed["inputs"] == {"leavers": 20, "joiners": 12, "staff_jan": 100}
    assert "findings" not in changed
    assert "expect" not in changed
    assert {key: changed[key] for key in ("category", "date", "answers", "register", "rest")} == {
        key: base[key] for key in ("category", "date", "answers", "register", "rest")
    }
    assert (twice["category"], twice["rest"], twice["facts"]) == ("outsourcer", ("started",), changed["facts"])


def test_rest_answers_the_questions_not_named(draft: Path) -> None:
    """By the first of its levels that a question has; null keeps a question unanswered."""
    release = read_release(draft / LABEL).release
    assert release is not None
    case = {"category": "outsourcer", "date": "2027-03-01", "facts": {"has_cse": True}}
    written = case | {"answers": {"cse_information": "proven", "contract_terms": None}, "rest": ["applied"]}
    found = evaluate(release, written)
    assert (found.criteria["cse_information"], found.criteria["monitoring_transparency"]) == (75, 50)
    assert found.criteria["contract_terms"] == "unknown"
    assert "answer.contract_terms" in found.missing


def test_a_level_of_rest_that_no_question_has_is_told(draft: Path) -> None:
    """Otherwise a misspelt level would leave a whole questionnaire unanswered, in silence."""
    release = read_release(draft / LABEL).release
    assert release is not None
    with pytest.raises(Faults) as caught:
        evaluate(release, Case(category="outsourcer", date="2027-03-01", rest=("applied", "aplied")))
    assert [(one.code, one.key) for one in caught.value.faults] == [("unknown-level", "rest")]
