"""The database's own refusal to change an amendment, for whoever does not go through the models.

SQLite forgets the triggers of a table that a migration rebuilds: a later migration that alters the table must call
`install` again.
"""

# The statements hold one constant of this module and nothing from outside.
# ruff: noqa: S608

from __future__ import annotations

from typing import Any

_REFUSAL = "amendments are append-only"

_SQLITE = (
    f"""CREATE TRIGGER IF NOT EXISTS observatory_amendment_no_update BEFORE UPDATE ON observatory_amendment
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS observatory_amendment_no_delete BEFORE DELETE ON observatory_amendment
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    # INSERT OR REPLACE deletes without firing the triggers of DELETE: what is there already must refuse it.
    f"""CREATE TRIGGER IF NOT EXISTS observatory_amendment_no_replace BEFORE INSERT ON observatory_amendment
    WHEN EXISTS (SELECT 1 FROM observatory_amendment WHERE number = NEW.number)
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
)
_SQLITE_DROP = (
    "DROP TRIGGER IF EXISTS observatory_amendment_no_update",
    "DROP TRIGGER IF EXISTS observatory_amendment_no_delete",
    "DROP TRIGGER IF EXISTS observatory_amendment_no_replace",
)

_POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION observatory_amendment_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$""",
    """CREATE OR REPLACE TRIGGER observatory_amendment_fixed BEFORE UPDATE OR DELETE ON observatory_amendment
    FOR EACH ROW EXECUTE FUNCTION observatory_amendment_refuse()""",
)
_POSTGRESQL_DROP = (
    "DROP TRIGGER IF EXISTS observatory_amendment_fixed ON observatory_amendment",
    "DROP FUNCTION IF EXISTS observatory_amendment_refuse()",
)


def _execute_statements(connection: Any, statements: dict[str, tuple[str, ...]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements.get(connection.vendor, ()):
            cursor.execute(statement)


def install(connection: Any) -> None:
    """Create the triggers; those that exist stay."""
    _execute_statements(connection, {"sqlite": _SQLITE, "postgresql": _POSTGRESQL})


def remove(connection: Any) -> None:
    """Drop the triggers: to undo the migration, and for tests that tamper with amendments on purpose."""
    _execute_statements(connection, {"sqlite": _SQLITE_DROP, "postgresql": _POSTGRESQL_DROP})
