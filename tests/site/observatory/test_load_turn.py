"""A page does not wait for the load of another source file: it says so, and its file may be sent again."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from support.scenes.small_files import urssaf_csv

from filiere.site.observatory.models import SourceVersion


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lang", "words"),
    [("fr", "Un autre fichier de source est en cours de chargement"), ("en", "Another source file is being loaded")],
)
def test_a_page_does_not_wait_for_another_load(
    client: Client, make_user: Callable[..., Any], home: Path, monkeypatch: pytest.MonkeyPatch, lang: str, words: str
) -> None:
    """It waited as long as the load lasted, past the time of a request, whose process then ended with all others."""
    lock = fcntl.flock

    def never_wait(stream: Any, how: int) -> None:
        try:
            lock(stream, how | fcntl.LOCK_NB)
        except BlockingIOError:
            assert how & fcntl.LOCK_NB, "a page waits for a load"
            raise

    def send() -> Any:
        file = SimpleUploadedFile("urssaf.csv", urssaf_csv())
        return client.post(f"/{lang}/staff/import/", {"source": "urssaf-commune-ape", "file": file})

    client.force_login(make_user("statistician"))
    (home / "locks").mkdir(exist_ok=True)
    with (home / "locks" / "load").open("w") as loading:
        lock(loading, fcntl.LOCK_EX)
        monkeypatch.setattr(fcntl, "flock", never_wait)
        answer = send()
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert words in answer.content.decode()
    assert not SourceVersion.objects.exists()
    assert send().status_code == 302
