"""A page waits a few seconds for a database that is held, and reading never waits (M7)."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from support.harness.at_once import on_a_file
from support.scenes.double_post_sample import FACTS
from support.scenes.granted_sample import grant

from filiere.site.lock_timeouts import LOCK_WAIT_SECONDS, limit_lock_waits

SITE = Path(__file__).parents[2] / "src/filiere/site"
WAITS = {
    "log_files.py: write_line": "one line is written meanwhile",
    "observatory/actions/locks.py: hold_load_lock": "only a command waits",
    "jobs/worker.py: wait_for_backup": "jobs are done by a command",
    "jobs/worker.py: hold_queue": "jobs are done by a command",
    "web_server.py: _hold_serving_lock": "the server starts",
    "kit/uploads.py: __init__": "nobody else knows the file yet",
    "kit/uploads.py: _open": "nobody else knows the file yet",
    "work_folders.py: hold_temporary_folder": "the server starts",
}
"""Where a lock of a file is waited for, each with the reason why no page does so for long."""


def test_reading_never_waits_and_what_is_sent_is_given_back(fresh: Path) -> None:
    """M7: at version 0.5 a form waited thirty seconds, then was a bare 500 without the text."""
    assert on_a_file(fresh, "locked_sample") == {
        "seconds": LOCK_WAIT_SECONDS,
        "reading": {},
        "refused": [503, "5", 0, True],
        "again": [200, 1],
    }


def test_a_server_waits_less_than_a_person_would() -> None:
    assert 1 <= LOCK_WAIT_SECONDS <= 10
    database: dict[str, Any] = {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {"options": "-c geqo=off"}}
    limit_lock_waits(database)
    limit_lock_waits(database)
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


def waits(call: ast.AST) -> bool:
    """Whether this takes a lock of a file, and waits for it."""
    if not isinstance(call, ast.Call) or ast.unparse(call.func) != "fcntl.flock":
        return False
    how = call.args[1]
    return not (isinstance(how, ast.BinOp) and "LOCK_NB" in ast.unparse(how)) and "LOCK_UN" not in ast.unparse(how)


def test_every_lock_that_is_waited_for_is_known() -> None:
    """The guard of the class: a page that waits for a file that another holds may wait past the time of a request."""
    found = {
        f"{path.relative_to(SITE)}: {function.name}"
        for path in SITE.rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef) and any(waits(one) for one in ast.walk(function))
    }
    assert found == WAITS.keys()
