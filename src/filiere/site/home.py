"""Where the data folder is: one answer for the site, the command line and the tests.

`FILIERE_HOME` names it. Without it, the folder is `var/` at the root of the checkout the package runs from,
and `var/` of the current folder for an installed package, so that a command run from a sub-folder of the
checkout finds the same data.
"""

import contextlib
import os
import secrets
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


FORMER_KEYS = "secret-key-former"


def home_path() -> Path:
    """Absolute path of the data folder; nothing is created."""
    named = os.environ.get("FILIERE_HOME")
    if named:
        return Path(named).expanduser().resolve()
    checkout = Path(__file__).resolve().parents[3]
    base = checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()
    return (base / "var").resolve()


def database(home: Path) -> dict[str, Any]:
    """The database as Django describes it: that of `FILIERE_DATABASE_URL`, or SQLite in the data folder."""
    address = os.environ.get("FILIERE_DATABASE_URL") or f"sqlite:///{home / 'filiere.sqlite3'}"
    found: dict[str, Any] = dict(dj_database_url.parse(address, conn_max_age=600))
    if found["ENGINE"] == "django.db.backends.sqlite3":
        found["OPTIONS"] = _SQLITE_OPTIONS
    else:
        found["CONN_HEALTH_CHECKS"] = True
    return found


def former_keys(home: Path) -> list[str]:
    """The keys that the site had before, newest first, which still open what was sealed under them.

    They are those of `FILIERE_SECRET_KEY_FALLBACKS`, separated by commas, then those of `home/secret-key-former`, one a
    line with the day of its end.
    """
    given = [word.strip() for word in os.environ.get("FILIERE_SECRET_KEY_FALLBACKS", "").split(",")]
    kept = home / FORMER_KEYS
    lines = kept.read_text(encoding="ascii").splitlines() if kept.is_file() else []
    return list(dict.fromkeys(word for word in (*given, *(line.split(" ")[0] for line in reversed(lines))) if word))


def secret_key(home: Path) -> str:
    """The site's secret: `FILIERE_SECRET_KEY`, or one drawn once and kept in `home/secret-key`, mode 600.

    The file appears by a hard link, whole or not at all: two processes starting together end with the same key.
    """
    given = os.environ.get("FILIERE_SECRET_KEY")
    if given:
        return given
    kept = home / "secret-key"
    if not kept.is_file():
        home.mkdir(parents=True, exist_ok=True)
        draft = home / f".secret-key-{secrets.token_hex(8)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            kept.hardlink_to(draft)
        draft.unlink()
    return kept.read_text(encoding="ascii").strip()
