"""Fetching a file: against a server on this machine that cuts lines, lies and redirects."""

import base64
import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any

import pytest

from filiere.core import Faults
from filiere.sources.pull import PulledFile, pull

CONTENT = bytes(range(256)) * 4000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@dataclass
class Server:
    """What the server serves and how badly; and what it was asked."""

    content: bytes = CONTENT
    etag: str | None = '"one"'
    cuts: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    length: bool = True
    asked: list[dict[str, str]] = field(default_factory=list)
    address: str = ""


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing on the terminal."""

    def do_GET(self) -> None:
        state: Server = self.server.state  # type: ignore[attr-defined]
        state.asked.append({key.lower(): value for key, value in self.headers.items()})
        if self.path in state.redirects:
            self.send_response(302)
            self.send_header("Location", state.redirects[self.path])
            self.end_headers()
            return
        if state.statuses:
            self.send_response(state.statuses.pop(0))
            self.send_header("Retry-After", "7")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        start = 0
        wanted = self.headers.get("Range", "")
        if wanted and self.headers.get("If-Range") == state.etag:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
        body = state.content[start:]
        if wanted and start >= len(state.content):
            self.send_response(416)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(state.content) - 1}/{len(state.content)}")
        if state.etag:
            self.send_header("ETag", state.etag)
        if state.length:
            self.send_header("Content-Length", str(len(body)))
        for key, value in state.headers.items():
            self.send_header(key, value)
        self.end_headers()
        cut = state.cuts.pop(0) if state.cuts else None
        self.wfile.write(body if cut is None else body[:cut])
        self.close_connection = True


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on the loopback address."""
    state = Server()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as http:
        http.state = state  # type: ignore[attr-defined]
        state.address = f"http://127.0.0.1:{http.server_port}/file.csv"
        thread = threading.Thread(target=http.serve_forever, daemon=True)
        thread.start()
        yield state
        http.shutdown()
        thread.join()


@dataclass
class Waits:
    """A clock that does not wait, and remembers for how long it was asked to."""

    seconds: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def fetch(server: Server, into: Path, waits: Waits | None = None, **options: Any) -> PulledFile:
    options = {"loopback_http": True, "address": server.address, **options}
    return pull("urssaf-commune-ape", into, sleep=waits or Waits(), random=Random(1), **options)  # noqa: S311


def only_code(caught: pytest.ExceptionInfo[Faults]) -> str:
    (fault,) = caught.value.faults
    assert fault.message.fr
    assert fault.remedy.en
    return fault.code


def test_a_file_is_fetched_whole(server: Server, tmp_path: Path) -> None:
    """Content, checksum and size; nothing else is left in the folder; progress ends at the size."""
    told: list[tuple[str, int, int]] = []
    pulled = fetch(server, tmp_path, progress=lambda *step: told.append(step))
    assert pulled.path.read_bytes() == CONTENT
    assert (pulled.sha256, pulled.size, pulled.attempts, pulled.resumed) == (SHA256, len(CONTENT), 1, False)
    assert [path.name for path in tmp_path.iterdir()] == ["urssaf-commune-ape.csv"]
    assert told[-1] == ("pull", len(CONTENT), len(CONTENT))


def test_a_cut_download_resumes_where_it_stopped(server: Server, tmp_path: Path) -> None:
    """Two cuts, three attempts: each asks only for the rest, on condition that the file is the same."""
    server.cuts = [300_000, 200_000]
    waits = Waits()
    pulled = fetch(server, tmp_path, waits)
    assert pulled.path.read_bytes() == CONTENT
    assert (pulled.attempts, pulled.resumed) == (3, True)
    assert [asked.get("range") for asked in server.asked] == [None, "bytes=300000-", "bytes=500000-"]
    assert server.asked[1]["if-range"] == '"one"'
    assert len(waits.seconds) == 2
    assert 0.5 <= waits.seconds[0] <= 1.0 <= waits.seconds[1] <= 2.0


def test_a_later_call_resumes_too(server: Server, tmp_path: Path) -> None:
    """What was received stays in the .part file; the target does not exist before it is whole."""
    server.cuts = [400_000]
    with pytest.raises(Faults) as caught:
        fetch(server, tmp_path, attempts=1)
    assert only_code(caught) == "download-failed"
    assert not (tmp_path / "urssaf-commune-ape.csv").exists()
    assert (tmp_path / "urssaf-commune-ape.csv.part").stat().st_size == 400_000
    pulled = fetch(server, tmp_path)
    assert pulled.path.read_bytes() == CONTENT
    assert pulled.resumed


def test_a_file_that_changed_meanwhile_is_fetched_anew(server: Server, tmp_path: Path) -> None:
    """Half of one edition and half of another would be a file that never existed."""
    server.cuts = [400_000]
    with pytest.raises(Faults):
        fetch(server, tmp_path, attempts=1)
    server.content, server.etag = b"another edition" * 1000, '"two"'
    pulled = fetch(server, tmp_path)
    assert pulled.path.read_bytes() == server.content
    assert not pulled.resumed


@pytest.mark.parametrize("etag", [None, 'W/"weak"'])
def test_without_a_strong_validator_nothing_is_resumed(server: Server, tmp_path: Path, etag: str | None) -> None:
    """Nothing promises that the bytes are the same: start again."""
    server.etag, server.cuts = etag, [400_000]
    pulled = fetch(server, tmp_path)
    assert pulled.path.read_bytes() == CONTENT
    assert [asked.get("range") for asked in server.asked] == [None, None]


def test_a_server_that_is_busy_is_asked_again_when_it_says(server: Server, tmp_path: Path) -> None:
    """Retry-After is obeyed, within a minute."""
    server.statuses = [503, 429]
    waits = Waits()
    assert fetch(server, tmp_path, waits).attempts == 3
    assert waits.seconds == [7.0, 7.0]


def test_attempts_are_bounded(server: Server, tmp_path: Path) -> None:
    """A server that never answers well is given up, and the message says how many attempts were made."""
    server.statuses = [500] * 10
    with pytest.raises(Faults) as caught:
        fetch(server, tmp_path, attempts=4)
    assert only_code(caught) == "download-failed"
    assert "4 essais" in caught.value.faults[0].message.fr
    assert len(server.asked) == 4


def test_a_missing_file_is_not_asked_for_again(server: Server, tmp_path: Path) -> None:
    """404 will not get better."""
    server.statuses = [404]
    with pytest.raises(Faults) as caught:
        fetch(server, tmp_path)
    assert only_code(caught) == "download-refused"
    assert len(server.asked) == 1


def test_a_wrong_checksum_is_refused_and_forgotten(server: Server, tmp_path: Path) -> None:
    """A damaged file must not be resumed either."""
    with pytest.raises(Faults) as caught:
        fetch(server, tmp_path, sha256="0" * 64)
    assert only_code(caught) == "checksum-mismatch"
    assert list(tmp_path.iterdir()) == []


def test_a_checksum_that_the_server_announces_is_checked(server: Server, tmp_path: Path) -> None:
    """By the header of RFC 9530."""
    good = base64.b64encode(bytes.fromhex(SHA256)).decode()
    server.headers = {"Repr-Digest": f"sha-256=:{good}:"}
    assert fetch(server, tmp_path).sha256 == SHA256
    server.headers = {"Repr-Digest": f"sha-256=:{base64.b64encode(bytes(32)).decode()}:"}
    with pytest.raises(Faults) as caught:
        fetch(server, tmp_path)
    assert only_code(caught) == "checksum-mismatch"


def test_a_file_too_large_is_stopped(server: Server, tmp_path: Path) -> None:
    """By its announced length, or as it comes when none is announced."""
    with pytest.raises(Faults) as caught:
        fetch(server, tmp_path, largest=1000)
    assert only_code(caught) == "download-too-large"
    server.length = False
    with pytest.raises(Faults) as caught:
        fetch(server, tmp_path, largest=1000)
    assert only_code(caught) == "download-too-large"


def test_redirects_are_followed_a_few_times_and_only_to_allowed_addresses(server: Server, tmp_path: Path) -> None:
    """A loop ends; a redirect to plain HTTP elsewhere is refused."""
    server.redirects = {"/a": "/file.csv"}
    assert fetch(server, tmp_path, address=server.address.replace("/file.csv", "/a")).sha256 == SHA256
    server.redirects = {"/a": "/a"}
    with pytest.raises(Faults) as caught:
        fetch(server, tmp_path, address=server.address.replace("/file.csv", "/a"))
    assert only_code(caught) == "too-many-redirects"
    server.redirects = {"/a": "http://example.org/file.csv"}
    with pytest.raises(Faults) as caught:
        fetch(server, tmp_path, address=server.address.replace("/file.csv", "/a"))
    assert only_code(caught) == "insecure-address"


def test_plain_http_is_refused(server: Server, tmp_path: Path) -> None:
    """Without the parameter of tests, even on this machine; with it, only on this machine."""
    with pytest.raises(Faults) as caught:
        fetch(server, tmp_path, loopback_http=False)
    assert only_code(caught) == "insecure-address"
    with pytest.raises(Faults) as caught:
        fetch(server, tmp_path, address="http://example.org/file.csv")
    assert only_code(caught) == "insecure-address"
    assert server.asked == []


def test_a_source_without_direct_address_says_where_to_look(tmp_path: Path) -> None:
    """INSEE changes the address with each edition: the page is given instead."""
    with pytest.raises(Faults) as caught:
        pull("insee-communes", tmp_path)
    assert only_code(caught) == "no-direct-download"
    assert "insee.fr" in caught.value.faults[0].remedy.fr


def test_an_address_without_a_suffix_gives_the_name_that_the_source_says(server: Server, tmp_path: Path) -> None:
    """The export of jobs is an archive behind an address that does not say so, on a server without a version tag."""
    server.etag = None
    address = server.address.removesuffix(".csv")
    pulled = pull("rome-export", tmp_path, address=address, loopback_http=True)
    assert pulled.path.name == "rome-export.zip"
    assert pulled.sha256 == SHA256
