"""Scenes that many tests begin with, played once a process: what was written is written again, as it was.

A scene is played by the site's own acts, some hundreds of questions each. The first test that asks for it plays it; for
the next, in a database that stands where that one stood, the rows that it wrote are written again with no act between,
and the people and things of the scene are those of then, copied. Where anything differs it is played anew: another
start, a clock that a test has set, another day or key, a database whose numbers do not go back.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

_CLOCK = timezone.now
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
_PLACES = ("SAVEPOINT", "RELEASE", "BEGIN", "SELECT")


@dataclass(frozen=True, slots=True)
class _Frozen:
    """A scene as it was played: where the database stood, what was written, and what was given to the test."""

    start: Any
    written: tuple[tuple[str, Any, bool], ...]
    given: Any


def frozen[**P, T](play: Callable[P, T]) -> Callable[P, T]:
    """Play a scene once a process. Its arguments are words and numbers, and what it gives is copied for each test."""
    known: dict[str, _Frozen] = {}

    @wraps(play)
    def again(*args: P.args, **kwargs: P.kwargs) -> T:
        start = _start()
        if start is None:
            return play(*args, **kwargs)
        told = repr((args, sorted(kwargs.items())))
        scene = known.get(told)
        if scene is not None and scene.start == start:
            _write(scene.written)
            given: T = deepcopy(scene.given)
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

        with connection.execute_wrapper(note):
            found = play(*args, **kwargs)
        if whole:
            known[told] = _Frozen(start, tuple(written), deepcopy(found))
        return found

    return again


def _start() -> Any:
    """What tells that a database stands where it stood: the last number of every table, the day, the key; else none."""
    if connection.vendor != "sqlite" or not connection.in_atomic_block or timezone.now is not _CLOCK:
        return None
    with connection.cursor() as cursor:
        numbers = cursor.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name").fetchall()
        head = cursor.execute("SELECT number, hash FROM journal_head").fetchall()
    return numbers, head, timezone.localdate(), settings.SECRET_KEY


def _write(written: tuple[tuple[str, Any, bool], ...]) -> None:
    """Write it all again, past what watches the questions of the test: nobody asks anything here."""
    cursor = connection.create_cursor()
    for sql, params, many in written:
        done = cursor.executemany(sql, params) if many else cursor.execute(sql, params)
        if not many:
            # What gives rows back has not ended before they are read.
            done.fetchall()
