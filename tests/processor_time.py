"""What a run of the tests costs, in processor seconds: the same on an idle machine as on a busy one.

At its end a run says what it took in all, processes that it started included, and which files took most of it.
``FILIERE_COST`` names a file to which the seconds of every file are written, for two runs to be compared.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

DEAREST = 15
_SPENT = "processor_seconds"


def spent() -> float:
    """Processor seconds of this process and of those that it started and that have ended, user and system."""
    return sum(os.times()[:4])


class Cost:
    """What each file took; each process of a run tells its own with the reports of its tests."""

    def __init__(self) -> None:
        self.until = spent()
        self.files: Counter[str] = Counter()

    def pytest_collection_finish(self) -> None:
        """Leave out of the first test what it took to start and to read all the tests."""
        self.until = spent()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, Any, Any]:
        """Add to the report of each phase of a test what was spent since the one before."""
        report = yield
        now = spent()
        setattr(report, _SPENT, now - self.until)
        self.until = now
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count what a report tells for its file."""
        self.files[report.nodeid.partition("::")[0]] += getattr(report, _SPENT, 0.0)

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say what the run took."""
        if "PYTEST_XDIST_WORKER" in os.environ:
            return
        terminalreporter.section("processor seconds")
        for name, seconds in self.files.most_common(DEAREST):
            terminalreporter.write_line(f"{seconds:8.1f}  {name}")
        tests = sum(self.files.values())
        terminalreporter.write_line(f"{spent():8.1f}  the whole run, of which {tests:.1f} in tests and their fixtures")
        if place := os.environ.get("FILIERE_COST"):
            lines = [f"{seconds:.2f}\t{name}\n" for name, seconds in self.files.most_common()]
            Path(place).write_text("".join(lines), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Count in every process of a run."""
    config.pluginmanager.register(Cost(), "filiere-processor-time")
