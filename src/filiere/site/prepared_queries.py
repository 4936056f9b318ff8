"""Questions of one form that are asked again and again about other rows: their SQL is made once.

Django writes the SQL of a query anew each time it is asked: for one row of one table that takes some five times as
long as its answer. Here it is written once, and the values of each time are put in their places. What may differ
otherwise from a time to the next, a condition more or another table, is no matter for this module.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import count
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import QuerySet

MOST_KEYS = 100
"""Keys in all beyond which a question is written for itself: the database takes longer then than its writing."""
_FORMS = 64


class PreparedQuery:
    """A query built from lists of primary keys alone, whose rows hold numbers and words as the database has them.

    ``build`` gives the query for as many lists as :meth:`ask` is given, and what else it is given by name; it asks
    nothing, and does the same for any keys.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._prepare = lru_cache(_FORMS)(self._write)

    def ask(self, *lists: Collection[int], **given: Any) -> list[tuple[Any, ...]]:
        """Return the rows of the query for these keys; what else is ``given`` can be hashed, and has few values."""
        if sum(map(len, lists)) > MOST_KEYS:
            return [tuple(row) for row in self._build(*lists, **given)]
        sql, places = self._prepare(connection.vendor, *map(len, lists), **given)
        if sql is None:
            return []
        keys = [key for one in lists for key in one]
        with connection.cursor() as cursor:
            cursor.execute(sql, [keys[number] if given else number for given, number in places])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def _write(self, _vendor: str, *lengths: int, **given: Any) -> tuple[str | None, list[tuple[bool, Any]]]:
        """The SQL for lists of these lengths, and for each of its parameters the key that goes there, or its value."""
        # Numbers that are no primary key stand in for those that will be.
        stand_ins = count(-1, -1)
        lists = [[next(stand_ins) for _ in range(length)] for length in lengths]
        try:
            sql, found = self._build(*lists, **given).query.sql_with_params()
        except EmptyResultSet:
            return None, []
        most = sum(lengths)
        return sql, [
            (True, -one - 1)
            if isinstance(one, int) and not isinstance(one, bool) and -most <= one < 0
            else (False, one)
            for one in found
        ]


class PreparedRows[T]:
    """Rows of a model, or values of them, for a query of which only what its conditions compare with differs from a
    time to the next.

    ``build`` gives the query for as many values as there are ``stand_ins``, and does the same for any of them. A
    stand-in is a value of the same type, unlike any other of the query: a number, a word, a day or a moment; not a
    condition of yes or no. What :meth:`fetch` gives is what the query would: rows of now, with those that it selects
    beside.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, T]], *stand_ins: int | str | date) -> None:
        self._build, self._stand_ins = build, stand_ins
        self._prepare = lru_cache(None)(self._write)

    def fetch(self, *values: Any) -> list[T]:
        """Return the rows for these values."""
        return [*self._prepare(connection.vendor, connection.alias).ask(values)]

    def first(self, *values: Any) -> T | None:
        """Return the first row for these values, None without one."""
        return next(iter(self.fetch(*values)), None)

    def _write(self, _vendor: str, alias: str) -> _WrittenQuery:
        """The SQL, and for each of its parameters the place of the value that goes there, or None and what it is."""
        rows = self._build(*self._stand_ins)
        compiler = rows.query.get_compiler(using=alias)
        sql, found = compiler.as_sql()
        known = {_adapt_value(value): place for place, value in enumerate(self._stand_ins)}
        places = [(None if isinstance(value, bool) else known.get(value), value) for value in found]
        if {place for place, _ in places} - {None} != set(range(len(self._stand_ins))):
            raise ValueError(f"{rows.model.__name__}: a stand-in does not come to the SQL as it is")
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        return _WrittenQuery(rows, compiler, converters, sql, places)


@dataclass(frozen=True, slots=True)
class _WrittenQuery:
    """A query once written: what wrote it, what makes values of what it gives, its SQL, and what goes to its places."""

    rows: QuerySet[Any]
    compiler: Any
    converters: dict[int, Any]
    sql: str
    places: list[tuple[int | None, Any]]

    def ask(self, values: tuple[Any, ...]) -> Any:
        """Return what the query gives for these values, as Django makes it of the rows."""
        # Some databases have types of their own for numbers: the value is given that of its place.
        sent = tuple(
            value if place is None else _adapt_value(values[place], type(value)) for place, value in self.places
        )
        compiler = object.__new__(type(self.compiler))
        compiler.__dict__ |= self.compiler.__dict__ | {
            "connection": connections[self.compiler.using],
            "as_sql": lambda: (self.sql, sent),
            "get_converters": lambda _: self.converters,
        }
        asked: Any = SimpleNamespace(
            db=compiler.using,
            model=self.rows.model,
            query=SimpleNamespace(get_compiler=lambda *_, **__: compiler),
            _fetch_mode=self.rows._fetch_mode,  # type: ignore[attr-defined]  # The stubs are of an earlier Django.
            _known_related_objects={},
        )
        return self.rows._iterable_class(asked)


def _adapt_value(value: Any, kind: type = int) -> Any:
    """A value as a database is given it: days and moments are words to some, and numbers of a kind to others."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return kind(value) if isinstance(value, int) else value
