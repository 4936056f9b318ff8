"""The database's own refusal to change what went out."""

from __future__ import annotations

from filiere.site.kit.triggers import refuse_changes

_TRIGGERS = refuse_changes(
    "confidentiality_release",
    "confidentiality_outsidetotal",
    "confidentiality_totalwithdrawal",
    refusal="releases are append-only",
    function="confidentiality_refuse",
    same="number = NEW.number OR key = NEW.key",
)
install, remove = _TRIGGERS.install, _TRIGGERS.remove
