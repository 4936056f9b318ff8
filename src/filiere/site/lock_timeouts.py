"""How long a page waits for a database that another act holds, before it says so and gives the text back.

A command or a job may wait half a minute for its turn. A person in front of a page would by then have clicked again,
and the threads that wait would be missing to everybody else: a server process waits five seconds.
"""

from __future__ import annotations

from typing import Any

LOCK_WAIT_SECONDS = 5


def limit_lock_waits(database: dict[str, Any]) -> None:
    """Bound the waits of every connection that is opened from now on with this description of a database."""
    options = database.setdefault("OPTIONS", {})
    if database["ENGINE"] == "django.db.backends.sqlite3":
        options["timeout"] = LOCK_WAIT_SECONDS
    elif database["ENGINE"] == "django.db.backends.postgresql":
        options["connect_timeout"] = LOCK_WAIT_SECONDS
        given = options.get("options", "")
        if "lock_timeout" not in given:
            options["options"] = f"{given} -c lock_timeout={LOCK_WAIT_SECONDS}s".strip()
