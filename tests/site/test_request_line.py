"""How long an address may be: two thousand accented letters in a search are answered by the site, not by its server."""

import pytest
from gunicorn.config import Config
from gunicorn.http import RequestParser
from gunicorn.http.errors import LimitRequestLine

from filiere.site.web_server import REQUEST_LINE, widen_request_line


def read_path(letters: int) -> str:
    """What the server reads of a search for so many letters, each six bytes of the address."""
    widen_request_line()
    settings = Config()
    settings.set("limit_request_line", REQUEST_LINE)
    sent = b"GET /fr/search/?q=" + b"%C3%A9" * letters + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
    return str(next(RequestParser(settings, iter([sent]), ("127.0.0.1", 1))).query)


def test_two_thousand_accented_letters_reach_the_site() -> None:
    assert read_path(2_000) == "q=" + "%C3%A9" * 2_000


def test_a_longer_line_is_refused() -> None:
    with pytest.raises(LimitRequestLine):
        read_path(3_000)
