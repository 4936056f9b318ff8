"""What can go wrong on the machine while a page is answered, told apart from a mistake in the code.

`classify_failure` looks at an exception that nothing caught and says what it is: a full disk, a database that is busy
or down, a file that is damaged, and so on. Each kind has a status, the words for the reader (what happened, what is
safe, what to do) and the time after which trying again makes sense. None is a mistake of ours: that stays a 500.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import Error as DatabaseFailure

from filiere.core import DamagedFiles, Fault, Faults, Text, is_damage
from filiere.site.child_process.faults import ChildStopped, StopReason
from filiere.site.journal.clock_trust import ClockHeld
from filiere.site.request_timeouts import SlowVisitor, TooManySlowVisitors


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureKind:
    """One kind of trouble: its HTTP status, its stable code, its words, and the seconds before another try.

    `again` says whether what was sent is given back to be sent again.
    """

    status: int
    code: str
    title: Text
    safe: Text
    remedy: Text
    retry_after: int | None = None
    again: bool = True


_NOTHING_LOST = Text(
    fr="Ce qui était enregistré est intact, et aucun enregistrement n’est resté à moitié fait.",
    en="Everything saved before is intact, and nothing was left half saved.",
)
_UNREAD_NOTICE = Text(
    fr="Le serveur a cessé de l’attendre. Rien n’a été enregistré, et ce qui l’était est intact.",
    en="The server has stopped waiting for it. Nothing was saved, and everything saved before is intact.",
)

DISK_FULL = FailureKind(
    status=507,
    code="disk-full",
    title=Text(fr="Le serveur n’a plus de place", en="The server is out of disk space"),
    safe=_NOTHING_LOST,
    remedy=Text(
        fr="L’équipe du site doit libérer de la place : prévenez-la, puis réessayez.",
        en="The site staff must free some space: tell them, then try again.",
    ),
    retry_after=600,
)
DATABASE_BUSY = FailureKind(
    status=503,
    code="database-busy",
    title=Text(fr="Le site est occupé par un autre enregistrement", en="The site is busy with another save"),
    safe=_NOTHING_LOST,
    remedy=Text(fr="Réessayez dans quelques secondes.", en="Try again in a few seconds."),
    retry_after=5,
)
DATABASE_DOWN = FailureKind(
    status=503,
    code="database-down",
    title=Text(fr="La base de données ne répond pas", en="The database is not responding"),
    safe=_NOTHING_LOST,
    remedy=Text(
        fr="Réessayez dans une minute. Si cela dure, prévenez l’équipe du site.",
        en="Try again in a minute. If the problem persists, tell the site staff.",
    ),
    retry_after=60,
)
FILE_DAMAGED = FailureKind(
    status=503,
    code="file-damaged",
    title=Text(fr="Un fichier du site manque ou est endommagé", en="A site file is missing or damaged"),
    safe=Text(
        fr="Aucune donnée fausse n’est affichée à sa place, et le reste du site n’est pas concerné.",
        en="Nothing false is shown in its place, and the rest of the site is not affected.",
    ),
    remedy=Text(
        fr="L’équipe du site doit le restaurer depuis une sauvegarde : prévenez-la.",
        en="The site staff must restore it from a backup: tell them.",
    ),
    retry_after=3600,
)
FOLDER_CLOSED = FailureKind(
    status=503,
    code="folder-closed",
    title=Text(
        fr="Le serveur n’a plus accès à son dossier de données",
        en="The server no longer has access to its data folder",
    ),
    safe=_NOTHING_LOST,
    remedy=Text(
        fr="L’équipe du site doit rétablir les droits du dossier : prévenez-la, puis réessayez.",
        en="The site staff must restore the folder’s permissions: tell them, then try again.",
    ),
    retry_after=600,
)
MEMORY_SHORT = FailureKind(
    status=503,
    code="memory-short",
    title=Text(fr="Le serveur a manqué de mémoire", en="The server ran out of memory"),
    safe=_NOTHING_LOST,
    remedy=Text(
        fr="Réessayez dans une minute ; si vous envoyez un fichier, coupez-le en plusieurs.",
        en="Try again in a minute; if you are sending a file, split it into several.",
    ),
    retry_after=60,
)
TOO_NESTED = FailureKind(
    status=422,
    code="too-nested",
    title=Text(fr="Ce contenu est imbriqué trop profondément", en="This content is nested too deeply"),
    safe=_NOTHING_LOST,
    remedy=Text(
        fr="Réduisez le nombre de niveaux imbriqués, puis renvoyez.",
        en="Reduce the number of nested levels, then send it again.",
    ),
)
DONE_BY_ANOTHER = FailureKind(
    status=409,
    code="done-by-another",
    title=Text(fr="Quelqu’un vient de faire le même acte", en="Someone has just done the same thing"),
    safe=_NOTHING_LOST,
    remedy=Text(
        fr="Rouvrez la page pour voir ce qui est enregistré, puis reprenez s’il le faut.",
        en="Open the page again to see what is saved, then start again if need be.",
    ),
)
REQUEST_REFUSED = FailureKind(
    status=422,
    code="refused",
    title=Text(fr="Cette demande ne peut pas aboutir", en="This request cannot be carried out"),
    safe=_NOTHING_LOST,
    remedy=Text(
        fr="Corrigez le problème signalé, puis recommencez.", en="Correct the problem reported, then try again."
    ),
)
CLOCK_HELD = FailureKind(
    status=503,
    code="clock-held",
    title=Text(fr="L’horloge du serveur n’est pas fiable", en="The server’s clock cannot be trusted"),
    safe=_NOTHING_LOST,
    remedy=Text(
        fr="L’équipe du site doit y veiller : prévenez-la, puis réessayez.",
        en="The site staff must deal with this: tell them, then try again.",
    ),
    retry_after=3600,
)
SLOW_SENDING = FailureKind(
    status=408,
    code="sent-slowly",
    title=Text(fr="Votre envoi arrive trop lentement", en="Your upload is too slow"),
    safe=_UNREAD_NOTICE,
    remedy=Text(
        fr="Recommencez par une liaison plus rapide, ou envoyez un fichier plus petit.",
        en="Start again on a faster connection, or send a smaller file.",
    ),
    again=False,
)
TOO_MANY_SLOW_SENDERS = FailureKind(
    status=503,
    code="slow-senders",
    title=Text(fr="Trop d’envois lents arrivent en même temps", en="Too many slow uploads at once"),
    safe=_UNREAD_NOTICE,
    remedy=Text(
        fr="Recommencez dans une minute, si possible par une liaison plus rapide.",
        en="Start again in a minute, on a faster connection if you can.",
    ),
    retry_after=60,
    again=False,
)
NO_PLACE_LEFT = FailureKind(
    status=503,
    code="places-taken",
    title=Text(fr="Le site est très occupé", en="The site is very busy"),
    safe=_NOTHING_LOST,
    remedy=Text(fr="Recommencez dans une minute.", en="Start again in a minute."),
    retry_after=60,
)
SENDING_TOO_LARGE = FailureKind(
    status=413,
    code="sent-too-large",
    title=Text(fr="Votre envoi est trop gros", en="The data sent is too large"),
    safe=Text(
        fr="Cette page n’attend pas tant de texte, ou n’attend pas de fichier. Rien n’a été lu ni enregistré.",
        en="This page does not expect so much text, or does not expect a file. Nothing was read or saved.",
    ),
    remedy=Text(
        fr="Rouvrez la page, et envoyez moins de texte à la fois, ou le fichier depuis la page qui le demande.",
        en="Open the page again, and send less text at once, or the file from the page that asks for it.",
    ),
    again=False,
)
FAILURE_KINDS = (
    DISK_FULL,
    DATABASE_BUSY,
    DATABASE_DOWN,
    FILE_DAMAGED,
    FOLDER_CLOSED,
    MEMORY_SHORT,
    TOO_NESTED,
    DONE_BY_ANOTHER,
    REQUEST_REFUSED,
    CLOCK_HELD,
    SLOW_SENDING,
    TOO_MANY_SLOW_SENDERS,
    NO_PLACE_LEFT,
    SENDING_TOO_LARGE,
)
TOO_LARGE_ERRORS = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)

_BY_ERRNO = {
    errno.ENOSPC: DISK_FULL,
    errno.EDQUOT: DISK_FULL,
    errno.EFBIG: DISK_FULL,
    errno.EIO: FILE_DAMAGED,
    errno.EROFS: FOLDER_CLOSED,
    errno.EACCES: FOLDER_CLOSED,
    errno.EPERM: FOLDER_CLOSED,
    errno.ENOMEM: MEMORY_SHORT,
    errno.EMFILE: DATABASE_BUSY,
    errno.ENFILE: DATABASE_BUSY,
}
# Primary codes of SQLite: https://sqlite.org/rescode.html
_UNIQUENESS_CODES = (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
_BY_SQLITE = {
    sqlite3.SQLITE_FULL: DISK_FULL,
    sqlite3.SQLITE_BUSY: DATABASE_BUSY,
    sqlite3.SQLITE_LOCKED: DATABASE_BUSY,
    sqlite3.SQLITE_PROTOCOL: DATABASE_BUSY,
    sqlite3.SQLITE_INTERRUPT: DATABASE_BUSY,
    sqlite3.SQLITE_CANTOPEN: DATABASE_DOWN,
    sqlite3.SQLITE_IOERR: FILE_DAMAGED,
    sqlite3.SQLITE_CORRUPT: FILE_DAMAGED,
    sqlite3.SQLITE_NOTADB: FILE_DAMAGED,
    sqlite3.SQLITE_READONLY: FOLDER_CLOSED,
    sqlite3.SQLITE_PERM: FOLDER_CLOSED,
    sqlite3.SQLITE_NOMEM: MEMORY_SHORT,
}
# Codes of PostgreSQL, then their classes: https://www.postgresql.org/docs/current/errcodes-appendix.html
_BY_SQLSTATE = {
    "53100": DISK_FULL,
    "53200": MEMORY_SHORT,
    "53300": DATABASE_BUSY,
    "55P03": DATABASE_BUSY,
    "57014": DATABASE_BUSY,
    "40001": DATABASE_BUSY,
    "40P01": DATABASE_BUSY,
    "25006": FOLDER_CLOSED,
    "58030": FILE_DAMAGED,
    "23505": DONE_BY_ANOTHER,
}
_BY_SQLSTATE_CLASS = {
    "08": DATABASE_DOWN,
    "57": DATABASE_DOWN,
    "53": DATABASE_BUSY,
    "40": DATABASE_BUSY,
    "58": FILE_DAMAGED,
    "XX": FILE_DAMAGED,
}


def classify_failure(error: BaseException, *, sent: bool) -> FailureKind | None:
    """Return what kind of trouble an exception tells of; None for a mistake in the code.

    `sent` says whether the visitor sent something (a body or a query), without which a recursion is our mistake.
    """
    if isinstance(error, Faults):
        if isinstance(error, ClockHeld):
            return CLOCK_HELD
        if any(isinstance(one, ChildStopped) and one.how == StopReason.BUSY for one in _walk_causes(error)):
            return NO_PLACE_LEFT
        return FILE_DAMAGED if isinstance(error, DamagedFiles) else REQUEST_REFUSED
    for cause in _walk_causes(error):
        if isinstance(cause, TOO_LARGE_ERRORS):
            return SENDING_TOO_LARGE
        if isinstance(cause, RecursionError):
            return TOO_NESTED if sent else None
        if isinstance(cause, MemoryError):
            return MEMORY_SHORT
        found = _classify_os_error(cause) or _classify_database_error(cause) or _classify_engine_error(cause)
        if found is not None:
            return found
    return None


def extract_faults(error: BaseException | None) -> tuple[Fault, ...]:
    """Return the faults that an exception carries, none for any other."""
    return error.faults if isinstance(error, Faults) else ()


def describe_cause(error: BaseException) -> str:
    """Return the name and code of an exception for a log: never its words, which may hold what somebody typed."""
    codes = []
    for cause in _walk_causes(error):
        code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
        if code is None and isinstance(cause, OSError) and cause.errno is not None:
            code = errno.errorcode.get(cause.errno, str(cause.errno))
        codes.append(f"{type(cause).__name__} {code}" if code else type(cause).__name__)
    if isinstance(error, Faults):
        codes.append(", ".join(dict.fromkeys(fault.code for fault in error.faults)))
    return " < ".join(codes)


def _walk_causes(error: BaseException) -> Iterator[BaseException]:
    """An exception and what it says it comes from: what was at hand by accident when it was raised is not its cause."""
    seen: BaseException | None = error
    for _ in range(8):
        if seen is None:
            return
        yield seen
        seen = seen.__cause__


def _classify_os_error(error: BaseException) -> FailureKind | None:
    if not isinstance(error, OSError):
        return None
    if isinstance(error, SlowVisitor):
        return TOO_MANY_SLOW_SENDERS if isinstance(error, TooManySlowVisitors) else SLOW_SENDING
    if isinstance(error, FileNotFoundError):
        # One of our own that went is damage; any other name is a mistake in the code.
        kept = Path(settings.FILIERE_HOME)
        named = error.filename
        return FILE_DAMAGED if isinstance(named, (str, Path)) and Path(named).is_relative_to(kept) else None
    return _BY_ERRNO.get(error.errno or 0)


def _classify_database_error(error: BaseException) -> FailureKind | None:
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None) or 0
        # The lower byte is the primary code; the higher ones say more of it.
        return DONE_BY_ANOTHER if code in _UNIQUENESS_CODES else _BY_SQLITE.get(code & 0xFF)
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return _BY_SQLSTATE.get(state) or _BY_SQLSTATE_CLASS.get(state[:2])
    if isinstance(error, DatabaseFailure):
        return None if error.__cause__ is not None and _carries_code(error.__cause__) else _classify_without_code(error)
    return None


def _carries_code(error: BaseException) -> bool:
    """Whether an exception of a driver carries a code, which says more than its class."""
    return bool(getattr(error, "sqlite_errorcode", None) or getattr(error, "sqlstate", None))


def _classify_without_code(error: DatabaseFailure) -> FailureKind | None:
    """What has no code never reached the server: no connection could be made, or it went."""
    return DATABASE_DOWN if type(error).__name__ in {"OperationalError", "InterfaceError"} else None


def _classify_engine_error(error: BaseException) -> FailureKind | None:
    if type(error).__name__ == "OutOfMemoryException":
        return MEMORY_SHORT
    if not is_damage(error):
        return None
    return DISK_FULL if "No space left" in str(error) else FILE_DAMAGED
