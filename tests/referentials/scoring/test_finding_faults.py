"""A finding that names nothing of the release, or whose days cannot be, is told at its key and never counted."""

from pathlib import Path
from typing import Any

import pytest

from filiere.cli import app
from filiere.core import Fault, Faults
from filiere.referentials import Library, Release
from filiere.referentials.checker import check_path
from filiere.referentials.migration import migrate_case
from filiere.referentials.scoring import evaluate


@pytest.fixture
def release(example: Path) -> Release:
    """The later release of the example."""
    return Library(example).release("lrse@2027.1")


def _case(*findings: dict[str, Any]) -> dict[str, Any]:
    return {"category": "client_company", "date": "2027-03-01", "findings": list(findings)}


def _faults(release: Release, *findings: dict[str, Any]) -> list[Fault]:
    with pytest.raises(Faults) as caught:
        evaluate(release, _case(*findings))
    return list(caught.value.faults)


WRONG = [
    ({"kind": "majr"}, "unknown-finding", "kind"),
    ({"kind": "major", "theme": "purchasng"}, "finding-theme", "theme"),
    ({"kind": "major", "criterion": "contract_term"}, "finding-criterion", "criterion"),
    ({"kind": "major", "opened": "2099-01-01"}, "finding-to-come", "opened"),
    ({"kind": "major", "opened": "2027-02-02", "lifted": "2027-02-01"}, "finding-lifted-early", "lifted"),
]


@pytest.mark.parametrize(("finding", "code", "key"), WRONG, ids=[one[1] for one in WRONG])
def test_each_fault_stands_at_its_key(release: Release, finding: dict[str, Any], code: str, key: str) -> None:
    """The second finding of two is named as the second; what is wrong is quoted in both languages."""
    (found,) = _faults(release, {"kind": "minor"}, finding)
    assert (found.code, found.key) == (code, f"findings[1].{key}")
    assert found.remedy is not None
    assert str(finding[key]) in found.message.fr
    assert str(finding[key]) in found.message.en


def test_all_are_told_at_once(release: Release) -> None:
    """Also several of one finding."""
    whole = {"kind": "dreadful", "theme": "nope", "criterion": "zz", "opened": "2099-01-02", "lifted": "2099-01-01"}
    found = {(one.key, one.code) for one in _faults(release, whole, *(one[0] for one in WRONG))}
    assert found == {
        *((f"findings[0].{key}", code) for _, code, key in WRONG),
        *((f"findings[{place}].{key}", code) for place, (_, code, key) in enumerate(WRONG, 1)),
    }


def test_close_names_are_in_the_remedy(release: Release) -> None:
    """Those of themes for a theme, those of questions for a question; nothing when nothing is close."""
    (theme,) = _faults(release, {"kind": "major", "theme": "purchasng"})
    (criterion,) = _faults(release, {"kind": "major", "criterion": "contract_term"})
    (far,) = _faults(release, {"kind": "major", "theme": "zz"})
    assert theme.remedy is not None
    assert criterion.remedy is not None
    assert far.remedy is not None
    assert theme.remedy.en.endswith("Closest matches: purchasing.")
    assert criterion.remedy.fr.endswith("Proches : contract_terms.")
    assert "Close" not in far.remedy.en


def test_what_can_be_is_left_alone(release: Release) -> None:
    """A finding of that very day, lifted that day, lifted later than the case, or lifted on a day nobody kept."""
    day = "2027-03-01"
    sound = [
        {"kind": "major", "theme": "purchasing", "criterion": "contract_terms", "opened": day, "lifted": day},
        {"kind": "major", "opened": day, "lifted": "2027-03-02"},
        {"kind": "major", "opened": day, "lifted": True},
        {"kind": "major", "lifted": "2026-01-01", "previous": True},
    ]
    assert evaluate(release, _case(*sound)).findings.count("major") == 1


def test_the_line_of_the_file_is_told(tmp_path: Path, example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the command that judges a case."""
    path = tmp_path / "case.yaml"
    path.write_text(
        'referential: lrse\nrelease: "2027.1"\ncategory: client_company\ndate: 2027-03-01\nfindings:\n'
        "  - kind: major\n  - kind: major\n    criterion: zz\n",
        encoding="utf-8",
    )
    with pytest.raises(SystemExit) as left:
        app(
            ["referentials", "evaluate", str(path), "--content", str(example), "--lang", "en"],
            result_action="return_value",
        )
    assert left.value.code == 1
    assert "case.yaml:8:5: finding-criterion" in "".join(capsys.readouterr())


def test_the_line_of_a_golden_case_is_told(draft: Path) -> None:
    """By the checker, at the finding in the file of cases."""
    folder = draft / "referentials" / "lrse" / "releases" / "2027.1" / "cases"
    folder.mkdir()
    (folder / "wrong.yaml").write_text(
        "cases:\n  - name: {fr: Constat égaré, en: Stray finding}\n    category: client_company\n"
        "    date: 2027-03-01\n    findings:\n      - kind: major\n        theme: nope\n    expect: {level: none}\n",
        encoding="utf-8",
    )
    (found,) = check_path(draft).faults
    assert (found.code, found.line, found.key) == ("case-unreadable", 7, "cases[0].findings[0].theme")


def test_a_migrated_finding_is_of_the_new_release(example: Path, release: Release) -> None:
    """On its new keys, without a fault; the one on a question that is gone is in the archive."""
    before = Library(example).release("lrse@2024.2")
    case = {
        "category": "outsourcer",
        "date": "2025-03-01",
        "facts": {"headcount": 400, "has_cse": True},
        "findings": [
            {"kind": "minor", "criterion": "listening", "opened": "2025-02-01"},
            {"kind": "minor", "criterion": "fax_policy", "opened": "2025-02-01"},
        ],
    }
    found = migrate_case(before, release, case)
    assert [one.kind for one in found.archive if one.kind == "finding"] == ["finding"]
    (moved,) = found.case.findings
    assert moved.criterion is None or moved.criterion in release.criteria
    assert evaluate(release, found.case).findings.count("minor") == 1
