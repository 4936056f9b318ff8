"""Documents that lie about what they are: read as text or refused with a fault, never an error."""

import pytest

from filiere.core import Faults
from filiere.quotations import read_document

HEAD = b"Subject: Note\r\nContent-Type: text/plain; charset=%s\r\n\r\n12 emplois \\ud800"


@pytest.mark.parametrize(
    "charset",
    ["idna", "undefined", "punycode", "unicode_escape", "rot13", "hex", "zlib", "nope", "utf-7", '""', "utf-16"],
)
def test_a_mail_may_name_any_encoding(charset: str) -> None:
    """What it holds can be written again in UTF-8."""
    document = read_document(HEAD % charset.encode(), "x.eml")
    assert document.text.encode()


@pytest.mark.parametrize(
    "header",
    [
        b"Subject: " + b"=?utf-8?q?=41?= " * 100_000,
        b"Subject: =?nope?q?=AA?= caf\xe9",
        b"Content-Type: " + b"(" * 20_000,
        b"Content-Disposition: " + b"(" * 20_000,
        b'Content-Type: "',
        b"Content-Type: text/plain; " + b'a="b";' * 10_000,
    ],
)
def test_a_mail_may_have_any_header(header: bytes) -> None:
    """A long one takes no more than its length: a hundred thousand encoded words took minutes."""
    document = read_document(header + b"\r\n\r\n12 emplois", "x.eml")
    assert "12 emplois" in document.text
    assert document.text.encode()


@pytest.mark.parametrize("kind", [b"multipart/mixed; boundary=b%d\r\n\r\n--b%d", b"message/rfc822"])
def test_mails_inside_mails_end(kind: bytes) -> None:
    """However deep they go."""
    parts = [b"Content-Type: " + (kind % (n, n) if b"%" in kind else kind + b"\r\n") for n in range(2000)]
    with pytest.raises(Faults) as caught:
        read_document(b"\r\n".join(parts) + b"\r\n12 emplois", "x.eml")
    assert [one.code for one in caught.value.faults] in (["document-damaged"], ["document-without-text"])
