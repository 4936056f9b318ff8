"""A form in parts is read only as far as it has as many parts as fields and files are allowed, named or not."""

from __future__ import annotations

import io

import pytest
from django.conf import settings
from django.core.exceptions import BadRequest, TooManyFieldsSent
from django.test import Client, RequestFactory

from filiere.site.register.views.verification import HashingHandler
from filiere.site.request_handler import SiteRequest

NAMELESS = b"--b\r\nContent-Disposition:a;filename=a\r\n\r\n\r\n"
FIELD = b'--b\r\nContent-Disposition: form-data; name="n"\r\n\r\n1\r\n'
FILE = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n1\r\n'
END = b"--b--\r\n"


def sent(body: bytes) -> tuple[SiteRequest, io.BytesIO]:
    """A request with this body, and where its body is read."""
    stream = io.BytesIO(body)
    environ = RequestFactory().generic("POST", "/", body, content_type="multipart/form-data; boundary=b").environ
    request = SiteRequest({**environ, "wsgi.input": stream})
    request.upload_handlers = [HashingHandler(request)]
    return request, stream


def test_parts_without_a_name_are_counted() -> None:
    """H3: some megabytes of them held a thread for as many seconds, from anybody, and Django counts none."""
    request, stream = sent(NAMELESS * 200_000 + END)
    with pytest.raises(TooManyFieldsSent):
        _ = request.POST
    assert stream.tell() < 1 << 20


def test_as_many_fields_and_files_as_are_allowed_are_read() -> None:
    fields, files = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS, settings.DATA_UPLOAD_MAX_NUMBER_FILES
    assert fields is not None
    assert files is not None
    request, _ = sent(FIELD * fields + FILE * files + END)
    assert request.POST.getlist("n") == ["1"] * fields


@pytest.mark.parametrize("cut", [len(FIELD) // 2, len(FIELD + FILE) - 4, len(FIELD + FILE + FIELD) - 3])
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=b", "application/x-www-form-urlencoded"])
def test_a_form_that_ends_before_its_length_is_no_form(cut: int, kind: str) -> None:
    """What came of an upload that was cut passed for the whole: a note lost its end, ticks were taken for none."""
    body = FIELD + FILE + FIELD + END
    environ = RequestFactory().generic("POST", "/", body, content_type=kind).environ
    request = SiteRequest({**environ, "wsgi.input": io.BytesIO(body[:cut])})
    with pytest.raises(BadRequest):
        _ = request.POST
    whole = SiteRequest({**environ, "wsgi.input": io.BytesIO(body)})
    assert whole.POST


@pytest.mark.django_db
def test_who_sends_too_many_parts_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.test.client.WSGIRequest", SiteRequest)
    client = Client(raise_request_exception=False)
    body = NAMELESS * 5000 + END
    answer = client.generic("POST", "/fr/sign-in/", body, content_type="multipart/form-data; boundary=b")
    assert answer.status_code in (400, 413)
    assert "<h1" in answer.content.decode()
