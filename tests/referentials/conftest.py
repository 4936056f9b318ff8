"""The example release, sealed as it ships with the tests, and as a draft that a test may spoil."""

import re
import shutil
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parent / "fixtures" / "lrse"
RELEASE = Path("referentials/lrse/releases/2027.1")


@pytest.fixture
def example() -> Path:
    """The content folder of the example, sealed; not to be written to."""
    return EXAMPLE


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A copy of the example whose releases are drafts without a seal."""
    root = tmp_path / "content"
    shutil.copytree(EXAMPLE, root)
    for head in root.glob("referentials/*/releases/*/release.yaml"):
        words = head.read_text(encoding="utf-8").partition("\nseal:")[0] + "\n"
        head.write_text(re.sub(r"(?m)^status: \w+", "status: draft", words), encoding="utf-8")
    return root


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """A copy of the example, still sealed."""
    root = tmp_path / "sealed"
    shutil.copytree(EXAMPLE, root)
    return root
