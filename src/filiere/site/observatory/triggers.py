"""The database's own refusal to change an amendment."""

from __future__ import annotations

from filiere.site.kit.triggers import refuse_changes

_TRIGGERS = refuse_changes(
    "observatory_amendment",
    refusal="amendments are append-only",
    function="observatory_amendment_refuse",
    same="number = NEW.number",
)
install, remove = _TRIGGERS.install, _TRIGGERS.remove
