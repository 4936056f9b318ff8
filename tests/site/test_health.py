"""What watches the site: alive without a database, ready only when all it needs is there, and nothing said of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from filiere.site.journal.models import Entry

pytestmark = pytest.mark.django_db
ELSEWHERE = {"HTTP_HOST": "10.0.0.7:8000"}


def test_alive_asks_nothing(django_assert_num_queries: Any, home: Path) -> None:
    """No database, no session, whatever name or cookie comes; not cached, not logged, and by GET or HEAD alone."""
    client = Client(**ELSEWHERE)  # type: ignore[arg-type]
    client.cookies["sessionid"] = "x" * 32
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405
    assert not answer.cookies
    assert not (home / "logs" / "access.jsonl").exists()


def test_ready_when_all_is_there() -> None:
    """Yes, by each thing; nothing is written anywhere."""
    before = Entry.objects.count()
    answer = Client(**ELSEWHERE).get("/readyz")  # type: ignore[arg-type]
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "checks": {"database": True, "schema": True, "disk": True, "key": True},
    }
    assert "no-store" in answer.headers["Cache-Control"]
    assert Entry.objects.count() == before


@pytest.mark.parametrize("what", ["database", "schema", "disk", "key"])
def test_not_ready_when_one_is_missing(what: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """503, with what is missing and no word of why: that is for the operator."""
    from filiere.site.accounts.site_key_status import write_proof
    from filiere.site.diagnostics import checks

    if what == "database":

        def down(*_: Any) -> Any:
            raise DatabaseError("could not connect to db.internal as filiere")

        monkeypatch.setattr(checks.connection, "cursor", down)
        monkeypatch.setattr(checks.connection, "close", lambda: None)
    elif what == "schema":
        MigrationRecorder.Migration.objects.filter(app="journal").last().delete()  # type: ignore[union-attr]
    elif what == "disk":
        settings.FILIERE_DISK_FLOOR = 1 << 62
    else:
        write_proof()
        settings.SECRET_KEY = settings.SECRET_KEY[::-1]
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    found = answer.json()
    assert found["ready"] is False
    assert found["checks"][what] is False
    assert "internal" not in answer.content.decode()
    assert connection.vendor not in answer.content.decode()
