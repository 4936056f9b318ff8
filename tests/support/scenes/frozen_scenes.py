"""Scenes that many tests begin with, played once a file: what was written is written again, as it was.

A scene is played by the site's own acts, some hundreds of questions each. The first test that asks for it plays it; for
the next, in a database that stands where that one stood, the rows that it wrote are written again with no act between,
and the people and things of the scene are those of then, copied. Scenes follow each other: after one, the database
stands where it stood then, for as long as nobody else writes. Where anything differs a scene is played anew: another
start, a clock that does not stand still, another day or key, a database whose numbers do not go back.

The people and things of a scene have then the keys that they had. A test of what a process remembers under a key, as
the certificates that it has drawn, begins with a scene of its own.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import get_language

from filiere.core import seal
from filiere.core.language import current_language

_CLOCK = timezone.now
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
_PLACES = ("SAVEPOINT", "RELEASE", "BEGIN", "SELECT")
_WORDS = (str, bytes, bool, int, float, Decimal, date, datetime, time, timedelta, type(None))


@dataclass(frozen=True, slots=True)
class _Frozen:
    """A scene as it was played: what was written, what was given to the test, what its clock said at the end, and where
    the files that it left in the data folder are kept."""

    written: tuple[tuple[str, Any, bool], ...]
    given: Any
    stand_ins: tuple[object, ...]
    moments: tuple[datetime, ...]
    files: Path | None


@dataclass(frozen=True, slots=True)
class _Stand:
    """Where the database of a test stands, told by what came to it; ``sure`` if scenes alone did, from an empty one."""

    test: str
    changes: int
    savepoints: tuple[str, ...]
    told: str
    sure: bool


class _Unknown(Exception):
    """An argument that does not tell what it is: the scene is played anew."""


FOLDERS = frozenset({"audit", "committee", "holders", "journal", "quality", "rights", "workflow"})
"""Folders of the site's tests that begin with scenes which cost; elsewhere each is played anew."""

_known: dict[str, _Frozen] = {}
_recorded: list[list[tuple[str, Any, bool]]] = []
_file = ""
_stand: _Stand | None = None
_empty = ""
_begun = (-1, "")
_here = False


def learn_empty() -> None:
    """Remember how an empty database stands; called once, where the tests have theirs, in the course of the first."""
    global _begun, _empty
    if connection.vendor == "sqlite":
        _empty = _numbers()
        _begun = (connection.connection.total_changes, _begun[1])


def begin(test: str) -> None:
    """Begin a test: nothing is written yet. Scenes of another file are forgotten, and their memory given back."""
    global _begun, _file, _here
    file = test.partition("::")[0]
    if file != _file:
        forget_scenes()
        _file, _here = file, Path(file).parent.name in FOLDERS
    raw = connection.connection if connection.vendor == "sqlite" else None
    _begun = (-1 if raw is None else raw.total_changes, test)


def forget_scenes() -> None:
    """Forget every scene, and the files that were kept of it."""
    for scene in _known.values():
        if scene.files is not None:
            shutil.rmtree(scene.files, ignore_errors=True)
    _known.clear()


atexit.register(forget_scenes)


def frozen[**P, T](play: Callable[P, T], *, renewed: tuple[int, ...] = (), files: bool = False) -> Callable[P, T]:
    """Play a scene once a file. Its arguments are words, numbers, rows and a clock, and what it gives is copied.

    ``renewed`` are the places of the arguments that the scene leaves as the database has them. A scene that leaves
    ``files`` begins in a data folder where there are none, and they are put back in that of the next test.
    """

    @wraps(play)
    def again(*args: P.args, **kwargs: P.kwargs) -> T:
        stand = _where()
        if stand is None or len(args) <= max(renewed, default=-1) or (files and any(settings.FILIERE_HOME.iterdir())):
            return play(*args, **kwargs)
        things: list[Any] = []
        clocks: list[Any] = []
        try:
            words = [
                _tell(one, things, clocks) for one in (*args, *(x for pair in sorted(kwargs.items()) for x in pair))
            ]
        except _Unknown:
            return play(*args, **kwargs)
        if things and not stand.sure:
            return play(*args, **kwargs)
        told = seal([stand.told, play.__module__, play.__qualname__, repr(words)])
        scene = _known.get(told)
        if scene is not None:
            _write(scene.written)
            if scene.files is not None:
                shutil.copytree(scene.files, settings.FILIERE_HOME, dirs_exist_ok=True)
            for clock, moment in zip(clocks, scene.moments, strict=True):
                clock.now = moment
            for place in renewed:
                args[place].refresh_from_db()  # type: ignore[attr-defined]
            given: T = deepcopy(scene.given, {id(old): new for old, new in zip(scene.stand_ins, things, strict=True)})
            _come_to(stand, told)
            return given
        written: list[tuple[str, Any, bool]] = []
        whole = True

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal whole
            if sql.startswith(_WRITES):
                written.append((sql, params, many))
            elif not sql.startswith(_PLACES):
                # Something is taken back, or the schema changes: such a scene is played each time.
                whole = False
            return execute(sql, params, many, context)

        before = [_held(one) for one in things]
        _recorded.append(written)
        try:
            with connection.execute_wrapper(note):
                found = play(*args, **kwargs)
        finally:
            _recorded.pop()
        fresh = {id(args[place]) for place in renewed}
        same = all(id(one) in fresh or _held(one) == held for one, held in zip(things, before, strict=True))
        if whole and same:
            stand_ins = tuple(object() for _ in things)
            memo = {id(one): stand_in for one, stand_in in zip(things, stand_ins, strict=True)}
            moments = tuple(clock.now for clock in clocks)
            kept = Path(tempfile.mkdtemp(prefix="filiere-scene-")) if files else None
            if kept is not None:
                shutil.copytree(settings.FILIERE_HOME, kept, dirs_exist_ok=True)
            _known[told] = _Frozen(tuple(written), deepcopy(found, memo), stand_ins, moments, kept)
            _come_to(stand, told)
        return found

    return again


def _tell(value: Any, things: list[Any], clocks: list[Any]) -> Any:
    """What an argument is, in words; rows and clocks are listed besides, in the order in which they come."""
    if isinstance(value, _WORDS):
        return repr(value)
    if isinstance(value, list | tuple):
        return [type(value).__name__, *(_tell(one, things, clocks) for one in value)]
    if isinstance(value, dict):
        return ["dict", *((_tell(key, things, clocks), _tell(one, things, clocks)) for key, one in value.items())]
    if isinstance(value, Model) and value.pk is not None:
        things.append(value)
        # What the site remembers with a row is not in its table: where that differs, so may what an act does with it.
        remembered = sorted(set(vars(value)) - {field.attname for field in value._meta.concrete_fields})
        return [value._meta.label, value.pk, [id(one) for one in things].index(id(value)), remembered]
    if type(value).__name__ == "Clock" and timezone.now is not _CLOCK and timezone.now() == value.now:
        clocks.append(value)
        return ["clock", value.now.isoformat()]
    raise _Unknown


def _held(thing: Model) -> dict[str, Any]:
    """What an object holds in memory, but for what Django remembers of its relations, and writes in a copy."""
    return {name: value for name, value in vars(thing).items() if name not in ("_state", "_django_version")}


def _where() -> _Stand | None:
    """Where the database stands: as the last scene left it, else by the last number of every table; None elsewhere."""
    if not _here or connection.vendor != "sqlite" or not connection.in_atomic_block:
        return None
    moment = None
    if timezone.now is not _CLOCK:
        moment = timezone.now()
        if timezone.now() != moment:
            return None
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    changes, savepoints = _counted()
    stand = _stand
    if stand is None or (stand.test, stand.changes, stand.savepoints) != (test, changes, savepoints):
        numbers = _numbers()
        first = (changes, test) == _begun and numbers == _empty
        stand = _Stand(test, changes, savepoints, numbers, first)
    around = [str(timezone.localdate()), settings.SECRET_KEY, str(moment), get_language() or "", current_language()]
    return replace(stand, told=seal([stand.told, *around]))


def _come_to(stand: _Stand, told: str) -> None:
    """Remember that the database stands after a scene."""
    global _stand
    changes, savepoints = _counted()
    _stand = _Stand(stand.test, changes, savepoints, told, stand.sure)


def _counted() -> tuple[int, tuple[str, ...]]:
    """How many rows were ever changed by this connection, and the savepoints that it is in."""
    return connection.connection.total_changes, tuple(str(one) for one in connection.savepoint_ids)


def _numbers() -> str:
    """The last number of every table, and the head of the journal, in one word."""
    with connection.cursor() as cursor:
        numbers = cursor.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name").fetchall()
        head = cursor.execute("SELECT number, hash FROM journal_head").fetchall()
    return repr((numbers, head))


def _write(written: tuple[tuple[str, Any, bool], ...]) -> None:
    """Write it all again, past what watches the questions of the test: nobody asks anything here."""
    for record in _recorded:
        record.extend(written)
    cursor = connection.create_cursor()
    for sql, params, many in written:
        done = cursor.executemany(sql, params) if many else cursor.execute(sql, params)
        if not many:
            # What gives rows back has not ended before they are read.
            done.fetchall()
