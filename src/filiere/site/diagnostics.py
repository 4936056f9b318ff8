"""What is looked at to know that the site is well: a few answers for whoever watches it.

Each check asks one thing, and none changes anything.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from filiere.site.accounts.keys import KeyState, key_state
from filiere.site.boot import is_behind


def readiness() -> dict[str, bool]:
    """Whether the site can serve, by what it needs: database, schema of this version, room on the disk, key."""
    found = {"database": False, "schema": False, "disk": has_room(), "key": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            found["database"] = cursor.fetchone() == (1,)
        found["schema"] = not is_behind()
        found["key"] = found["schema"] and key_state() is not KeyState.LOST
    except (DatabaseError, OSError):
        # What was not reached stays false; nothing more is told to whoever asks from outside.
        connection.close()
    return found


def has_room() -> bool:
    """Whether the disk of the data folder has more room than the floor that the settings give."""
    try:
        return shutil.disk_usage(Path(settings.FILIERE_HOME)).free >= int(settings.FILIERE_DISK_FLOOR)
    except OSError:
        return False
