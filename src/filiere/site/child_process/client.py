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

from filiere.site.child_process.faults import ChildStopped, StopReason
from filiere.site.child_process.limits import Limits
from filiere.site.child_process.serialization import decode_answer, pickle_content

log = logging.getLogger(__name__)
ANSWER_MARGIN_SECONDS = 60
"""Seconds beyond the limit by the clock after which the process that makes children is taken for dead."""
PASSED_VARIABLES = ("PATH", "LANG", "LANGUAGE", "TZ", "TMPDIR")
PASSED_PREFIXES = ("LC_", "LD_", "PYTHON", "OPENBLAS_", "FAKETIME", "COVERAGE")
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
_max_children: int | None = None
_max_children_per_owner: int | None = None
_kept_places: Mapping[str, int] = MappingProxyType({})
_running_by_owner: dict[str, int] = {}


def run[**P, R](limits: Limits, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Return what a function returns, run in a child under these limits.

    Raises the ``Faults`` that the function raises, and `ChildStopped` when it ends in any other way.
    """
    content = pickle_content((args, kwargs))
    question = {"module": function.__module__, "name": function.__qualname__, "limits": asdict(limits)}
    return _ask_server(question, content, limits)  # type: ignore[no-any-return]


def limit_children(most: int | None, of_one: int | None, *, kept: Mapping[str, int] = MappingProxyType({})) -> None:
    """Let this process wait for so many children at once, and for so many of one owner; None is no bound.

    A server answers with few threads: those that wait for a child must leave some for everybody else. ``kept`` names
    owners who stand for many people, and how many of the places all others leave to them.
    """
    global _max_children, _max_children_per_owner, _kept_places
    _max_children, _max_children_per_owner, _kept_places = most, of_one, kept


def start(modules: Sequence[str] = ()) -> None:
    """Start the process that makes children unless it is there; it imports these modules before they are asked for."""
    with _lock:
        control = _open_socket()
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
                _server.wait(ANSWER_MARGIN_SECONDS)
        _server = None


was_turned_away: ContextVar[bool] = ContextVar("turned_away", default=False)
"""Whether the request of this thread found no place: whoever answers it unsets it first."""


@contextlib.contextmanager
def reserve_slot(owner: str) -> Iterator[None]:
    """Hold one of the places of this process for ``owner`` while a child runs; raise `ChildStopped` when none is
    left."""
    with _lock:
        left = sum(
            max(0, most - _running_by_owner.get(name, 0)) for name, most in _kept_places.items() if name != owner
        )
        full = _max_children is not None and sum(_running_by_owner.values()) + left >= _max_children
        if full or (
            _max_children_per_owner is not None and owner and _running_by_owner.get(owner, 0) >= _max_children_per_owner
        ):
            was_turned_away.set(True)
            raise ChildStopped(StopReason.BUSY)
        _running_by_owner[owner] = _running_by_owner.get(owner, 0) + 1
    try:
        yield
    finally:
        with _lock:
            _running_by_owner[owner] -= 1
            if not _running_by_owner[owner]:
                del _running_by_owner[owner]


def _ask_server(question: dict[str, Any], content: bytes, limits: Limits) -> Any:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours:
        with theirs, _memory_file(content) as request:
            _send_question(json.dumps(question).encode(), [theirs.fileno(), request])
        ours.settimeout(limits.wall + ANSWER_MARGIN_SECONDS)
        try:
            told, files, _, _ = socket.recv_fds(ours, 4096, 1)
        except OSError:
            told, files = b"", []
    if not files:
        raise ChildStopped(StopReason.CRASH)
    with os.fdopen(files[0], "rb") as answer:
        said = json.loads(told)
        if said["how"]:
            log.warning("a child that ran %s ended by %s", question["name"], said["ended"])
            raise ChildStopped(StopReason(said["how"]))
        answer.seek(0)
        return decode_answer(answer.read(limits.file))


def _send_question(question: bytes, files: Sequence[int]) -> None:
    """Send a question with its open files; twice, for the process that makes children may have died in between."""
    global _control
    for again in (False, True):
        with _lock:
            control = _open_socket()
        passed = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))]
        try:
            control.sendmsg([question], passed)
        except OSError:
            if again:
                raise ChildStopped(StopReason.CRASH) from None
            with _lock:
                if _control is control:
                    _control = None
        else:
            return


def _open_socket() -> socket.socket:
    """The socket by which children are asked for; the caller holds the lock."""
    global _control, _server
    if _control is not None:
        return _control
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        # A command of ours without a word that anybody typed.
        _server = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "filiere.site.child_process.fork_server", str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),),
            cwd="/",
            env=_child_environment(),
            start_new_session=True,
        )
    _control = ours
    return ours


def _child_environment() -> dict[str, str]:
    kept = {
        key: value for key, value in os.environ.items() if key in PASSED_VARIABLES or key.startswith(PASSED_PREFIXES)
    }
    # Where modules are found, as here.
    paths = os.pathsep.join(str(Path(one).resolve()) for one in sys.path)
    return kept | {"PYTHONPATH": paths} | ONE_THREAD


@contextlib.contextmanager
def _memory_file(content: bytes) -> Iterator[int]:
    place = os.memfd_create("asked", os.MFD_CLOEXEC)
    with os.fdopen(place, "wb") as stream:
        stream.write(content)
        stream.flush()
        yield place


def _reset_after_fork() -> None:
    """In a process just forked, nothing is being read yet, and no thread holds the lock."""
    global _lock, _server
    _lock, _server = threading.Lock(), None
    _running_by_owner.clear()


os.register_at_fork(after_in_child=_reset_after_fork)
