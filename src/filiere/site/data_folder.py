"""Where the data folder is: one answer for the site, the command line and the tests.

`FILIERE_HOME` names it. Without it, the folder is `var/` at the root of the checkout the package runs from,
and `var/` of the current folder for an installed package, so that a command run from a sub-folder of the
checkout finds the same data.
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url

# A write transaction takes the lock when it begins (IMMEDIATE): two writers queue up instead of failing half way,
# and the head of the journal's chain cannot move between its reading and its writing. WAL lets pages be read
# meanwhile. FULL makes a committed act survive a power cut; acts are rare, so its cost is not felt.
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
        "PRAGMA cache_size=-32000;PRAGMA temp_store=MEMORY;"
    ),
}


SERVING_LOCK = "serving.lock"
"""Held by a server that runs, from its start to the end of its last process."""
BACKUP_LOCK = "backup-waiting.lock"
"""Held by a backup that waits for the jobs under way to end: no other begins meanwhile."""


def home_path() -> Path:
    """Absolute path of the data folder; nothing is created."""
    named = os.environ.get("FILIERE_HOME")
    if named:
        return Path(named).expanduser().resolve()
    checkout = Path(__file__).resolve().parents[3]
    base = checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()
    return (base / "var").resolve()


def database_settings(home: Path) -> dict[str, Any]:
    """The database as Django describes it: that of `FILIERE_DATABASE_URL`, or SQLite in the data folder."""
    address = os.environ.get("FILIERE_DATABASE_URL") or f"sqlite:///{home / 'filiere.sqlite3'}"
    found: dict[str, Any] = dict(dj_database_url.parse(address, conn_max_age=600))
    if found["ENGINE"] == "django.db.backends.sqlite3":
        found["OPTIONS"] = _SQLITE_OPTIONS
    else:
        found["CONN_HEALTH_CHECKS"] = True
    return found


def sqlite_files(path: Path) -> tuple[Path, ...]:
    """A database of SQLite and the files that it keeps beside it while it is at work."""
    return tuple(Path(f"{path}{end}") for end in ("", "-wal", "-shm", "-journal"))
