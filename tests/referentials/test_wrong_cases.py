"""Golden cases prove nothing unless a wrong one is caught: each figure, at its line, told in both languages."""

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from support.scenes.shipped_label import shipped_release

from filiere.referentials import Release
from filiere.referentials.checker import check_path
from filiere.referentials.checker.golden_cases import single_case_faults
from filiere.referentials.records import GoldenCase

WRONG = Path(__file__).parent / "fixtures" / "wrong_cases.yaml"
# The figure that is wrong in each case, in the order of the file, with what stands there and what is true.
TOLD = [
    ("total", "68.3", "68.4"),
    ("themes", "{purchasing: 66.6, social_dialogue: 75}", "{purchasing: 66.7, social_dialogue: 75.0}"),
    ("level", "confirmed", "none"),
    ("range", "[53.4, 73.3]", "[53.4, 73.4]"),
    ("missing", "[answer.cse_information]", "[fact.has_cse]"),
    ("knock_outs", "[]", "[cse_information]"),
]


def test_each_wrong_case_is_reported_and_nothing_else(draft: Path) -> None:
    """With the file, the line and the key of the figure, what was expected and what is found."""
    release = draft / "referentials" / "lrse" / "releases" / "2027.1"
    (release / "cases").mkdir()
    copy = Path(shutil.copy(WRONG, release / "cases" / "wrong.yaml"))
    lines = copy.read_text(encoding="utf-8").split("\n")
    found = check_path(draft).faults
    assert [one.code for one in found] == ["case-failed"] * len(TOLD)
    for place, (one, (key, expected, true)) in enumerate(zip(found, TOLD, strict=True)):
        assert Path(one.file or "").name == "wrong.yaml"
        assert lines[(one.line or 0) - 1].strip().startswith(f"{key}:")
        assert one.key == f"cases[{place}].expect.{key}"
        for words, sentence in (
            (one.message.fr, f"attend {key} = {expected} et le calcul donne {true}"),
            (one.message.en, f"expects {key} = {expected} and the computation gives {true}"),
        ):
            assert sentence in words
            assert f"wrong {key.rstrip('s').replace('_', '-')}" in words


@pytest.fixture(scope="module", params=["2009.1", "2027.1"])
def label(request: pytest.FixtureRequest) -> Release:
    """A release of the label."""
    return shipped_release(request.param)


def test_a_tenth_more_on_any_total_is_caught(label: Release) -> None:
    """And the very same case, untouched, passes."""
    spoilt = 0
    for place, case in enumerate(label.cases):
        assert list(single_case_faults(label, case, str(place))) == []
        total = case.expect.get("total")
        if isinstance(total, (int, Decimal)):
            spoilt += 1
            assert _keys(label, case, str(place), {"total": total + Decimal("0.1")}) == ["total"]
        if "level" in case.expect:
            other = "none" if case.expect["level"] != "none" else "granted_24"
            assert _keys(label, case, str(place), {"level": other}) == ["level"]
    assert spoilt > 30


def _keys(label: Release, case: GoldenCase, place: str, wrong: dict[str, Any]) -> list[str]:
    spoilt = case.model_copy(update={"expect": case.expect | wrong})
    return [(one.key or "").rpartition(".")[2] for one in single_case_faults(label, spoilt, place)]
