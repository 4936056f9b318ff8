"""The checker finds every planted fault, at its line and column, and no other; each fixture spoils the example once.

A fixture says which words of which file of the example it replaces, and for each fault expected its code and the words
that stand at its place. The faults of a fixture are all of those of the whole folder.
"""

import string
from pathlib import Path

import pytest

from filiere.core import Fault, read_yaml
from filiere.referentials.checker import check_path
from filiere.referentials.checker.faults import CATALOGUE
from filiere.referentials.faults import FORM_FAULTS

FAULTS = Path(__file__).parent / "faults"
FIXTURES = Path(__file__).parent / "fixtures"

# Said by commands, about a folder, about a seal, or by the rules of writing of our own content: each has its own test.
_ELSEWHERE = {
    "missing-file",
    "stray-file",
    "missing-procedure",
    "unknown-release",
    "unknown-kind",
    "unknown-factors",
    "already-sealed",
    "seal-adopted",
    "seal-broken",
    "seal-incomplete",
    "seal-orphan",
    "reason-missing",
    "source-missing",
    "no-proof",
    "near-equal-questions",
    "too-many-shared-scales",
    "questionnaire-size",
    "state-group-member",
    "state-group-empty",
    "state-group-circle",
    "state-group-taken",
}


def spoil(root: Path, fixture: Path) -> list[tuple[str, str, str]]:
    """Plant a fixture in a content folder; return code, file and words at the place of each fault expected."""
    planted = read_yaml(fixture).data
    file = root / planted["file"]
    # A fixture may start from another file than that of the example.
    words = (FIXTURES / planted["starts_from"] if "starts_from" in planted else file).read_text(encoding="utf-8")
    for edit in planted.get("edits", ()):
        assert words.count(edit["find"]) == 1, f"{edit['find']!r} must stand once in {planted['file']}"
        words = words.replace(edit["find"], edit["put"])
    file.write_text(planted.get("whole", words), encoding="utf-8")
    return [(one["code"], one.get("file", planted["file"]), one["at"]) for one in planted["expect"]]


def words_at(fault: Fault) -> str:
    """The rest of the line of a file from the place of a fault."""
    assert fault.file is not None
    line = Path(fault.file).read_text(encoding="utf-8").split("\n")[(fault.line or 1) - 1]
    return line[(fault.column or 1) - 1 :]


@pytest.mark.parametrize("fixture", sorted(FAULTS.glob("*.yaml")), ids=lambda path: path.stem)
def test_fixture_has_exactly_its_faults(fixture: Path, draft: Path) -> None:
    """A planted fault is found at its place, once, with nothing else."""
    expected = spoil(draft, fixture)
    found = check_path(draft).faults
    unexpected = []
    for one in found:
        name = Path(one.file or "").relative_to(draft.resolve()).as_posix()
        met = next(
            (each for each in expected if each[:2] == (one.code, name) and words_at(one).startswith(each[2])), None
        )
        if met is None:
            unexpected.append(one.render("en"))
        else:
            expected.remove(met)
    assert (unexpected, expected) == ([], [])


def test_every_code_has_a_fixture() -> None:
    """No fault of the catalogues goes untested."""
    planted = {one["code"] for path in FAULTS.glob("*.yaml") for one in read_yaml(path).data["expect"]}
    assert {*FORM_FAULTS, *CATALOGUE} - planted - _ELSEWHERE == set()


@pytest.mark.parametrize("code", sorted({*FORM_FAULTS, *CATALOGUE}))
def test_both_languages_carry_the_same_facts(code: str) -> None:
    """Message and remedy name the same values in French and in English, and are not the same words."""

    def facts(template: str) -> set[str]:
        names = {name for _, name, _, _ in string.Formatter().parse(template) if name}
        return {name.removesuffix("_fr").removesuffix("_en") for name in names}

    message_fr, message_en, remedy_fr, remedy_en = (FORM_FAULTS | dict(CATALOGUE))[code]
    assert facts(message_fr) == facts(message_en)
    assert facts(remedy_fr) == facts(remedy_en)
    assert message_fr != message_en
    assert remedy_fr != remedy_en


def test_the_example_has_no_fault(example: Path, draft: Path) -> None:
    """The example is sound, sealed and unsealed, so that a fixture shows its own faults only."""
    assert check_path(example).faults == []
    assert check_path(draft).faults == []


def test_faults_of_several_files_are_told_together(draft: Path) -> None:
    """One fault in each of three files gives three faults, in the order of files and lines."""
    for name in ("dated-hole", "expression-name", "mapping-joint"):
        spoil(draft, FAULTS / f"{name}.yaml")
    assert [one.code for one in check_path(draft).faults] == ["mapping-joint", "dated-hole", "expression-name"]
