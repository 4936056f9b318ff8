"""A request for a name that is not the site's: a plain refusal at every address, and one quiet line in the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from filiere.site.web_server import choose_host_name, warm_pages

ADDRESSES = (
    "/",
    "/fr/",
    "/en/map/",
    "/fr/register/",
    "/fr/figures/jobs-outsourced-2008-unedic/",
    "/en/nothing-here/",
    "/fr/sign-in/",
    "/fr/feed.xml",
    "/sitemap.xml",
    "/robots.txt",
    "/export/register.csv",
    "/fr/embed/figures/jobs-outsourced-2008-unedic/",
)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything logged, by the framework too, whose logger keeps its records to itself."""
    framework = logging.getLogger("django")
    framework.addHandler(caplog.handler)
    yield caplog
    framework.removeHandler(caplog.handler)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "no such name", "évil.example", "a" * 3000])
def test_an_unknown_name_is_refused_plainly(
    client: Client, logged: pytest.LogCaptureFixture, address: str, host: str
) -> None:
    """400 in the reader's language, nothing made from the name, no traceback; no database is asked either."""
    client.raise_request_exception = False
    response = client.get(address, headers={"host": host, "accept-language": "en" if address[1:3] != "fr" else "de"})
    assert response.status_code == 400
    text = response.content.decode()
    # What a program reads does not depend on the settings of its machine.
    lang = "fr" if address.startswith(("/fr/", "/export/")) else "en"
    assert f'<html lang="{lang}">' in text
    assert ("Ce site n’est pas servi sous ce nom" if lang == "fr" else "not available under this name") in text
    assert "evil" not in text
    assert "://" not in text
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"
    assert not [record for record in logged.records if record.exc_info or record.levelno >= logging.ERROR]
    assert [record.name for record in logged.records] == ["filiere.site"]
    assert len(logged.records[0].getMessage()) < 200
    assert "\n" not in logged.records[0].getMessage()


@pytest.mark.parametrize(
    ("query", "title"),
    [("", "Ce site n’est pas servi sous ce nom"), ("?lang=en", "This site is not available under this name")],
)
def test_a_program_is_refused_by_a_problem(client: Client, query: str, title: str) -> None:
    """Under the API, the same refusal is one that a program reads."""
    client.raise_request_exception = False
    response = client.get(f"/api/v1/figures{query}", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    problem: Any = response.json()
    assert title in problem["title"]
    assert problem["status"] == 400


def test_the_page_of_the_api_is_warm_before_its_first_reader() -> None:
    """Its examples are asked of the API, and read every release: nobody waits for them."""
    asked: list[str] = []

    def application(environ: dict[str, Any], _start: Any) -> list[bytes]:
        asked.append(environ["PATH_INFO"])
        return []

    warm_pages(application)
    assert {"/fr/downloads/api/", "/en/downloads/api/"} <= set(asked)


@pytest.mark.parametrize(
    ("allowed", "name"),
    [
        (["observatoire.example", "localhost"], "observatoire.example"),
        ([".example.org"], "example.org"),
        (["*"], "localhost"),
        ([], "localhost"),
    ],
)
def test_the_site_is_warmed_under_its_own_name(settings: Any, allowed: list[str], name: str) -> None:
    """A site that answers to one name only warms its pages under that name, or it would only warm refusals."""
    settings.ALLOWED_HOSTS = allowed
    asked: list[str] = []

    def application(environ: dict[str, Any], _start: Any) -> list[bytes]:
        asked.append(environ["HTTP_HOST"])
        return []

    warm_pages(application)
    assert choose_host_name(allowed) == name
    assert set(asked) == {name}
