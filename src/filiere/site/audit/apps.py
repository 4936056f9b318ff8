"""Declaration of the app to Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from filiere.site.journal.reconciliation import Comparison


class AuditConfig(AppConfig):
    """The app `audit`."""

    name = "filiere.site.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say to the procedure what the audit answers, freezes and gives."""
        from filiere.site.audit import hooks  # noqa: F401

    def journal_comparisons(self) -> tuple[Comparison, ...]:
        """What of this app’s tables the journal tells: missions, draws, what auditors wrote, findings, reports."""
        from filiere.site.audit import journal_records

        return (journal_records.compare_rows,)
