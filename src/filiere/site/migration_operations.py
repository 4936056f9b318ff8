"""Operations of migrations that Django does not have."""

from __future__ import annotations

from typing import Any

from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation


class CreateTables(Operation):
    """Create the tables of several models at once, as they are after all the operations of a list.

    The list holds `CreateModel`, and `AddField`, `AddConstraint` or `AddIndex` on the models that it creates. Where
    each is an operation of its own, Django draws the classes of all linked models anew after it, here nearly every
    model of the site: a first migration of sixty models took half a minute of processor, and takes one second.
    """

    def __init__(self, operations: list[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Add all to a state; its classes are drawn again once, when somebody asks for them."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Create the tables, each with its last fields, constraints and indexes."""
        for operation in self._list_created_models():
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the tables, the last first."""
        for operation in reversed(self._list_created_models()):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Say what is created."""
        return ", ".join(operation.describe() for operation in self._list_created_models())

    def _list_created_models(self) -> list[CreateModel]:
        return [one for one in self.operations if isinstance(one, CreateModel)]
