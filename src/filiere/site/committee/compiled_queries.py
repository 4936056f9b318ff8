"""Questions of one form that are asked again and again about other rows: their SQL is made once.

Django writes the SQL of a query anew each time it is asked, which for a union of thirty takes longer than its answer.
Here it is written once for how many keys are asked about, and the keys are put in their places.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache
from itertools import count
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
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
