"""The rules of the verdict, one each, and the sums that a text makes by itself."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from filiere.core.text import LANGUAGES
from filiere.core.yaml_documents import read_yaml
from filiere.figures import Register, load_register
from filiere.quotations import STAGES, check_document, check_text

HERE = Path(__file__).parent
DATA = read_yaml(HERE / "verdicts.yaml").data
SPEECH = (HERE / "speech.txt").read_text(encoding="utf-8")
DAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def small() -> Register:
    """The made-up register of the tests of figures."""
    return load_register(HERE.parent / "figures" / "base")


@pytest.fixture(scope="session")
def shipped() -> Register:
    """The register that ships with the package."""
    return load_register()


@pytest.mark.parametrize("case", DATA["verdicts"], ids=lambda case: f"{case['verdict']}: {case['text'][:50]}")
def test_a_rule_gives_its_verdict(case: dict[str, Any], small: Register) -> None:
    said = date.fromisoformat(case["said"]) if "said" in case else None
    (row,) = [one for one in check_text(case["text"], small, said=said) if one.text == case["number"]]
    assert (row.verdict, row.part) == (case["verdict"], case.get("part"))
    assert list(row.figures[: len(case.get("figures", []))]) == case.get("figures", [])
    assert list(row.others) == case.get("others", list(row.others))
    assert set(case.get("needs", ())) <= set(row.needs)
    assert row.reason is not None
    assert all(row.reason.get(lang) for lang in LANGUAGES)
    assert (row.proposal is None) or row.verdict != "unknown"


@pytest.mark.parametrize("case", DATA["sums"], ids=lambda case: case["text"][:50])
def test_a_text_is_held_to_its_own_arithmetic(case: dict[str, Any], small: Register) -> None:
    (found,) = check_document(case["text"], small).sums
    assert (found.kind, found.holds) == (case["kind"], case["holds"])
    assert found.missing == (Decimal(case["missing"]) if "missing" in case else None)
    assert (found.proposal is None) == found.holds


def test_a_speech_is_reviewed_number_by_number(shipped: Register) -> None:
    """Nine numbers, a sum that lacks three million, and what was set aside; the same bytes each time."""
    review = check_document(SPEECH, shipped, said=DAY)
    assert [row.verdict for row in review.numbers] == [
        *("outdated", "match", "match", "out_of_scope", "contradicted", "match", "match", "out_of_scope", "unknown")
    ]
    assert [(one.holds, one.missing) for one in review.sums] == [(False, Decimal(3_000_000))]
    assert sorted(one.why for one in review.skipped) == ["date", *["year"] * 6]
    assert [row.paragraph for row in review.numbers] == [1, 1, 1, 1, 2, 2, 2, 3, 3]
    told = review.as_json()
    assert [told["counts"][name] for name in ("match", "outdated", "out_of_scope", "contradicted", "unknown")] == [
        *(4, 1, 2, 1, 1)
    ]
    assert [one["missing"] for one in json.loads(json.dumps(told))["sums"]] == [3_000_000]
    assert repr(review.rows) == repr(check_document(SPEECH, shipped, said=DAY).rows)


def test_each_stage_tells_what_it_knows(shipped: Register) -> None:
    keys = [set(check_text(SPEECH, shipped, said=DAY, stage=stage)[0].as_json(stage)) for stage in STAGES]
    assert keys[0] < keys[1] < keys[2]
    assert keys[0] - keys[3] == {"bound", "kind"}
    assert keys[3] - keys[0] == {"verdict", "figures", "reason", "needs", "proposal"}


def test_neighbours_change_nothing(shipped: Register) -> None:
    """The order of sentences that stand by themselves, and one that says nothing of the trade."""
    first = "En 2008, les prestataires comptaient 36 352 emplois en France, selon l’Unédic."
    second = "L’Allemagne comptait 6 700 centres d’appels en 2009."
    neutral = "Le colloque a réuni du monde."
    texts = (f"{first} {second}", f"{second} {first}", f"{neutral} {first} {neutral} {second}")
    found = [sorted((row.text, row.verdict, row.figures) for row in check_text(text, shipped)) for text in texts]
    assert found[0] == found[1] == found[2]
    assert {verdict for _, verdict, _ in found[0]} == {"match"}
