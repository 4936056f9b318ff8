"""The database's own refusal to change what went out, for whoever does not go through the models.

SQLite forgets the triggers of a table that a migration rebuilds: a later migration that alters a table must call
`install` again.
"""

# The statements hold constants of this module and nothing from outside.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_REFUSAL = "releases are append-only"
_TABLES = ("confidentiality_release", "confidentiality_outsidetotal", "confidentiality_totalwithdrawal")


def _sqlite_triggers(tables: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for table in tables
        for name, when in (
            ("update", f"UPDATE ON {table}"),
            ("delete", f"DELETE ON {table}"),
            # INSERT OR REPLACE deletes without firing the triggers of DELETE: what is there already must refuse it.
            (
                "replace",
                f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE number = NEW.number OR key = NEW.key)",
            ),
        )
    )


def _postgresql_triggers(tables: Sequence[str]) -> tuple[str, ...]:
    made = (
        f"CREATE OR REPLACE FUNCTION confidentiality_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    return (
        made,
        *(
            f"CREATE OR REPLACE TRIGGER {table}_fixed BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION confidentiality_refuse()"
            for table in tables
        ),
    )


_DROP = {
    "sqlite": tuple(
        f"DROP TRIGGER IF EXISTS {table}_no_{act}" for table in _TABLES for act in ("update", "delete", "replace")
    ),
    "postgresql": (
        *(f"DROP TRIGGER IF EXISTS {table}_fixed ON {table}" for table in _TABLES),
        "DROP FUNCTION IF EXISTS confidentiality_refuse()",
    ),
}


def _execute_statements(connection: Any, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def install(connection: Any) -> None:
    """Create the triggers; those that exist stay, and a table that a later migration makes is not there yet."""
    there = set(connection.introspection.table_names())
    tables = [table for table in _TABLES if table in there]
    made = {"sqlite": _sqlite_triggers, "postgresql": _postgresql_triggers}.get(connection.vendor)
    _execute_statements(connection, made(tables) if made is not None else ())


def remove(connection: Any) -> None:
    """Drop the triggers: to undo the migration, and for tests that tamper with releases on purpose."""
    _execute_statements(connection, _DROP.get(connection.vendor, ()))
