"""Declaration of the app to Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from filiere.site.journal.reconciliation import Comparison


class EvidenceConfig(AppConfig):
    """The app `evidence`."""

    name = "filiere.site.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say the rights of this app, its tab, what it holds of people, and what it does each hour."""
        from filiere.site.evidence import hooks, personal_data, scheduled  # noqa: F401

    def journal_comparisons(self) -> tuple[Comparison, ...]:
        """What of this app’s tables the journal tells: documents, and what they are said to prove."""
        from filiere.site.evidence import journal_records

        return (journal_records.compare_documents, journal_records.compare_uses)
