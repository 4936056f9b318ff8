"""Fetching an official file, only when a user asks, and so that a cut line costs only what was lost.

A download goes to a ``.part`` file beside its target. The next call resumes where it stopped, if the server says
that the file is still the same; the target appears, by one rename, only once length and checksum are right.
"""

import base64
import binascii
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from random import Random
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from filiere.core import Faults, Text
from filiere.core.numbers import format_number
from filiere.sources.byte_scan import ProgressCallback
from filiere.sources.connector_catalogue import find_source
from filiere.sources.faults import fault

LARGEST = 12 * 1024**3
ATTEMPTS = 6
REDIRECTS = 5
TIMEOUT = httpx.Timeout(30.0, connect=15.0)
LONGEST_WAIT = 60.0
_CHUNK = 1024 * 1024
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_SUFFIXES = {".csv", ".parquet", ".zip", ".gz", ".xlsx"}


@dataclass
class PulledFile:
    """A file fetched: where it is, its address, its SHA-256, its size, and how many attempts it took."""

    path: Path
    address: str
    sha256: str
    size: int
    attempts: int
    resumed: bool


class _Transient(Exception):
    """A failure that another attempt may cure; ``wait`` is what the server asked for, in seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass
class _DownloadJob:
    address: str
    target: Path
    sha256: str | None
    loopback_http: bool
    largest: int
    progress: ProgressCallback | None
    resumed: bool = False
    announced: Mapping[str, str] = field(default_factory=dict)

    @property
    def part(self) -> Path:
        return self.target.with_name(self.target.name + ".part")

    @property
    def notes(self) -> Path:
        return self.target.with_name(self.target.name + ".part.json")


def pull(
    source_name: str,
    into: Path,
    *,
    address: str | None = None,
    sha256: str | None = None,
    loopback_http: bool = False,
    attempts: int = ATTEMPTS,
    largest: int = LARGEST,
    timeout: httpx.Timeout = TIMEOUT,
    progress: ProgressCallback | None = None,
    sleep: Callable[[float], None] = time.sleep,
    random: Random | None = None,
) -> PulledFile:
    """Fetch the official file of a source into the folder ``into``.

    ``address`` replaces the one of the source; it must be HTTPS (``loopback_http`` allows plain HTTP to this very
    machine, for tests). ``sha256`` is checked when given, else what the server announces. Waits between attempts
    double from half a second, with a random part drawn from ``random``. Raises :class:`Faults` with the reason; what
    was received stays beside the target, and the next call resumes it.
    """
    source = find_source(source_name)
    wanted = address or source.download
    if wanted is None:
        raise _no_address_faults(source.name, source.address)
    into.mkdir(parents=True, exist_ok=True)
    suffix = PurePosixPath(urlsplit(wanted).path).suffix.lower()
    target = into / f"{source.name}{suffix if suffix in _SUFFIXES else source.suffix or '.csv'}"
    job = _DownloadJob(wanted, target, sha256.lower() if sha256 else None, loopback_http, largest, progress)
    _require_allowed(wanted, loopback_http)
    draw = random or Random()  # noqa: S311  Spreads retries in time; no secret.
    reason = ""
    with httpx.Client(timeout=timeout, follow_redirects=False) as client:
        for attempt in range(1, attempts + 1):
            try:
                _attempt_download(client, job)
                digest, size = _finish_download(job)
                return PulledFile(target, wanted, digest, size, attempt, job.resumed)
            except (_Transient, httpx.TransportError) as error:
                reason = str(error) or type(error).__name__
                if attempt < attempts:
                    asked = error.wait if isinstance(error, _Transient) else None
                    backoff = 0.5 * 2 ** (attempt - 1) * (1 + draw.random())
                    sleep(min(asked if asked is not None else backoff, LONGEST_WAIT))
    raise Faults([fault("download-failed", attempts=attempts, reason=reason).at(file=wanted)])


def _attempt_download(client: httpx.Client, job: _DownloadJob) -> None:
    have, notes = _read_partial_state(job)
    headers = {"Accept-Encoding": "identity", "User-Agent": "filiere (open statistics loader)"}
    validator = notes.get("etag") or notes.get("last_modified")
    if have and validator:
        headers |= {"Range": f"bytes={have}-", "If-Range": validator}
    with _follow_redirects(client, job, headers) as response:
        if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            # The part is as long as the file, or longer: start again rather than trust it.
            _remove_partial(job)
            raise _Transient("416")
        if response.status_code in {429, 500, 502, 503, 504}:
            raise _Transient(f"HTTP {response.status_code}", _retry_after(response))
        if response.status_code not in {200, 206}:
            raise _download_refused(job.address, response.status_code)
        start = _resume_offset(response, have)
        job.resumed = job.resumed or start > 0
        expected = _expected_size(response, start)
        if expected is not None and expected > job.largest:
            raise _download_too_large(job.address, job.largest)
        job.announced = {key.lower(): value for key, value in response.headers.items()}
        _write_notes(job, response)
        _receive_body(response, job, start, expected)


@contextmanager
def _follow_redirects(client: httpx.Client, job: _DownloadJob, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
    """Follow redirects one by one: each step must be an allowed address too."""
    address = job.address
    for _ in range(REDIRECTS + 1):
        request = client.build_request("GET", address, headers=dict(headers))
        response = client.send(request, stream=True)
        location = response.headers.get("location")
        if not (response.is_redirect and location):
            try:
                yield response
            finally:
                response.close()
            return
        response.close()
        address = urljoin(address, location)
        _require_allowed(address, job.loopback_http)
    raise Faults([fault("too-many-redirects", redirects=REDIRECTS).at(file=job.address)])


def _receive_body(response: httpx.Response, job: _DownloadJob, start: int, expected: int | None) -> None:
    received = start
    with job.part.open("r+b" if start else "wb") as stream:
        stream.seek(start)
        stream.truncate()
        # As they come: a chunk that waits to be full would be lost with the line.
        for chunk in response.iter_raw():
            received += len(chunk)
            if received > job.largest:
                raise _download_too_large(job.address, job.largest)
            stream.write(chunk)
            if job.progress is not None:
                job.progress("pull", received, expected or 0)
    if expected is not None and received != expected:
        raise _Transient(f"{received} / {expected}")


def _read_partial_state(job: _DownloadJob) -> tuple[int, dict[str, Any]]:
    """How much is already there and for which edition; nothing, when the notes are of another address."""
    if not (job.part.is_file() and job.notes.is_file()):
        return 0, {}
    try:
        notes = json.loads(job.notes.read_text(encoding="utf-8"))
    except ValueError:
        return 0, {}
    return (job.part.stat().st_size, notes) if notes.get("address") == job.address else (0, {})


def _write_notes(job: _DownloadJob, response: httpx.Response) -> None:
    etag = response.headers.get("etag", "")
    notes = {
        "address": job.address,
        # A weak validator does not promise the same bytes: it cannot be used to resume.
        "etag": etag if etag and not etag.startswith("W/") else None,
        "last_modified": response.headers.get("last-modified"),
    }
    job.notes.write_text(json.dumps(notes), encoding="utf-8")


def _remove_partial(job: _DownloadJob) -> None:
    job.part.unlink(missing_ok=True)
    job.notes.unlink(missing_ok=True)


def _resume_offset(response: httpx.Response, have: int) -> int:
    if response.status_code != httpx.codes.PARTIAL_CONTENT:
        return 0
    span = response.headers.get("content-range", "")
    start = span.removeprefix("bytes ").split("-", 1)[0]
    if not start.isdigit() or int(start) != have:
        raise _Transient(f"Content-Range {span!r}")
    return have


def _expected_size(response: httpx.Response, start: int) -> int | None:
    total = response.headers.get("content-range", "").rpartition("/")[2]
    if response.status_code == httpx.codes.PARTIAL_CONTENT and total.isdigit():
        return int(total)
    length = response.headers.get("content-length", "")
    return start + int(length) if length.isdigit() else None


def _retry_after(response: httpx.Response) -> float | None:
    value = response.headers.get("retry-after", "")
    return float(value) if value.isdigit() else None


def _announced_sha256(headers: Mapping[str, str]) -> str | None:
    """The SHA-256 that the server announces for the whole file (RFC 9530, RFC 3230, or the usual header)."""
    if value := headers.get("x-checksum-sha256") or headers.get("x-amz-meta-sha256"):
        return value.strip().lower()
    for name in ("repr-digest", "digest"):
        for item in headers.get(name, "").split(","):
            algorithm, _, encoded = item.strip().partition("=")
            if algorithm.lower() == "sha-256":
                try:
                    return base64.b64decode(encoded.strip(":"), validate=True).hex()
                except binascii.Error:
                    return None
    return None


def _finish_download(job: _DownloadJob) -> tuple[str, int]:
    digest = hashlib.sha256()
    with job.part.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
        os.fsync(stream.fileno())
        size = stream.tell()
    found = digest.hexdigest()
    expected = job.sha256 or _announced_sha256(job.announced)
    if expected is not None and found != expected:
        _remove_partial(job)
        raise Faults([fault("checksum-mismatch", found=found, expected=expected).at(file=job.address)])
    job.part.replace(job.target)
    job.notes.unlink(missing_ok=True)
    return found, size


def _require_allowed(address: str, loopback_http: bool) -> None:
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.hostname:
        return
    if loopback_http and parts.scheme == "http" and parts.hostname in _LOOPBACK:
        return
    raise Faults([fault("insecure-address", address=address).at(file=address)])


def _download_refused(address: str, status: int) -> Faults:
    return Faults([fault("download-refused", status=status).at(file=address)])


def _download_too_large(address: str, largest: int) -> Faults:
    return Faults.one(
        code="download-too-large",
        message=Text(
            fr=f"Le fichier dépasse {format_number(largest, 'fr')} octets.",
            en=f"The file exceeds {format_number(largest, 'en')} bytes.",
        ),
        remedy=Text(
            fr="Vérifiez l’adresse, ou téléchargez le fichier par un autre moyen.",
            en="Check the address, or download the file by other means.",
        ),
        file=address,
    )


def _no_address_faults(name: str, page: str) -> Faults:
    return Faults([fault("no-direct-download", name=name, page=page).at(file=page)])
