"""The database's own refusals, for whoever does not go through the models: triggers in the words of each engine.

SQLite forgets the triggers of a table that a migration rebuilds: a later migration that alters the table must install
them again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_TRIGGER = re.compile(r"CREATE (?:OR REPLACE )?TRIGGER (?:IF NOT EXISTS )?(\w++) .*?(?:INSERT|UPDATE|DELETE) ON (\w++)")


class Triggers:
    """Statements that make triggers, by engine; those that drop them follow from their names."""

    def __init__(self, *, sqlite: Sequence[str], postgresql: Sequence[str]) -> None:
        self._made = {"sqlite": sqlite, "postgresql": postgresql}

    def install(self, connection: Any) -> None:
        """Create the triggers; those that exist stay."""
        _run_statements(connection, self._made[connection.vendor])

    def remove(self, connection: Any) -> None:
        """Drop the triggers: to undo a migration, and for tests that tamper with rows on purpose."""
        made = self._made[connection.vendor]
        # PostgreSQL names a trigger within its table, and keeps a function as long as a trigger calls it.
        named = "DROP TRIGGER IF EXISTS {}" + (" ON {}" if connection.vendor == "postgresql" else "")
        triggers = [named.format(*found.groups()) for one in made if (found := _TRIGGER.match(one))]
        functions = [f"DROP FUNCTION IF EXISTS {one.split()[4]}" for one in made if one.split()[3] == "FUNCTION"]
        _run_statements(connection, [*triggers, *functions])


def refuse_changes(*tables: str, refusal: str, function: str, same: str) -> Triggers:
    """Return the triggers of tables to which rows are only added.

    ``same`` says in SQL when a row is there already: INSERT OR REPLACE deletes without firing the triggers of DELETE.
    """
    verbs = {"update": "UPDATE ON {0}", "delete": "DELETE ON {0}"}
    verbs["replace"] = f"INSERT ON {{0}} WHEN EXISTS (SELECT 1 FROM {{0}} WHERE {same})"  # noqa: S608
    return Triggers(
        sqlite=[
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{name} BEFORE {when.format(table)} "
            f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
            for table in tables
            for name, when in verbs.items()
        ],
        postgresql=[
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$",
            *(
                f"CREATE OR REPLACE TRIGGER {table}_fixed BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {function}()"
                for table in tables
            ),
        ],
    )


def _run_statements(connection: Any, statements: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
