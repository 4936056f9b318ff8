"""The script that draws the outlines: its join and its projection, without fetching anything."""

import importlib
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from filiere.geography import territories

TOOLS = Path(__file__).resolve().parents[2] / "tools"


@pytest.fixture
def drawing(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The module of the script, imported from the folder of tools."""
    monkeypatch.syspath_prepend(str(TOOLS))
    yield importlib.import_module("geography_outlines")
    sys.modules.pop("geography_outlines", None)
    sys.modules.pop("npm_package", None)


def test_every_department_has_one_outline(drawing: ModuleType) -> None:
    """The typed join names each of the 101 departments once."""
    joined = sorted(drawing.IDENTIFIERS.values())
    assert joined == sorted(department.insee for department in territories("department"))


def test_the_projection_is_lambert_93(drawing: ModuleType) -> None:
    """The origin falls on the false origin; the scale is true on the two standard parallels, and less between."""
    assert drawing._lambert93((3.0, 46.5)) == pytest.approx((700_000, 6_600_000), abs=1e-3)

    def scale(latitude: float) -> float:
        """Return projected length over length on GRS80, of a small step along the central meridian."""
        step = 1e-4
        axis, squared = 6_378_137.0, 0.0818191910428158**2
        sine = math.sin(math.radians(latitude))
        true = axis * (1 - squared) / (1 - squared * sine**2) ** 1.5 * math.radians(2 * step)
        return (drawing._lambert93((3.0, latitude + step))[1] - drawing._lambert93((3.0, latitude - step))[1]) / true

    assert scale(44) == pytest.approx(1, abs=1e-6)
    assert scale(49) == pytest.approx(1, abs=1e-6)
    assert 0.999 < scale(46.5) < 1


def test_a_path_is_written_in_relative_steps(drawing: ModuleType) -> None:
    """Integers, one letter a subpath, closed."""
    assert drawing._path([(10, 20), (15, 20), (15, 12)]) == "M10 20l5 0 0-8z"
