"""The measure of disclosure control runs, keeps what it found before, and counts as it says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from support.scenes.ledger_tables import table_of

from filiere.disclosure.protection_levels import Limits, compute_protection_levels
from filiere.disclosure.suppression import protect

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "benchmarks"


def test_a_section_is_measured_and_the_others_are_kept(tmp_path: Path) -> None:
    """The small table, by our own generator: a process of its own protects it, an audit finds nothing."""
    earlier = {"day": "2026-01-01", "machine": "another", "load": 0.0, "seconds": 60.0, "results": []}
    (tmp_path / "disclosure.json").write_text(json.dumps({"curve": earlier}), encoding="utf-8")
    asked = {"ONLY": "small", "SEEDS": "2", "SECONDS": "60", "OUT": str(tmp_path), "GENERATOR": str(tmp_path / "none")}
    done = subprocess.run(
        [sys.executable, str(BENCHMARKS / "disclosure.py")],
        env=os.environ | {f"DISCLOSURE_{name}": value for name, value in asked.items()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    kept = json.loads((tmp_path / "disclosure.json").read_text(encoding="utf-8"))
    assert kept["curve"] == earlier
    (found,) = kept["small"]["results"]
    nothing = {"exact": 0, "narrow": 0, "attackers": 1, "pairs": 0, "unexamined": 0}
    assert found["attackers"]["outsider"] | {"pairs": 0} == nothing
    assert found["attackers"]["contributors"]["exact"] == 0
    assert found["verified"]
    assert 0 < found["bound"] <= found["cost"] == found["secondary_value"]
    page = (tmp_path / "disclosure.md").read_text(encoding="utf-8")
    assert "| small-2, contributors" in page
    # A bar on the clock may be missed where others work too; the status says what the page says.
    assert done.returncode == int("**missed**" in page)
    assert "## Seconds and memory against cells" in page


def test_an_unknown_section_is_refused(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(BENCHMARKS / "disclosure.py")],
        env=os.environ | {"DISCLOSURE_ONLY": "huge", "DISCLOSURE_OUT": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "huge" in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_slope_of_a_curve(monkeypatch: pytest.MonkeyPatch) -> None:
    """In proportion is 1, with the square is 2."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    from _disclosure_words import slope

    assert slope([(cells, 3 * cells) for cells in (10, 100, 1_000)]) == pytest.approx(1)
    assert slope([(cells, cells**2) for cells in (10, 50, 900)]) == pytest.approx(2)


def test_the_optimum_and_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """One firm alone in one cell: of its line and of its column another must go, and where those two cross."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    from _disclosure_attacks import reader
    from _disclosure_optimum import optimum, with_margin

    rows = [("lone", "a", "x", 50)] + [
        (f"{zone}{sector}{firm}", zone, sector, size)
        for zone, sector, size in (("a", "y", 20), ("a", "z", 300), ("b", "x", 30), ("b", "y", 25), ("b", "z", 400))
        for firm in range(4)
    ]
    system = table_of(rows, ("zone", "sector"))
    needs = compute_protection_levels(system, Limits())
    costs = system.values / system.scale
    found = optimum(system, needs, costs, seconds=20)
    withheld = {system.codes(cell) for cell in np.flatnonzero(found["hidden"] & ~needs.primary).tolist()}
    assert withheld == {("a", "y"), ("b", "x"), ("b", "y")}
    assert found["complete"]
    assert found["cost"] == found["bound"] == 300
    assert protect(system, needs, level="outsider", costs=costs).cost == 300
    assert vars(reader(system, needs, found["hidden"])) == {"exact": 0, "narrow": 0}
    # What is unsafe alone is found by a subtraction.
    assert vars(reader(system, needs, needs.primary)) == {"exact": 1, "narrow": 1}
    assert with_margin(system, needs, "1/10").upper.max() == 500
