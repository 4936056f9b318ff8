"""Work is counted, never timed: a busy machine gives the pattern of an idle one, and a limit always ends in one."""

import ast
import time
from itertools import count
from pathlib import Path

import highspy
import numpy as np
import pytest
from support.strategies.disclosure_tables import crossed

import filiere.disclosure
from filiere.core.linear_solver import make_silent_solver
from filiere.disclosure.protection_levels import Limits, compute_protection_levels
from filiere.disclosure.suppression import protect
from filiere.disclosure.work_budget import WorkBudget

HIDING = (
    "suppression",
    "alternatives",
    "work_budget.py",
    "suppressed_sums.py",
    "partition.py",
    "proven_publication_gate.py",
)
CLOCKS = {"time", "datetime", "threading", "signal", "resource"}


def test_nothing_that_hides_reads_a_clock() -> None:
    root = Path(filiere.disclosure.__file__).parent
    files = [
        one for name in HIDING for one in ((root / name).rglob("*.py") if (root / name).is_dir() else [root / name])
    ]
    assert len(files) > 15
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        named = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        named |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        assert not CLOCKS & {one.split(".")[0] for one in named}, file


def test_a_busy_machine_gives_the_pattern_of_an_idle_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """T7: work runs out in the middle of the search, at the same place, however long everything takes."""
    system = crossed(7, (6, 5, 4), 300)
    needs, costs = compute_protection_levels(system, Limits()), system.values.astype(np.float64)
    idle = protect(system, needs, costs=costs, time_limit=0.2)
    assert not idle.complete, "the search is cut off, or there would be nothing to compare"
    leaps = count(step=100)
    for clock in ("monotonic", "perf_counter", "process_time", "time"):
        monkeypatch.setattr(time, clock, lambda: float(next(leaps)))
    busy = protect(system, needs, costs=costs, time_limit=0.2)
    assert (busy.hidden == idle.hidden).all()
    assert busy.progress == idle.progress
    assert (busy.cost, busy.lower_bound) == (idle.cost, idle.lower_bound)


def test_a_whole_program_is_stopped_by_its_work_and_can_be_asked_again() -> None:
    solver, dice, size = make_silent_solver(), np.random.default_rng(1), 300
    solver.addVars(size, np.zeros(size), np.ones(size))
    every = np.arange(size, dtype=np.int32)
    solver.changeColsCost(size, every, dice.integers(1, 1000, size).astype(float))
    for _ in range(size // 2):
        places = dice.choice(size, int(dice.integers(5, 40)), replace=False).astype(np.int32)
        solver.addRow(1.0, highspy.kHighsInf, len(places), places, dice.random(len(places)) * 0.5 + 0.3)
    solver.changeColsIntegrality(size, every, np.full(size, 1, np.uint8))
    found = []
    for most in (0.05, 0.2, 0.2):
        work = WorkBudget(60)
        work.run_whole(solver, most)
        assert solver.getModelStatus() == highspy.HighsModelStatus.kInterrupt
        assert 0 < work.spent < 10 * most
        found.append((work.spent, solver.getInfo().mip_dual_bound))
    assert found[0][0] < found[1][0]
