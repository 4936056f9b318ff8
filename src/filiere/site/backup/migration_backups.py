"""A copy of the database before its schema changes: what an upgrade breaks can be put back.

The last three are kept in `backups/` of the data folder, and are archives like any other: `filiere restore --verify`
checks one, and `tar` takes the database out of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.backup.creation import back_up
from filiere.site.backup.databases import sqlite_path

KEPT_BACKUPS = 3
ARCHIVE_NAME = "before-migration"


def back_up_before_migration(database: dict[str, Any], home: Path) -> Text | None:
    """Copy the database, and return what the operator is told; None when there is nothing to copy yet.

    Raises `Faults` when the copy cannot be made, and then nothing was changed. A machine without the programs of
    PostgreSQL is told so, and goes on: its operator has other ways to copy it.
    """
    path = sqlite_path(database)
    if path is not None and not (path.is_file() and path.stat().st_size):
        return None
    folder = home / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    now = timezone.now()
    try:
        made = back_up(database, home, folder, now=now, name=f"{ARCHIVE_NAME}-{now:%Y%m%dT%H%M%S%fZ}", files=False)
    except Faults as faults:
        (fault,) = faults.faults
        if fault.code != "program-missing":
            raise
        return Text(
            fr=f"La base n’a pas pu être copiée avant son changement de schéma. {fault.message.fr} {fault.remedy.fr}",
            en=f"The database could not be copied before its schema change. {fault.message.en} {fault.remedy.en}",
        )
    for older in sorted(folder.glob(f"{ARCHIVE_NAME}-*.tar"))[:-KEPT_BACKUPS]:
        older.unlink()
    return Text(
        fr=f"Le schéma de la base va changer ; elle est d’abord copiée : {made.where} ({KEPT_BACKUPS} copies sont "
        f"gardées).",
        en=f"The database schema will change; a copy is made first: {made.where} ({KEPT_BACKUPS} copies are kept).",
    )
