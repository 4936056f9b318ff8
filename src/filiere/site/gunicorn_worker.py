"""The process of gunicorn that answers: no more than half of its threads wait long for visitors.

Gunicorn reads what a visitor sends in the thread that answers, as the page asks for it, and writes there what they are
answered, as they take it in. A front server that takes in whole requests and whole answers before it hands them on
spares it; this is for what comes without one, or through one that does not.

Connections that nobody answers now (kept for a next request, not begun, or answered and not closed by their visitor)
wait beside the threads, and no more of them than the files that the process may open let it have.
"""

from __future__ import annotations

import contextlib
import errno
import resource
import select
import selectors
import socket
from collections import deque
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from gunicorn import util  # type: ignore[import-untyped]
from gunicorn.http import parser  # type: ignore[import-untyped]
from gunicorn.http.errors import NoMoreData  # type: ignore[import-untyped]
from gunicorn.http.unreader import SocketUnreader  # type: ignore[import-untyped]
from gunicorn.workers import gthread  # type: ignore[import-untyped]

from filiere.site.request_timeouts import SlowVisitor, SlowVisitorPlaces, find_current_visitor, track_request

LINGER_SECONDS = 0.5
"""Seconds that a visitor has to take an answer in and close, before the connection is closed on them."""
DRAIN_BYTES = 65_536
"""Bytes that are read meanwhile, and forgotten: to close upon unread ones would lose the end of the answer."""
PAUSE_SECONDS = 0.5
"""Seconds that no connection is taken, once there was no file to open for one."""
_EXHAUSTION_ERRORS = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}


class TimedUnreader(SocketUnreader):  # type: ignore[misc]  # gunicorn has no types
    """What a visitor sends, each wait for it counted."""

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Read the next piece of it."""
        sender = find_current_visitor()
        if sender is None:
            return bytes(super().chunk(size_hint))
        try:
            return sender.receive(self.sock, min(max(size_hint or 0, self.mxchunk), self.max_body_chunk))
        except SlowVisitor as error:
            if sender.upload is not None:
                raise
            # Of a request whose head did not come there is nothing to answer, and nothing to tell.
            raise NoMoreData from error


_gunicorn_write = util.write


def write_timed(connection: socket.socket, content: bytes, chunked: bool = False) -> None:
    """Write a piece of an answer, each wait for the visitor counted."""
    sender = find_current_visitor()
    if sender is None:
        _gunicorn_write(connection, content, chunked)
        return
    try:
        sender.send(connection, b"%X\r\n%b\r\n" % (len(content), content) if chunked else content)
    except SlowVisitor as error:
        # As for one who left: there is nobody to tell, and the answer has begun.
        raise BrokenPipeError(errno.EPIPE, str(error)) from error


def _keep_open(_connection: socket.socket, *_: Any) -> None:
    """Close nothing in a thread that answers: `PatientWorker` waits for the visitor beside them."""


class PatientWorker(gthread.ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Threads that answer, of which half at the most wait long for visitors."""

    def init_process(self) -> None:
        """Count the places once the process is there; Gunicorn has no setting for how it reads or writes."""
        parser.SocketUnreader = TimedUnreader
        util.write = write_timed
        util.close_graceful = _keep_open
        self.slow_places = SlowVisitorPlaces(self.cfg.threads // 2)
        self.lingering: deque[Any] = deque()
        self._short_until = 0.0
        # Half of the files are for connections: the other half is for whatever answers them.
        self.worker_connections: int = min(
            self.cfg.worker_connections, max(self.cfg.threads + 1, _count_free_files() // 2)
        )
        self.max_keepalived = self.worker_connections - self.cfg.threads
        super().init_process()

    def handle(self, conn: Any) -> Any:
        """Read a request of a connection and answer it."""
        if not conn.initialized and not conn.data_ready:
            poll = select.poll()
            poll.register(conn.sock, select.POLLIN)
            if not poll.poll(0):
                # Whoever only connects waits beside the threads: gunicorn would give them one for five seconds.
                return gthread._DEFER
            conn.data_ready = True
        with track_request(self.slow_places):
            return super().handle(conn)

    def accept(self, listener: socket.socket) -> None:
        """Take a connection; where no file can be opened for it, none is taken for a while: gunicorn would end the
        process, with all that it answers."""
        try:
            super().accept(listener)
        except OSError as error:
            if error.errno not in _EXHAUSTION_ERRORS:
                raise
            self._short_until = monotonic() + PAUSE_SECONDS
            self.set_accept_enabled(False)

    def set_accept_enabled(self, enabled: bool) -> None:
        """Take connections, or let them wait at the door."""
        if not enabled or monotonic() >= self._short_until:
            super().set_accept_enabled(enabled)

    def finish_request(self, conn: Any, fs: Future[Any]) -> None:
        """Keep a connection, or wait beside the threads for its visitor to close it."""
        ended = fs.cancelled() or (fs.exception() is None and fs.result() is False)
        if not ended:
            super().finish_request(conn, fs)
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._drain, conn, [0]))
        except (OSError, ValueError):
            # The visitor left, or the connection could not be answered at all.
            self._end(conn)
            return
        conn.timeout = monotonic() + LINGER_SECONDS
        self.lingering.append(conn)

    def murder_keepalived(self, force: bool = False) -> None:
        """Close the connections that waited for long enough, and the oldest ones where there are too many."""
        super().murder_keepalived(force)
        now = monotonic()
        while self.lingering and (force or self.lingering[0].timeout <= now):
            self._end(self.lingering.popleft())
        most = self.nr_conns
        if now < self._short_until:
            most = self.nr_conns // 2
        elif self.nr_conns >= self.worker_connections:
            most = self.worker_connections - self.cfg.threads
        for waiting in (self.lingering, self.keepalived_conns, self.pending_conns):
            while waiting and self.nr_conns > most:
                self._end(waiting.popleft())

    def _drain(self, conn: Any, drained: list[int], _sock: socket.socket) -> None:
        """Forget what a visitor still sends, until they close."""
        try:
            content = conn.sock.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            content = b""
        drained[0] += len(content)
        if not content or drained[0] >= DRAIN_BYTES:
            self.lingering.remove(conn)
            self._end(conn)

    def _end(self, conn: Any) -> None:
        """Close a connection that no thread answers."""
        with contextlib.suppress(OSError, KeyError, ValueError):
            self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()


def _count_free_files() -> int:
    """How many files this process may still open."""
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return (1 << 20 if most == resource.RLIM_INFINITY else most) - sum(1 for _ in Path("/proc/self/fd").iterdir())
