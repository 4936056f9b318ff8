"""What is looked at to know that the site is well: a few answers for whoever watches it, all of them for its operator.

Each check asks one thing, changes nothing, and says what is wrong and how to mend it. An app that knows of something
else to look at registers it with `register_check`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from filiere.core import Text
from filiere.site.accounts.site_key_status import KeyState, key_state
from filiere.site.django_startup import has_unapplied_migrations


class FindingLevel(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class DiagnosticFinding:
    """What a check found: of what, how bad, in words, and what to do about it."""

    about: str
    level: FindingLevel
    words: Text
    remedy: Text | None = None

    def as_json(self) -> dict[str, str | None]:
        """For a program, in the reader's language."""
        return {
            "about": self.about,
            "level": str(self.level),
            "message": str(self.words),
            "remedy": str(self.remedy) if self.remedy is not None else None,
        }


DiagnosticCheck = Callable[[bool], Iterable[DiagnosticFinding]]
"""Given whether to read everything, whatever it costs, tells what it found."""

registered_checks: dict[str, DiagnosticCheck] = {}


def register_check(about: str) -> Callable[[DiagnosticCheck], DiagnosticCheck]:
    """Register a check under the name of what it looks at."""

    def register(check: DiagnosticCheck) -> DiagnosticCheck:
        registered_checks[about] = check
        return check

    return register


def ok_finding(about: str, fr: str, en: str) -> DiagnosticFinding:
    """Nothing is wrong."""
    return DiagnosticFinding(about, FindingLevel.OK, Text(fr=fr, en=en))


def warning_finding(about: str, fr: str, en: str, todo_fr: str, todo_en: str) -> DiagnosticFinding:
    """Something that will be wrong one day, or that an operator should know."""
    return DiagnosticFinding(about, FindingLevel.WARNING, Text(fr=fr, en=en), Text(fr=todo_fr, en=todo_en))


def error_finding(about: str, fr: str, en: str, todo_fr: str, todo_en: str) -> DiagnosticFinding:
    """Something that is wrong now."""
    return DiagnosticFinding(about, FindingLevel.ERROR, Text(fr=fr, en=en), Text(fr=todo_fr, en=todo_en))


def check_readiness() -> dict[str, bool]:
    """Whether the site can serve, by what it needs: database, schema of this version, room on the disk, key."""
    found = {"database": False, "schema": False, "disk": has_disk_room(), "key": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            found["database"] = cursor.fetchone() == (1,)
        found["schema"] = not has_unapplied_migrations()
        found["key"] = found["schema"] and key_state() is not KeyState.LOST
    except (DatabaseError, OSError):
        # What was not reached stays false; nothing more is told to whoever asks from outside.
        connection.close()
    return found


def has_disk_room() -> bool:
    """Whether the disk of the data folder has more room than the floor that the settings give."""
    try:
        return shutil.disk_usage(Path(settings.FILIERE_HOME)).free >= int(settings.FILIERE_DISK_FLOOR)
    except OSError:
        return False
