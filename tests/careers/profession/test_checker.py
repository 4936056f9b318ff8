"""A sound folder, and the same folder with one thing wrong: each fault is found where it stands, and no other."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from filiere.careers.profession import check_profession, load_profession
from filiere.careers.profession.faults import CATALOGUE
from filiere.core import Faults
from filiere.figures import Register, load_register

HERE = Path(__file__).parent
SOUND = (HERE / "sound.yaml").read_text(encoding="utf-8")
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "planted_faults.yaml").read_text(encoding="utf-8"))["cases"]
# Of files and folders as a whole: each has a test of its own.
ELSEWHERE = {"profession-missing-folder", "profession-not-lists"}


@pytest.fixture(scope="module")
def register() -> Register:
    """The shipped register."""
    return load_register()


def write(folder: Path, words: str) -> Path:
    (folder / "profession.yaml").write_text(words, encoding="utf-8")
    return folder


def test_the_sound_folder_has_no_fault(tmp_path: Path, register: Register) -> None:
    assert check_profession(write(tmp_path, SOUND), register) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["by"][:40].strip())
def test_each_planted_fault_is_found_alone(case: dict[str, Any], tmp_path: Path, register: Register) -> None:
    assert SOUND.count(case["replace"]) == 1
    folder = write(tmp_path, SOUND.replace(case["replace"], case["by"]))
    found = check_profession(folder, register)
    assert sorted([one.code, one.key] for one in found) == sorted(case["expect"])
    for one in found:
        whole = one.key is None
        assert one.file == str(folder if whole else folder / "profession.yaml")
        assert whole or (one.line is not None and one.line <= SOUND.count("\n") + 3)
    if any(one.code not in {"profession-unknown-figure"} for one in found):
        with pytest.raises(Faults):
            load_profession(folder)


def test_every_code_is_planted() -> None:
    planted = {code for case in CASES for code, _ in case["expect"]}
    assert set(CATALOGUE) - planted == ELSEWHERE


@pytest.mark.parametrize("words", ["- one\n- two\n", "nothing\n", ""])
def test_a_file_without_lists(words: str, tmp_path: Path) -> None:
    found = check_profession(write(tmp_path, words))
    assert "profession-not-lists" in {one.code for one in found}


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert [one.code for one in check_profession(tmp_path / "nowhere")] == ["profession-missing-folder"]


def test_a_broken_file_is_one_fault_beside_the_sound_ones(tmp_path: Path, register: Register) -> None:
    """What stands in a file that cannot be parsed is not called missing as well."""
    skills = SOUND.index("skills:\n  - {id")
    phrases = SOUND.index("phrases:\n")
    (tmp_path / "skills.yaml").write_text("skills: [\n", encoding="utf-8")
    found = check_profession(write(tmp_path, SOUND[:skills] + SOUND[phrases:]), register)
    assert {one.code for one in found} == {"yaml-syntax"}
