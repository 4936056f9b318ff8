"""The database's own refusal to change what was said: no role detaches a disagreement from its decision."""

from __future__ import annotations

from typing import Any

from filiere.site.kit.triggers import refuse_changes

_KEYED = refuse_changes(
    "programme_dissentnote",
    "programme_statedposition",
    refusal="what was said in the dialogue is append-only",
    function="programme_dialogue_refuse",
    same="id = NEW.id OR key = NEW.key",
)
_NUMBERED = refuse_changes(
    "programme_seatballot",
    "programme_minutesversion",
    "programme_minutesapproval",
    "programme_amendmentwording",
    "programme_amendmentreasons",
    "programme_amendmentevent",
    refusal="what was said in the dialogue is append-only",
    function="programme_dialogue_version_refuse",
    same="id = NEW.id",
)


def install(connection: Any) -> None:
    """Create the triggers."""
    _KEYED.install(connection)
    _NUMBERED.install(connection)


def remove(connection: Any) -> None:
    """Drop them: to undo a migration, and for tests that tamper with rows on purpose."""
    _KEYED.remove(connection)
    _NUMBERED.remove(connection)
