"""How long a request may take, whatever it meets: a visitor who sends slowly, a page that never ends.

A thread cannot be ended from outside. A body has a least pace and a most time, after which reading it fails; a wait on
the network has an end of its own; few threads at once wait long for what is sent, or for an answer to be taken in; what
a child reads has its own limits, and its time is not counted here. A request that passes its time all the same ends its
process: the others that the process answers have some seconds to end, gunicorn starts another, and what was not
committed never was.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any, NoReturn

log = logging.getLogger(__name__)
MIN_BYTES_PER_SECOND = 4096
"""Bytes a second that a body must come by, on the whole, once `BODY_PATIENCE_SECONDS` seconds have passed."""
BODY_PATIENCE_SECONDS = 60
HEAD_SECONDS = 20
"""Seconds that a thread waits in all for the head of a request."""
SLOW_AFTER_SECONDS = 2.0
"""Seconds that any thread waits for a visitor, in all: beyond them it takes one of the places of slow senders."""
SOCKET_TIMEOUT = 30
"""Seconds that one reading from a visitor, or one writing to them, may wait for the network."""
SHUTDOWN_GRACE = 12
"""Seconds that the other requests of a process have to end, once one has passed its time."""
WATCHDOG_INTERVAL = 1.0

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(slots=True)
class RequestInFlight:
    """A request under way, and the moment by which it must have ended."""

    until: float


_requests_in_flight: dict[int, RequestInFlight] = {}
"""By thread, which answers one request at a time."""


def extend_deadline(seconds: float) -> None:
    """Let the request of this thread, if any, last so much longer: it waits for what has an end of its own."""
    flight = _requests_in_flight.get(threading.get_ident())
    if flight is not None:
        flight.until += seconds


class BoundedRequests:
    """An application whose requests last ``seconds`` at the most, the coming of their body apart, which may take up to
    ``upload`` seconds."""

    def __init__(self, application: Application, *, seconds: float, upload: float) -> None:
        self._application = application
        self._seconds = seconds
        self._upload = upload

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request, timed."""
        thread = threading.get_ident()
        if (sender := _visitors.get(thread)) is not None:
            sender.upload = self._upload
            environ[VISITOR_KEY] = sender
        _requests_in_flight[thread] = RequestInFlight(monotonic() + self._seconds)
        try:
            return self._application(environ, start_response)
        finally:
            del _requests_in_flight[thread]


class SlowVisitor(TimeoutError):
    """What a visitor sends comes too slowly to be waited for."""


class TooManySlowVisitors(SlowVisitor):
    """As many visitors who send slowly as may are waited for already."""


class SlowVisitorPlaces:
    """How many threads of a process may wait for visitors who send slowly: the others answer everybody else."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._free = threading.Semaphore(most)
        self._lock = threading.Lock()
        self._waiting = 0

    @property
    def patience(self) -> float:
        """Seconds that a thread waits before it needs a place: few of them while more wait than there are places."""
        return SLOW_AFTER_SECONDS if self._waiting <= self._most else SLOW_AFTER_SECONDS / 8

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Count a thread that waits for a visitor now."""
        with self._lock:
            self._waiting += 1
        try:
            yield
        finally:
            with self._lock:
                self._waiting -= 1

    def take(self) -> bool:
        """Take a place; False when none is left."""
        return self._free.acquire(blocking=False)

    def leave(self) -> None:
        """Give a place back."""
        self._free.release()


class Visitor:
    """A visitor whose request a thread reads and answers: how long it was waited for, and how many bytes came or went.

    ``upload`` is None until the head of the request is read. ``refused`` keeps why the rest is not waited for: who
    asked for the body may have taken its end for an empty form.
    """

    def __init__(self, places: SlowVisitorPlaces) -> None:
        self._places = places
        self._placed = False
        self._waited = 0.0
        self._taken = 0
        self.upload: float | None = None
        self.refused: SlowVisitor | None = None

    def receive(self, connection: socket.socket, size: int) -> bytes:
        """Read what has come, up to so many bytes, once something has. Raises `SlowVisitor`."""
        own = connection.gettimeout()
        left = SOCKET_TIMEOUT if own is None else min(own, SOCKET_TIMEOUT)
        poll = select.poll()
        poll.register(connection, select.POLLIN)
        if not poll.poll(0):
            with self._places.waiting():
                self._wait(poll, left)
        content = connection.recv(size)
        self._taken += len(content)
        return content

    def send(self, connection: socket.socket, content: bytes) -> None:
        """Write to the visitor, as they take it in. Raises `SlowVisitor`: the rest of the answer is then lost."""
        poll = select.poll()
        poll.register(connection, select.POLLOUT)
        left = memoryview(content)
        while left:
            try:
                sent = connection.send(left, socket.MSG_DONTWAIT)
            except BlockingIOError:
                with self._places.waiting():
                    self._wait(poll, SOCKET_TIMEOUT)
            else:
                self._taken += sent
                left = left[sent:]

    def _wait(self, poll: select.poll, left: float) -> None:
        found = False
        while not found:
            # How patient a thread may be changes with how many wait.
            piece = left if self._placed else min(left, SLOW_AFTER_SECONDS / 8)
            begun = monotonic()
            found = bool(poll.poll(1000 * piece))
            waited = monotonic() - begun
            self.count(waited)
            left -= waited
            if left <= 0 and not found:
                self._refuse(SlowVisitor("a visitor neither sends nor takes anything more"))

    def count(self, seconds: float, taken: int = 0) -> None:
        """Add a wait, and the bytes that passed after it, to those of this request. Raises `SlowVisitor`."""
        self._waited += seconds
        self._taken += taken
        extend_deadline(seconds)
        if self._waited >= self._places.patience and not self._placed:
            self._placed = self._places.take()
            if not self._placed:
                self._refuse(TooManySlowVisitors("as many slow visitors as may are waited for"))
        most = (
            HEAD_SECONDS
            if self.upload is None
            else min(self.upload, BODY_PATIENCE_SECONDS + self._taken / MIN_BYTES_PER_SECOND)
        )
        if self._waited > most:
            self._refuse(SlowVisitor("a request comes too slowly"))

    def _refuse(self, error: SlowVisitor) -> NoReturn:
        self.refused = error
        raise error

    def leave(self) -> None:
        """End: whoever sends slowly may take the place."""
        if self._placed:
            self._placed = False
            self._places.leave()


VISITOR_KEY = "filiere.sender"
"""Where the environment of a request keeps its sender."""
_visitors: dict[int, Visitor] = {}
"""By thread, which reads one request at a time."""


@contextmanager
def track_request(places: SlowVisitorPlaces) -> Iterator[None]:
    """Count how long this thread waits for the visitor whose request it reads."""
    thread = threading.get_ident()
    _visitors[thread] = sender = Visitor(places)
    try:
        yield
    finally:
        del _visitors[thread]
        sender.leave()


def find_current_visitor() -> Visitor | None:
    """The visitor whose request this thread reads, if any."""
    return _visitors.get(threading.get_ident())


def find_refusal(environ: Mapping[str, Any]) -> SlowVisitor | None:
    """Why the rest of a request was not waited for, if it was not."""
    sender = environ.get(VISITOR_KEY)
    return sender.refused if isinstance(sender, Visitor) else None


def limit_socket_waits(listener: socket.socket) -> None:
    """Have every connection of a port wait for its visitor for `SOCKET_TIMEOUT` seconds at the most; Linux hands it
    down."""
    most = struct.pack("ll", SOCKET_TIMEOUT, 0)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, most)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, most)


def start_watchdog() -> None:
    """Watch the requests of this process, from a thread of its own, until one passes its time."""
    threading.Thread(target=_run_watchdog, name="request-limits", daemon=True).start()


def _run_watchdog() -> None:
    look = threading.Event()
    while not has_late_request():
        look.wait(WATCHDOG_INTERVAL)
    log.error("a request passed its time: this process ends, and another takes its place")
    # Gunicorn stops taking requests and waits for those under way, but for ever for the thread of the late one.
    os.kill(os.getpid(), signal.SIGTERM)
    look.wait(SHUTDOWN_GRACE)
    os._exit(1)


def has_late_request() -> bool:
    """Whether a request of this process passed its time."""
    now = monotonic()
    return any(one.until < now for one in list(_requests_in_flight.values()))
