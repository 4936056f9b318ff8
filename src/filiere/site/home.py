"""Where the data folder is: one answer for the site, the command line and the tests.

`FILIERE_HOME` names it. Without it, the folder is `var/` at the root of the checkout the package runs from,
and `var/` of the current folder for an installed package, so that a command run from a sub-folder of the
checkout finds the same data.
"""

import contextlib
import os
import secrets
from pathlib import Path


def home_path() -> Path:
    """Absolute path of the data folder; nothing is created."""
    named = os.environ.get("FILIERE_HOME")
    if named:
        return Path(named).expanduser().resolve()
    checkout = Path(__file__).resolve().parents[3]
    base = checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()
    return (base / "var").resolve()


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
