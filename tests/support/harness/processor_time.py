"""What a run of the tests costs, in processor seconds: the same on an idle machine as on a busy one.

At its end a run says what it took in all, processes that it started included, and which files took most of it.
``FILIERE_COST`` names a file to which the seconds of every file are written, for two runs to be compared.

A process that a test leaves running, a server or a browser, is counted while it works and not when it ends: else the
last file of a run would pay for all of them. Those that outlive what started them, such as the workers of a server,
are adopted: what they took would be taken off again when they end. What is made once for all the files is told under
its own name.
"""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from filiere.site.child_process.linux_calls import adopt_orphans

DEAREST = 15
_SPENT = "processor_seconds"
_TICKS = os.sysconf("SC_CLK_TCK")
_APART: set[int] = set()
_SHARED: dict[str, float] = Counter()


def spent() -> float:
    """Processor seconds of this process and of those that it started, ended or not, user and system."""
    return sum(os.times()[:4]) + sum(map(_seconds_of, _living(os.getpid())))


def set_apart(process: subprocess.Popen[Any]) -> None:
    """Leave out of what is tested meanwhile a process that works beside the tests, until :func:`wait_for` it."""
    _APART.add(process.pid)


def wait_for(process: subprocess.Popen[Any], name: str) -> None:
    """Wait for the end of a process set apart, and count under a name of its own all that it took."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    _SHARED[name] += usage.ru_utime + usage.ru_stime


def _living(pid: int) -> Iterator[int]:
    """The processes that one has started and that are still there, and those that they have started."""
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(one) for one in listed.read_bytes().split()]
        except OSError:
            # The thread has ended since.
            continue
        for child in children:
            if child not in _APART:
                yield child
                yield from _living(child)


def _seconds_of(pid: int) -> float:
    """What a process has taken by itself, and what those took that it has seen end."""
    try:
        told = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, told[11:15])) / _TICKS


class Cost:
    """What each file took; each process of a run tells its own with the reports of its tests."""

    def __init__(self) -> None:
        self.until = spent()
        self.files: Counter[str] = Counter()

    def _since(self) -> float:
        now = spent()
        since, self.until = now - self.until, now
        return since

    def pytest_collection_finish(self) -> None:
        """Leave out of the first test what it took to start and to read all the tests."""
        self._since()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, Any, Any]:
        """Tell what a fixture of the whole run takes under its own name, and not under the file that comes first."""
        if fixturedef.scope != "session":
            return (yield)
        before = spent() - sum(_SHARED.values())
        try:
            return (yield)
        finally:
            # Less what the fixtures that it asked for took, which have told it.
            _SHARED[f"fixture {fixturedef.argname}"] += spent() - sum(_SHARED.values()) - before

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, Any, Any]:
        """Add to the report of each phase of a test what was spent since the one before."""
        report = yield
        told = dict(_SHARED)
        setattr(report, _SPENT, [(report.nodeid.partition("::")[0], self._since() - sum(told.values())), *told.items()])
        _SHARED.clear()
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count what a report tells."""
        for name, seconds in getattr(report, _SPENT, ()):
            self.files[name] += seconds

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
    """Count in every process of a run; what it adopts stays as an entry without a process, which tells its seconds."""
    adopt_orphans()
    config.pluginmanager.register(Cost(), "filiere-processor-time")
