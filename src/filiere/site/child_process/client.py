"""Asking for a child, from any thread of any process: what is asked goes by a socket that forks inherit.

The process that makes children is started once, by whoever asks first or by `start`; processes forked afterwards use
the same one. It ends by itself when all that know it have ended. One that died is replaced at the next call.
"""

from __future__ import annotations

import array
import contextlib
import json
import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import Any

from filiere.site.child_process.answers import answered, pickled
from filiere.site.child_process.limits import Limits
from filiere.site.child_process.stopped import How, Stopped

log = logging.getLogger(__name__)
PATIENCE = 60
"""Seconds beyond the limit by the clock after which the process that makes children is taken for dead."""
PASSED_ON = ("PATH", "LANG", "LANGUAGE", "TZ", "TMPDIR")
PASSED_ON_BY_START = ("LC_", "LD_", "PYTHON", "OPENBLAS_", "FAKETIME", "COVERAGE")
"""The variables that a child sees: neither secrets nor the address of a database are among them."""

ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "_RJEM_MALLOC_CONF": "background_thread:false",
}
"""What keeps libraries from starting threads as they are imported: a fork would not have them."""

_lock = threading.Lock()
_control: socket.socket | None = None
_server: subprocess.Popen[bytes] | None = None
_most: int | None = None
_most_of_one: int | None = None
_kept: Mapping[str, int] = MappingProxyType({})
_reading: dict[str, int] = {}


def run[**P, R](limits: Limits, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Return what a function returns, run in a child under these limits.

    Raises the ``Faults`` that the function raises, and `Stopped` when it ends in any other way.
    """
    content = pickled((args, kwargs))
    question = {"module": function.__module__, "name": function.__qualname__, "limits": asdict(limits)}
    return _asked(question, content, limits)  # type: ignore[no-any-return]


def bound(most: int | None, of_one: int | None, *, kept: Mapping[str, int] = MappingProxyType({})) -> None:
    """Let this process wait for so many children at once, and for so many of one owner; None is no bound.

    A server answers with few threads: those that wait for a child must leave some for everybody else. ``kept`` names
    owners who stand for many people, and how many of the places all others leave to them.
    """
    global _most, _most_of_one, _kept
    _most, _most_of_one, _kept = most, of_one, kept


def start(modules: Sequence[str] = ()) -> None:
    """Start the process that makes children unless it is there; it imports these modules before they are asked for."""
    with _lock:
        control = _opened()
    if modules:
        with contextlib.suppress(OSError):
            control.send(json.dumps({"import": list(modules)}).encode())


def stop() -> None:
    """Forget the process that makes children, which ends once nobody knows it; wait for that where it is our own."""
    global _control, _server
    with _lock:
        if _control is not None:
            _control.close()
        _control = None
        if _server is not None:
            # A process of its parent is not waited for here.
            with contextlib.suppress(subprocess.TimeoutExpired):
                _server.wait(PATIENCE)
        _server = None


turned_away: ContextVar[bool] = ContextVar("turned_away", default=False)
"""Whether the request of this thread found no place: whoever answers it unsets it first."""


@contextlib.contextmanager
def place(owner: str) -> Iterator[None]:
    """Hold one of the places of this process for ``owner`` while a child runs; raise `Stopped` when none is left."""
    with _lock:
        left = sum(max(0, most - _reading.get(name, 0)) for name, most in _kept.items() if name != owner)
        full = _most is not None and sum(_reading.values()) + left >= _most
        if full or (_most_of_one is not None and owner and _reading.get(owner, 0) >= _most_of_one):
            turned_away.set(True)
            raise Stopped(How.BUSY)
        _reading[owner] = _reading.get(owner, 0) + 1
    try:
        yield
    finally:
        with _lock:
            _reading[owner] -= 1
            if not _reading[owner]:
                del _reading[owner]


def _asked(question: dict[str, Any], content: bytes, limits: Limits) -> Any:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours:
        with theirs, _in_memory(content) as request:
            _sent(json.dumps(question).encode(), [theirs.fileno(), request])
        ours.settimeout(limits.wall + PATIENCE)
        try:
            told, files, _, _ = socket.recv_fds(ours, 4096, 1)
        except OSError:
            told, files = b"", []
    if not files:
        raise Stopped(How.CRASH)
    with os.fdopen(files[0], "rb") as answer:
        said = json.loads(told)
        if said["how"]:
            log.warning("a child that ran %s ended by %s", question["name"], said["ended"])
            raise Stopped(How(said["how"]))
        answer.seek(0)
        return answered(answer.read(limits.file))


def _sent(question: bytes, files: Sequence[int]) -> None:
    """Send a question with its open files; twice, for the process that makes children may have died in between."""
    global _control
    for again in (False, True):
        with _lock:
            control = _opened()
        passed = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))]
        try:
            control.sendmsg([question], passed)
        except OSError:
            if again:
                raise Stopped(How.CRASH) from None
            with _lock:
                if _control is control:
                    _control = None
        else:
            return


def _opened() -> socket.socket:
    """The socket by which children are asked for; the caller holds the lock."""
    global _control, _server
    if _control is not None:
        return _control
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        # A command of ours without a word that anybody typed.
        _server = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "filiere.site.child_process.server", str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),),
            cwd="/",
            env=_environment(),
            start_new_session=True,
        )
    _control = ours
    return ours


def _environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key in PASSED_ON or key.startswith(PASSED_ON_BY_START)}
    # Where modules are found, as here.
    paths = os.pathsep.join(str(Path(one).resolve()) for one in sys.path)
    return kept | {"PYTHONPATH": paths} | ONE_THREAD


@contextlib.contextmanager
def _in_memory(content: bytes) -> Iterator[int]:
    place = os.memfd_create("asked", os.MFD_CLOEXEC)
    with os.fdopen(place, "wb") as stream:
        stream.write(content)
        stream.flush()
        yield place


def _forked() -> None:
    """In a process just forked, nothing is being read yet, and no thread holds the lock."""
    global _lock, _server
    _lock, _server = threading.Lock(), None
    _reading.clear()


os.register_at_fork(after_in_child=_forked)
