"""Rows in the alphabetical order of the reader's language, whichever the database.

PostgreSQL has the collations of ICU. SQLite knows bytes alone: each connection is taught a collation of the same name,
made of the order by which Python sorts.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.signals import connection_created
from django.db.models import F
from django.db.models.expressions import OrderBy
from django.db.models.functions import Collate

from filiere.core import LANGUAGES, source_language
from filiere.core.collation import collation_key


def by_name(column: str = "name") -> OrderBy:
    """Return the order of a column of names, for `order_by`."""
    return OrderBy(Collate(F(column), _name_collation(source_language())))


def _name_collation(lang: str) -> str:
    return f"{lang}-x-icu"


def _compare(this: str, other: str) -> int:
    first, second = collation_key(this), collation_key(other)
    return (first > second) - (first < second)


def _teach_order(connection: Any, **_rest: Any) -> None:
    if connection.vendor == "sqlite":
        for lang in LANGUAGES:
            connection.connection.create_collation(_name_collation(lang), _compare)


connection_created.connect(_teach_order)
