"""A request ends: a body that trickles, a visitor who goes silent, a page that never answers; others are answered."""

from __future__ import annotations

import io
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from pathlib import Path
from time import monotonic, sleep

import pytest

from filiere.site import request_limits
from filiere.site.request_limits import PACE, PATIENCE, Body


def taken(body: Body, pieces: int, size: int) -> int:
    """Read so many pieces of a body; how many bytes they were."""
    return sum(len(body.read(size)) for _ in range(pieces))


def coming(*, every: float, upload: float = 7200) -> Body:
    """A body of a mebibyte each piece of which comes after so many seconds of a clock of its own."""
    moments = cycle((0.0, every))
    return Body(io.BytesIO(bytes(1 << 20)), upload=upload, clock=lambda: next(moments))


def test_a_body_comes_at_a_least_pace() -> None:
    """A long upload by a slow line is read whole, a trickle is not, nor what takes longer than anything may."""
    assert taken(coming(every=10), 30, 10 * PACE) == 1 << 20
    trickle = coming(every=10)
    with pytest.raises(TimeoutError):
        taken(trickle, 10, 1)
    long = coming(every=10, upload=PATIENCE)
    with pytest.raises(TimeoutError):
        taken(long, 30, 10 * PACE)


def test_a_body_is_read_as_its_stream_would_be() -> None:
    """Whole, by pieces of any size, by lines, and nothing beyond its end."""
    content = bytes(range(256)) * 1000
    for size in (-1, None, 300_000):
        assert Body(io.BytesIO(content), upload=60).read(size) == content
    body = Body(io.BytesIO(content), upload=60)
    assert body.read(100_000) + body.readline() + body.read(0) + body.read() == content
    assert body.read(10) == b""


def test_what_has_an_end_of_its_own_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that waits for a child lasts as long as that may, and its own time beside."""
    seen: list[bool] = []

    def application(_environ: object, _start: object) -> list[bytes]:
        seen.append(request_limits.late())
        request_limits.allow(60)
        seen.append(request_limits.late())
        return []

    environ = {"wsgi.input": io.BytesIO()}
    request_limits.BoundedRequests(application, seconds=-1, upload=1)(environ, lambda *_: None)
    assert seen == [True, False]
    assert not request_limits.late()


@pytest.fixture
def port() -> Iterator[int]:
    """A server of one process, whose requests last a second and a half."""
    script = Path(__file__).resolve().parents[1] / "bounded_server.py"
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield int(server.stdout.readline())
        server.terminate()


def ask(port: int, path: str = "/", body: bytes | None = None) -> list[int]:
    """The process that answers, and the length of the body that it read."""
    one = HTTPConnection("127.0.0.1", port, timeout=60)
    one.request("POST" if body is not None else "GET", path, body)
    return [int(word) for word in one.getresponse().read().split()]


def test_a_page_that_never_ends_ends_its_process_and_another_answers(port: int) -> None:
    """C1: nothing ended it before ten minutes. Its visitor is left, the next one is answered by another process."""
    before, _ = ask(port)
    with pytest.raises((HTTPException, OSError)):
        ask(port, "/endless")
    until = monotonic() + 60
    after = before
    while after == before and monotonic() < until:
        try:
            after, length = ask(port, "/", bytes(100_000))
        except (HTTPException, OSError):
            sleep(0.05)
    assert after != before
    assert length == 100_000


def test_visitors_who_go_silent_hold_no_thread(port: int) -> None:
    """As many as there are threads send half a request and nothing more: the next visitor is answered."""
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(3)]
    for number, one in enumerate(silent):
        # One in the middle of its head, the others in the middle of their body.
        words = (
            b"GET / HTTP/1.1\r\nHost:" if number == 0 else b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1"
        )
        one.sendall(words)
    assert len(ask(port)) == 2
    for one in silent:
        one.close()
