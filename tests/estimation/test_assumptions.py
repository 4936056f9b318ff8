"""The declared assumptions and methods: complete as shipped, and every fault of a copy found at once."""

import shutil
from pathlib import Path

import pytest

from filiere.core.content_folder import content_path
from filiere.core.faults import Faults
from filiere.estimation import METHODS, Declarations, load_declarations
from filiere.figures import Register


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the content that a test may spoil."""
    return Path(shutil.copytree(content_path("estimation"), tmp_path / "estimation"))


def spoil(path: Path, before: str, after: str) -> None:
    """Replace the first occurrence of some words in a file, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def codes(folder: Path) -> list[tuple[str, bool]]:
    """The codes of the faults of a folder, and whether each has a line."""
    with pytest.raises(Faults) as caught:
        load_declarations(folder)
    return [(one.code, one.line is not None) for one in caught.value.faults]


def test_all_six_methods_are_declared(declared: Declarations) -> None:
    """In the order of the public contract."""
    assert tuple(one.id for one in declared.methods) == METHODS


def test_every_assumption_is_used_and_every_figure_exists(declared: Declarations, register: Register) -> None:
    """Nothing is declared for show, and no reference is dead."""
    used = {name for one in declared.methods for leg in one.legs for name in (*leg.times, *leg.over)}
    used |= {one.share for method in declared.methods for one in method.occupations}
    assert used == {one.id for one in declared.assumptions}
    assert [name for name in declared.figures if name not in register] == []


def test_an_assumption_without_figures_says_it_is_a_hypothesis(declared: Declarations) -> None:
    """What no source gives is marked."""
    assert all(one.hypothesis for one in declared.assumptions if not one.references)


def test_faults_of_both_kinds_come_together(copy: Path) -> None:
    """A distribution short of a bound and a link to nothing, in two files, both with their line."""
    spoil(copy / "assumptions.yaml", "{kind: fixed, value: 1}", "{kind: fixed, low: 1}")
    spoil(copy / "methods.yaml", "over: [outsourced-share]", "over: [no-such-share]")
    assert sorted(codes(copy)) == [("spread-bounds", True), ("unknown-assumption", True)]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("short: share\n", "short: share\n    colour: red\n", "unknown-key"),
        ("- id: overcount\n", "- id: jobs-per-centre\n", "duplicate-id"),
        ("valid: {from: 2008, to: 2025}", "valid: {from: soon, to: 2025}", "wrong-type"),
        ("kind: uniform", "kind: gaussian", "unknown-word"),
    ],
)
def test_a_fault_of_an_assumption_is_placed(copy: Path, before: str, after: str, code: str) -> None:
    """Unknown key, duplicated id, wrong type, unknown distribution: named, with the line."""
    spoil(copy / "assumptions.yaml", before, after)
    assert (code, True) in codes(copy)


def test_a_claim_of_source_needs_a_figure(copy: Path) -> None:
    """An assumption cannot say it has a source and cite none."""
    path = copy / "assumptions.yaml"
    text = path.read_text(encoding="utf-8")
    head, tail = text.split("- id: distance-share-541d", 1)
    path.write_text(
        head + "- id: distance-share-541d" + tail.replace("hypothesis: true", "hypothesis: false", 1), "utf-8"
    )
    assert codes(copy) == [("unsourced-assumption", True)]
