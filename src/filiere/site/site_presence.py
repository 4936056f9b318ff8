"""Whether the data folder holds a site, looked at before anything is made in it.

A mistyped `FILIERE_HOME` would else get a new, empty database that calls itself whole. Only a command that begins a
site may make one, in a folder that has none; and where a site's other files lie without their database, nothing is
made at all, for what stood in it would be taken for lost.
"""

from __future__ import annotations

import os
from pathlib import Path

from filiere.core import Faults, Text
from filiere.site.data_folder import database_settings

SITE_PARTS = ("contacts", "disclosure", "evidence", "proposals", "issuer-keys.json")
"""What only a site with a database puts into its folder, and cannot make again."""


def check_data_folder(home: Path, *, create: bool) -> None:
    """Raise `Faults` when `home` has no database and `create` is false, or when it has the other parts of a site.

    The database of another server is asked later, by :func:`check_database`.
    """
    path = _database_file(home)
    if path is None or (path.is_file() and path.stat().st_size > 0):
        return
    _check_no_orphans(home, str(path))
    if not create:
        raise _no_site_faults(str(path))


def check_database(home: Path, *, empty: bool, create: bool) -> None:
    """Raise `Faults` likewise once the database answered that it has no table of a site."""
    if not empty:
        return
    path = _database_file(home)
    name = str(path) if path is not None else "FILIERE_DATABASE_URL"
    _check_no_orphans(home, name)
    if not create:
        raise _no_site_faults(name)


def _database_file(home: Path) -> Path | None:
    found = database_settings(home)
    return Path(str(found["NAME"])) if found["ENGINE"] == "django.db.backends.sqlite3" else None


def _check_no_orphans(home: Path, name: str) -> None:
    left = [part for part in SITE_PARTS if _is_not_empty(home / part)]
    if not left:
        return
    raise Faults.one(
        code="database-missing",
        message=Text(
            fr=f"La base du site ({name}) manque ou est vide, alors que {home} garde encore : {', '.join(left)}. Rien "
            "n’est créé à sa place.",
            en=f"The site’s database ({name}) is missing or empty, while {home} still contains: {', '.join(left)}. "
            f"Nothing was created in its place.",
        ),
        remedy=Text(
            fr=(
                "Restaurez-la depuis une sauvegarde (filiere restore), ou indiquez un nouveau dossier dans "
                "FILIERE_HOME."
            ),
            en="Restore it from a backup (filiere restore), or set FILIERE_HOME to a new folder.",
        ),
    )


def _is_not_empty(path: Path) -> bool:
    return path.is_file() or any(files for _, _, files in os.walk(path))


def _no_site_faults(name: str) -> Faults:
    return Faults.one(
        code="no-site",
        message=Text(
            fr=f"Il n’y a pas de site ici : sa base ({name}) manque ou est vide. Rien n’a été créé.",
            en=f"There is no site here: its database ({name}) is missing or empty. Nothing was created.",
        ),
        remedy=Text(
            fr="Vérifiez FILIERE_HOME et FILIERE_DATABASE_URL. Pour commencer un site neuf : filiere serve.",
            en="Check FILIERE_HOME and FILIERE_DATABASE_URL. To start a new site: filiere serve.",
        ),
    )
