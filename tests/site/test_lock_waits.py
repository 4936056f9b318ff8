"""A page waits a few seconds for a database that is held, and reading never waits (M7)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from at_once import on_a_file
from django.db import connection
from django.test import Client
from double_post_sample import FACTS
from granted_sample import grant

from filiere.site.lock_waits import SECONDS, bound_waits


def test_reading_never_waits_and_what_is_sent_is_given_back(fresh: Path) -> None:
    """M7: at version 0.5 a form waited thirty seconds, then was a bare 500 without the text."""
    assert on_a_file(fresh, "locked_sample") == {
        "seconds": SECONDS,
        "reading": {},
        "refused": [503, "5", 0, True],
        "again": [200, 1],
    }


def test_a_server_waits_less_than_a_person_would() -> None:
    assert 1 <= SECONDS <= 10
    database: dict[str, Any] = {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {"options": "-c geqo=off"}}
    bound_waits(database)
    bound_waits(database)
    assert database["OPTIONS"] == {"options": "-c geqo=off -c lock_timeout=5s", "connect_timeout": 5}


@pytest.mark.engines
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")
def test_a_table_that_is_held_is_told_on_postgresql() -> None:
    """M7: the wait is that of the connection, and what comes of it has a sentence."""
    holder = grant("Alpha Appels")
    other = connection.copy("other")
    try:
        with other.cursor() as held, connection.cursor() as mine:
            held.execute("BEGIN; LOCK TABLE journal_head IN ACCESS EXCLUSIVE MODE")
            mine.execute("SET lock_timeout = '50ms'")
            sent = {"capacity": "union", "facts": FACTS}
            client = Client(raise_request_exception=False)
            answer = client.post(f"/en/label/register/complaints/new/{holder.key}/", sent)
            mine.execute("SET lock_timeout = 0")
    finally:
        other.close()
    assert answer.status_code == 503
    assert "busy with another save" in answer.content.decode()
    assert FACTS in answer.content.decode()
