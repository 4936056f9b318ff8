"""Files of cases and of programmes with planted faults: each is found at its line and column, and no other."""

import re
from functools import partial
from pathlib import Path

import pytest

from filiere.core import Faults
from filiere.figures import Register, load_register
from filiere.programme.faults import CATALOGUE
from filiere.programme.progress_cases import read_case_progress
from filiere.programme.reader import read_plan

FAULTS = Path(__file__).parent / "faults"
_EXPECTED = re.compile(r"# expect: (?P<code>[a-z-]+) (?P<line>\d+):(?P<column>\d+)")
# Told by commands, of what is in no file.
_ELSEWHERE = {"plan-missing"}


@pytest.fixture(scope="module")
def register() -> Register:
    """The shipped register."""
    return load_register()


def expected(path: Path) -> list[tuple[str, int, int]]:
    """The faults that a fixture announces in its first lines."""
    text = path.read_text(encoding="utf-8")
    return [(one["code"], int(one["line"]), int(one["column"])) for one in _EXPECTED.finditer(text)]


@pytest.mark.parametrize("path", sorted(FAULTS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_file_has_exactly_its_faults(path: Path, register: Register) -> None:
    read = read_case_progress if path.stem.startswith("cases-") else partial(read_plan, register=register)
    with pytest.raises(Faults) as raised:
        read(path)
    found = raised.value.faults
    assert [(one.code, one.line, one.column) for one in found] == expected(path)
    assert {one.file for one in found} == {str(path)}


def test_every_code_has_a_file() -> None:
    planted = {code for path in FAULTS.glob("*.yaml") for code, _, _ in expected(path)}
    assert set(CATALOGUE) - planted == _ELSEWHERE
