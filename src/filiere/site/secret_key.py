"""The secret key of the site and those that it had before: where they are kept, and how one replaces another."""

import os
import secrets
from datetime import date
from pathlib import Path

from filiere.core import Faults, Text
from filiere.core.secret_files import add_secret_file, replace_secret_file

FORMER_KEYS_FILE = "secret-key-former"
MIN_KEY_LENGTH = 32
MIN_DISTINCT_CHARACTERS = 12


def read_former_keys(home: Path) -> list[str]:
    """The keys that the site had before, newest first, which still open what was sealed under them.

    They are those of `FILIERE_SECRET_KEY_FALLBACKS`, separated by commas, then those of `home/secret-key-former`, one a
    line with the day of its end.
    """
    given = [word.strip() for word in os.environ.get("FILIERE_SECRET_KEY_FALLBACKS", "").split(",")]
    kept = home / FORMER_KEYS_FILE
    lines = kept.read_text(encoding="ascii").splitlines() if kept.is_file() else []
    return list(dict.fromkeys(word for word in (*given, *(line.split(" ")[0] for line in reversed(lines))) if word))


def load_secret_key(home: Path) -> str:
    """The site's secret: `FILIERE_SECRET_KEY`, or one drawn once and kept in `home/secret-key`, mode 600.

    Two processes starting together end with the same key.
    """
    given = os.environ.get("FILIERE_SECRET_KEY")
    if given:
        return _require_strong_key(given.strip(), "FILIERE_SECRET_KEY")
    kept = home / "secret-key"
    if not kept.is_file():
        home.mkdir(parents=True, exist_ok=True)
        add_secret_file(kept, secrets.token_urlsafe(48))
    try:
        return _require_strong_key(kept.read_text(encoding="ascii").strip(), str(kept))
    except UnicodeDecodeError:
        return _require_strong_key("", str(kept))


def replace_key(home: Path, key: str, *, day: date) -> str:
    """Put a key in the place of that of `home/secret-key`, which goes to `home/secret-key-former` first; return it.

    Killed in between, the former key is in both files, which does no harm.
    """
    present, former = home / "secret-key", home / FORMER_KEYS_FILE
    lines = former.read_text(encoding="ascii") if former.is_file() else ""
    for path, words in ((former, f"{lines}{load_secret_key(home)} {day.isoformat()}\n"), (present, key)):
        replace_secret_file(path, words)
    return key


def _require_strong_key(key: str, place: str) -> str:
    """The key, unless somebody could guess it: everything sealed would open to them."""
    if len(key) >= MIN_KEY_LENGTH and len(set(key)) >= MIN_DISTINCT_CHARACTERS:
        return key
    raise Faults.one(
        code="key-weak",
        message=Text(
            fr=(
                f"La clé du site ({place}) peut être devinée : il lui faut au moins {MIN_KEY_LENGTH} caractères "
                "aléatoires."
            ),
            en=f"The site’s key ({place}) can be guessed: it needs at least {MIN_KEY_LENGTH} random characters.",
        ),
        remedy=Text(
            fr=(
                "Si la base est encore vide, supprimez la clé : le site en générera une. Sinon, mettez-la dans "
                "FILIERE_SECRET_KEY_FALLBACKS, une clé plus longue à sa place, et lancez filiere keys rotate."
            ),
            en="If the database is still empty, remove the key: the site will generate one. Otherwise move it to "
            "FILIERE_SECRET_KEY_FALLBACKS, put a strong key in its place, and run filiere keys rotate.",
        ),
    )
