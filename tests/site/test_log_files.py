"""The logs of the site: one line a request, nothing personal, bounded, and the same identifier everywhere."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from filiere.site import log_files
from filiere.site.kit.request_number import request_identity
from filiere.site.log_files import JsonFileHandler, rotate_log, write_line

MakeUser = Callable[..., Any]


def lines(home: Path, name: str) -> list[dict[str, Any]]:
    """What a log holds."""
    path = home / "logs" / name
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.is_file() else []


@pytest.mark.django_db
def test_a_request_is_logged_by_its_route_and_nothing_personal(home: Path, make_user: MakeUser) -> None:
    """No key, no query, no visitor, no form; the identifier is that of the header."""
    user = make_user("label_staff", email="unique-word@example.org")
    client = Client(REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="unique-agent")
    client.force_login(user)
    asked = [
        client.get("/fr/label/register/staff/complaints/c-8460292409/?to=unique-query"),
        client.post("/fr/sign-in/", {"username": user.email, "password": "unique-password"}),
        client.get("/en/nothing/unique-path/"),
    ]
    found = lines(home, "access.jsonl")
    assert [one["request"] for one in found] == [answer.headers["X-Request-ID"] for answer in asked]
    assert [one["route"] for one in found] == [
        "fr/label/register/staff/complaints/<slug:key>/",
        "fr/sign-in/",
        None,
    ]
    assert [one["status"] for one in found] == [answer.status_code for answer in asked]
    assert set(found[0]) == {"at", "request", "method", "route", "status", "ms"}
    text = (home / "logs" / "access.jsonl").read_text("utf-8")
    for word in ("c-8460292409", "unique", "203.0.113.9", user.key):
        assert word not in text
    assert all(path.stat().st_mode & 0o077 == 0 for path in (home / "logs").iterdir())


@pytest.mark.django_db
def test_the_identifier_is_on_pages_of_errors(settings: Any) -> None:
    """A reader can give it; one sent by a visitor is not taken, one of a trusted front server is."""
    answer = Client().get("/fr/nothing/", headers={"X-Request-ID": "chosen-by-visitor"})
    identity = answer.headers["X-Request-ID"]
    assert identity != "chosen-by-visitor"
    assert identity in answer.content.decode()
    api = Client().get("/api/v1/nothing/")
    assert api.json()["request"] == api.headers["X-Request-ID"]
    other = Client().get("/fr/nothing/", headers={"Host": "elsewhere.example"})
    assert other.headers["X-Request-ID"] in other.content.decode()
    settings.TRUSTED_PROXY = True
    for given, taken in (("front-0123456789", True), ("<script>alert(1)</script>", False), ("x", False)):
        answer = Client().get("/fr/nothing/", headers={"X-Request-ID": given})
        assert (answer.headers["X-Request-ID"] == given) is taken


def test_a_fault_is_logged_without_the_words_of_its_exception(home: Path) -> None:
    """Where it was, of what kind, for which request; what somebody typed may be in its words."""
    logger = logging.Logger("filiere.site.test")
    logger.addHandler(JsonFileHandler("site.jsonl"))
    mark = request_identity.set("r-1")
    try:
        int("typed by somebody")
    except ValueError:
        logger.exception("refused: %s", "/fr/complaints/c-8460292409/")
    finally:
        request_identity.reset(mark)
    (line,) = lines(home, "site.jsonl")
    assert (line["level"], line["exception"], line["request"]) == ("error", "ValueError", "r-1")
    assert line["trace"][0].startswith("test_log_files.py:")
    assert "typed" not in json.dumps(line)
    assert "c-8460292409" not in json.dumps(line)


def test_logs_are_bounded(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large file, or one of yesterday, is put aside; the oldest goes; eight writers at once lose no line."""
    monkeypatch.setattr(log_files, "KEPT_LOGS", 3)
    monkeypatch.setattr(log_files.rotate_log, "__kwdefaults__", {"largest": 4000, "today": ""})

    def write() -> None:
        for number in range(25):
            write_line("access.jsonl", {"number": number, "filling": "x" * 20})

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = sorted(path.name for path in (home / "logs").iterdir() if not path.name.startswith("."))
    assert names == ["access.jsonl", "access.jsonl.1", "access.jsonl.2", "access.jsonl.3"]
    for name in names:
        assert all(len(line["filling"]) == 20 for line in lines(home, name))
        assert (home / "logs" / name).stat().st_size < 4200
    yesterday = (timezone.now() - timedelta(days=1)).timestamp()
    path = home / "logs" / "site.jsonl"
    path.write_text("{}\n")
    os.utime(path, (yesterday, yesterday))
    write_line("site.jsonl", {"now": True})
    assert [len(lines(home, name)) for name in ("site.jsonl", "site.jsonl.1")] == [1, 1]
    rotate_log(home / "logs" / "missing.jsonl")


def test_a_disk_that_takes_nothing_more_stops_no_page(home: Path) -> None:
    """The line is lost, the page is not."""
    (home / "logs").mkdir()
    (home / "logs" / "access.jsonl").mkdir()
    write_line("access.jsonl", {"lost": True})
