"""A file whose sending is cut half way leaves nothing: no row, no file, and what was kept before stands."""

from __future__ import annotations

import base64
import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from support.harness.demonstration_door import enter_demonstration

pytestmark = pytest.mark.browser

FORM_BYTES = """async form => {
  const sent = new Response(new FormData(form));
  const bytes = new Uint8Array(await sent.arrayBuffer());
  return [sent.headers.get("content-type"), btoa(Array.from(bytes, code => String.fromCharCode(code)).join(""))];
}"""
"""The body that the browser would send of a form, and its type."""
FOLDERS = ("evidence", "contacts", "temporary")
"""Where the site keeps what people send, those on their way included."""


def send(page: Page, kind: str, body: bytes, length: int) -> int:
    """Send the first bytes of a body whose whole length was announced, and close; the status of the answer."""
    where = urlsplit(page.url)
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())  # type: ignore[typeddict-item]
    lines = (
        f"POST {where.path} HTTP/1.1",
        f"Host: {where.netloc}",
        f"Origin: {where.scheme}://{where.netloc}",
        f"Cookie: {cookies}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    with socket.create_connection((where.hostname or "", where.port or 80), timeout=60) as visitor:
        visitor.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body[:length])
        visitor.shutdown(socket.SHUT_WR)
        return int((visitor.makefile("rb").readline().split() or [b"", b"0"])[1])


def list_files(home: Path) -> set[Path]:
    """Every file that the site keeps of people."""
    return {path for folder in FOLDERS for path in (home / folder).rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("person", "start", "listing", "form", "name"),
    [
        ("Élodie", "/fr/dossiers/", r"/fr/dossiers/d-[\w-]+/", "evidence/", "pièce.txt"),
        ("Qaïs", "/fr/quality/centres/", r"/fr/quality/centres/o-[\w-]+/", "deliveries/", "appels.csv"),
    ],
)
def test_an_upload_cut_half_way_leaves_nothing(
    site: str, demo_home: Path, browser: Browser, person: str, start: str, listing: str, form: str, name: str
) -> None:
    """Cut in the middle of the file and near the end of the form; then the same form, whole, is taken."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/fr/sign-in/")
    enter_demonstration(page, person)
    page.goto(f"{site}{start}")
    place = re.search(listing, page.content())
    assert place is not None
    listed = f"{site}{place[0]}{form}"

    def list_rows() -> set[str]:
        page.goto(listed)
        return set(page.locator("main a").evaluate_all("links => links.map(link => link.pathname)"))

    rows, files = list_rows(), list_files(demo_home)
    page.goto(f"{listed}{'add' if form == 'evidence/' else 'new'}/")
    content = "".join(f"{number};appel {number}\r\n" for number in range(4000)).encode()
    page.set_input_files("main input[type=file]", {"name": name, "mimeType": "text/plain", "buffer": content})
    for proofs in page.locator("main form:has(input[type=file]) select[name=proofs]").all():
        proofs.select_option(index=1)
    kind, sent = page.locator("main form:has(input[type=file])").evaluate(FORM_BYTES)
    body = base64.b64decode(sent)
    assert len(body) > len(content)
    for length in (len(body) // 2, len(body) - 10):
        assert send(page, kind, body, length) == 400
    assert list_files(demo_home) == files
    address = page.url
    assert list_rows() == rows
    page.goto(address)
    assert send(page, kind, body, len(body)) == 302, "the same form, whole"
    assert list_rows() > rows
    context.close()
