"""Clicks that walks of people took, told at the end of a run: who, how many of how many allowed, on what words."""

from __future__ import annotations

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print a line a walk, fewest clicks left first."""
    reports = [report for found in terminalreporter.stats.values() for report in found]
    walks = [
        value
        for report in reports
        if getattr(report, "when", None) == "teardown"
        for name, value in report.user_properties
        if name == "walk"
    ]
    if walks:
        terminalreporter.section("clicks of each person", sep="=")
    for name, clicks, budget, steps in sorted(walks, key=lambda walk: (walk[2] - walk[1], walk[0])):
        terminalreporter.write_line(f"{clicks:3} of {budget:2}  {name}: {' › '.join(steps)}")
