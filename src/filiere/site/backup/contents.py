"""What of the data folder goes into a backup: all that it holds, but for what can serve nobody after a restoration.

What is new in the folder one day is taken without anybody thinking of it; what is left out is named here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from filiere.core import Text
from filiere.site.data_folder import sqlite_files

TRANSIENT_NAMES = frozenset({"temporary", "uploads", "work", "locks", "backups", "logs", "disclosure/drafts"})
"""Folders of files under way, of locks, of logs, and of backups themselves."""
_TRANSIENT_PATTERNS = tuple(
    pattern.split("/")
    for pattern in (
        *(".*", "*.lock", "*.log", "*.log.*", "*.partial"),
        *("contacts/*/store/.*", "contacts/*/packs/.*", "disclosure/*/.*", "evidence/*/.*"),
        "sources/*/.*",
    )
)
"""Drafts, locks and logs, by the places where the house makes them: elsewhere such a name is a word that somebody
typed, an organisation `acme.log` or a file of a proposal, and what bears it is taken."""


@dataclass(frozen=True, slots=True)
class SecretFile:
    """A file that opens what is sealed, or signs in the name of the site: never in an archive that anybody can read."""

    name: str
    what: Text


_SECRETS = (
    SecretFile(
        "secret-key",
        Text(
            fr="ouvre ce qui est scellé dans la base : seconds facteurs, auteurs de réclamations, bulletins, e-mails",
            en="opens what is sealed in the database: second factors, complaint authors, ballots, e-mails",
        ),
    ),
    SecretFile("secret-key-former", Text(fr="les clés précédentes du site", en="the site’s former keys")),
    SecretFile(
        "issuer-keys.json",
        Text(fr="signe les attestations de labels", en="signs label credentials"),
    ),
)
_STORE_KEY = Text(fr="la clé des empreintes de personnes d’un centre", en="the key for hashing a centre’s people")


def find_secret(name: str) -> SecretFile | None:
    """The secret that a path of the data folder holds; None for any other file."""
    found = next((one for one in _SECRETS if one.name == name), None)
    if found is None and name.startswith("contacts/") and name.endswith("/secret.key"):
        return SecretFile(name, _STORE_KEY)
    return found


def list_files(home: Path, *, database: Path | None) -> Iterator[tuple[str, Path]]:
    """Each file to take, by its path in the folder, sorted; `database` is the file of SQLite, taken otherwise.

    A link straight in the folder is followed, as an operator puts a large folder on another disk; a link below is not.
    """
    apart = set(sqlite_files(database)) if database else set()
    yield from _walk_folder(home, "", apart)


def _walk_folder(folder: Path, prefix: str, apart: set[Path]) -> Iterator[tuple[str, Path]]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        name, path = f"{prefix}{entry.name}", Path(entry.path)
        if _is_left_out(name) or path in apart or (entry.is_symlink() and prefix):
            continue
        if entry.is_dir():
            yield from _walk_folder(path, f"{name}/", apart)
        elif entry.is_file():
            yield name, path


def _is_left_out(name: str) -> bool:
    parts = name.split("/")
    return name in TRANSIENT_NAMES or any(
        len(parts) == len(pattern) and all(map(fnmatchcase, parts, pattern)) for pattern in _TRANSIENT_PATTERNS
    )
