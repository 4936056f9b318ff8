"""What can go wrong on the machine while a page is answered, told apart from a mistake in the code.

`fault_kind` looks at an exception that nothing caught and says what it is: a full disk, a database that is busy or
down, a file that is damaged, and so on. Each kind has a status, the words for the reader (what happened, what is
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

from filiere.core import DamagedFiles, Fault, Faults, Text, tells_damage
from filiere.site.child_process.stopped import How, Stopped
from filiere.site.journal.clock import ClockHeld
from filiere.site.request_limits import SendersCrowded, SlowSender


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultKind:
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
_NOT_READ = Text(
    fr="Le serveur a cessé de l’attendre. Rien n’a été enregistré, et ce qui l’était est intact.",
    en="The server has stopped waiting for it. Nothing was saved, and everything saved before is intact.",
)

FULL = FaultKind(
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
BUSY = FaultKind(
    status=503,
    code="database-busy",
    title=Text(fr="Le site est occupé par un autre enregistrement", en="The site is busy with another save"),
    safe=_NOTHING_LOST,
    remedy=Text(fr="Réessayez dans quelques secondes.", en="Try again in a few seconds."),
    retry_after=5,
)
DOWN = FaultKind(
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
DAMAGED = FaultKind(
    status=503,
    code="file-damaged",
    title=Text(fr="Un fichier du site manque ou est abîmé", en="A site file is missing or damaged"),
    safe=Text(
        fr="Rien de faux n’est montré à sa place, et le reste du site n’est pas touché.",
        en="Nothing false is shown in its place, and the rest of the site is not affected.",
    ),
    remedy=Text(
        fr="L’équipe du site doit le remettre depuis une sauvegarde : prévenez-la.",
        en="The site staff must restore it from a backup: tell them.",
    ),
    retry_after=3600,
)
UNWRITABLE = FaultKind(
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
MEMORY = FaultKind(
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
NESTED = FaultKind(
    status=422,
    code="too-nested",
    title=Text(fr="Ce contenu est imbriqué trop profondément", en="This content is nested too deeply"),
    safe=_NOTHING_LOST,
    remedy=Text(
        fr="Réduisez le nombre de niveaux imbriqués, puis renvoyez.",
        en="Reduce the number of nested levels, then send it again.",
    ),
)
CONFLICT = FaultKind(
    status=409,
    code="done-by-another",
    title=Text(fr="Quelqu’un vient de faire le même acte", en="Someone has just done the same thing"),
    safe=_NOTHING_LOST,
    remedy=Text(
        fr="Rouvrez la page pour voir ce qui est enregistré, puis reprenez s’il le faut.",
        en="Open the page again to see what is saved, then start again if need be.",
    ),
)
REFUSED = FaultKind(
    status=422,
    code="refused",
    title=Text(fr="Cette demande ne peut pas aboutir", en="This request cannot be carried out"),
    safe=_NOTHING_LOST,
    remedy=Text(fr="Corrigez ce qui est dit, puis recommencez.", en="Correct the problem reported, then try again."),
)
CLOCK = FaultKind(
    status=503,
    code="clock-held",
    title=Text(fr="L’horloge du serveur n’est pas sûre", en="The server’s clock cannot be trusted"),
    safe=_NOTHING_LOST,
    remedy=Text(
        fr="L’équipe du site doit y veiller : prévenez-la, puis réessayez.",
        en="The site staff must deal with this: tell them, then try again.",
    ),
    retry_after=3600,
)
SLOW = FaultKind(
    status=408,
    code="sent-slowly",
    title=Text(fr="Votre envoi arrive trop lentement", en="Your upload is too slow"),
    safe=_NOT_READ,
    remedy=Text(
        fr="Recommencez par une liaison plus rapide, ou envoyez un fichier plus petit.",
        en="Start again on a faster connection, or send a smaller file.",
    ),
    again=False,
)
CROWDED = FaultKind(
    status=503,
    code="slow-senders",
    title=Text(fr="Trop d’envois lents arrivent en même temps", en="Too many slow uploads at once"),
    safe=_NOT_READ,
    remedy=Text(
        fr="Recommencez dans une minute, si possible par une liaison plus rapide.",
        en="Start again in a minute, on a faster connection if you can.",
    ),
    retry_after=60,
    again=False,
)
TAKEN = FaultKind(
    status=503,
    code="places-taken",
    title=Text(fr="Le site est très occupé", en="The site is very busy"),
    safe=_NOTHING_LOST,
    remedy=Text(fr="Recommencez dans une minute.", en="Start again in a minute."),
    retry_after=60,
)
LARGE = FaultKind(
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
KINDS = (FULL, BUSY, DOWN, DAMAGED, UNWRITABLE, MEMORY, NESTED, CONFLICT, REFUSED, CLOCK, SLOW, CROWDED, TAKEN, LARGE)
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)

_BY_ERRNO = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EIO: DAMAGED,
    errno.EROFS: UNWRITABLE,
    errno.EACCES: UNWRITABLE,
    errno.EPERM: UNWRITABLE,
    errno.ENOMEM: MEMORY,
    errno.EMFILE: BUSY,
    errno.ENFILE: BUSY,
}
# Primary codes of SQLite: https://sqlite.org/rescode.html
_TWICE = (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
_BY_SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_PROTOCOL: BUSY,
    sqlite3.SQLITE_INTERRUPT: BUSY,
    sqlite3.SQLITE_CANTOPEN: DOWN,
    sqlite3.SQLITE_IOERR: DAMAGED,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_READONLY: UNWRITABLE,
    sqlite3.SQLITE_PERM: UNWRITABLE,
    sqlite3.SQLITE_NOMEM: MEMORY,
}
# Codes of PostgreSQL, then their classes: https://www.postgresql.org/docs/current/errcodes-appendix.html
_BY_SQLSTATE = {
    "53100": FULL,
    "53200": MEMORY,
    "53300": BUSY,
    "55P03": BUSY,
    "57014": BUSY,
    "40001": BUSY,
    "40P01": BUSY,
    "25006": UNWRITABLE,
    "58030": DAMAGED,
    "23505": CONFLICT,
}
_BY_SQLSTATE_CLASS = {"08": DOWN, "57": DOWN, "53": BUSY, "40": BUSY, "58": DAMAGED, "XX": DAMAGED}


def fault_kind(error: BaseException, *, sent: bool) -> FaultKind | None:
    """Return what kind of trouble an exception tells of; None for a mistake in the code.

    `sent` says whether the visitor sent something (a body or a query), without which a recursion is our mistake.
    """
    if isinstance(error, Faults):
        if isinstance(error, ClockHeld):
            return CLOCK
        if any(isinstance(one, Stopped) and one.how == How.BUSY for one in _chain(error)):
            return TAKEN
        return DAMAGED if isinstance(error, DamagedFiles) else REFUSED
    for one in _chain(error):
        if isinstance(one, TOO_LARGE):
            return LARGE
        if isinstance(one, RecursionError):
            return NESTED if sent else None
        if isinstance(one, MemoryError):
            return MEMORY
        found = _of_system(one) or _of_database(one) or _of_engine(one)
        if found is not None:
            return found
    return None


def faults_of(error: BaseException | None) -> tuple[Fault, ...]:
    """Return the faults that an exception carries, none for any other."""
    return error.faults if isinstance(error, Faults) else ()


def cause_of(error: BaseException) -> str:
    """Return the name and code of an exception for a log: never its words, which may hold what somebody typed."""
    codes = []
    for one in _chain(error):
        code = getattr(one, "sqlite_errorname", None) or getattr(one, "sqlstate", None)
        if code is None and isinstance(one, OSError) and one.errno is not None:
            code = errno.errorcode.get(one.errno, str(one.errno))
        codes.append(f"{type(one).__name__} {code}" if code else type(one).__name__)
    if isinstance(error, Faults):
        codes.append(", ".join(dict.fromkeys(fault.code for fault in error.faults)))
    return " < ".join(codes)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An exception and what it says it comes from: what was at hand by accident when it was raised is not its cause."""
    seen: BaseException | None = error
    for _ in range(8):
        if seen is None:
            return
        yield seen
        seen = seen.__cause__


def _of_system(error: BaseException) -> FaultKind | None:
    if not isinstance(error, OSError):
        return None
    if isinstance(error, SlowSender):
        return CROWDED if isinstance(error, SendersCrowded) else SLOW
    if isinstance(error, FileNotFoundError):
        # One of our own that went is damage; any other name is a mistake in the code.
        kept = Path(settings.FILIERE_HOME)
        named = error.filename
        return DAMAGED if isinstance(named, (str, Path)) and Path(named).is_relative_to(kept) else None
    return _BY_ERRNO.get(error.errno or 0)


def _of_database(error: BaseException) -> FaultKind | None:
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None) or 0
        # The lower byte is the primary code; the higher ones say more of it.
        return CONFLICT if code in _TWICE else _BY_SQLITE.get(code & 0xFF)
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return _BY_SQLSTATE.get(state) or _BY_SQLSTATE_CLASS.get(state[:2])
    if isinstance(error, DatabaseFailure):
        return None if error.__cause__ is not None and _knows(error.__cause__) else _without_code(error)
    return None


def _knows(error: BaseException) -> bool:
    """Whether an exception of a driver carries a code, which says more than its class."""
    return bool(getattr(error, "sqlite_errorcode", None) or getattr(error, "sqlstate", None))


def _without_code(error: DatabaseFailure) -> FaultKind | None:
    """What has no code never reached the server: no connection could be made, or it went."""
    return DOWN if type(error).__name__ in {"OperationalError", "InterfaceError"} else None


def _of_engine(error: BaseException) -> FaultKind | None:
    if type(error).__name__ == "OutOfMemoryException":
        return MEMORY
    if not tells_damage(error):
        return None
    return FULL if "No space left" in str(error) else DAMAGED
