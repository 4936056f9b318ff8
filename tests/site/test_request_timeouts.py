"""A request ends: a body that trickles, a visitor who goes silent, a page that never answers; others are answered."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from select import select
from time import monotonic, sleep

import pytest
from django.test import Client
from django.urls import reverse

from filiere.site import request_timeouts
from filiere.site.kit.languages import use_page_language
from filiere.site.request_timeouts import (
    BODY_PATIENCE_SECONDS,
    HEAD_SECONDS,
    MIN_BYTES_PER_SECOND,
    SLOW_AFTER_SECONDS,
    VISITOR_KEY,
    SlowVisitor,
    SlowVisitorPlaces,
    TooManySlowVisitors,
    Visitor,
)


def sender(*, upload: float = 7200) -> Visitor:
    """A visitor whose request is being read, the head of it apart."""
    one = Visitor(SlowVisitorPlaces(1))
    one.upload = upload
    return one


def test_a_body_comes_at_a_least_pace() -> None:
    """A long upload by a slow line is waited for, a trickle is not, nor what takes longer than anything may."""
    slow = sender()
    for _ in range(30):
        slow.count(10, 10 * MIN_BYTES_PER_SECOND)
    assert slow.refused is None
    for upload, size in ((7200, 1), (BODY_PATIENCE_SECONDS, 10 * MIN_BYTES_PER_SECOND)):
        one = sender(upload=upload)
        waits = iter(range(30))
        with pytest.raises(SlowVisitor):
            list(map(lambda _, one=one, size=size: one.count(10, size), waits))
        assert type(one.refused) is SlowVisitor


def test_few_threads_wait_for_slow_visitors() -> None:
    """H3: past two seconds in all a place is needed; another gets it once the first has ended."""
    places = SlowVisitorPlaces(1)
    first, second, third, last = (Visitor(places) for _ in range(4))
    for one in (first, second, third, last):
        one.upload = 7200
        one.count(SLOW_AFTER_SECONDS / 2)
    first.count(SLOW_AFTER_SECONDS / 2)
    with pytest.raises(TooManySlowVisitors):
        second.count(SLOW_AFTER_SECONDS / 2)
    # One that is refused gives back no place that it never had.
    second.leave()
    with pytest.raises(TooManySlowVisitors):
        third.count(SLOW_AFTER_SECONDS / 2)
    first.leave()
    last.count(SLOW_AFTER_SECONDS / 2)
    assert last.refused is None


def test_the_head_of_a_request_is_not_waited_for_long() -> None:
    """It has no pace: one byte every while would hold a place for hours."""
    one = Visitor(SlowVisitorPlaces(1))
    one.count(HEAD_SECONDS, 8000)
    with pytest.raises(SlowVisitor):
        one.count(1, 8000)


def test_what_has_an_end_of_its_own_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that waits for a child lasts as long as that may, and its own time beside."""
    seen: list[bool] = []

    def application(_environ: object, _start: object) -> list[bytes]:
        seen.append(request_timeouts.has_late_request())
        request_timeouts.extend_deadline(60)
        seen.append(request_timeouts.has_late_request())
        return []

    request_timeouts.BoundedRequests(application, seconds=-1, upload=1)({}, lambda *_: None)
    assert seen == [True, False]
    assert not request_timeouts.has_late_request()


@contextmanager
def served(**settings: str) -> Iterator[int]:
    """A server of one process and three threads, whose requests last a second and a half."""
    script = Path(__file__).resolve().parents[1] / "support" / "harness" / "bounded_server.py"
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | settings) as server:
        assert server.stdout is not None
        yield int(server.stdout.readline())
        server.terminate()


@pytest.fixture
def port() -> Iterator[int]:
    """A server that waits for a visitor for a second."""
    with served() as port:
        yield port


@pytest.fixture(scope="module")
def waiting() -> Iterator[int]:
    """A server that waits for a visitor for half a minute, as the site does."""
    with served(WAIT="30") as port:
        yield port


def ask(port: int, path: str = "/", body: bytes | None = None, timeout: float = 60) -> list[int]:
    """The process that answers, and the length of the body that it read."""
    one = HTTPConnection("127.0.0.1", port, timeout=timeout)
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


HELD = {
    "nothing": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost:",
    "half a body": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1",
    "half a body in pieces": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n1",
    "an answer not closed": b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "an answer not read": b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n",
    "a file not read": b"GET /file HTTP/1.1\r\nHost: a\r\n\r\n",
}


# H3
@pytest.mark.parametrize("words", HELD.values(), ids=HELD)
def test_visitors_who_go_silent_hold_half_of_the_threads_at_most(waiting: int, words: bytes) -> None:
    """Three times as many as there are threads stop in the middle: the next visitor is answered meanwhile."""
    silent = [socket.create_connection(("127.0.0.1", waiting), timeout=20) for _ in range(9)]
    for one in silent:
        one.sendall(words)
    try:
        assert len(ask(waiting, timeout=4.5)) == 2
        if words.startswith(b"POST"):
            told = [one for one in silent if select([one], [], [], 0.5)[0] and b"TooManySlowVisitors" in one.recv(4096)]
            # One has the place of slow senders; the others may send again.
            assert len(told) == len(silent) - 1
    finally:
        for one in silent:
            one.close()


def test_answers_that_nobody_closes_hold_no_thread(waiting: int) -> None:
    """Each held one for half a second: sixty of them, ten seconds of the three threads."""
    silent = [socket.create_connection(("127.0.0.1", waiting), timeout=20) for _ in range(60)]
    try:
        for one in silent:
            one.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert len(ask(waiting, timeout=4.5)) == 2
        for one in silent:
            assert one.makefile("rb").read().startswith(b"HTTP/1.0 200")
    finally:
        for one in silent:
            one.close()


def test_connections_are_counted_once(waiting: int) -> None:
    """Each one that was closed was taken off twice, and the most that there may be was never reached."""
    for _ in range(22):
        with socket.create_connection(("127.0.0.1", waiting), timeout=20) as one:
            one.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            assert b" 200 " in one.makefile("rb").readline()
    assert 1 <= ask(waiting, "/connections")[1] <= 23


def test_more_connections_than_files_do_not_end_a_process() -> None:
    """It ended, with the requests that it answered, as soon as it could open no file for one more."""
    with served(WAIT="30", FILES="150") as port:
        process, _ = ask(port)
        silent = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(300)]
        try:
            assert ask(port, timeout=20)[0] == process
            assert ask(port, "/connections", timeout=20)[1] <= 75
        finally:
            for one in silent:
                one.close()
        assert ask(port)[0] == process


def test_a_body_that_trickles_does_not_end_its_process(waiting: int) -> None:
    """A byte now and then for longer than a request may last: its time is the visitor's, as long as it has a place."""
    process, _ = ask(waiting)
    with socket.create_connection(("127.0.0.1", waiting), timeout=20) as slow:
        slow.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n")
        for _ in range(9):
            sleep(0.25)
            slow.sendall(b"1")
        words = slow.makefile("rb").readline()
        assert words.startswith(b"HTTP/1.1 200")
    assert ask(waiting)[0] == process


@pytest.mark.parametrize("path", ["/large", "/file"])
def test_an_answer_is_taken_in_whole(waiting: int, path: str) -> None:
    """In pieces, as its visitor takes it, and with its framing."""
    one = HTTPConnection("127.0.0.1", waiting, timeout=60)
    one.request("GET", path)
    assert len(one.getresponse().read()) == 16 << 20
    assert len(ask(waiting)) == 2


def test_a_trickle_of_reading_is_as_slow_as_one_of_sending() -> None:
    """What is taken in now and then has the pace of a body: its thread is not held for as long as one cares."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        one, given = sender(), bytes(1 << 20)
        waits: list[float] = []
        count = one.count

        def wait(seconds: float, taken: int = 0) -> None:
            waits.append(seconds)
            # Half a minute passes at each wait, and the visitor takes a little.
            count(30, taken)
            theirs.recv(65536)

        one.count = wait  # type: ignore[method-assign]
        with pytest.raises(SlowVisitor):
            one.send(ours, given)
        assert 2 <= len(waits) < 8
        assert type(one.refused) is SlowVisitor
        other = Visitor(SlowVisitorPlaces(0))
        other.upload = 7200
        with pytest.raises(TooManySlowVisitors):
            other.send(ours, given)


class Slow:
    """What a visitor who sends slowly sends: nothing that anybody waits for."""

    def __init__(self, one: Visitor) -> None:
        self.sender = one

    def read(self, *_: int) -> bytes:
        """Wait for longer than anybody does."""
        self.sender.count(BODY_PATIENCE_SECONDS + 1)
        return b""

    readline = read


# H3
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("places", "status", "fr", "en"),
    [
        (0, 503, "Trop d’envois lents arrivent en même temps", "Too many slow uploads at once"),
        (1, 408, "Votre envoi arrive trop lentement", "Your upload is too slow"),
    ],
)
@pytest.mark.parametrize("checked", [False, True])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_who_sends_slowly_is_told_so(places: int, status: int, fr: str, en: str, checked: bool, kind: str) -> None:
    """In a sentence, also where the check of tokens takes what does not come for a form without one."""
    for lang, words in (("fr", fr), ("en", en)):
        one = Visitor(SlowVisitorPlaces(places))
        one.upload = 7200
        given = {VISITOR_KEY: one, "wsgi.input": Slow(one), "CONTENT_LENGTH": "100"}
        client = Client(enforce_csrf_checks=checked, raise_request_exception=False)
        answer = client.generic("POST", f"/{lang}/sign-in/", b"x" * 100, content_type=kind, **given)
        assert answer.status_code == status
        assert words in answer.content.decode()
        assert answer.headers.get("Retry-After") == ("60" if status == 503 else None)


# H3
@pytest.mark.django_db
@pytest.mark.parametrize(("lang", "words"), [("fr", "Votre envoi est trop gros"), ("en", "The data sent is too large")])
def test_a_form_without_file_is_refused_by_its_length_before_it_is_read(lang: str, words: str) -> None:
    """Gigabytes said to be a form were read to their end, in the thread that answers, then forgotten."""
    read: list[int] = []

    class Watched:
        def read(self, *sizes: int) -> bytes:
            read.extend(sizes)
            return b""

        readline = read

    given = {"wsgi.input": Watched(), "CONTENT_LENGTH": str(3 * 1024**2)}
    client = Client(raise_request_exception=False)
    for kind in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
        answer = client.generic("POST", f"/{lang}/sign-in/", b"x", content_type=kind, **given)
        assert answer.status_code == 413
        assert words in answer.content.decode()
    assert read == []


LARGE = (
    ("quality:deliver", ("o-0123456789",)),
    ("quality:pack-verify", ("o-0123456789",)),
    ("quality:pack-receive", ()),
    ("confidentiality:new", ()),
    ("confidentiality:ask", ("n-0123456789", "table")),
    ("staff:import", ()),
)


@pytest.mark.parametrize("page", ["put-a-front-server-before-the-site.md", "put-a-front-server-before-the-site.fr.md"])
def test_the_guide_names_every_address_of_large_files(page: str) -> None:
    """What the front server of the guide lets through as a large file is what the site takes as one."""
    words = (Path(__file__).resolve().parents[2] / "docs" / "how-to" / page).read_text("utf-8")
    named = re.findall(r"location ~ (\S+) \{", words)
    assert len(named) == 1
    for lang in ("fr", "en"):
        with use_page_language(lang):
            for name, given in LARGE:
                assert re.search(named[0], reverse(name, args=given))
            assert not re.search(named[0], reverse("accounts:sign-in"))
