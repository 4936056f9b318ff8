"""The process of gunicorn that answers: no more than half of its threads wait long for visitors.

Gunicorn reads what a visitor sends in the thread that answers, as the page asks for it, and writes there what they are
answered, as they take it in. A front server that takes in whole requests and whole answers before it hands them on
spares it; this is for what comes without one, or through one that does not.
"""

from __future__ import annotations

import errno
import socket
from typing import Any

from gunicorn import util  # type: ignore[import-untyped]
from gunicorn.http import parser  # type: ignore[import-untyped]
from gunicorn.http.errors import NoMoreData  # type: ignore[import-untyped]
from gunicorn.http.unreader import SocketUnreader  # type: ignore[import-untyped]
from gunicorn.workers import gthread  # type: ignore[import-untyped]

from filiere.site.request_limits import SlowPlaces, SlowSender, current_sender, reading_request

LINGER = 0.5
"""Seconds that a visitor has to take an answer in and close, before the connection is closed on them."""


class TimedUnreader(SocketUnreader):  # type: ignore[misc]  # gunicorn has no types
    """What a visitor sends, each wait for it counted."""

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Read the next piece of it."""
        sender = current_sender()
        if sender is None:
            return bytes(super().chunk(size_hint))
        try:
            return sender.receive(self.sock, min(max(size_hint or 0, self.mxchunk), self.max_body_chunk))
        except SlowSender as error:
            if sender.upload is not None:
                raise
            # Of a request whose head did not come there is nothing to answer, and nothing to tell.
            raise NoMoreData from error


_write = util.write


def write_timed(connection: socket.socket, content: bytes, chunked: bool = False) -> None:
    """Write a piece of an answer, each wait for the visitor counted."""
    sender = current_sender()
    if sender is None:
        _write(connection, content, chunked)
        return
    try:
        sender.send(connection, b"%X\r\n%b\r\n" % (len(content), content) if chunked else content)
    except SlowSender as error:
        # As for one who left: there is nobody to tell, and the answer has begun.
        raise BrokenPipeError(errno.EPIPE, str(error)) from error


class PatientWorker(gthread.ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Threads that answer, of which half at the most wait long for visitors."""

    def init_process(self) -> None:
        """Count the places once the process is there; Gunicorn has no setting for how it reads or writes."""
        parser.SocketUnreader = TimedUnreader
        util.write = write_timed
        self.slow_places = SlowPlaces(self.cfg.threads // 2)
        super().init_process()

    def handle(self, conn: Any) -> Any:
        """Read a request of a connection and answer it."""
        if not conn.initialized and not conn.wait_for_data(0):
            # Whoever only connects waits beside the threads: gunicorn would give them one for five seconds.
            return gthread._DEFER
        with reading_request(self.slow_places):
            kept = super().handle(conn)
            if kept is False:
                # Gunicorn would do so in the one thread that takes connections, for two seconds each.
                util.close_graceful(conn.sock, timeout=LINGER)
            return kept
