"""How long a request may take, whatever it meets: a body that trickles in, a page that never ends.

A thread cannot be ended from outside. A body has a least pace and a most time, after which reading it fails; a wait on
the network has an end of its own, set on the socket; what a child reads has its own limits, and its time is not
counted here. A request that passes its time all the same ends its process: the others that the process answers have
some seconds to end, gunicorn starts another, and what was not committed never was.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import struct
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Any

log = logging.getLogger(__name__)
PACE = 4096
"""Bytes a second that a body must come by, on the whole, once `PATIENCE` seconds have passed."""
PATIENCE = 60
PIECE = 1 << 16
WAIT = 30
"""Seconds that one reading from a visitor, or one writing to them, may wait for the network."""
GRACE = 12
"""Seconds that the other requests of a process have to end, once one has passed its time."""
LOOK = 1.0

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(slots=True)
class Flight:
    """A request under way, and the moment by which it must have ended."""

    until: float


_flights: dict[int, Flight] = {}
"""By thread, which answers one request at a time."""


def allow(seconds: float) -> None:
    """Let the request of this thread, if any, last so much longer: it waits for what has an end of its own."""
    flight = _flights.get(threading.get_ident())
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
        environ["wsgi.input"] = Body(environ["wsgi.input"], upload=self._upload)
        thread = threading.get_ident()
        _flights[thread] = Flight(monotonic() + self._seconds)
        try:
            return self._application(environ, start_response)
        finally:
            del _flights[thread]


class Body:
    """What a visitor sends, as it comes: reading raises ``TimeoutError`` when it is too slow or takes too long."""

    def __init__(self, stream: Any, *, upload: float, clock: Callable[[], float] = monotonic) -> None:
        self._stream = stream
        self._upload = upload
        self._clock = clock
        self._taken = 0
        self._waited = 0.0

    def read(self, size: int | None = -1) -> bytes:
        """Read as the stream does, by pieces that are timed one by one."""
        left, pieces = -1 if size is None else size, []
        while left and (piece := self._timed(self._stream.read, PIECE if left < 0 else min(left, PIECE))):
            pieces.append(piece)
            left -= len(piece) if left > 0 else 0
        return b"".join(pieces)

    def readline(self, *size: int) -> bytes:
        """Read a line as the stream does."""
        return self._timed(self._stream.readline, *size)

    def _timed(self, reading: Callable[..., bytes], *size: int) -> bytes:
        begun = self._clock()
        content = reading(*size)
        waited = self._clock() - begun
        self._waited += waited
        self._taken += len(content)
        allow(waited)
        if self._waited > min(self._upload, PATIENCE + self._taken / PACE):
            raise TimeoutError("the body of a request comes too slowly")
        return content


def bound_waits(listener: socket.socket) -> None:
    """Have every connection of a port wait for its visitor for `WAIT` seconds at the most; Linux hands it down."""
    most = struct.pack("ll", WAIT, 0)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, most)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, most)


def watch() -> None:
    """Watch the requests of this process, from a thread of its own, until one passes its time."""
    threading.Thread(target=_watch, name="request-limits", daemon=True).start()


def _watch() -> None:
    look = threading.Event()
    while not late():
        look.wait(LOOK)
    log.error("a request passed its time: this process ends, and another takes its place")
    # Gunicorn stops taking requests and waits for those under way, but for ever for the thread of the late one.
    os.kill(os.getpid(), signal.SIGTERM)
    look.wait(GRACE)
    os._exit(1)


def late() -> bool:
    """Whether a request of this process passed its time."""
    now = monotonic()
    return any(one.until < now for one in list(_flights.values()))
