"""The log holds no address that lets in whoever reads it."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings
from django.test import Client

from filiere.site.log_files import JsonFileHandler
from filiere.site.log_redaction import REDACTED_MARK, SecretFilter


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/fr/invitations/q5x1ZfC0v8_pLw7-Yk2R3uTt6sNnGgHhJjKk/", False),
        ("/fr/dossiers/d-2a42832a0f/committee/i-0123456789/", True),
        ("/fr/label/register/staff/complaints/c-8460292409/", False),
    ],
)
def test_secrets_of_paths_are_hidden_and_keys_stay(path: str, kept: bool) -> None:
    record = logging.LogRecord(
        "django.security.csrf", logging.WARNING, "", 0, "Forbidden (%s): %s", ("csrf", path), None
    )
    assert SecretFilter().filter(record)
    assert (path in record.getMessage()) == kept
    assert (REDACTED_MARK in record.getMessage()) != kept


def test_an_address_writes_no_line_of_its_own() -> None:
    """A path may hold the end of a line, and what follows would read as another record."""
    path = "/fr/dossiers/x\nCRITICAL root: all erased\x1b[2K\u2028/"
    record = logging.LogRecord("filiere.site", logging.ERROR, "", 0, "GET %s: busy", (path,), None)
    assert SecretFilter().filter(record)
    assert record.getMessage() == r"GET /fr/dossiers/x\nCRITICAL root: all erased\x1b[2K\u2028/: busy"


def test_the_handler_of_the_site_hides_them() -> None:
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["no-secrets"]
    assert all(isinstance(one, SecretFilter) for one in JsonFileHandler("x.jsonl").filters)


@pytest.mark.django_db
def test_a_form_refused_tells_its_address_without_the_secret() -> None:
    """As Django itself logs what it refuses."""
    logger = logging.getLogger("django.security.csrf")
    said: list[str] = []
    handler = logging.Handler()
    handler.addFilter(SecretFilter())
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logger.addHandler(handler)
    secret = "".join(map(str, range(25)))
    try:
        answer = Client(enforce_csrf_checks=True).post(f"/fr/invitations/{secret}/")
    finally:
        logger.removeHandler(handler)
    assert answer.status_code == 403
    assert len(said) == 1
    assert secret not in said[0]
