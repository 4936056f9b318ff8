"""What a request says that it is written in: UTF-8 or nothing, for Python has codecs that no form should be read by."""

from __future__ import annotations

import codecs
import encodings
import io
import sys
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

FORM = b'--x\r\nContent-Disposition: form-data; name="number"\r\n\r\n%s\r\n--x--\r\n'
ADDRESSES = ("/fr/label/register/verify/", "/en/sign-in/", "/fr/label/register/complaints/", "/fr/nowhere/")


def sent(address: str, encoding: str, words: bytes = b"abc", **given: Any) -> Any:
    """The answer to a form that says what it is written in."""
    kind = f"multipart/form-data; boundary=x; charset={encoding}"
    return Client(raise_request_exception=False, **given).generic("POST", address, FORM % words, content_type=kind)


# C1
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_form_is_read_by_a_codec_that_costs_the_square_of_it(address: str, monkeypatch: Any) -> None:
    """Two megabytes said to be in Punycode, from anybody to any address, held a process for one to three minutes."""
    read = []
    monkeypatch.setattr("encodings.punycode.punycode_decode", lambda *_: read.append(1) or "")
    answer = sent(address, "punycode", b"a-" + b"ba" * 100)
    assert answer.status_code == 415
    assert not read


# C1
@pytest.mark.parametrize(
    "encoding", ["hex", "idna", "undefined", "zlib", "utf-7", "utf-16", "unicode_escape", '"PunyCode"', "latin-1"]
)
def test_no_other_encoding_is_taken_and_none_is_a_bare_error(encoding: str) -> None:
    answer = sent("/en/sign-in/", encoding)
    assert answer.status_code == 415
    assert "other than UTF-8" in answer.content.decode()
    assert sent("/api/v1/figures", encoding).json()["status"] == 415


def test_an_address_is_not_read_by_another_encoding() -> None:
    kind = "application/json; charset=utf-7"
    assert Client().get("/en/?lang=%c3%a9", headers={"content-type": kind}).status_code == 415


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-8", "utf8", "us-ascii", '"utf-8"', "no-such-encoding"])
def test_ours_is_taken_however_it_is_written(encoding: str) -> None:
    assert sent("/en/sign-in/", encoding, "é".encode()).status_code != 415


MALFORMED = (
    "text/plain; a*=zzz''b",
    "multipart/form-data; boundary*=zzz''b",
    "text/plain; a*=undefined''b",
    "text/plain; a*=idna''%ff",
    "text/plain; a*" + "9" * 5000 + "=b",
    "text/plain; a*0=x; a*0=y; a*1*=utf-8''x",
    "text/plain; charset=utf-8; " + "a" * 9990 + "=b",
    "text/plain; charset=a\0b",
)


@pytest.mark.parametrize("kind", MALFORMED, ids=range(len(MALFORMED)))
@pytest.mark.parametrize(
    ("address", "words"),
    [("/fr/sign-in/", "Envoi illisible"), ("/en/", "cannot be read"), ("/api/v1/figures", "Content-Type")],
)
def test_a_kind_that_cannot_be_read_is_answered_in_a_sentence(kind: str, address: str, words: str) -> None:
    """Django raises before its first middleware: the answer was the server's bare 500, with a traceback in the log."""
    from filiere.site.wsgi import application

    said: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": address, "SERVER_NAME": "localhost", "SERVER_PORT": "80",
        "HTTP_HOST": "localhost", "CONTENT_TYPE": kind, "CONTENT_LENGTH": "3", "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(b"a=b"), "wsgi.errors": sys.stderr,
    }  # fmt: skip
    body = b"".join(application(environ, lambda status, _: said.append(status)))
    assert said == ["400 Bad Request"]
    assert words in body.decode()


def test_names_of_unknown_encodings_are_not_kept() -> None:
    """Each that a request named stayed in the memory of the process, whatever its length."""
    before = len(encodings._cache)
    for number in range(20):
        sent("/en/sign-in/", f"no-such-encoding-{number}")
    assert len(encodings._cache) == before
    with pytest.raises(LookupError):
        codecs.lookup("no-such-encoding-0")
    assert codecs.lookup("utf-8").name == "utf-8"
