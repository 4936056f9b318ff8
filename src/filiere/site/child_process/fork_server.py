"""The process that makes children, watches and kills them: ``python -m filiere.site.child_process.fork_server FD``.

It has one thread, no database and no secret, and imports the modules whose functions it is asked for: a child is then
a fork of it, some milliseconds old, with everything at hand. It never reads what it is asked to have read. It ends
when nobody can ask it any more.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import importlib
import json
import os
import pickle
import selectors
import shutil
import signal
import socket
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from filiere.core import Faults
from filiere.site.child_process import linux_calls
from filiere.site.child_process.faults import StopReason
from filiere.site.child_process.limits import Limits, set_limits
from filiere.site.child_process.serialization import FAILURE_ANSWER, FAULTS_ANSWER, VALUE_ANSWER, encode_answer
from filiere.site.file_permissions import narrow_umask

NICENESS = 5
"""What a child gives way by: whoever reads a page comes before whoever sent a file."""
MAX_FAULTS = 1000
"""Faults that a child lists, more than anybody reads: each is text that the process which asked lays out in a page."""
_REQUEST, _ANSWER = 3, 4
_OUTPUT = 3
"""How a child exits whose answer is larger than a file may be."""
_TOO_LARGE = frozenset({errno.EFBIG, errno.ENOSPC})


@dataclass(slots=True)
class RunningChild:
    """A child that runs: who waits for it, where its answer goes, its own folder, and when its time is over."""

    pid: int
    asker: socket.socket
    answer: int
    folder: str
    until: float
    limits: Limits
    out_of_time: bool = False


class ChildServer:
    """The loop: questions in, children out."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._children: dict[int, RunningChild] = {}
        self._selector = selectors.DefaultSelector()
        self._ended, self._told = socket.socketpair()
        for pipe in (self._ended, self._told):
            pipe.setblocking(False)
        signal.set_wakeup_fd(self._told.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._selector.register(control, selectors.EVENT_READ, None)
        self._selector.register(self._ended, selectors.EVENT_READ, None)

    def serve(self) -> None:
        """Serve until nobody can ask any more; children that run then are killed."""
        while self._turn():
            pass
        # Again until none is left: what a child leaves behind comes here once the child is dead.
        while left := linux_calls.list_children():
            for pid in left:
                _kill_group(pid)
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, 0)

    def _turn(self) -> bool:
        now = time.monotonic()
        for child in self._children.values():
            if child.until <= now:
                child.out_of_time = True
                _kill_group(child.pid)
        first = min((one.until for one in self._children.values() if not one.out_of_time), default=None)
        for key, _ in self._selector.select(None if first is None else max(0.0, first - now)):
            if key.fileobj is self._control:
                if not self._answer_request():
                    return False
            elif key.fileobj is self._ended:
                with contextlib.suppress(BlockingIOError):
                    self._ended.recv(4096)
                self._reap()
            else:
                # Whoever asked says nothing more, so this is their end: the child works for nobody.
                self._selector.unregister(key.fileobj)
                _kill_group(key.data)
        return True

    def _answer_request(self) -> bool:
        content, places, _, _ = socket.recv_fds(self._control, 1 << 16, 2)
        if not content:
            return False
        question = json.loads(content)
        if "import" in question:
            for name in question["import"]:
                importlib.import_module(name)
            # What was imported is never garbage, and a child must not copy the memory that looking for some touches.
            gc.freeze()
            return True
        asker, request = socket.socket(fileno=places[0]), places[1]
        try:
            function = _find_function(question["module"], question["name"])
            self._start(asker, request, function, Limits(**question["limits"]))
        except Exception as error:
            # A function of ours that cannot be imported; whoever asked is told as their socket closes.
            sys.stderr.write(f"no child for {question['name']}: {type(error).__name__}\n")
            asker.close()
        finally:
            os.close(request)
        return True

    def _start(self, asker: socket.socket, request: int, function: Callable[..., Any], limits: Limits) -> None:
        answer = os.memfd_create("answer", os.MFD_CLOEXEC)
        folder = tempfile.mkdtemp(prefix="filiere-child-")
        parent = os.getpid()
        with warnings.catch_warnings():
            # A thread of a library's own, which has no part in what a child does; ours is the only other.
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if not pid:
            _run_as_child(parent, request, answer, folder, function, limits)
        child = RunningChild(pid, asker, answer, folder, time.monotonic() + limits.wall, limits)
        self._children[pid] = child
        self._selector.register(asker, selectors.EVENT_READ, pid)

    def _reap(self) -> None:
        while True:
            try:
                pid, status, used = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            child = self._children.pop(pid, None)
            if child is not None:
                self._end(child, os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime)

    def _end(self, child: RunningChild, code: int, processor: float) -> None:
        """Kill what a child left behind, then tell whoever asked how it ended, with its answer."""
        _kill_group(child.pid)
        # A process that left the group of its child has no parent left but this one.
        for orphan in linux_calls.list_children() - self._children.keys():
            _kill_group(orphan)
        shutil.rmtree(child.folder, ignore_errors=True)
        told = {"how": _find_stop_reason(child, code, processor), "ended": code}
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(child.asker)
        with contextlib.suppress(OSError):
            socket.send_fds(child.asker, [json.dumps(told).encode()], [child.answer])
        child.asker.close()
        os.close(child.answer)


def _find_function(module: str, name: str) -> Callable[..., Any]:
    known = module in sys.modules
    found: Any = importlib.import_module(module)
    if not known:
        gc.freeze()
    for part in name.split("."):
        found = getattr(found, part)
    return found  # type: ignore[no-any-return]


def _find_stop_reason(child: RunningChild, code: int, processor: float) -> str:
    """What stopped a child, nothing when it answered."""
    if child.out_of_time or code == -signal.SIGXCPU or (code and processor >= child.limits.processor):
        return StopReason.TIME
    if code == -signal.SIGKILL:
        # Neither we nor the limits of time: the kernel, for want of memory.
        return StopReason.MEMORY
    if code == _OUTPUT:
        return StopReason.OUTPUT
    return StopReason.CRASH if code else ""


def _kill_group(pid: int) -> None:
    """Kill a process and its group, which may not be there yet or any more."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def _run_as_child(
    parent: int, request: int, answer: int, folder: str, function: Callable[..., Any], limits: Limits
) -> None:
    """Run the function as a child, and never come back."""
    try:
        os.setsid()
        linux_calls.die_with_parent(parent)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _close_other_files(request, answer)
        os.chdir(folder)
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        os.nice(NICENESS)
        gc.enable()
        set_limits(limits)
        content = _encode_outcome(function)
        with os.fdopen(_ANSWER, "wb") as stream:
            stream.write(content)
    except OSError as error:
        os._exit(_OUTPUT if error.errno in _TOO_LARGE else 1)
    except BaseException:
        os._exit(2)
    os._exit(0)


def _close_other_files(request: int, answer: int) -> None:
    """Close every file but the two of this child: those of others and the socket of questions among them."""
    # Duplicated first above the places that they go to, for one may stand in the place of the other.
    high = [os.dup(place) for place in (request, answer)]
    while min(high) <= _ANSWER:
        high = [os.dup(place) for place in high]
    for place, wanted in zip(high, (_REQUEST, _ANSWER), strict=True):
        os.dup2(place, wanted)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for place in (0, 1, 2):
        os.dup2(nowhere, place)
    os.closerange(_ANSWER + 1, os.sysconf("SC_OPEN_MAX"))


def _encode_outcome(function: Callable[..., Any]) -> bytes:
    try:
        with os.fdopen(_REQUEST, "rb") as stream:
            stream.seek(0)
            args, kwargs = pickle.load(stream)  # noqa: S301  Written by the process that asks, which is trusted.
        return encode_answer(VALUE_ANSWER, function(*args, **kwargs))
    except Faults as faults:
        return encode_answer(FAULTS_ANSWER, faults.shorten(MAX_FAULTS))
    except Exception as error:
        return encode_answer(FAILURE_ANSWER, (str(_classify_error(error)), _locate_error(error)))


def _classify_error(error: Exception) -> StopReason:
    if isinstance(error, RecursionError):
        return StopReason.DEPTH
    if isinstance(error, MemoryError):
        return StopReason.MEMORY
    return StopReason.OUTPUT if isinstance(error, OSError) and error.errno in _TOO_LARGE else StopReason.CRASH


def _locate_error(error: Exception) -> str:
    """The kind of an error and its place in the program: its words may hold what a person sent."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    line = f"{place.tb_frame.f_globals.get('__name__')}:{place.tb_lineno}" if place is not None else ""
    return f"{type(error).__name__} {line}"


def main(place: str) -> None:
    """Serve the questions that come by an open socket."""
    # The terminal's interrupt is for whoever asked.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    narrow_umask()
    linux_calls.adopt_orphans()
    linux_calls.leave_network()
    gc.disable()
    with socket.socket(fileno=int(place)) as control:
        control.setblocking(True)
        ChildServer(control).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
