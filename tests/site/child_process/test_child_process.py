"""A child process dies of what it reads, alone, with a sentence; whoever asked lives, and others are served.

Findings C1, C2, H1, M9 and M10 are one class: bytes of a stranger's in a process that serves others. What is tested
here is what stands between the two, whatever the bytes and the reader.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import monotonic, sleep
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from support.harness import hostile_readers

from filiere.core import Faults, Text
from filiere.site import child_process
from filiere.site.child_process import ChildStopped, Limits
from filiere.site.child_process.faults import StopReason

MIB = 1 << 20
SMALL = Limits(processor=1, wall=30, memory=64 * MIB, file=4 * MIB)
SHORT = Limits(processor=10, wall=1, memory=64 * MIB, file=4 * MIB)


@pytest.mark.parametrize(
    ("reader", "arguments", "limits", "how"),
    [
        (hostile_readers.match_for_ever, (), SMALL, StopReason.TIME),
        (hostile_readers.sleep_for_ever, (), SHORT, StopReason.TIME),
        (hostile_readers.allocate, (), SMALL, StopReason.MEMORY),
        (hostile_readers.write, (), SMALL, StopReason.OUTPUT),
        (hostile_readers.answer, (5 * MIB,), SMALL, StopReason.OUTPUT),
        (hostile_readers.nest, (0,), SMALL, StopReason.DEPTH),
        (hostile_readers.crash, (), SMALL, StopReason.CRASH),
        (hostile_readers.fail, (), SMALL, StopReason.CRASH),
        (hostile_readers.forge, (), SMALL, StopReason.CRASH),
    ],
    ids=lambda one: getattr(one, "__name__", None),
)
def test_a_reader_that_runs_wild_ends_with_its_sentence(
    reader: Callable[..., Any], arguments: tuple[Any, ...], limits: Limits, how: StopReason
) -> None:
    """C1, C2, H1: each way of ending has its own words in both languages, and the next reader is served."""
    with pytest.raises(ChildStopped) as stopped:
        child_process.run(limits, reader, *arguments)
    (fault,) = stopped.value.faults
    assert (stopped.value.how, fault.code) == (how, f"reading-{how}")
    assert fault.message.fr != fault.message.en
    assert child_process.run(SMALL, hostile_readers.add, 2, 3) == 5


def test_an_answer_that_would_run_a_command_runs_none() -> None:
    """What comes from a child that hostile bytes took over is data, never code."""
    told = Path("/tmp/forged-by-an-answer")  # noqa: S108  The command of the answer writes there.
    assert not told.exists()
    with pytest.raises(ChildStopped):
        child_process.run(SMALL, hostile_readers.forge)
    assert not told.exists()


def test_what_engines_deal_in_comes_back_as_it_went() -> None:
    """Dates, amounts, arrays, texts in two languages, mappings that nobody changes."""
    text = Text(fr="un", en="one")
    content = [date(2026, 11, 29), Decimal("1.50"), Path("/a"), {"k": (text, frozenset({1}))}, MappingProxyType({1: 2})]
    assert child_process.run(SMALL, hostile_readers.echo, content) == content
    numbers = child_process.run(SMALL, hostile_readers.echo, (np.arange(3), np.int64(4)))
    assert isinstance(numbers, tuple)
    assert (numbers[0].tolist(), numbers[1]) == ([0, 1, 2], 4)


def test_faults_come_back_whole() -> None:
    """What a reader finds wrong is raised where it was asked for, all of it, each at its place."""
    with pytest.raises(Faults) as faults:
        child_process.run(SMALL, hostile_readers.refuse)
    assert not isinstance(faults.value, ChildStopped)
    assert [(one.code, one.line) for one in faults.value.faults] == [("one", 2), ("two", 2)]


def test_a_child_lists_some_faults_and_counts_all_of_them() -> None:
    """A file with a fault a line came back as as many records, laid out in one page by the process that serves all."""
    with pytest.raises(Faults) as raised:
        child_process.run(SHORT, hostile_readers.blame, 5000)
    assert len(raised.value.faults) == 1000
    assert raised.value.total == 5000
    assert raised.value.counts == {"odd": 2500, "even": 2500}


def test_a_child_has_nothing_of_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file, no secret, no database, no thread; a folder of its own, which goes with it."""
    monkeypatch.setenv("FILIERE_DATABASE_URL", "postgresql://secret@nowhere/none")
    child_process.stop()
    found = child_process.run(SMALL, hostile_readers.surroundings)
    # Standard ones, what is asked, the answer; the folder of open files is open while it is read.
    assert len(found["files"]) <= 6
    assert not [name for name in found["variables"] if name.startswith(("FILIERE", "DJANGO", "PG"))]
    assert (found["django"], found["threads"]) == (False, 1)
    assert found["folder"] == found["temporary"] != str(Path.cwd())
    assert not Path(found["folder"]).exists()


def test_a_child_reaches_no_port() -> None:
    """A child that was taken over cannot speak to anybody, where the kernel lets a process leave the network."""
    with socket.create_server(("127.0.0.1", 0)) as port:
        port.settimeout(5)
        if child_process.run(SMALL, hostile_readers.reach, port.getsockname()[1]) == "reached":
            pytest.skip("this machine lets nobody leave the network")


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """Where processes write down that they are there."""
    folder = tmp_path / "told"
    folder.mkdir()
    return folder


def _gone(pid: int) -> bool:
    """Whether a process has ended, waited for or not yet."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return True
    return told.rpartition(")")[2].split()[0] == "Z"


def _all_gone(pids: list[int]) -> bool:
    until = monotonic() + 30
    while not all(map(_gone, pids)) and monotonic() < until:
        sleep(0.02)
    return all(map(_gone, pids))


def test_what_a_child_leaves_behind_goes_with_it(told: Path) -> None:
    """A fork of a child, and one that left its group and its session, are killed with it."""
    with pytest.raises(ChildStopped) as stopped:
        child_process.run(SHORT, hostile_readers.fork, str(told))
    assert stopped.value.how == StopReason.TIME
    left = [int(path.name) for path in told.iterdir()]
    assert len(left) == 3
    assert _all_gone(left)


def test_one_that_never_ends_holds_up_nobody() -> None:
    """C1: while a reading goes on without end, as many others as one likes are asked for and answered."""
    ended: list[StopReason] = []

    def wait() -> None:
        with pytest.raises(ChildStopped) as stopped:
            child_process.run(SHORT, hostile_readers.sleep_for_ever)
        ended.append(stopped.value.how)

    thread = threading.Thread(target=wait)
    thread.start()
    assert [child_process.run(SMALL, hostile_readers.add, one, 1) for one in range(5)] == [1, 2, 3, 4, 5]
    thread.join(60)
    assert ended == [StopReason.TIME]


def test_few_wait_at_once_and_fewer_of_one_person() -> None:
    """C1: whoever sends many files at once is told to wait; the threads left answer everybody else."""
    child_process.limit_children(2, 1)
    try:
        with child_process.reserve_slot("u-1"):
            with pytest.raises(ChildStopped) as stopped, child_process.reserve_slot("u-1"):
                pass
            assert stopped.value.how == StopReason.BUSY
            with child_process.reserve_slot("u-2"), pytest.raises(ChildStopped), child_process.reserve_slot("u-3"):
                pass
            with child_process.reserve_slot("u-3"):
                pass
    finally:
        child_process.limit_children(None, None)


_ASKING = """
import os, sys
sys.path.insert(0, {tests!r})
from support.harness import hostile_readers
from filiere.site import child_process
limits = child_process.Limits(processor=5, wall=60, memory=1 << 26, file=1 << 20)
child_process.start(["support.harness.hostile_readers"])
for _ in range(2):
    if not os.fork():
        # Two processes of a server use the process that makes children of their parent.
        os._exit(child_process.run(limits, hostile_readers.add, 3, 4))
print(*(os.waitstatus_to_exitcode(os.wait()[1]) for _ in range(2)), child_process.client._server.pid, flush=True)
child_process.run(limits, hostile_readers.fork, {folder!r})
"""


def test_forks_share_what_makes_children_and_nothing_outlives_who_asked(told: Path) -> None:
    """Whoever asked is killed in the middle: the child, what it left behind and what made it end as well."""
    script = textwrap.dedent(_ASKING).format(tests=str(Path(__file__).resolve().parents[2]), folder=str(told))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout is not None
        *sums, server = map(int, asking.stdout.readline().split())
        assert sums == [7, 7]
        until = monotonic() + 60
        while len(list(told.iterdir())) < 3 and monotonic() < until:
            sleep(0.02)
        asking.send_signal(signal.SIGKILL)
    left = [int(path.name) for path in told.iterdir()]
    assert len(left) == 3
    assert _all_gone([*left, server])


def test_what_makes_children_is_replaced_when_it_died() -> None:
    """Whoever asks next starts another, and is answered."""
    child_process.start()
    made = child_process.client._server
    assert made is not None
    made.kill()
    made.wait()
    assert child_process.run(SMALL, hostile_readers.add, 1, 1) == 2
