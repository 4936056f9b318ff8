"""A page waits a few seconds for a database that is held, and reading never waits (M7)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from at_once import on_a_file

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
